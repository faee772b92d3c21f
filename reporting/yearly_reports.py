"""年度统计: all grassroots unions of a year by one of its tables."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.report_html import badge, escape, link, plain
from core.reports import Column, Context, Order, Row, Summed
from reporting.codes import YearTable
from reporting.forms.yearly import TableFilter
from reporting.yearly import compute, grassroots, total
from reporting.yearly_indicators import SUPPLIED, Indicator, of_table, union_type
from reporting.yearly_years import StatYear
from unions.codes import FEDERATIONS
from unions.models import Union

UNKNOWN = "—"


def shown(value: Any) -> str:
    return UNKNOWN if value is None else plain(value)


def address(indicator: Indicator, union: Union | int, year: StatYear) -> str:
    """Where a value comes from: its rows, or the form in which it is supplied."""
    pk = union if isinstance(union, int) else union.pk
    if indicator.told == SUPPLIED:
        return reverse("reporting:yearly_sheet", args=[pk, year.year]) + "#supplied"
    return reverse("reporting:yearly_rows", args=[pk, f"{year.year}-{indicator.code}"])


def code_of(row: Row) -> str:
    """901: the union's credit code, else its code in the house."""
    return row["union_uscc"] or row["code"]


def _code_html(row: Row) -> str:
    lacks = not code_of(row) and not row.get("sum")
    return badge("mute", "未登记") if lacks else escape(code_of(row))


class YearOverview(Summed):
    title = "年度统计"
    empty = "这一年度期末没有基层工会。"
    form_class = TableFilter
    orders = {"": Order("按组织次序", ("path", "id"))}
    values = ("id", "name", "kind", "code", "union_uscc", "path")
    numbered = True
    exports = False  # the whole workbook is exported, not the table in sight
    signatures = ("填表人：", "审核人：", "负责人：")

    def ask(self, user: Any, params: Any) -> Context:
        """All unions are counted at once; the page shows fifty of them."""
        context = super().ask(user, params)
        self.tops, self.year = context.form.tops, context.form.asked
        context.form.cleaned_data["on"] = self.year.last
        self.table = context.get("table") or YearTable.ORGANISATION
        self.indicators = of_table(self.table)
        self.numbers = compute(self.tops, self.year, self.indicators)
        return context

    def subtitle(self, context: Context) -> str:
        name = YearTable(self.table).label
        return f"{self.year.label}（{self.year.span}）　{name}"

    def queryset(self, context: Context) -> QuerySet:
        return grassroots(self.tops, self.year)

    def sums(self, context: Context) -> list[Row]:
        return [{"sum": True, "id": 0, "name": "合计", "kind": "", "code": "", "union_uscc": ""}]

    def columns(self, context: Context) -> Sequence[Column]:
        def named(row: Row) -> str:
            if row.get("sum"):
                return str(row["name"])
            url = reverse("reporting:yearly_sheet", args=[row["id"], self.year.year])
            return link(url, row["name"])

        return (
            Column("工会名称（902）", lambda r: r["name"], named, width=32),
            Column("工会代码（901）", code_of, _code_html, width=20),
            Column("类型（904）", lambda r: r["kind"] and union_type(r["kind"])[0], width=7),
            *(self._figure(indicator) for indicator in self.indicators),
        )

    def _figure(self, indicator: Indicator) -> Column:
        top = self.tops[0] if len(self.tops) == 1 and self.tops[0].kind in FEDERATIONS else None

        def value(row: Row) -> Any:
            if row.get("sum"):
                return total(self.numbers, indicator)
            return self.numbers[indicator.code].get(row["id"])

        def cell(row: Row) -> str:
            text, number = shown(value(row)), value(row)
            if not row.get("sum"):
                # Nothing has no rows; what nobody knows leads to where it is told.
                return link(address(indicator, row["id"], self.year), text) if number != 0 else text
            opens = top is not None and number and indicator.told != SUPPLIED
            return link(address(indicator, top, self.year), text) if opens and top else text

        label = f"{indicator.label}（{indicator.unit}）{indicator.number}"
        return Column(label, value, cell, "money" if indicator.is_money else "num", 14)
