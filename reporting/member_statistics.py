"""会员统计: members of each union by sex, age, education, political status, migrant or skill, as of a
day and against an earlier one. Counted by the database in one GROUP BY a day.
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.urls import reverse

from core.report_html import link, signed
from core.reports import Column, Context, Order, Row, Summed
from members import dimensions
from members.models import Membership
from members.reports import still_here
from reporting.forms.shelf import StatisticsFilter
from unions.models import Union

MOVED = ("moved", "已转出")  # of whom a unit sees no particulars any more
# (union, code of the column) -> members
Counts = Counter[tuple[int, str]]


class MemberStatistics(Summed):
    title = "会员统计"
    note = (
        "按截至日期在册的会员统计（含保留会籍），点数字看名单。没有人的列不显示；"
        "“已转出”是当天在本会、现已不在本会的人，其资料不再显示，只计人数。"
    )
    empty = "没有符合条件的工会。"
    form_class = StatisticsFilter
    orders = {"": Order("按组织次序", ("path", "id"))}
    values = ("id", "name")
    numbered = True

    def ask(self, user: Any, params: Any) -> Context:
        context = super().ask(user, params)
        self.by = dimensions.BY_NAME[context.get("by") or dimensions.ALL[0].name]
        self.since = context.get("since")
        sound = context.form.is_valid()
        self.now = self._counted(context, context.day) if sound else Counter()
        self.then = self._counted(context, self.since) if sound and self.since else Counter()
        found = {code for _, code in {*self.now, *self.then}}
        self.shown = [pair for pair in (*self.by.choices, MOVED) if pair[0] in found]
        return context

    def subtitle(self, context: Context) -> str:
        words = f"{super().subtitle(context)}　按{self.by.label}"
        return f"{words}　比较：{self.since}" if self.since else words

    def _counted(self, context: Context, day: datetime.date) -> Counts:
        rows = Membership.objects.on(day).visible_to(context.user)
        if kind := context.get("kind"):
            rows = rows.filter(union__kind=kind)
        rows = rows.annotate(
            value=self.by.expression(day, "member__"),
            here=Case(When(still_here(context.user, day), then=Value(1)), default=Value(0)),
        )
        counts: Counts = Counter()
        grouped = rows.order_by().values_list("union", "value", "here").annotate(n=Count("pk"))
        for union, value, here, number in grouped:
            # Sex stands on the list of who moved on too; the other particulars do not.
            told = here or self.by is dimensions.SEX
            counts[union, self.by.fold(value) if told else MOVED[0]] += number
        return counts

    def queryset(self, context: Context) -> QuerySet:
        """The unions of the day, and whoever has members then or had on the day compared."""
        rows = Union.objects.visible_to(context.user)
        if kind := context.get("kind"):
            rows = rows.filter(kind=kind)
        counted = {union for union, _ in {*self.now, *self.then}}
        of_the_day = Union.objects.on(context.day).values("pk")
        return rows.filter(Q(pk__in=counted) | Q(pk__in=of_the_day))

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        for row in rows:
            row["now"] = self._of(self.now, row["id"])
            row["then"] = self._of(self.then, row["id"])
            row["asked"] = {"union": row["id"], "on": context.day}
        return rows

    def _of(self, counts: Counts, union: int) -> dict[str, int]:
        return {code: counts[union, code] for code, _ in self.shown}

    def sums(self, context: Context) -> list[Row]:
        def whole(counts: Counts) -> dict[str, int]:
            found: Counter[str] = Counter()
            for (_, code), number in counts.items():
                found[code] += number
            return {code: found[code] for code, _ in self.shown}

        kind = {"union_kind": context.get("kind")} if context.get("kind") else {}
        now, then = whole(self.now), whole(self.then)
        rows: list[Row] = [
            {"name": "合计", "now": now, "then": then, "asked": {"on": context.day, **kind}}
        ]
        if self.since:
            change = {code: now[code] - then[code] for code in now}
            rows += [
                {"name": f"{self.since} 合计", "now": then, "asked": {"on": self.since, **kind}},
                {"name": "增减", "now": change, "asked": None},
            ]
        return [{"sum": True, "then": {}, **row} for row in rows]

    def columns(self, context: Context) -> Sequence[Column]:
        base, unions = reverse("members:member_list"), reverse("unions:union_list")

        def shown(number: int, asked: dict[str, Any] | None, **more: Any) -> str:
            if asked is None or not number:
                return signed(number) if asked is None else f"{number:,}"
            return link(f"{base}?{urlencode({**asked, **more})}", number)

        def figure(code: str, label: str) -> Column:
            more = {"moved": "1"} if code == MOVED[0] else {self.by.name: code}
            return Column(
                label,
                lambda r: r["now"][code],
                lambda r: shown(r["now"][code], r["asked"], **more),
                kind="num", width=10,
            )  # fmt: skip

        def total(row: Row, when: str = "now") -> int:
            return sum(row[when].values())

        columns = [
            Column("工会", lambda r: r["name"],
                   lambda r: r["name"] if r.get("sum") else link(f"{unions}{r['id']}/", r["name"]),
                   width=32),
            *(figure(code, label) for code, label in self.shown),
            Column("合计", total, lambda r: shown(total(r), r["asked"]), kind="num", width=10),
        ]  # fmt: skip
        if self.since:
            on = {"on": self.since}
            columns += [
                Column(f"{self.since} 合计", lambda r: total(r, "then") if r["then"] else None,
                       lambda r: shown(total(r, "then"), r["asked"], **on) if r["then"] else "",
                       kind="num"),
                Column("增减", lambda r: total(r) - total(r, "then") if r["then"] else None,
                       lambda r: signed(total(r) - total(r, "then")) if r["then"] else "",
                       kind="num", width=8),
            ]  # fmt: skip
        return columns
