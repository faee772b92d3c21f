"""Lists of regulations, activities, honours and deeds."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from core import reports
from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Page, Report, Row, Summed
from governance.codes import ActivityKind, HonourKind, Level
from governance.forms.record_filters import (
    ActivityFilter,
    DeedFilter,
    HonourFilter,
    RegulationFilter,
)
from governance.models import Activity, Deed, Honour, Regulation, RegulationVersion
from governance.models.records import when

EXCERPT = 60


class RegulationList(Report):
    title = "制度"
    empty = "没有符合条件的制度。点“登记制度”登记，或改选状态再查。"
    form_class = RegulationFilter
    orders = {"": Order("按名称", ("title", "id"))}
    values = ("id", "title", "union__name")

    def queryset(self, context: Context) -> QuerySet:
        rows = Regulation.objects.visible_to(context.user)
        if title := context.get("title"):
            rows = rows.filter(title__contains=title)
        if union := context.get("union"):
            rows = rows.filter(union=union)
        day, state = context.day, context.get("state")
        kept = RegulationVersion.objects.not_voided()
        if state == "all":
            return rows.filter(pk__in=kept.values("regulation"))
        if state == "future":
            begun = kept.filter(since__lte=day).values("regulation")
            return rows.filter(pk__in=kept.values("regulation")).exclude(pk__in=begun)
        in_force = kept.on(day).values("regulation")
        if state == "repealed":
            ended = kept.filter(until__lte=day).values("regulation")
            return rows.filter(pk__in=ended).exclude(pk__in=in_force)
        return rows.filter(pk__in=in_force)

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """The version of the day; else the last before it; else the first to come."""
        found = RegulationVersion.objects.not_voided().filter(
            regulation__in=[row["id"] for row in rows]
        )
        versions: dict[int, list[RegulationVersion]] = {}
        for version in found.defer("text").order_by("since"):
            versions.setdefault(version.regulation_id, []).append(version)
        for row in rows:
            mine = versions[row["id"]]
            row["version"] = ([v for v in mine if v.since <= context.day] or mine[:1])[-1]
            row["state"] = state_of(row["version"], context.day)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:regulation_list")
        return (
            Column("制度名称", lambda r: r["title"],
                   lambda r: link(f"{base}{r['id']}/", r["title"]), width=32),
            Column("制定单位", lambda r: r["union__name"], width=28),
            Column("版次", lambda r: f"第{r['version'].number}版", width=8),
            Column("通过日期", lambda r: r["version"].adopted_on, kind="date"),
            Column("施行日期", lambda r: r["version"].since, kind="date"),
            Column("印发文号", lambda r: r["version"].paper, width=20),
            Column("状态", lambda r: r["state"][1], lambda r: badge(*r["state"]), width=18),
        )  # fmt: skip


def state_of(version: RegulationVersion, day: datetime.date) -> tuple[str, str]:
    """(tone, words) of a version on a day."""
    if version.is_voided:
        return "mute", "已作废"
    if version.since > day:
        return "warn", f"{version.since} 起施行"
    if version.until is None:
        return "ok", "现行"
    if version.until > day:
        return "ok", f"现行，至 {version.until} 止"
    return "mute", "已废止" if version.repeal_reason else "已修订"


class ActivityList(Summed):
    """Its last row is the sum of all that was asked for, whatever page it is."""

    title = "活动登记簿"
    empty = "没有符合条件的活动。可清除条件再查，或点“登记活动”。"
    form_class = ActivityFilter
    numbered = True
    orders = {
        "": Order("最近的在前", ("-day", "-id")),
        "oldest": Order("最早的在前", ("day", "id")),
    }
    values = ("id", "day", "title", "union__name", "kind", "place", "participants", "cost")

    def queryset(self, context: Context) -> QuerySet:
        rows = Activity.objects.visible_to(context.user).not_voided()
        rows = rows.filter(day__lte=context.day)
        return _narrowed(rows, context, "kind", "union", year="day__year")

    def ask(self, user: Any, params: Any) -> Context:
        context = super().ask(user, params)
        found = self.rows_queryset(context).aggregate(
            n=Count("pk"), participants=Sum("participants"), cost=Sum("cost")
        )
        self.number = found["n"]
        # SQLite adds binary numbers: the sum is exact again once it is rounded to the fen.
        self.whole: Row = {
            "sum": True, "title": "合计", "participants": found["participants"] or 0,
            "cost": Decimal(found["cost"] or 0).quantize(Decimal("0.01")),
        }  # fmt: skip
        return context

    def count(self, context: Context, page: Page | None = None) -> reports.Count:
        return reports.Count(self.number, exact=True)

    def sums(self, context: Context) -> list[Row]:
        return [self.whole]

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:activity_list")

        def named(row: Row) -> str:
            if row.get("sum"):
                return f"<b>{escape(row['title'])}</b>"
            return link(f"{base}{row['id']}/", row["title"])

        return (
            Column("活动名称", lambda r: r["title"], named, width=32),
            Column("日期", lambda r: r.get("day"), kind="date"),
            Column("主办工会", lambda r: r.get("union__name", ""), width=28),
            Column("类别", lambda r: _label(ActivityKind, r.get("kind"))),
            Column("地点", lambda r: r.get("place", ""), width=18),
            Column("参加人数", lambda r: r["participants"], kind="num", width=10),
            Column("支出（元）", lambda r: r["cost"], kind="money", width=14),
        )  # fmt: skip


class HonourList(Report):
    title = "荣誉登记簿"
    empty = "没有符合条件的荣誉。可清除条件再查，或点“登记荣誉”。"
    form_class = HonourFilter
    numbered = True
    orders = {
        "": Order("最近年度在前", ("-year", "-id")),
        "oldest": Order("最早年度在前", ("year", "id")),
    }
    values = (
        "id", "year", "kind", "title", "grade", "level", "body", "awarded_on", "paper",
        "member__full_name", "enterprise__name", "union__name",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = Honour.objects.visible_to(context.user).not_voided()
        rows = rows.filter(year__lte=context.day.year)
        rows = rows.filter(Q(awarded_on__isnull=True) | Q(awarded_on__lte=context.day))
        recipient = context.get("recipient")
        if recipient == "union":
            rows = rows.filter(member__isnull=True, enterprise__isnull=True)
        elif recipient:
            rows = rows.filter(**{f"{recipient}__isnull": False})
        return _narrowed(rows, context, "kind", "level", "union", year="year")

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:honour_list")
        return (
            Column("获奖对象", recipient_of,
                   lambda r: link(f"{base}{r['id']}/", recipient_of(r)), width=28),
            Column("荣誉名称", lambda r: r["title"], width=32),
            # As people write a year: without a thousands separator.
            Column("年度", lambda r: str(r["year"]), width=8),
            Column("类别", lambda r: HonourKind(r["kind"]).label, width=16),
            Column("级别", lambda r: Level(r["level"]).label, width=8),
            Column("等次", lambda r: r["grade"], width=10),
            Column("授予单位", lambda r: r["body"], width=24),
            Column("授予日期", lambda r: r["awarded_on"], kind="date"),
            Column("表彰文号", lambda r: r["paper"], width=18),
            Column("所属工会", lambda r: r["union__name"], width=28),
        )  # fmt: skip


def recipient_of(row: Row) -> str:
    return row["member__full_name"] or row["enterprise__name"] or row["union__name"]


class DeedList(Report):
    title = "好人好事登记簿"
    empty = "没有符合条件的好人好事。要登记，请点“登记好人好事”并查找职工。"
    form_class = DeedFilter
    numbered = True
    orders = {
        "": Order("最近的在前", ("-day", "-id")),
        "oldest": Order("最早的在前", ("day", "id")),
    }
    values = ("id", "day", "month_only", "member__full_name", "union__name", "text",
              "honour__title")  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = Deed.objects.visible_to(context.user).not_voided()
        rows = rows.filter(day__lte=context.day)
        return _narrowed(rows, context, "union", year="day__year")

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:deed_list")
        return (
            Column("职工", lambda r: r["member__full_name"],
                   lambda r: link(f"{base}{r['id']}/", r["member__full_name"])),
            Column("日期", lambda r: when(r["day"], r["month_only"])),
            Column("所属工会", lambda r: r["union__name"], width=28),
            Column("事迹", lambda r: r["text"], lambda r: escape(_excerpt(r["text"])), width=48),
            Column("所获荣誉", lambda r: r["honour__title"] or "", width=28),
        )  # fmt: skip


def _narrowed(rows: QuerySet, context: Context, *same: str, year: str) -> QuerySet:
    for field in same:
        if value := context.get(field):
            rows = rows.filter(**{field: value})
    if value := context.get("year"):
        rows = rows.filter(**{year: value})
    return rows


def _label(choices: Any, code: str | None) -> str:
    return choices(code).label if code else ""


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}……"
