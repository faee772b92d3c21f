"""The list of quarterly reports."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from core.report_html import badge, link
from core.reports import Column, Context, Order, Report, Row
from reporting.codes import ReportStatus
from reporting.forms.quarterly import QuarterlyFilter
from reporting.models import QuarterlyReport
from reporting.quarters import Span

_STATUS = dict(ReportStatus.choices)
_TONES = {ReportStatus.DRAFT: "info", ReportStatus.READY: "warn", ReportStatus.SUBMITTED: "ok"}


def status_badge(status: str) -> tuple[str, str]:
    return _TONES[ReportStatus(status)], str(_STATUS[status])


class QuarterlyList(Report):
    title = "季度汇报"
    note = (
        "每季度向党委汇报一次：数字从登记资料中自动取，文字由经办人编写，主席签发后数字不再变动。"
    )
    empty = "还没有季度汇报。点“编写汇报”，系统按登记资料写出初稿。"
    form_class = QuarterlyFilter
    orders = {
        "": Order("最近的在前", ("-year", "-quarter", "-id")),
        "oldest": Order("最早的在前", ("year", "quarter", "id")),
    }
    values = (
        "id", "union__name", "year", "quarter", "number", "status", "dated_on",
        "composed_by__display_name", "submitted_by__display_name",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return f"{context.get('year')} 年" if context.get("year") else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = QuarterlyReport.objects.visible_to(context.user)
        for name in ("year", "status"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("reporting:quarterly_list")

        def named(row: Row) -> str:
            return Span(row["year"], row["quarter"]).label

        return (
            Column("季度", named, lambda r: link(f"{base}{r['id']}/", named(r)), kind="date",
                   width=16),
            Column("总工会", lambda r: r["union__name"], width=28),
            Column("发文字号", lambda r: r["number"], kind="date", width=20),
            Column("状态", lambda r: _STATUS[r["status"]],
                   lambda r: badge(*status_badge(r["status"])), width=10),
            Column("成文日期", lambda r: r["dated_on"], kind="date"),
            Column("编写人", lambda r: r["composed_by__display_name"], width=10),
            Column("签发人", lambda r: r["submitted_by__display_name"] or "", width=10),
        )  # fmt: skip
