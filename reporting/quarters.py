"""A calendar quarter: its days, its name, and the two it is compared with."""

import datetime
from dataclasses import dataclass
from typing import Any, Protocol

from core.periods import today
from reporting.codes import Quarter


class Stretch(Protocol):
    """Days that figures are asked for: a quarter, or a statistical year. `asked` is what lists
    read as their own filters.
    """

    @property
    def first(self) -> datetime.date: ...
    @property
    def last(self) -> datetime.date: ...
    @property
    def days(self) -> tuple[datetime.date, datetime.date]: ...
    @property
    def label(self) -> str: ...
    @property
    def asked(self) -> dict[str, Any]: ...


@dataclass(frozen=True, order=True)
class Span:
    year: int
    quarter: int

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, self.quarter * 3 - 2, 1)

    @property
    def last(self) -> datetime.date:
        after = self.after
        return datetime.date(after.year, after.quarter * 3 - 2, 1) - datetime.timedelta(days=1)

    @property
    def after(self) -> "Span":
        return Span(self.year + self.quarter // 4, self.quarter % 4 + 1)

    @property
    def before(self) -> "Span":
        return Span(self.year - (self.quarter == 1), (self.quarter - 2) % 4 + 1)

    @property
    def year_before(self) -> "Span":
        return Span(self.year - 1, self.quarter)

    @property
    def over(self) -> bool:
        return self.last < today()

    @property
    def label(self) -> str:
        return f"{self.year}年{Quarter(self.quarter).label}"

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        return self.first, self.last

    @property
    def asked(self) -> dict[str, Any]:
        return {"year": self.year, "quarter": self.quarter}


def of_day(day: datetime.date) -> Span:
    return Span(day.year, (day.month - 1) // 3 + 1)


def last_over() -> Span:
    """The last quarter that is over today: the one to be reported."""
    return of_day(today()).before
