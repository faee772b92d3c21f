"""Tables of what the federation tells others."""

from reporting.models.quarterly import (
    QuarterlyReport,
    ReportDifference,
    ReportFigure,
    ReportPart,
)
from reporting.models.yearly import Explanation, LogicCheck, YearlySheet

__all__ = [
    "Explanation",
    "LogicCheck",
    "QuarterlyReport",
    "ReportDifference",
    "ReportFigure",
    "ReportPart",
    "YearlySheet",
]
