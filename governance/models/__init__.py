from governance.models.attachments import Attachment
from governance.models.checks import Assessment, CheckItem, CheckList, Mark
from governance.models.duties import Delegation, Reminder, Requirement, Submission
from governance.models.elections import (
    Ballot,
    Candidate,
    Election,
    Founding,
    RollEntry,
    SeatBand,
)
from governance.models.meetings import Attendee, Meeting, Resolution
from governance.models.offices import Office, Rectification
from governance.models.records import Activity, Deed, Honour, Regulation, RegulationVersion

__all__ = [
    "Activity",
    "Assessment",
    "Attachment",
    "Attendee",
    "Ballot",
    "Candidate",
    "CheckItem",
    "CheckList",
    "Deed",
    "Delegation",
    "Election",
    "Founding",
    "Honour",
    "Mark",
    "Meeting",
    "Office",
    "Rectification",
    "Regulation",
    "RegulationVersion",
    "Reminder",
    "Requirement",
    "Resolution",
    "RollEntry",
    "SeatBand",
    "Submission",
]
