from innovation.models.awards import Award, Score
from innovation.models.calls import Call, Panelist
from innovation.models.entries import Author, Entry
from innovation.models.kinds import AwardGrade, Band, Criterion, CriterionSet, Kind
from innovation.models.pictures import Picture
from innovation.models.studios import Studio, StudioMember, StudioProject
from innovation.models.traces import Adoption, Gram, MergeRecord

__all__ = [
    "Adoption",
    "Author",
    "Award",
    "AwardGrade",
    "Band",
    "Call",
    "Criterion",
    "CriterionSet",
    "Entry",
    "Gram",
    "Kind",
    "MergeRecord",
    "Panelist",
    "Picture",
    "Score",
    "Studio",
    "StudioMember",
    "StudioProject",
]
