"""Entering the days announced for a year, and mending one; every change keeps its history."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from unions.holidays import span
from unions.models import CalendarDay
from unions.services.rules import may_set

# The longest announced so far is ten days (Spring Festival 2020).
LONGEST = 31


def _require(by: Any) -> None:
    if not may_set(by):
        raise PermissionDenied("放假调休日由镇总工会的系统管理员登记。")


@transaction.atomic
def enter(row: CalendarDay, last: datetime.date | None = None, *, by: Any) -> list[CalendarDay]:
    """Enter an unsaved day, or all days from it to `last`, alike. Raises ValidationError.

    A day already entered is refused, not overwritten: a second notice about it is a correction.
    """
    _require(by)
    last = last or row.day
    if not 0 <= (last - row.day).days < LONGEST:
        raise ValidationError({"last": f"应不早于第一天，一次最多登记 {LONGEST} 天。"})
    known = CalendarDay.objects.filter(day__range=(row.day, last)).order_by("day").first()
    if known:
        raise ValidationError({"day": f"{known}，已经登记过，请在该记录上修改。"})
    rows = [
        CalendarDay(day=day, kind=row.kind, name=row.name, source=row.source)
        for day in span(row.day, last)
    ]
    for made in rows:
        made.full_clean()
        with explained(CalendarDay):
            history.save(made, by=by)
    _record("登记", rows[0], by, {"first": row.day, "last": last})
    return rows


@transaction.atomic
def correct(row: CalendarDay, *, by: Any) -> CalendarDay:
    """Save a changed day. Raises ValidationError."""
    _require(by)
    row.full_clean()
    with explained(CalendarDay):
        history.save(row, by=by, reason="更正")
    _record("更正", row, by, {"day": row.day})
    return row


def _record(deed: str, row: CalendarDay, by: Any, days: dict[str, Any]) -> None:
    journal.record(
        journal.Kind.ADMIN, f"{deed}放假调休日：{row.name}{row.get_kind_display()}", by=by,
        target=row, detail=days,
    )  # fmt: skip
