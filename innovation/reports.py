"""Lists of entries, and the figures of each union and year; every number leads to its rows."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.urls import reverse

from core.report_html import badge, escape, link
from core.reports import PAGE_SIZE, Column, Context, Order, Page, Report, Row, percent
from innovation import codes
from innovation.codes import EntryStatus, Level, Practice
from innovation.forms.filters import EntryFilter, FigureFilter
from innovation.models import Author, Award, Entry, Gram
from innovation.services.likeness import folded
from members import search
from members.models import Membership

_STATUS, _PRACTICE, _LEVEL = (dict(kind.choices) for kind in (EntryStatus, Practice, Level))
_TONES = {
    EntryStatus.SUBMITTED: "warn", EntryStatus.RETURNED: "warn", EntryStatus.DRAFT: "mute",
    EntryStatus.DECLINED: "mute", EntryStatus.WITHDRAWN: "mute", EntryStatus.MERGED: "mute",
    EntryStatus.AWARDED: "ok", EntryStatus.PROMOTED: "ok",
}  # fmt: skip
_IN_STATE = {
    "counted": Q(status__in=codes.COUNTED),
    "adopted": Q(status__in=codes.ADOPTED),
    "done": Q(status__in=codes.ADOPTED, practice=Practice.DONE),
    "benefit": Q(status__in=codes.ADOPTED, annual_benefit__isnull=False),
    "waiting": Q(status__in=(EntryStatus.SUBMITTED, EntryStatus.EVALUATED)),
}


def status_badge(status: str) -> tuple[str, str]:
    return _TONES.get(EntryStatus(status), "info"), str(_STATUS[status])


class EntryList(Report):
    title = "创新成果"
    empty = "没有符合条件的成果。可清除条件再查；新的点子请点“申报成果”，以前的登记表请用“导入”。"
    form_class = EntryFilter
    numbered = True
    orders = {
        "": Order("年度从近到远", ("-year", "-id")),
        "oldest": Order("年度从远到近", ("year", "id")),
    }
    values = (
        "id", "number", "title", "kind__name", "union__name", "enterprise__name", "year",
        "status", "practice", "level", "annual_benefit", "finance_confirmed_on",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年度" if year else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Entry.objects.visible_to(context.user)
        for name in ("year", "union", "practice", "level"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        if kind := context.get("kind"):
            rows = rows.filter(Q(kind__five_small=True) if kind == "five" else Q(kind=kind))
        if status := context.get("status"):
            rows = rows.filter(_IN_STATE.get(status) or Q(status=status))
        if grade := context.get("grade"):
            won = Award.objects.all() if grade == "any" else Award.objects.filter(grade=grade)
            rows = rows.filter(pk__in=won.values("entry"))
        if words := context.get("words"):
            rows = rows.filter(_titled(words))
        if sealed := context.get("find"):
            rows = rows.filter(found_by(search.unseal(sealed)))
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Authors and awards of the page, each in one query."""
        keys = [row["id"] for row in rows]
        names: dict[int, list[str]] = defaultdict(list)
        authors = Author.objects.standing().filter(entry__in=keys).order_by("position", "pk")
        for entry, name in authors.values_list("entry", "full_name"):
            names[entry].append(name)
        won: dict[int, list[str]] = defaultdict(list)
        awards = Award.objects.filter(entry__in=keys).order_by("pk")
        for entry, level, grade in awards.values_list("entry", "level", "grade__name"):
            won[entry].append(f"{_LEVEL[level]}{grade}")
        for row in rows:
            row["authors"] = "、".join(names[row["id"]])
            row["awards"] = "、".join(won[row["id"]])
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("innovation:entry_list")
        return (
            Column("成果名称", lambda r: r["title"],
                   lambda r: link(f"{base}{r['id']}/", r["title"]), width=26),
            Column("编号", lambda r: r["number"], kind="date", width=14),
            Column("类别", lambda r: r["kind__name"], width=10),
            Column("完成人", lambda r: r["authors"], width=24),
            Column("单位", lambda r: r["enterprise__name"] or r["union__name"], width=28),
            Column("年度", lambda r: str(r["year"]), kind="date", width=8),
            Column("状态", lambda r: _STATUS[r["status"]],
                   lambda r: badge(*status_badge(r["status"]))),
            Column("实施情况", lambda r: _PRACTICE[r["practice"]], width=10),
            Column("年效益（元）", lambda r: r["annual_benefit"], _benefit_html, kind="money",
                   width=14),
            Column("表彰", lambda r: r["awards"], lambda r: escape(r["awards"]), width=14),
        )  # fmt: skip


def _benefit_html(row: Row) -> str:
    if row["annual_benefit"] is None:
        return ""
    text = f"{row['annual_benefit']:,.2f}"
    confirmed = row["finance_confirmed_on"] is not None
    return text if confirmed else f"{text} {badge('mute', '未经财务确认')}"


def _titled(words: str) -> Q:
    """By the index of neighbouring characters, then exactly."""
    contains, pair = Q(title__contains=words.strip()), folded(words)[:2]
    if len(pair) < 2:
        return contains
    return contains & Q(pk__in=Gram.objects.filter(gram=pair).values("entry"))


def found_by(text: str) -> Q:
    """A number, an author's name, or an author among the members (initials, ID number)."""
    typed = text.strip()
    if not typed:
        return Q(pk__in=[])
    if re.match("创[0-9]", typed):
        return Q(number=typed)
    standing = Author.objects.standing()
    people = search.condition(typed, "member__")
    found = Q(pk__in=standing.filter(people, member__isnull=False).values("entry"))
    if typed.isascii():
        return found
    named = standing.filter(full_name__prefix=typed)
    return found | Q(pk__in=named.values("entry")) | _titled(typed)


# --- figures -----------------------------------------------------------------------------------


class FigureList(Report):
    """One row a union and year; a federation's own line would hold nothing, its units' do."""

    title = "创新成果统计"
    note = (
        "按工会、年度统计已提交的成果（不含草稿、撤回、已合并）。点数字看成果。"
        "人均和参与率按该年末（本年为今天）在册会员计算；采纳指已受理及以后的；"
        "每元奖金效益为年效益除以奖金。"
    )
    empty = "没有符合条件的成果。"
    form_class = FigureFilter
    orders = {
        "": Order("按组织次序", ("path", "-year", "first")),
        "year": Order("年度从近到远", ("-year", "path", "first")),
    }
    values = ("path", "year", "first", "union_id", "union__name", "entries", "adopted", "done",
              "benefit", "told")  # fmt: skip

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年度" if year else "各年度"

    def _entries(self, context: Context) -> QuerySet:
        rows = Entry.objects.visible_to(context.user).filter(status__in=codes.COUNTED)
        for name in ("year", "union"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        return rows

    def queryset(self, context: Context) -> QuerySet:
        rows = self._entries(context).order_by().annotate(path=F("union__path"))
        return rows.values("path", "year", "union_id", "union__name").annotate(**_sums())

    def total(self, context: Context) -> int:
        """Unions and years, counted without their names."""
        return self._entries(context).order_by().values("union_id", "year").distinct().count()

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Members at each year's end, who took part, and prizes: in bulk for the page."""
        keys = {(row["union_id"], row["year"]) for row in rows}
        members = _members_at_year_ends(keys)
        people, prizes = _took_part(keys), _prizes(keys)
        for row in rows:
            key = row["union_id"], row["year"]
            row["members"] = members.get(key, 0)
            row["people"] = people.get(key, 0)
            row["prizes"] = prizes.get(key, Decimal(0))
        return rows

    def page(self, context: Context, size: int = PAGE_SIZE) -> Page:
        page = super().page(context, size)
        if page.rows:  # paging goes on from the last row's key
            page.rows.append({**self._all(context), "first": page.rows[-1]["first"]})
        return page

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        rows = list(super().all_rows(context, limit))
        yield from rows
        if rows:
            yield self._all(context)

    def _all(self, context: Context) -> Row:
        """The sum of all that was asked for, whatever page it is. Rates are of a union and year."""
        entries = self._entries(context)
        sums = entries.order_by().aggregate(**_sums())
        prizes = Award.objects.filter(entry__in=entries.values("pk")).aggregate(s=Sum("amount"))
        return {
            **sums, "path": "", "year": None, "union_id": None, "union__name": "合计",
            "members": 0, "people": 0, "prizes": prizes["s"] or Decimal(0),
        }  # fmt: skip

    def columns(self, context: Context) -> Sequence[Column]:
        return (
            Column("工会", lambda r: r["union__name"], width=30),
            Column("年度", lambda r: str(r["year"] or ""), kind="date", width=8),
            _count("成果数", "entries", "counted", context),
            Column("人均件数", _per_head, kind="num", width=10),
            Column("参与人数", lambda r: r["people"] if r["year"] else "", kind="num", width=10),
            Column("参与率", lambda r: percent(r["people"], r["members"]), kind="num", width=10),
            _count("采纳数", "adopted", "adopted", context),
            Column("采纳率", lambda r: percent(r["adopted"], r["entries"]), kind="num", width=10),
            _count("实施数", "done", "done", context),
            Column("实施率", lambda r: percent(r["done"], r["adopted"]), kind="num", width=10),
            _count("年效益（元）", "benefit", "benefit", context, "money"),
            Column("奖金（元）", lambda r: r["prizes"], kind="money", width=12),
            Column("每元奖金效益", _per_yuan, kind="num", width=14),
        )  # fmt: skip


def _sums() -> dict[str, Any]:
    adopted = _IN_STATE["adopted"]
    return {
        "first": Min("pk"),
        "entries": Count("pk"),
        "adopted": Count("pk", filter=adopted),
        "done": Count("pk", filter=_IN_STATE["done"]),
        "benefit": Sum("annual_benefit", filter=adopted),
        "told": Count("annual_benefit", filter=adopted),
    }


def _count(label: str, name: str, state: str, context: Context, kind: str = "num") -> Column:
    """A number that leads to its rows."""
    base = reverse("innovation:entry_list")

    def value(row: Row) -> Any:
        number = row[name]
        return number.quantize(Decimal("0.01")) if isinstance(number, Decimal) else number

    def shown(row: Row) -> str:
        if row[name] in (None, 0):
            return "" if row[name] is None else "0"
        asked = {"union": row["union_id"] or context.get("union"),
                 "year": row["year"] or context.get("year"), "status": state}  # fmt: skip
        kept = {key: text for key, text in asked.items() if text}
        figure = value(row)
        return link(f"{base}?{urlencode(kept)}", figure)

    return Column(label, value, shown, kind=kind, width=14 if kind == "money" else 10)


def _per_head(row: Row) -> str:
    return f"{row['entries'] / row['members']:.2f}" if row["members"] else "—"


def _per_yuan(row: Row) -> str:
    if not row["prizes"] or row["benefit"] is None:
        return "—"
    return f"{Decimal(row['benefit']) / Decimal(row['prizes']):.2f}"


def _members_at_year_ends(keys: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """A membership holds at a year's end where it began by that year and ended in a later one;
    none is dated in the future, so this year's are those of today.
    """
    rows = Membership.objects.not_voided().filter(union__in={union for union, _ in keys})
    spans = rows.values_list("union", "since__year", "until__year").annotate(n=Count("pk"))
    found: dict[tuple[int, int], int] = defaultdict(int)
    for union, began, ended, number in spans.order_by():
        for of, year in keys:
            if of == union and began <= year and (ended is None or ended > year):
                found[union, year] += number
    return found


def _took_part(keys: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Members who are authors; a name without a member behind it counts for no rate."""
    unions, years = {union for union, _ in keys}, {year for _, year in keys}
    rows = Author.objects.standing().filter(
        entry__union__in=unions, entry__year__in=years, entry__status__in=codes.COUNTED,
        member__isnull=False,
    )  # fmt: skip
    counted = rows.values_list("entry__union", "entry__year").annotate(
        n=Count("member", distinct=True)
    )
    return {(union, year): n for union, year, n in counted.order_by()}


def _prizes(keys: set[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    unions, years = {union for union, _ in keys}, {year for _, year in keys}
    rows = Award.objects.filter(
        entry__union__in=unions, entry__year__in=years, entry__status__in=codes.COUNTED
    )
    sums = rows.values_list("entry__union", "entry__year").annotate(s=Sum("amount")).order_by()
    return {(union, year): total for union, year, total in sums}
