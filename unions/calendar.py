"""Working days: Monday to Friday, changed by the calendar that staff keep (CalendarDay).

Each function asks the database once for the range it was given. A year nobody has entered counts
its plain week-days; `missing_years` says which those are, so that the reader is warned.
"""

import datetime

from unions.holidays import span
from unions.models import CalendarDay

_DAY = datetime.timedelta(1)
_SATURDAY = 5


def is_working_day(day: datetime.date) -> bool:
    return _is_working(day, _changed(day, day))


def working_days_between(first: datetime.date, last: datetime.date) -> int:
    """How many days are worked from `first` to `last`, both counted; 0 when last comes first."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    plain = weeks * 5 + sum((first + number * _DAY).weekday() < _SATURDAY for number in range(rest))
    return plain + sum(
        works - (day.weekday() < _SATURDAY) for day, works in _changed(first, last).items()
    )


def add_working_days(first: datetime.date, n: int) -> datetime.date:
    """The n-th working day after `first`, which itself does not count (“n个工作日内”)."""
    return first if n == 0 else _nth_working_day(first + _DAY, n)


def last_day(first: datetime.date, days: int, working: bool) -> datetime.date:
    """The last of so many days of public notice; the first day is day 1, if it is worked."""
    if days < 1:
        raise ValueError(f"a period of {days} days")
    return _nth_working_day(first, days) if working else first + (days - 1) * _DAY


def missing_years(first: datetime.date, last: datetime.date) -> list[int]:
    """Years of the range for which not one day has been entered."""
    begin, end = datetime.date(first.year, 1, 1), datetime.date(last.year, 12, 31)
    rows = CalendarDay.objects.filter(day__range=(begin, end)).order_by()
    known = {day.year for day in rows.dates("day", "year")}
    return [year for year in range(first.year, last.year + 1) if year not in known]


def _changed(first: datetime.date, last: datetime.date) -> dict[datetime.date, bool]:
    """Days of the range that were announced -> are they worked?"""
    rows = CalendarDay.objects.filter(day__range=(first, last)).order_by()
    return {day: kind == CalendarDay.Kind.WORKDAY for day, kind in rows.values_list("day", "kind")}


def _is_working(day: datetime.date, changed: dict[datetime.date, bool]) -> bool:
    return changed.get(day, day.weekday() < _SATURDAY)


def _nth_working_day(first: datetime.date, n: int) -> datetime.date:
    """Counting from `first` on, which is the first one if it is worked."""
    if n < 1:
        raise ValueError(f"{n} working days")
    # Twice as many days and a month hold n working days in any calendar ever announced; should
    # staff enter a stranger one, another look is taken.
    window = 2 * n + 31
    while True:
        last = first + window * _DAY
        changed = _changed(first, last)
        for day in span(first, last):
            n -= _is_working(day, changed)
            if n == 0:
                return day
        first = last + _DAY
