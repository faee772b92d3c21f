from unions.models.attached import AttachedFile, one_owner
from unions.models.batch import ImportBatch
from unions.models.calendar import CalendarDay
from unions.models.enterprise import Enterprise, EnterpriseFigure
from unions.models.rule import Rule
from unions.models.seat import Role, Seat
from unions.models.union import Coverage, Headcount, Union, UnionEvent

__all__ = [
    "AttachedFile",
    "CalendarDay",
    "Coverage",
    "Enterprise",
    "EnterpriseFigure",
    "Headcount",
    "ImportBatch",
    "Role",
    "Rule",
    "Seat",
    "Union",
    "UnionEvent",
    "one_owner",
]
