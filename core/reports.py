"""Report: declared once, shown four ways (page, Excel, print, and the number on a home page).

A list is a report too: what is on the screen is what exports. Rows are dicts fetched by
`.values()`, scoped and filtered in the database; paging is by key ("the 50 after this row"), so
that page one and page ten thousand cost the same; a count stops at COUNT_LIMIT.
"""

import datetime
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from core.forms import within_reason
from core.periods import today

PAGE_SIZE = 50
PRINT_LIMIT = 5_000  # rows on paper; beyond, Excel is the medium
BLOCK = 2_000  # rows fetched at a time where all are wanted
COUNT_LIMIT = 1_000  # "1,000 以上": counting further would cost more than the page
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """`value(row)` is what exports and prints; `html(row)`, already escaped, what the page shows
    when it is more than that text. `kind`: text, num, money or date. `width` in Excel characters.
    """

    label: str
    value: Callable[[Row], Any]
    html: Callable[[Row], str] | None = None
    kind: str = "text"
    width: int = 12


# all_rows() counts; the page does not, because a page in the middle does not know its place.
SERIAL = Column("序号", lambda r: r["serial"], lambda r: str(r["serial"]), "num", 6)


@dataclass(frozen=True)
class Order:
    """A sort that is offered: never-null columns, ending in the primary key."""

    label: str
    fields: tuple[str, ...]


class ReportForm(forms.Form):
    """Filters of a report, kept in the URL. `on` is the as-of day of everything shown."""

    on = forms.DateField(
        label="截至日期", required=False, validators=[within_reason],
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, user: Any) -> None:
        self.user = user
        super().__init__(data, label_suffix="")

    def clean_on(self) -> datetime.date:
        return self.cleaned_data["on"] or today()


@dataclass
class Context:
    """One asking of a report: who, as of which day, with which filters."""

    user: Any
    form: ReportForm
    params: QueryDict = field(default_factory=lambda: QueryDict(""))

    @property
    def day(self) -> datetime.date:
        return self.get("on") or today()

    def get(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.form.is_bound else None


class Report:
    """Subclass and fill in; see members/reports.py for one that uses everything."""

    title = ""
    note = ""
    empty = "没有符合条件的记录。"
    form_class: type[ReportForm] = ReportForm
    orders: dict[str, Order] = {}
    values: tuple[str, ...] = ()
    exports = True
    numbered = False  # 序号 as the first column, on paper and in Excel
    # Keys first, rows after: for lists so long that sorting whole rows would be felt. `values` are
    # columns then, not annotations.
    keys_first = False
    signatures = ("填表人：", "审核人：")

    def columns(self, context: Context) -> Sequence[Column]:
        raise NotImplementedError

    def sheet_columns(self, context: Context) -> Sequence[Column]:
        """The columns of what all_rows() fills: Excel and paper."""
        return [SERIAL, *self.columns(context)] if self.numbered else self.columns(context)

    def queryset(self, context: Context) -> QuerySet:
        """All rows in scope that match, unordered."""
        raise NotImplementedError

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Look up in bulk what the rows of one page need beyond their own columns."""
        return rows

    def total(self, context: Context) -> int | None:
        """A kept count, where there is one for this asking."""
        return None

    def subtitle(self, context: Context) -> str:
        return f"统计时点：{context.day.year}年{context.day.month}月{context.day.day}日"

    # --- asking ------------------------------------------------------------------------------
    def ask(self, user: Any, params: Any) -> Context:
        form = self.form_class(params, user=user)
        form.is_valid()
        return Context(user, form, params)

    def rows_queryset(self, context: Context) -> QuerySet:
        """What matches; nothing when a filter is not understood (the form says which)."""
        queryset = self.queryset(context)
        return queryset if context.form.is_valid() else queryset.none()

    def order(self, context: Context) -> tuple[str, ...]:
        chosen = self.orders.get(context.params.get("sort", ""))
        return (chosen or next(iter(self.orders.values()))).fields

    def count(self, context: Context, page: "Page | None" = None) -> "Count":
        """A page that is the whole list has counted it."""
        if page is not None and not page.has_previous and not page.has_next:
            return Count(len(page.rows), exact=True)
        kept = self.total(context) if context.form.is_valid() else None
        if kept is not None:
            return Count(kept, exact=True)
        number = self.rows_queryset(context).order_by()[: COUNT_LIMIT + 1].count()
        return Count(min(number, COUNT_LIMIT), exact=number <= COUNT_LIMIT)

    def page(self, context: Context, size: int = PAGE_SIZE) -> "Page":
        """The page after (or before) the row named in the parameters, else the first."""
        queryset, order = self.rows_queryset(context), self.order(context)
        after = anchor(queryset, order, context.params.get("after"))
        before = None if after else anchor(queryset, order, context.params.get("before"))
        parts = self.parts(queryset, context)
        if before:
            parts = [beyond(part, order, before, reverse=True) for part in parts]
            rows = self._fetch(parts, size + 1)
            more, rows = len(rows) > size, rows[:size][::-1]
            page = Page(rows, has_previous=more, has_next=True)
        else:
            rows = self._fetch([beyond(part, order, after) for part in parts], size + 1)
            page = Page(rows[:size], has_previous=after is not None, has_next=len(rows) > size)
        page.rows = self.prepare(page.rows, context)
        return page

    def parts(self, queryset: QuerySet, context: Context) -> Sequence[QuerySet]:
        """Queries that give the rows of a page together, a row perhaps twice: where the scope is
        an OR, one for each side, a range of an index each, lest all of them be sorted. Needs
        `keys_first`.
        """
        return (queryset,)

    def _fetch(self, parts: Sequence[QuerySet], limit: int) -> list[Row]:
        if not self.keys_first:
            (ordered,) = parts
            return list(ordered.values(*self.values)[:limit])
        return self._rows_of(parts[0].model, first_keys(parts, limit))

    def _rows_of(self, model: type[Model], keys: list[Any]) -> list[Row]:
        """By their keys alone: filters and orders, asked again, would tempt the planner."""
        rows = model._base_manager.filter(pk__in=keys).values("pk", *self.values)
        by_key = {row["pk"]: row for row in rows}
        return [by_key[k] for k in keys if k in by_key]

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        """Every row in order, with its number: for Excel and for paper."""
        for number, row in enumerate(self._prepared(context, limit), 1):
            row["serial"] = number
            yield row

    def _prepared(self, context: Context, limit: int | None) -> Iterator[Row]:
        """Fetched and prepared a block at a time."""
        queryset = self.rows_queryset(context).order_by(*self.order(context))[:limit]
        if self.keys_first:
            found = queryset.values_list("pk", flat=True).iterator(chunk_size=BLOCK)
        else:
            found = queryset.values(*self.values).iterator(chunk_size=BLOCK)
        while block := list(islice(found, BLOCK)):
            rows = self._rows_of(queryset.model, block) if self.keys_first else block
            yield from self.prepare(rows, context)


class Summed(Report):
    """Ends each page, and the whole, with rows of sums over all that was asked for."""

    def sums(self, context: Context) -> list[Row]:
        """Rows as `prepare` makes them, marked by `sum`."""
        raise NotImplementedError

    def page(self, context: Context, size: int = PAGE_SIZE) -> "Page":
        page = super().page(context, size)
        if page.rows:  # paging goes on from the last row's key
            key = self.order(context)[-1].lstrip("-")
            last = page.rows[-1][key]
            page.rows += [{**row, key: last} for row in self.sums(context)]
        return page

    def count(self, context: Context, page: "Page | None" = None) -> "Count":
        if page is not None:
            rows = [row for row in page.rows if not row.get("sum")]
            page = Page(rows, page.has_previous, page.has_next)
        return super().count(context, page)

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        empty = True
        for row in super().all_rows(context, limit):
            empty = False
            yield row
        if not empty:
            yield from ({**row, "serial": ""} for row in self.sums(context))


class Grouped(Report):
    """Each row is the sum of many, so rows are few: fetched once, in order, for the page, its count
    and the sums over all that was asked for.
    """

    _groups: list[Row] | None = None

    def ask(self, user: Any, params: Any) -> Context:
        self._groups = None
        return super().ask(user, params)

    def groups(self, context: Context) -> list[Row]:
        if self._groups is None:
            self._groups = self.added_up(context)
        return self._groups

    def added_up(self, context: Context) -> list[Row]:
        rows = self.rows_queryset(context).order_by(*self.order(context))
        return list(rows.values(*self.values))

    def shown(self, context: Context) -> list[Row]:
        """Those of the groups that are rows."""
        return self.groups(context)

    def page(self, context: Context, size: int = PAGE_SIZE) -> "Page":
        rows, key = self.shown(context), self.order(context)[-1]
        places = {str(row[key]): place for place, row in enumerate(rows)}
        after = places.get(context.params.get("after") or "")
        before = None if after is not None else places.get(context.params.get("before") or "")
        if before is None:
            first = 0 if after is None else after + 1
            last = first + size
        else:
            first, last = max(before - size, 0), before
        shown = self.prepare(rows[first:last], context)
        return Page(shown, has_previous=first > 0, has_next=last < len(rows))

    def count(self, context: Context, page: "Page | None" = None) -> "Count":
        return Count(len(self.shown(context)), exact=True)

    def _prepared(self, context: Context, limit: int | None) -> Iterator[Row]:
        yield from self.prepare(self.shown(context)[:limit], context)


@dataclass(frozen=True)
class Count:
    number: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.number:,}" if self.exact else f"{self.number:,} 以上"


@dataclass
class Page:
    rows: list[Row]
    has_previous: bool
    has_next: bool


# --- paging by key -------------------------------------------------------------------------------


def anchor(queryset: QuerySet, order: Sequence[str], pk: str | None) -> tuple[Any, ...] | None:
    """The sort key of the row a page hangs on, looked up within the scope; None starts anew.

    The URL names the row only by number: names and dates of people stay out of it.
    """
    if not pk or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    key = order[-1].lstrip("-")
    names = [name.lstrip("-") for name in order]
    # A slice, not first(): that one adds an order, which rows of a GROUP BY have not.
    found = queryset.order_by().filter(**{key: int(pk)}).values_list(*names)[:1]
    return next(iter(found), None)


def beyond(
    queryset: QuerySet, order: Sequence[str], key: tuple[Any, ...] | None, *, reverse: bool = False
) -> QuerySet:
    """Rows after `key` in `order` (before it, backwards, when `reverse`)."""
    if reverse:
        order = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    if key is None:
        return queryset.order_by(*order)
    return queryset.filter(_after(order, key)).order_by(*order)


def first_keys(parts: Sequence[QuerySet], limit: int) -> list[Any]:
    """The first primary keys of the rows of all parts, which have one order."""
    if len(parts) == 1:
        return list(parts[0].values_list("pk", flat=True)[:limit])
    order = [str(name) for name in parts[0].query.order_by]
    names = [name.lstrip("-") for name in order]
    found = {row["pk"]: row for part in parts for row in part.values("pk", *names)[:limit]}
    rows = list(found.values())
    for name, directed in zip(reversed(names), reversed(order), strict=True):
        rows.sort(key=itemgetter(name), reverse=directed.startswith("-"))
    return [row["pk"] for row in rows[:limit]]


def _after(order: Sequence[str], key: Sequence[Any]) -> Q:
    """One range over the first column, less the ties that come before: an index serves the range,
    where an OR of cases would be gathered and sorted.
    """
    name, value = order[0], key[0]
    column, operator = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
    if len(order) == 1:
        return Q(**{f"{column}__{operator}": value})
    ties = Q(**{column: value}) & ~_after(order[1:], key[1:])
    return Q(**{f"{column}__{operator}e": value}) & ~ties


def percent(part: int, whole: int) -> str:
    """A rate to one decimal, rounded down so that 100 % means all; '—' where nothing is known."""
    return f"{math.floor(part * 1000 / whole) / 10:.1f}%" if whole else "—"
