"""Clocks of reports: the quarter's report to be written, and the one that waits for a signature."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from reporting.codes import ReportStatus
from reporting.models import QuarterlyReport
from reporting.quarters import Span
from unions import rules
from unions.duties import Asking, Clock, Duty, Settling


def _written(*, year: int, quarter: int) -> Any:
    """Federations whose report of the quarter is submitted."""
    rows = QuarterlyReport.objects.filter(year=year, quarter=quarter)
    return rows.filter(status=ReportStatus.SUBMITTED).values("union")


PARTY_REPORT = Settling(
    _written, lambda union_id: f"{reverse('reporting:quarterly_new')}?union={union_id}", "编写汇报"
)


def _to_sign(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Presented reports, by the day the quarter's report is due."""
    days = datetime.timedelta(days=int(rules.value("party_report_days", asking.day)))
    rows = QuarterlyReport.objects.filter(status=ReportStatus.READY)
    rows = asking.rows(rows, "union", clock).order_by("year", "quarter", "pk")
    named = ("pk", "year", "quarter", "union_id", "union__path", "union__name")
    for row in rows.values(*named)[: asking.limit]:
        span = Span(row["year"], row["quarter"])
        yield Duty(
            clock, row["pk"], f"{span.label}汇报", span.last + days,
            reverse("reporting:quarterly_detail", args=[row["pk"]]), "签发",
            row["union_id"], row["union__path"], row["union__name"],
        )  # fmt: skip


CLOCKS = (
    Clock("quarterly_sign", "汇报待签发", "govern_reply", _to_sign,
          lambda day: day + datetime.timedelta(days=92)),
)  # fmt: skip
