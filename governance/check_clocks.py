"""Clocks of checks: a self-check begun and not submitted, one that waits for the federation."""

import datetime
from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.urls import reverse

from governance.codes import AssessmentStatus
from governance.models import Assessment
from governance.services.checks import due_after
from unions.duties import Asking, Clock, Duty

_NEEDED = (
    "pk", "due_on", "year", "checklist__name", "union_id", "union__path", "union__name",
)  # fmt: skip


def _of(clock: Clock, asking: Asking, rows: QuerySet, action: str) -> Iterable[Duty]:
    rows = asking.window(asking.rows(rows, "union", clock), "due_on", clock)
    for row in rows.values(*_NEEDED):
        subject = f"{row['union__name']} {row['year']} 年{row['checklist__name']}"
        yield Duty(
            clock, row["pk"], subject, row["due_on"],
            reverse("governance:check_detail", args=[row["pk"]]), action,
            union_id=row["union_id"], union_path=row["union__path"],
            union_name=row["union__name"],
        )  # fmt: skip


def _self(clock: Clock, asking: Asking) -> Iterable[Duty]:
    return _of(clock, asking, Assessment.objects.filter(status=AssessmentStatus.SELF), "自查")


def _reply(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Whoever submitted cannot check: it is not hers to do."""
    rows = Assessment.objects.filter(status=AssessmentStatus.SUBMITTED)
    if asking.mine:
        rows = rows.exclude(submitted_by__in=asking.people)
    return _of(clock, asking, rows, "考核")


def _days_ahead(rule: str) -> Callable[[datetime.date], datetime.date]:
    """From the first day of the step on."""
    return lambda day: due_after(day, rule)


CLOCKS = (
    Clock("check_self", "规范化自查", "govern", _self, _days_ahead("check_self_days")),
    Clock("check_reply", "规范化考核", "govern_reply", _reply, _days_ahead("check_reply_days")),
)
