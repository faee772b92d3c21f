"""Payouts: the lines, their sums by programme, year and union, and what each household had.

One question (assistance/payout_query.py) under all three, so that their sums tie. Adding
up is the database's; on SQLite it adds binary numbers, whose error over 100,000 lines of a
million yuan stays far below a fen, so each sum is rounded to the fen and is exact.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DecimalField,
    F,
    IntegerField,
    Min,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear, Round
from django.urls import reverse

from assistance.codes import CeilingScope, CeilingSpan, FundSource, Method
from assistance.forms.money import QUARTERS, PayoutFilter
from assistance.models import Application, Ceiling, FamilyPerson, HardshipFile
from assistance.payout_query import asked, house, money, payouts, span
from core import identifiers
from core.report_html import badge, escape, link
from core.reports import COUNT_LIMIT, PAGE_SIZE, Column, Context, Grouped, Order, Page, Report, Row
from core.reports import Count as Counted
from unions.models import Union

COUNTED_LINES = 10_000  # of which more than the counted households may be
YEARS_SHOWN = 6  # columns; what lies before is one more
_METHODS, _SOURCES = dict(Method.choices), dict(FundSource.choices)


class PayoutReport(Report):
    form_class = PayoutFilter
    empty = "没有符合条件的发放记录。可清除条件再查；以前的台账请用“导入”登记。"

    def subtitle(self, context: Context) -> str:
        if not context.form.is_valid():
            return ""  # no sum of what was not understood
        first, last = span(context)
        words = f"{first} 至 {last} 发放" if first else f"截至 {last} 发放"
        if quarter := context.get("quarter"):
            words += f"（{dict(QUARTERS)[str(quarter)]}）"
        if month := context.get("month"):
            words += f"（{month}月）"
        whole = self.whole_of(context)
        return f"{words}，共 {whole['number']:,} 笔、{money(whole['total'] or 0):,.2f} 元"

    def whole_of(self, context: Context) -> dict[str, Any]:
        """Number and sum of all that is asked for."""
        return self._rows(context).aggregate(number=Count("pk"), total=Sum("amount"))

    def _rows(self, context: Context) -> QuerySet:
        rows = payouts(context)
        return rows if context.form.is_valid() else rows.none()


# --- the lines -----------------------------------------------------------------------------------


class PayoutList(PayoutReport):
    title = "发放明细"
    numbered = True
    orders = {
        "": Order("最近发放在前", ("-paid_on", "-id")),
        "oldest": Order("最早发放在前", ("paid_on", "id")),
    }
    values = (
        "id", "paid_on", "full_name", "id_number", "employer_name", "amount", "method",
        "received_on", "application_id",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        return payouts(context)

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """What stands on the application, once for all its lines."""
        papers = Application.objects.filter(pk__in={row["application_id"] for row in rows})
        found = {
            paper["pk"]: paper
            for paper in papers.values(
                "pk", "number", "historical", "programme__name", "union__name", "fund__name",
                "fund__source",
            )
        }  # fmt: skip
        for row in rows:
            paper = row["paper"] = found[row["application_id"]]
            row["source"] = (
                "历史台账" if paper["historical"] else _SOURCES.get(paper["fund__source"], "")
            )
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:application_list")
        return (
            Column("发放日期", lambda r: r["paid_on"], kind="date"),
            Column("项目", lambda r: r["paper"]["programme__name"], width=18),
            Column("姓名", lambda r: r["full_name"]),
            Column("证件号码", lambda r: identifiers.mask_id(r["id_number"]), width=21),
            Column("单位", lambda r: r["employer_name"], width=26),
            Column("工会", lambda r: r["paper"]["union__name"], width=26),
            Column("金额（元）", lambda r: r["amount"], kind="money"),
            Column("方式", lambda r: _METHODS[r["method"]], width=10),
            Column("资金", lambda r: r["paper"]["fund__name"] or "", width=18),
            Column("来源", lambda r: r["source"]),
            Column("申请编号", lambda r: r["paper"]["number"],
                   lambda r: link(f"{base}{r['application_id']}/", r["paper"]["number"]), width=14),
            Column("签收日期", lambda r: r["received_on"], kind="date"),
        )  # fmt: skip


# --- sums by programme, year and union ---------------------------------------------------------


class PayoutSummary(PayoutReport, Grouped):
    """One row a union and programme, one column a year; the last row of a page is the sum of all
    that was asked for, whatever page it is.
    """

    title = "发放汇总"
    note = "按工会、项目、年度汇总，点数字看明细。已冲销、已退回的不计入。"
    orders = {
        "": Order("按组织次序", ("path", "programme", "first")),
        "programme": Order("按项目", ("programme", "path", "first")),
    }

    def ask(self, user: Any, params: Any) -> Context:
        """The years that have columns are those in which something was paid."""
        context = super().ask(user, params)
        by_year: dict[int, Decimal] = defaultdict(Decimal)
        rows = self.groups(context)
        for row in rows:
            for year, amount in row["years"].items():
                by_year[year] += amount
        self.years = sorted(by_year)[-YEARS_SHOWN:]
        for row in rows:
            self._spread(row)
        self.whole = {"years": by_year, "number": sum(row["number"] for row in rows)}
        self._spread(self.whole)
        return context

    def _spread(self, row: Row) -> None:
        """Its years over the columns."""
        row |= {f"y{year}": row["years"].get(year) for year in self.years}
        row["total"] = sum(row["years"].values())
        before = [amount for year, amount in row["years"].items() if year not in self.years]
        row["before"] = sum(before) or None

    def whole_of(self, context: Context) -> dict[str, Any]:
        return self.whole

    def queryset(self, context: Context) -> QuerySet:
        rows = payouts(context).order_by()
        named = rows.annotate(
            path=F("application__union__path"), union=F("application__union_id"),
            programme=F("application__programme_id"), year=ExtractYear("paid_on"),
        )  # fmt: skip
        return named.values("path", "union", "programme", "year").annotate(
            first=Min("pk"), amount=Sum("amount"), number=Count("pk")
        )

    def added_up(self, context: Context) -> list[Row]:
        """A union's and programme's years put together."""
        found: dict[tuple[int, int], Row] = {}
        for part in self.rows_queryset(context):
            year, amount, number = (part.pop(name) for name in ("year", "amount", "number"))
            row = found.setdefault(
                (part["union"], part["programme"]), {**part, "number": 0, "years": {}}
            )
            row["first"] = min(row["first"], part["first"])
            row["number"] += number
            row["years"][year] = money(amount)
        fields = self.order(context)
        return sorted(found.values(), key=lambda row: [row[name] for name in fields])

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        unions = dict(
            Union.objects.visible_to(context.user)
            .filter(pk__in={row["union"] for row in rows})
            .values_list("pk", "name")
        )
        programmes = {int(pk): name for pk, name in context.form.fields["programme"].choices if pk}
        for row in rows:
            row["union_name"] = unions.get(row["union"], "")
            row["programme_name"] = programmes.get(row["programme"], "")
        return rows

    def page(self, context: Context, size: int = PAGE_SIZE) -> Page:
        page = super().page(context, size)
        if page.rows:  # paging goes on from the last row's key
            page.rows.append({**self._all(), "first": page.rows[-1]["first"]})
        return page

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        rows = list(super().all_rows(context, limit))
        yield from rows
        if rows:
            yield self._all()

    def _all(self) -> Row:
        return {**self.whole, "union": None, "programme": None, "union_name": "合计",
                "programme_name": ""}  # fmt: skip

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:payout_list")

        def figure(label: str, name: str, kind: str = "money", **changes: Any) -> Column:
            def value(row: Row) -> Any:
                return money(row[name]) if kind == "money" else row[name]

            def shown(row: Row) -> str:
                if not row[name]:
                    return ""
                of_row = {k: row[k] for k in ("union", "programme") if row[k]}
                return link(f"{base}?{asked(context, **of_row, **changes)}", value(row))

            return Column(label, value, shown, kind=kind, width=14)

        columns = [
            Column("工会", lambda r: r["union_name"], width=32),
            Column("项目", lambda r: r["programme_name"], width=20),
        ]
        if self.whole["before"]:
            last = datetime.date(self.years[0], 1, 1) - datetime.timedelta(1)
            columns.append(figure("以前年度", "before", on=last))
        columns += [figure(f"{year}年", f"y{year}", year=year) for year in self.years]
        return [*columns, figure("合计", "total"), figure("笔数", "number", kind="num")]


# --- what each household had -------------------------------------------------------------------


class HouseholdTotals(PayoutReport):
    """One row a household and year: the file in which somebody stood on the day of payment; who
    stood in none is a household by herself.
    """

    title = "各户年度合计"
    note = "一户一档；未建档的按本人计。金额为全部项目合计（可按条件筛选），点笔数看明细。"
    orders = {
        "": Order("金额从高到低", ("-fen", "first")),
        "year": Order("年度从近到远", ("-year", "-fen", "first")),
    }
    values = ("key", "year", "first", "fen", "total", "number", "people")

    def queryset(self, context: Context) -> QuerySet:
        return self._grouped(payouts(context))

    def _grouped(self, rows: QuerySet) -> QuerySet:
        return (
            self._with_house(rows)
            .values("key", "year")
            .annotate(
                first=Min("pk"), total=Sum("amount"), number=Count("pk"),
                people=Count("id_index", distinct=True),
                # Whole fen: what rows are sorted and paged by must compare exactly.
                fen=Cast(
                    Round(Sum("amount") * Value(100), output_field=DecimalField()),
                    BigIntegerField(),
                ),
            )
        )  # fmt: skip

    def count(self, context: Context, page: Page | None = None) -> Counted:
        """What passes the limit in some of the lines does so in all: no need to group those."""
        if page is not None and (page.has_previous or page.has_next):
            some = self._rows(context).order_by().values("pk")[:COUNTED_LINES]
            rows = self._grouped(payouts(context).filter(pk__in=some))
            if rows[: COUNT_LIMIT + 1].count() > COUNT_LIMIT:
                return Counted(COUNT_LIMIT, exact=False)
        return super().count(context, page)

    def _with_house(self, rows: QuerySet) -> QuerySet:
        return rows.order_by().annotate(
            # One key of both, so that the file is looked up once a line.
            key=Coalesce(
                Cast(house(self.user), CharField()), F("id_index"), output_field=CharField()
            ),
            # Cast, or a condition on the year would be turned into one on the day, not grouped by.
            year=Cast(ExtractYear("paid_on"), IntegerField()),
        )

    def ask(self, user: Any, params: Any) -> Context:
        self.user = user
        return super().ask(user, params)

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        for row in rows:
            row["house"], row["person"] = _parted(row["key"])
        houses = {row["house"] for row in rows} - {None}
        files = {
            file["pk"]: file
            for file in HardshipFile.objects.visible_to(context.user)
            .filter(pk__in=houses)
            .values("pk", "number", "head__full_name")
        }
        programmes, names = self._of_page(rows, houses, context)
        ceilings = self._ceilings(context)
        for row in rows:
            key = row["key"], row["year"]
            row["file"] = files.get(row["house"])
            row["name"] = names.get(row["person"], "")
            row["programmes"] = "、".join(sorted(programmes[key]))
            row["over"] = _over(money(row["total"]) or Decimal(0), row["year"], ceilings, context)
        return rows

    def _of_page(
        self, rows: list[Row], houses: set[int | None], context: Context
    ) -> tuple[dict[Any, set[str]], dict[str, str]]:
        """Programmes of each row, and the newest name of each person without a file."""
        people = FamilyPerson.objects.visible_to(context.user).filter(file__in=houses)
        indexes = {row["person"] for row in rows if row["person"]}
        indexes |= set(people.filter(id_index__isnull=False).values_list("id_index", flat=True))
        lines = self._with_house(payouts(context).filter(id_index__in=indexes))
        programmes: dict[Any, set[str]] = defaultdict(set)
        names: dict[str, str] = {}
        for key, year, programme, name in lines.order_by("pk").values_list(
            "key", "year", "application__programme__name", "full_name"
        ):
            programmes[key, year].add(programme)
            names[key] = name
        return programmes, names

    def _ceilings(self, context: Context) -> list[Ceiling]:
        """每户每年 of all programmes, or of the one that is asked for."""
        rows = Ceiling.objects.not_voided().filter(
            scope=CeilingScope.HOUSEHOLD, span=CeilingSpan.YEAR, source="",
            programme=context.get("programme") or None,
        )  # fmt: skip
        return list(rows.order_by("pk"))

    def columns(self, context: Context) -> Sequence[Column]:
        base, files = reverse("assistance:payout_list"), reverse("assistance:file_list")

        def named(row: Row) -> str:
            file = row["file"]
            return f"{file['number']} {file['head__full_name']}" if file else row["name"]

        def house_html(row: Row) -> str:
            if row["file"]:
                return link(f"{files}{row['house']}/", named(row))
            return f"{escape(named(row))} {badge('mute', '未建档')}"

        def number_html(row: Row) -> str:
            who = {"household": row["house"]} if row["house"] else {"person": row["first"]}
            return link(f"{base}?{asked(context, year=row['year'], **who)}", row["number"])

        return (
            Column("户（档案编号、户主）", named, house_html, width=26),
            Column("年度", lambda r: str(r["year"]), width=8),
            Column("受助人数", lambda r: r["people"], kind="num", width=8),
            Column("项目", lambda r: r["programmes"], width=36),
            Column("笔数", lambda r: r["number"], number_html, kind="num", width=8),
            Column("合计（元）", lambda r: money(r["total"]), kind="money", width=14),
            Column("限额", lambda r: r["over"],
                   lambda r: badge("bad", r["over"]) if r["over"] else "", width=30),
        )  # fmt: skip


def _parted(key: str) -> tuple[int | None, str]:
    """File, or the index of a person, which is longer than any number of a file."""
    is_file = key.isascii() and key.isdecimal() and len(key) < 20
    return (int(key), "") if is_file else (None, key)


def _over(total: Decimal, year: int, ceilings: list[Ceiling], context: Context) -> str:
    """In words, the ceiling of that year's last day that the sum passes."""
    day = min(datetime.date(year, 12, 31), context.day)
    passed = [c for c in ceilings if c.holds(day) and total > c.amount]
    return f"超过每户每年 {min(c.amount for c in passed):,.2f} 元" if passed else ""
