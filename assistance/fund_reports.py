"""Funds, the ledger of one, and the yearly sheet for the funds audit committee (经审表)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from assistance.codes import EntryKind, FundSource
from assistance.forms.funds import FundFilter, LedgerFilter, SheetFilter
from assistance.models import Fund, FundEntry, Programme
from assistance.models.funds import ZERO
from assistance.payouts import CATEGORIES, SOURCES, in_year, paid
from assistance.services import funds
from core.report_html import escape, link, plain
from core.reports import PAGE_SIZE, Column, Context, Order, Page, Report, Row
from core.reports import Count as Number

_SOURCES, _KINDS = dict(FundSource.choices), dict(EntryKind.choices)


def _usable_for(rows: QuerySet, programme: Programme) -> QuerySet:
    """Funds that may pay it: of a source it takes, and tied to nothing else."""
    free = Q(programme__isnull=True, source__in=programme.sources)
    return rows.filter(free | Q(programme=programme))


class FundList(Report):
    title = "救助资金"
    empty = "没有符合条件的资金。要登记一笔，请点“设立资金”。"
    form_class = FundFilter
    orders = {
        "": Order("最近年度在前", ("-year", "-id")),
        "oldest": Order("最早年度在前", ("year", "id")),
    }
    values = ("id", "name", "source", "year", "union__name", "programme__name")

    def queryset(self, context: Context) -> QuerySet:
        rows = Fund.objects.visible_to(context.user)
        if year := context.get("year"):
            rows = rows.filter(year=year)
        if source := context.get("source"):
            rows = rows.filter(source=source)
        if pk := context.get("programme"):
            rows = _usable_for(rows, Programme.objects.get(pk=pk))
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        held = funds.balances([row["id"] for row in rows], context.day)
        for row in rows:
            row["balance"] = held.get(row["id"], funds.Balance())
        return rows

    def subtitle(self, context: Context) -> str:
        """The sums of all that is asked for, on page, paper and sheet alike."""
        sums = funds.together(self.rows_queryset(context), context.day)
        return (
            f"{super().subtitle(context)}　合计（元）：下达 {plain(sums.allocated)}，"
            f"预留 {plain(sums.reserved)}，支出 {plain(sums.spent)}，可用 {plain(sums.available)}"
        )

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:fund_list")
        return (
            Column("资金名称", lambda r: r["name"],
                   lambda r: link(f"{base}{r['id']}/", r["name"]), width=28),
            Column("年度", lambda r: str(r["year"]), width=8),
            Column("资金来源", lambda r: _SOURCES[r["source"]]),
            Column("管理工会", lambda r: r["union__name"], width=26),
            Column("限定项目", lambda r: r["programme__name"] or "不限定", width=16),
            Column("下达", lambda r: r["balance"].allocated, kind="money", width=14),
            Column("预留", lambda r: r["balance"].reserved, kind="money", width=14),
            Column("支出", lambda r: r["balance"].spent, kind="money", width=14),
            Column("可用", lambda r: r["balance"].available, kind="money", width=14),
        )  # fmt: skip


class FundLedger(Report):
    """The entries of one fund, which the view has fetched in scope."""

    title = "资金流水"
    empty = "还没有记账。"
    form_class = LedgerFilter
    orders = {
        "": Order("最近记账在前", ("-seq", "-id")),
        "oldest": Order("按记账次序", ("seq", "id")),
    }
    values = (
        "id", "seq", "kind", "day", "allocated", "reserved", "spent", "allocated_after",
        "reserved_after", "spent_after", "line__application_id", "line__application__number",
        "by__display_name", "reason", "voucher",
    )  # fmt: skip

    def __init__(self, fund: Fund) -> None:
        self.fund = fund

    def queryset(self, context: Context) -> QuerySet:
        rows = FundEntry.objects.visible_to(context.user).filter(fund=self.fund)
        kind = context.get("kind")
        return rows.filter(kind=kind) if kind else rows

    def subtitle(self, context: Context) -> str:
        return f"{self.fund}　{super().subtitle(context)}"

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:application_list")

        def application(row: Row) -> str:
            number = row["line__application__number"]
            return link(f"{base}{row['line__application_id']}/", number) if number else ""

        return (
            Column("序号", lambda r: r["seq"], kind="num", width=6),
            Column("日期", lambda r: r["day"], kind="date"),
            Column("事项", lambda r: _KINDS[r["kind"]]),
            Column("下达", lambda r: r["allocated"] or None, kind="money", width=14),
            Column("预留", lambda r: r["reserved"] or None, kind="money", width=14),
            Column("支出", lambda r: r["spent"] or None, kind="money", width=14),
            Column("可用余额", _available, kind="money", width=14),
            Column("申请编号", lambda r: r["line__application__number"] or "", application,
                   width=16),
            Column("记账人", lambda r: r["by__display_name"] or "系统"),
            Column("说明", lambda r: r["reason"], width=26),
            Column("凭证号", lambda r: r["voucher"], width=14),
        )  # fmt: skip


def _available(row: Row) -> Decimal:
    return row["allocated_after"] - row["reserved_after"] - row["spent_after"]


# --- for the audit committee -------------------------------------------------------------------

QUARTERS = ((1, "一季度"), (2, "二季度"), (3, "三季度"), (4, "四季度"))
TOTAL = 0


class AuditSheet(Report):
    """Source × category × programme, a column a quarter. The rows are sums, few and complete:
    no paging, and under each source its total, at the end that of all.
    """

    title = "帮扶救助资金使用情况表（经审）"
    note = (
        "按发放日期所在季度统计，困难类别为发放当日档案所载类别；已冲销、被银行退回的不计。"
        "点数字看发放明细。"
    )
    empty = "这一年没有发放记录。"
    form_class = SheetFilter
    orders = {"": Order("按来源", ("id",))}
    signatures = ("填表人：", "审核人：", "经审会主任：")

    def year(self, context: Context) -> int:
        return context.get("year") or context.day.year

    def subtitle(self, context: Context) -> str:
        return f"统计年度：{self.year(context)}年　{super().subtitle(context)}　单位：元"

    def rows(self, context: Context) -> list[Row]:
        if not context.form.is_valid():
            return []
        sums = (
            in_year(paid(context.user), self.year(context))
            .order_by()
            .values_list("source", "category", "application__programme", "quarter")
            .annotate(sum=Sum("amount"), n=Count("pk"))
        )
        cells: dict[tuple[str, str, int], Row] = defaultdict(_empty)
        for source, category, programme, quarter, amount, number in sums:
            row = cells[source, category, programme]
            for column in (quarter, TOTAL):
                # SQLite adds binary numbers; rounded to the fen the sum is exact.
                row[column] += amount.quantize(ZERO)
            row["number"] += number
        return _with_totals(cells)

    def page(self, context: Context, size: int = PAGE_SIZE) -> Page:
        return Page(self.rows(context), has_previous=False, has_next=False)

    def count(self, context: Context, page: Page | None = None) -> Number:
        rows = page.rows if page else self.rows(context)
        return Number(sum(1 for row in rows if row["programme"]), exact=True)

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        yield from self.rows(context)[:limit]

    def columns(self, context: Context) -> Sequence[Column]:
        base, year = reverse("assistance:payout_list"), self.year(context)

        def shown(row: Row, quarter: int, figure: Any) -> str:
            if not figure:
                return "" if quarter else escape(plain(figure))
            query = {
                "year": year, "quarter": quarter, "source": row["source"],
                "programme": row["programme"], "category": row["category"],
            }  # fmt: skip
            asked = urlencode({name: value for name, value in query.items() if value})
            return link(f"{base}?{asked}", figure)

        def of(quarter: int, label: str) -> Column:
            return Column(
                label, lambda r: r[quarter], lambda r: shown(r, quarter, r[quarter]), "money", 14
            )

        return (
            Column("资金来源", lambda r: r["source_name"], _source_html, width=22),
            Column("困难类别", lambda r: r["category_name"]),
            Column("项目", lambda r: r["programme_name"], width=20),
            *(of(quarter, label) for quarter, label in QUARTERS),
            of(TOTAL, "全年"),
            Column("笔数", lambda r: r["number"], lambda r: shown(r, TOTAL, r["number"]), "num", 8),
        )


def _empty() -> Row:
    return {**dict.fromkeys(range(5), ZERO), "number": 0}


def _source_html(row: Row) -> str:
    name = escape(row["source_name"])
    return name if row["programme"] else f"<b>{name}</b>"


def _with_totals(cells: dict[tuple[str, str, int], Row]) -> list[Row]:
    """The lines by source, category and programme, a total after each source and of all."""
    programmes = dict(Programme.objects.values_list("pk", "name"))
    places = {code: n for n, (code, _) in enumerate([*SOURCES, *CATEGORIES])}
    sources, categories = dict(SOURCES), dict(CATEGORIES)
    rows: list[Row] = []
    below: dict[str, Row] = {}
    for key in sorted(cells, key=lambda k: (places[k[0]], places[k[1]], k[2])):
        source, category, programme = key
        for code in (source, ""):
            total = below.setdefault(code, _empty())
            for name, value in cells[key].items():
                total[name] += value
        if rows and rows[-1]["source"] != source:
            rows.append(_total(rows[-1]["source"], below))
        rows.append({
            **cells[key], "source": source, "source_name": sources[source],
            "category": category, "category_name": categories[category],
            "programme": programme, "programme_name": programmes[programme],
        })  # fmt: skip
    if rows:
        rows += [_total(rows[-1]["source"], below), _total("", below)]
    return rows


def _total(source: str, below: dict[str, Row]) -> Row:
    name = f"{dict(SOURCES)[source]}小计" if source else "合计"
    return {
        **below[source], "source": source, "source_name": name, "category": "",
        "category_name": "", "programme": 0, "programme_name": "",
    }  # fmt: skip
