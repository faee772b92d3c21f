"""Clocks of aid and rights cases: notices, objections, re-checks, payments come back, statutes."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from assistance.case_codes import ClockKind
from assistance.codes import ApplicationStatus, LineStatus, ObjectionStatus
from assistance.models import Application, HardshipFile, Line, Objection, RightsCase
from assistance.rechecks import due_after
from assistance.services import file_figures
from unions import rules
from unions.duties import Asking, Clock, Duty


def _union(row: dict[str, Any], prefix: str) -> tuple[int, str, str]:
    return row[f"{prefix}_id"], row[f"{prefix}__path"], row[f"{prefix}__name"]


def _named(prefix: str) -> tuple[str, str, str]:
    return f"{prefix}_id", f"{prefix}__path", f"{prefix}__name"


def _cases(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """The nearest deadline of each case by statute (assistance/deadlines.py keeps it)."""
    rows = asking.rows(RightsCase.objects.filter(next_due_on__isnull=False), "holder", clock)
    rows = asking.window(rows, "next_due_on", clock)
    for row in rows.values("pk", "number", "next_due_on", "next_due", *_named("holder")):
        yield Duty(clock, row["pk"], f"{row['number']} {ClockKind(row['next_due']).label}",
                   row["next_due_on"], reverse("assistance:case_detail", args=[row["pk"]]),
                   "办理", *_union(row, "holder"))  # fmt: skip


def _notices(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """On public notice: approved the day after it ends."""
    rows = Application.objects.filter(
        status=ApplicationStatus.ON_NOTICE, notice__withdrawn_at__isnull=True
    )
    rows = asking.window(asking.rows(rows, "union", clock), "notice__ends_on", clock)
    for row in rows.values("pk", "number", "notice__ends_on", *_named("union")):
        yield Duty(clock, row["pk"], f"{row['number']} 公示截止", row["notice__ends_on"],
                   reverse("assistance:application_detail", args=[row["pk"]]), "审批",
                   *_union(row, "union"))  # fmt: skip


def _objections(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Examined before the notice ends: until then nothing of it is approved."""
    rows = Objection.objects.filter(status=ObjectionStatus.OPEN)
    rows = asking.window(asking.rows(rows, "notice__union", clock), "notice__ends_on", clock)
    named = ("notice__number", "notice__ends_on", *_named("notice__union"))
    for row in rows.values("pk", *named):
        yield Duty(clock, row["pk"], f"{row['notice__number']} 的异议", row["notice__ends_on"],
                   reverse("assistance:objection_detail", args=[row["pk"]]), "核实",
                   *_union(row, "notice__union"))  # fmt: skip


def _rechecks(clock: Clock, asking: Asking) -> Iterable[Duty]:
    day = asking.day
    months = int(rules.value("file_recheck_months", day))
    files = file_figures.due_by(HardshipFile.objects.on(day), asking.horizon(clock), day)
    last = Max("checks__day", filter=Q(checks__voided_at__isnull=True))
    rows = asking.rows(files, "union", clock).annotate(base=Coalesce(last, "opened_on"))
    rows = rows.order_by("base", "pk").values("pk", "number", "base", *_named("union"))
    for row in rows.iterator(chunk_size=asking.limit):
        yield Duty(clock, row["pk"], f"困难档案 {row['number']}", due_after(row["base"], months),
                   reverse("assistance:file_step", args=[row["pk"], "check"]), "复核",
                   *_union(row, "union"))  # fmt: skip


def _came_back(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Failed or returned by the bank: paid again, or dropped. Due the day it came back."""
    rows = Line.objects.filter(status__in=(LineStatus.FAILED, LineStatus.RETURNED))
    rows = asking.rows(rows, "application__union", clock)
    rows = rows.annotate(back=Max("payments__outcomes__day")).order_by("back", "pk")
    named = ("application_id", "application__number", *_named("application__union"))
    for row in rows.values("pk", "back", *named).iterator(chunk_size=asking.limit):
        yield Duty(clock, row["pk"], f"{row['application__number']} 退回的款项",
                   row["back"] or asking.day,
                   reverse("assistance:application_detail", args=[row["application_id"]]),
                   "重新付款", *_union(row, "application__union"))  # fmt: skip


def _case_horizon(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=int(rules.value("case_due_soon_days", day)))


CLOCKS = (
    Clock("case", "维权时限", "case", _cases, _case_horizon),
    Clock("notice", "公示截止", "aid_approve", _notices),
    Clock("objection", "公示异议", "aid_review", _objections),
    Clock("recheck", "档案复核", "aid_enter", _rechecks, file_figures.warned_until),
    Clock("came_back", "退回款项", "aid_pay", _came_back),
)
