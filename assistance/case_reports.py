"""Lists of rights cases: all of them, their deadlines, and the statistics by type and holder."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.urls import reverse

from assistance import case_codes as codes
from assistance import deadlines
from assistance.forms.case_filters import CaseFilter, DueFilter, StatisticsFilter
from assistance.models import RightsCase, Takeover
from assistance.services.case_figures import answerable
from core.periods import today
from core.report_html import badge, escape, link
from core.reports import PAGE_SIZE, Column, Context, Order, Page, Report, Row
from unions.models import Union

_KIND = dict(codes.CaseKind.choices)
_GRADE = dict(codes.Grade.choices)
_STATUS = dict(codes.CaseStatus.choices)
_CLOCK = dict(codes.ClockKind.choices)
_TONES = {
    codes.CaseStatus.RECEIVED: "warn", codes.CaseStatus.CLOSED: "ok",
    codes.CaseStatus.REFUSED: "mute", codes.CaseStatus.WITHDRAWN: "mute",
    codes.CaseStatus.TRANSFERRED: "mute",
}  # fmt: skip
TAKEN = ~Q(holder=F("union"))


def status_badge(status: str) -> tuple[str, str]:
    return _TONES.get(codes.CaseStatus(status), "info"), str(_STATUS[status])


class CaseList(Report):
    title = "维权案件登记簿"
    empty = "没有符合条件的案件。可清除条件再查；新来的诉求请点“登记案件”。"
    form_class = CaseFilter
    orders = {
        "": Order("最近收到在前", ("-received_on", "-id")),
        "oldest": Order("最早收到在前", ("received_on", "id")),
    }
    values = (
        "id", "number", "received_on", "applicant_name", "group_size", "kind", "grade",
        "respondent_name", "union__name", "holder__name", "handler__display_name", "status",
        "next_due_on", "next_due", "amount_claimed", "amount_recovered",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年收到" if year else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = RightsCase.objects.visible_to(context.user)
        for name in ("kind", "union", "holder"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        if number := context.get("number"):
            rows = rows.filter(number__contains=number.strip())
        if year := context.get("year"):
            rows = rows.filter(received_on__year=year)
        rows = _by_status(rows, context.get("status"))
        rows = _by_takeover(rows, context.get("takeover"), context.user)
        return _by_overdue(rows, context.get("overdue"))

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:case_list")
        return (
            _number(base),
            Column("收到日期", lambda r: r["received_on"], kind="date"),
            Column("申请人", lambda r: r["applicant_name"]),
            Column("人数", lambda r: r["group_size"], kind="num", width=6),
            Column("类型", lambda r: _KIND[r["kind"]]),
            Column("被申请单位", lambda r: r["respondent_name"], width=26),
            Column("承办工会", lambda r: r["holder__name"], width=26),
            Column("状态", lambda r: _STATUS[r["status"]],
                   lambda r: badge(*status_badge(r["status"]))),
            Column("最近时限", lambda r: r["next_due_on"], _due_html, kind="date"),
            Column("经办人", lambda r: r["handler__display_name"], width=10),
            Column("所属工会", lambda r: r["union__name"], width=26),
            Column("等级", lambda r: _GRADE[r["grade"]], width=6),
            Column("诉求金额（元）", lambda r: r["amount_claimed"], kind="money", width=14),
            Column("追回金额（元）", lambda r: r["amount_recovered"], kind="money", width=14),
        )  # fmt: skip


def _number(base: str) -> Column:
    """As a date: it is not broken over lines."""
    return Column(
        "案号", lambda r: r["number"], lambda r: link(f"{base}{r['id']}/", r["number"]),
        kind="date", width=14,
    )  # fmt: skip


def _by_status(rows: QuerySet, status: str | None) -> QuerySet:
    if status == "open":
        return rows.filter(status__in=codes.OPEN)
    if status == "ended":
        return rows.filter(status__in=codes.ENDED)
    return rows.filter(status=status) if status else rows


def _by_takeover(rows: QuerySet, asked: str | None, user: Any) -> QuerySet:
    if asked == "taken":
        return rows.filter(TAKEN)
    if not asked:
        return rows
    deeds = Takeover.objects.filter(case=OuterRef("pk"), status=codes.TakeoverStatus.ASKED)
    if asked == "answer":
        deeds = deeds.filter(answerable(user))
    return rows.filter(Exists(deeds))


def _by_overdue(rows: QuerySet, overdue: str | None) -> QuerySet:
    if overdue == "1":
        return rows.filter(next_due_on__lt=today())
    if overdue == "0":
        return rows.filter(Q(next_due_on__gte=today()) | Q(next_due_on__isnull=True))
    return rows


def _due_html(row: Row) -> str:
    """The day, and how urgent it is in words."""
    if row["next_due_on"] is None:
        return ""
    return f"{row['next_due_on'].isoformat()} {badge(*left(row['next_due_on']))}"


def left(due: Any) -> tuple[str, str]:
    """(tone, words) for the days left until a due day."""
    days = deadlines.days_left(due)
    if days < 0:
        return "bad", f"逾期 {-days} 天"
    if days == 0:
        return "warn", "今天到期"
    return ("warn" if days <= 3 else "mute"), f"还有 {days} 天"


class DueList(Report):
    """One line per case, by its nearest deadline; the others of that case beside it."""

    title = "维权时限"
    note = (
        "按最近的时限排列，逾期的在前。天数和依据可在后台“规则参数”中调整，节假日按放假调休表计算。"
    )
    empty = "没有正在计算的时限。"
    form_class = DueFilter
    orders = {"": Order("按到期日", ("next_due_on", "id"))}
    values = (
        "id", "number", "kind", "applicant_name", "holder__name", "handler__display_name",
        "status", "next_due_on", "next_due",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = RightsCase.objects.visible_to(context.user).filter(next_due_on__isnull=False)
        if holder := context.get("holder"):
            rows = rows.filter(holder=holder)
        if clock := context.get("clock"):
            rows = rows.filter(next_due=clock)
        return _by_overdue(rows, context.get("overdue"))

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        cases = RightsCase.objects.in_bulk([row["id"] for row in rows])
        clocks = deadlines.of_cases(cases.values())
        for row in rows:
            running = [clock for clock in clocks[row["id"]] if clock.running]
            row["source"] = next((c.source for c in running if c.kind == row["next_due"]), "")
            row["others"] = "；".join(f"{c.label} {c.due}" for c in running[1:])
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:case_list")
        return (
            _number(base),
            Column("时限事项", lambda r: _CLOCK[r["next_due"]], width=20),
            Column("到期日", lambda r: r["next_due_on"], kind="date"),
            Column("剩余", lambda r: left(r["next_due_on"])[1],
                   lambda r: badge(*left(r["next_due_on"]))),
            Column("依据", lambda r: r["source"], width=32),
            Column("本案其他时限", lambda r: r["others"], lambda r: escape(r["others"]), width=32),
            Column("申请人", lambda r: r["applicant_name"]),
            Column("类型", lambda r: _KIND[r["kind"]]),
            Column("承办工会", lambda r: r["holder__name"], width=26),
            Column("经办人", lambda r: r["handler__display_name"], width=10),
            Column("状态", lambda r: _STATUS[r["status"]]),
        )  # fmt: skip


_SUMS = {
    "cases": Count("pk"),
    "people": Sum("group_size"),
    "claimed": Sum("amount_claimed"),
    "recovered": Sum("amount_recovered"),
    "ended": Count("pk", filter=Q(status__in=codes.ENDED)),
    "taken": Count("pk", filter=TAKEN),
    "age": Avg(
        ExpressionWrapper(F("ended_on") - F("received_on"), DurationField()),
        filter=Q(ended_on__isnull=False),
    ),
}


class CaseStatistics(Report):
    """By type and present holder, so that a case taken over counts once, with who took it.

    Paged by holder: each brings one row per type it has; the last page ends with the sum of all.
    """

    title = "维权案件统计"
    note = "一案只计一次，计在现承办工会；以上代下的案件另列件数。点数字看案件。"
    empty = "没有符合条件的案件。"
    form_class = StatisticsFilter
    orders = {"": Order("按组织次序", ("path", "id"))}
    values = ("id", "name")

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年收到的案件" if year else "历年收到的案件"

    def _cases(self, context: Context) -> QuerySet:
        rows = RightsCase.objects.visible_to(context.user).order_by()
        if holder := context.get("holder"):
            rows = rows.filter(holder=holder)
        if year := context.get("year"):
            rows = rows.filter(received_on__year=year)
        return rows

    def queryset(self, context: Context) -> QuerySet:
        return Union.objects.filter(Exists(self._cases(context).filter(holder=OuterRef("pk"))))

    def total(self, context: Context) -> int | None:
        return self._cases(context).values("holder", "kind").distinct().count()

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        found: dict[int, list[Row]] = {row["id"]: [] for row in rows}
        names = {row["id"]: row["name"] for row in rows}
        groups = self._cases(context).filter(holder__in=names).values("holder", "kind")
        order = {kind: n for n, kind in enumerate(codes.CaseKind.values)}
        for group in groups.annotate(**_SUMS):
            found[group["holder"]].append(
                {**group, "id": group["holder"], "name": names[group["holder"]]}
            )
        return [
            row for row_id in found for row in sorted(found[row_id], key=lambda r: order[r["kind"]])
        ]

    def page(self, context: Context, size: int = PAGE_SIZE) -> Page:
        page = super().page(context, size)
        if page.rows and not page.has_next:
            page.rows.append(self._sum(context))
        return page

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        rows = list(super().all_rows(context, limit))
        yield from rows
        if rows:
            yield self._sum(context)

    def _sum(self, context: Context) -> Row:
        return {"id": 0, "name": "合计", "kind": "", **self._cases(context).aggregate(**_SUMS)}

    def columns(self, context: Context) -> Sequence[Column]:
        base, year = reverse("assistance:case_list"), context.get("year")

        def to(row: Row, text: Any, **extra: str) -> str:
            asked = {"holder": row["id"] or context.get("holder"), "kind": row["kind"],
                     "year": year, **extra}  # fmt: skip
            query = urlencode({name: value for name, value in asked.items() if value})
            none = "0.00" if isinstance(text, Decimal) else "0"
            return link(f"{base}?{query}" if query else base, text) if text else none

        def figure(label: str, name: str, kind: str = "num", **extra: str) -> Column:
            zero = Decimal(0) if kind == "money" else 0
            return Column(
                label, lambda r: r[name] or zero, lambda r: to(r, r[name] or zero, **extra),
                kind=kind, width=14,
            )  # fmt: skip

        return (
            Column("承办工会", lambda r: r["name"], width=30),
            Column("类型", lambda r: _KIND.get(r["kind"], "")),
            figure("件数", "cases"),
            figure("涉及人数", "people"),
            figure("诉求金额（元）", "claimed", "money"),
            figure("追回金额（元）", "recovered", "money"),
            figure("已结束", "ended", status="ended"),
            Column("平均办理天数", lambda r: _days(r["age"]), kind="num"),
            figure("以上代下", "taken", takeover="taken"),
        )  # fmt: skip


def _days(age: Any) -> str:
    return f"{age.total_seconds() / 86400:.1f}" if age is not None else "—"
