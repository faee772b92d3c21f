"""The statistical year: twelve months from the day the rules set (domain.md 8: in 2014 from
1 October to 30 September, filed in October as the statistics of 2014).
"""

import calendar
import datetime
from dataclasses import dataclass
from typing import Any

from core.periods import today
from unions import rules

FIRST, LAST = 1950, 2200


@dataclass(frozen=True, order=True)
class StatYear:
    """The year is named after the one it ends in."""

    year: int
    month: int = 1
    day: int = 1

    @property
    def first(self) -> datetime.date:
        year = self.year - ((self.month, self.day) != (1, 1))
        return datetime.date(year, self.month, self.day)

    @property
    def last(self) -> datetime.date:
        after = datetime.date(self.first.year + 1, self.month, self.day)
        return after - datetime.timedelta(days=1)

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        return self.first, self.last

    @property
    def over(self) -> bool:
        return self.last < today()

    @property
    def label(self) -> str:
        return f"{self.year}年度"

    @property
    def span(self) -> str:
        return f"{self.first} 至 {self.last}"

    @property
    def asked(self) -> dict[str, Any]:
        return {}


def stat_year(year: int) -> StatYear:
    """By the rules in force on its 1 January: a rule set later leaves earlier years as they were
    filed. What no calendar has (month 13) is taken as the nearest it has.
    """
    january = datetime.date(year, 1, 1)
    month = min(max(int(rules.value("yearly_start_month", january)), 1), 12)
    longest = calendar.monthrange(2001, month)[1]  # of a year that is no leap year
    return StatYear(
        year, month, min(max(int(rules.value("yearly_start_day", january)), 1), longest)
    )


def last_over() -> StatYear:
    """The year to be filed."""
    year = today().year
    return next(found for y in (year, year - 1, year - 2) if (found := stat_year(y)).over)


def read(year: int) -> StatYear | None:
    """A year that has begun."""
    found = stat_year(year) if FIRST <= year <= LAST else None
    return found if found and found.first <= today() else None


def offered(founded: datetime.date) -> list[StatYear]:
    """Every year that has begun since then, the newest first."""
    years = range(min(today().year + 1, LAST), max(founded.year, FIRST) - 1, -1)
    return [found for year in years if (found := read(year)) and found.last >= founded]
