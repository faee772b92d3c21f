"""The rows behind a yearly indicator: the lists of the quarterly report, and those it lacks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.urls import reverse

from assistance.models import HardshipFile, Line
from assistance.payout_query import money
from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Row
from governance.office_reports import OfficeList
from governance.record_reports import RegulationList
from innovation.studio_reports import StudioList
from reporting.figure_rows import LISTS, Behind, Coverages, Members
from reporting.models.yearly import is_number
from reporting.yearly_indicators import Indicator
from reporting.yearly_years import StatYear
from unions.codes import FigureKind
from unions.figures import latest
from unions.models import Union


class Offices(Behind, OfficeList):
    pass


class Regulations(Behind, RegulationList):
    pass


class Studios(Behind, StudioList):
    pass


class Beginners(Members):
    """As of the day before the year."""

    def ask(self, user: Any, params: Any) -> Context:
        context = super().ask(user, params)
        context.form.cleaned_data["on"] = self.span.first - timedelta(days=1)
        return context


class Workers(Coverages):
    """Workers as the enterprises reported them, the newest figure of each by the year's end."""

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        found = latest({row["enterprise_id"] for row in rows}, self.span.last)
        for row in rows:
            row["figure"] = found.get((row["enterprise_id"], FigureKind.WORKERS))
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        def told(name: str) -> Any:
            return lambda r: getattr(r["figure"], name, None)

        number = Column("职工（人）", lambda r: r["figure"] and int(r["figure"].value), kind="num")
        return (
            *super().columns(context), number,
            Column("上报时点", told("as_of"), kind="date"),
            Column("来源", lambda r: told("source")(r) or "未登记职工人数", width=22),
        )  # fmt: skip


class Households(Behind):
    """One row a household and union: the file in which somebody stood, else the person herself."""

    orders = {"": Order("按发放先后", ("first",))}
    values = ("house", "application__union", "application__union__name", "first", "last_day",
              "amount", "number")  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = super().queryset(context).order_by()
        return rows.values("house", "application__union", "application__union__name").annotate(
            first=Min("pk"), last_day=Max("paid_on"), amount=Sum("amount"), number=Count("pk")
        )

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """A file is named by its number, whoever has none by the name on the first payout."""
        keys = {int(row["house"]) for row in rows if is_number(row["house"])}
        files = HardshipFile.objects.visible_to(context.user).filter(pk__in=keys)
        told = {str(pk): row for pk, *row in files.values_list("pk", "number", "head__full_name")}
        firsts = Line.objects.visible_to(context.user).filter(pk__in=[r["first"] for r in rows])
        names = dict(firsts.values_list("pk", "full_name"))
        for row in rows:
            file = told.get(row["house"])
            row["file"] = row["house"] if file else ""
            row["name"] = " ".join(file) if file else names.get(row["first"], "")
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        files, unions = reverse("assistance:file_list"), reverse("unions:union_list")

        def named(row: Row) -> str:
            if row["file"]:
                return link(f"{files}{row['file']}/", row["name"])
            return f"{escape(row['name'])} {badge('mute', '未建档')}"

        return (
            Column("户（档案编号、户主）", lambda r: r["name"], named, width=26),
            Column("工会", lambda r: r["application__union__name"],
                   lambda r: link(f"{unions}{r['application__union']}/",
                                  r["application__union__name"]), width=32),
            Column("笔数", lambda r: r["number"], kind="num", width=8),
            Column("金额（元）", lambda r: money(r["amount"]), kind="money", width=14),
            Column("最近发放", lambda r: r["last_day"], kind="date"),
        )  # fmt: skip


YEARLY: dict[str, type[Behind]] = {
    **LISTS, "office": Offices, "regulation": Regulations, "studio": Studios,
    "start": Beginners, "workers": Workers, "tree_household": Households,
}  # fmt: skip


def behind(indicator: Indicator, union: Union, year: StatYear) -> Behind:
    report = YEARLY[indicator.listed or indicator.source](indicator, union, year)
    report.note = f"统计期间 {year.span}；期末数按 {year.last} 的资料。"
    return report
