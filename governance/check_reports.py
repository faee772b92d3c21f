"""Register of standardisation checks, and the points of many at once."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.urls import reverse

from core import amounts
from core.report_html import badge, link
from core.reports import Column, Context, Order, Report, Row
from governance.check_page import Totals, state
from governance.codes import AssessmentStatus
from governance.forms.checks import CheckFilter
from governance.models import Assessment, Mark


def totals_of(assessment_ids: Iterable[int]) -> dict[int, Totals]:
    """Assessment -> its sums: one query."""
    rows = Mark.objects.filter(assessment__in=list(assessment_ids)).order_by()
    sums = rows.values_list("assessment").annotate(
        Sum("item__points"), Sum("self_points"), Sum("checked_points")
    )
    return {pk: Totals(*points) for pk, *points in sums}


NOTHING = Totals(Decimal(0), None, None)


def _points(label: str, name: str) -> Column:
    def value(row: Row) -> Decimal | None:
        return getattr(row["totals"], name)

    return Column(label, value, lambda row: amounts.points(value(row)), kind="num", width=9)


class CheckLedger(Report):
    title = "规范化考核台账"
    empty = "没有符合条件的考核。基层工会自查的，点“开始自查”。"
    form_class = CheckFilter
    orders = {
        "": Order("最近年度在前", ("-year", "-id")),
        "union": Order("按工会", ("union__path", "-year", "-id")),
    }
    values = (
        "id", "union__name", "checklist__name", "year", "status", "opinion", "submitted_on",
        "checked_on",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return f"{context.get('year')} 年度" if context.get("year") else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Assessment.objects.visible_to(context.user)
        for name in ("union", "checklist", "year"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        wanted = context.get("state")
        if wanted == "returned":
            return rows.filter(status=AssessmentStatus.SELF).exclude(opinion="")
        return rows.filter(status=wanted) if wanted else rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        sums = totals_of(row["id"] for row in rows)
        for row in rows:
            row["totals"] = sums.get(row["id"], NOTHING)
            row["state"] = state(row["status"], row["opinion"])
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:check_list")
        return (
            Column("工会", lambda r: r["union__name"],
                   lambda r: link(f"{base}{r['id']}/", r["union__name"]), width=30),
            Column("考核办法", lambda r: r["checklist__name"], width=22),
            Column("年度", lambda r: r["year"], lambda r: str(r["year"]), kind="date", width=8),
            Column("状态", lambda r: r["state"][1], lambda r: badge(*r["state"])),
            _points("标准分", "standard"),
            _points("自检分", "self_points"),
            _points("考核分", "checked_points"),
            Column("自查日期", lambda r: r["submitted_on"], kind="date"),
            Column("考核日期", lambda r: r["checked_on"], kind="date"),
        )  # fmt: skip
