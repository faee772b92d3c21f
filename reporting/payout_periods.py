"""发放统计: payouts by union and programme, quarter by quarter or month by month of a year, each sum
beside that of the period before and of the same time last year.

The question is that of the payouts' own lists (assistance/payout_query.py); on SQLite each sum is
rounded to the fen, as there.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Sum
from django.urls import reverse

from assistance.forms.money import QUARTERS
from assistance.payout_query import asked, chosen, money
from core.periods import months_before
from core.report_html import link, signed
from core.reports import Column, Context, Grouped, Order, Row, Summed
from reporting.forms.shelf import MONTH, PeriodFilter
from unions.models import Union


class PayoutPeriods(Summed, Grouped):
    title = "发放统计"
    note = (
        "按工会、项目统计一年内各期发放的救助金，点数字看明细。已冲销、已退回的不计入。"
        "上年同期截至上年同一天。"
    )
    empty = "这一年和上年同期没有发放记录。可改选年度再查。"
    form_class = PeriodFilter
    orders = {
        "": Order("按组织次序", ("path", "programme", "first")),
        "programme": Order("按项目", ("programme", "path", "first")),
    }

    def ask(self, user: Any, params: Any) -> Context:
        context = super().ask(user, params)
        self.year = context.get("year") or context.day.year
        self.monthly = context.get("step") == MONTH
        end = datetime.date(self.year, 12, 31)
        self.last = min(end, context.day)
        whole = self.last == end
        before = datetime.date(self.year - 1, 12, 31)
        self.last_before = before if whole else months_before(self.last, 12)
        self.length = 1 if self.monthly else 3
        numbers = range(1, 12 // self.length + 1)
        self.steps = [(n, self._span(self.year, n)) for n in numbers]
        self.values = ("path", "programme", "first", "union", *self._sums())
        return context

    def _span(self, year: int, number: int) -> tuple[datetime.date, datetime.date]:
        length = self.length
        month = (number - 1) * length + 1
        after = datetime.date(year + (month + length > 12), (month + length - 1) % 12 + 1, 1)
        last = after - datetime.timedelta(1)
        limit = self.last if year == self.year else datetime.date(year, 12, 31)
        return datetime.date(year, month, 1), min(last, limit)

    def subtitle(self, context: Context) -> str:
        return f"{self.year} 年发放，截至 {self.last}；上年同期截至 {self.last_before}"

    def _sums(self) -> dict[str, Sum]:
        """The periods, from last year's end on; the whole, and that of the year before."""
        last = self._span(self.year - 1, len(self.steps))
        return {
            "p0": _paid(*last),
            **{f"p{n}": _paid(*days) for n, days in self.steps},
            "total": _paid(datetime.date(self.year, 1, 1), self.last),
            "before": _paid(datetime.date(self.year - 1, 1, 1), self.last_before),
        }

    def _rows(self, context: Context) -> QuerySet:
        first = datetime.date(self.year - 1, 1, 1)
        return chosen(context).filter(paid_on__range=(first, self.last)).order_by()

    def queryset(self, context: Context) -> QuerySet:
        named = self._rows(context).annotate(
            path=F("application__union__path"), union=F("application__union_id"),
            programme=F("application__programme_id"),
        )  # fmt: skip
        return named.values("path", "union", "programme").annotate(first=Min("pk"), **self._sums())

    def shown(self, context: Context) -> list[Row]:
        return [row for row in self.groups(context) if row["total"] or row["before"]]

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        ids = {row["union"] for row in rows}
        unions = dict(
            Union.objects.visible_to(context.user).filter(pk__in=ids).values_list("pk", "name")
        )
        programmes = {int(pk): name for pk, name in context.form.fields["programme"].choices if pk}
        for row in rows:
            row["union_name"] = unions.get(row["union"], "")
            row["programme_name"] = programmes.get(row["programme"], "")
        return rows

    def sums(self, context: Context) -> list[Row]:
        """The whole; each period's before, from last year's end on; and the change."""
        rows = self.groups(context)
        amounts = {
            name: sum((money(row[name]) or Decimal(0) for row in rows), Decimal(0))
            for name in self._sums()
        }
        names = [f"p{n}" for n, _ in self.steps]
        earlier = {name: amounts[f"p{int(name[1:]) - 1}"] for name in names}
        reached = {f"p{n}" for n, (first, _) in self.steps if first <= self.last}
        earlier = {name: earlier[name] if name in reached else None for name in names}
        change = {
            name: amounts[name] - before if (before := earlier[name]) is not None else None
            for name in names
        }
        unlinked = {"union": None, "programme": None, "programme_name": "", "sum": True}
        period = "上月" if self.monthly else "上季"
        return [
            {**unlinked, **amounts, "union_name": "合计", "linked": True},
            {**unlinked, **earlier, "union_name": f"{period}合计", "total": None, "before": None,
             "earlier": True},
            {**unlinked, **change, "union_name": f"比{period}增减", "total": None, "before": None,
             "change": True},
        ]  # fmt: skip

    def columns(self, context: Context) -> Sequence[Column]:
        unit = MONTH if self.monthly else "quarter"
        labels = {n: f"{n}月" for n in range(1, 13)} if self.monthly else {
            int(n): label for n, label in QUARTERS
        }  # fmt: skip
        periods = [
            self._figure(context, labels[n], f"p{n}", **{"year": self.year, unit: n})
            for n, _ in self.steps
        ]
        before = {"year": self.year - 1, "on": self.last_before}
        return [
            Column("工会", lambda r: r["union_name"], width=32),
            Column("项目", lambda r: r["programme_name"], width=20),
            *periods,
            self._figure(context, "全年合计", "total", year=self.year),
            self._figure(context, "上年同期", "before", **before),
            Column("比上年同期", _change, _change_html, kind="money", width=14),
        ]

    def _figure(self, context: Context, label: str, name: str, **changes: Any) -> Column:
        base = reverse("assistance:payout_list")

        def shown(row: Row) -> str:
            value = money(row[name])
            if row.get("change"):
                return "" if value is None else signed(value)
            if not value:
                return ""
            query = {k: row[k] for k in ("union", "programme") if row[k]}
            query |= self._before(name) if row.get("earlier") else changes
            return link(f"{base}?{asked(context, **query)}", value)

        return Column(label, lambda r: money(r[name]), shown, kind="money", width=14)

    def _before(self, name: str) -> dict[str, int]:
        """Year and number of the period before this one."""
        number = int(name[1:]) - 1
        unit = MONTH if self.monthly else "quarter"
        if number:
            return {"year": self.year, unit: number}
        return {"year": self.year - 1, unit: len(self.steps)}


def _paid(first: datetime.date, last: datetime.date) -> Sum:
    return Sum("amount", filter=Q(paid_on__range=(first, last)))


def _change(row: Row) -> Decimal | None:
    if row.get("earlier") or row.get("change"):
        return None
    return (money(row["total"]) or Decimal(0)) - (money(row["before"]) or Decimal(0))


def _change_html(row: Row) -> str:
    value = _change(row)
    return "" if value is None else signed(value)
