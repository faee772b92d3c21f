"""Lists of unions and enterprises, and the coverage ledger."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, Row
from unions.codes import EventKind, FigureKind, SizeClass, UnionKind
from unions.figures import latest, workers_of
from unions.forms.filters import EnterpriseFilter, EventFilter, UnionFilter
from unions.models import Enterprise, Union, UnionEvent
from unions.search import condition
from unions.terms import term_badge, terms_between, warning_horizon


class UnionList(Report):
    title = "工会组织名册"
    empty = "没有符合条件的工会。可清除条件再查，或用“导入”登记基层工会组建情况。"
    form_class = UnionFilter
    orders = {
        "": Order("按组织次序", ("path", "id")),
        "name": Order("按名称", ("name", "id")),
        "founded": Order("按建会日期", ("founded_on", "id")),
    }
    values = (
        "id", "name", "kind", "founded_on", "approval_no", "term_started_on", "term_years",
        "chair_name",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = Union.objects.visible_to(context.user).on(context.day)
        if name := context.get("name"):
            rows = rows.filter(name__contains=name)
        if text := context.get("find"):
            rows = rows.filter(condition(text))
        if kind := context.get("kind"):
            rows = rows.filter(kind=kind)
        if term := context.get("term"):
            rows = terms_between(rows, term, context.day)
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        workers = workers_of([row["id"] for row in rows], context.day)
        horizon = warning_horizon(context.day)
        for row in rows:
            row["workers"] = workers.get(row["id"])
            row["day"], row["horizon"] = context.day, horizon
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("unions:union_list")
        return (
            Column("工会名称", lambda r: r["name"],
                   lambda r: link(f"{base}{r['id']}/", r["name"]), width=32),
            Column("组织类型", lambda r: UnionKind(r["kind"]).label, width=16),
            Column("建会日期", lambda r: r["founded_on"], kind="date"),
            Column("批准文号", lambda r: r["approval_no"], width=18),
            Column("本届选举", lambda r: r["term_started_on"], kind="date"),
            Column("任期（年）", lambda r: r["term_years"], kind="num", width=8),
            Column("任期届满", lambda r: term_badge(r)[1], lambda r: _term_html(r), width=14),
            Column("工会主席", lambda r: r["chair_name"]),
            Column("职工人数", lambda r: r["workers"].number if r["workers"] else None, kind="num"),
        )  # fmt: skip


def _term_html(row: Row) -> str:
    tone, text = term_badge(row)
    return badge(tone, text) if tone else escape(text)


class EnterpriseList(Report):
    title = "企业名录"
    empty = "没有符合条件的企业。可清除条件再查，或用“导入”登记企业名录。"
    form_class = EnterpriseFilter
    orders = {
        "": Order("按登记次序", ("id",)),
        "name": Order("按名称", ("name", "id")),
    }
    values = (
        "id", "name", "uscc", "above_scale", "size_class", "industry", "legal_rep", "closed_on",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = Enterprise.objects.visible_to(context.user).on(context.day)
        if name := context.get("name"):
            rows = rows.filter(name__contains=name)
        if text := context.get("find"):
            rows = rows.filter(condition(text))
        for field in ("size_class", "industry_section"):
            if value := context.get(field):
                rows = rows.filter(**{field: value})
        if flag := context.get("above_scale"):
            rows = rows.filter(above_scale=flag == "1")
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        figures = latest([row["id"] for row in rows], context.day)
        for row in rows:
            for kind in FigureKind.values:
                row[kind] = figures.get((row["id"], kind))
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("unions:enterprise_list")

        def number(kind: str) -> Any:
            return lambda r: int(r[kind].value) if r[kind] else None

        return (
            Column("企业名称", lambda r: r["name"],
                   lambda r: link(f"{base}{r['id']}/", r["name"]), width=32),
            Column("统一社会信用代码", lambda r: r["uscc"], width=22),
            Column("行业", lambda r: r["industry"]),
            Column("规模以上", lambda r: r["above_scale"],
                   lambda r: badge("ok", "规上") if r["above_scale"] else "否", width=8),
            Column("企业规模", lambda r: SizeClass(r["size_class"]).label if r["size_class"] else "",
                   width=8),
            Column("法定代表人", lambda r: r["legal_rep"]),
            Column("职工人数", number(FigureKind.WORKERS), kind="num"),
            Column("外来职工", number(FigureKind.NONLOCAL_WORKERS), kind="num"),
            Column("工业销售产值（元）", lambda r: r["sales"].value if r["sales"] else None,
                   kind="money", width=18),
            Column("统计时点", lambda r: r["workers"].as_of if r["workers"] else None, kind="date"),
        )  # fmt: skip


class EventList(Report):
    """Life events of unions: any past count of unions follows from these rows."""

    title = "组织沿革"
    form_class = EventFilter
    orders = {
        "": Order("按日期先后", ("day", "id")),
        "newest": Order("最近的在前", ("-day", "-id")),
    }
    values = ("id", "day", "kind", "union_id", "union__name", "union__kind", "reason", "paper")

    def queryset(self, context: Context) -> QuerySet:
        rows = UnionEvent.objects.visible_to(context.user).not_voided()
        rows = rows.filter(day__lte=context.day)
        if kind := context.get("kind"):
            rows = rows.filter(kind=kind)
        if year := context.get("year"):
            rows = rows.filter(day__year=year)
        if union_kind := context.get("union_kind"):
            rows = rows.filter(union__kind=union_kind)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("unions:union_list")
        return (
            Column("日期", lambda r: r["day"], kind="date"),
            Column("事项", lambda r: EventKind(r["kind"]).label, width=8),
            Column("工会", lambda r: r["union__name"],
                   lambda r: link(f"{base}{r['union_id']}/", r["union__name"]), width=32),
            Column("组织类型", lambda r: UnionKind(r["union__kind"]).label, width=16),
            Column("原因", lambda r: r["reason"], width=28),
            Column("文号", lambda r: r["paper"], width=18),
        )  # fmt: skip
