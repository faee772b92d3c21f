"""Registers beside the deadline board: reminders, what is to be handed in, who stands in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from core.periods import today
from core.report_html import badge, escape, link
from core.reports import BLOCK, Column, Context, Order, Report, Row
from governance.codes import Delivery, Rung
from governance.duty_page import requirements_for
from governance.forms.duties import BoardFilter, DelegationFilter, ReminderFilter, RequirementFilter
from governance.models import Delegation, Reminder, Submission
from unions.duties import Asking, gather
from unions.scope import scope_of

_RUNG, _DELIVERY = dict(Rung.choices), dict(Delivery.choices)


class DutyList(Report):
    """The deadline board on paper and as a file: what is asked for there, page after page."""

    title = "期限台账"
    form_class = BoardFilter
    numbered = True

    def __init__(self, asking: Asking, codes: list[str]) -> None:
        self.asking, self.codes = replace(asking, after=None), codes

    def _prepared(self, context: Context, limit: int | None) -> Iterator[Row]:
        asking = replace(self.asking, limit=BLOCK)
        if not context.form.is_valid():
            return
        while found := gather(asking, self.codes):
            yield from ({"duty": duty} for duty in found)
            asking = replace(asking, after=found[-1].key)

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        return islice(super().all_rows(context), limit)

    def columns(self, context: Context) -> Sequence[Column]:
        return (
            Column("期限", lambda r: r["duty"].due, kind="date"),
            Column("还有（天，负数为逾期）", lambda r: r["duty"].days_left, kind="num", width=12),
            Column("事项", lambda r: r["duty"].clock.label, width=16),
            Column("内容", lambda r: r["duty"].subject, width=36),
            Column("工会", lambda r: r["duty"].union_name, width=28),
            Column("由谁办", lambda r: r["duty"].who, width=18),
            Column("下一步", lambda r: r["duty"].action),
        )  # fmt: skip


class ReminderList(Report):
    title = "提醒台账"
    empty = "还没有提醒。服务器每天运行一次提醒命令后，这里列出提醒了谁、没有提醒的原因。"
    form_class = ReminderFilter
    orders = {"": Order("最近的在前", ("-id",))}
    values = (
        "id", "day", "label", "url", "union__name", "due", "rung", "recipient__display_name",
        "delivery", "why",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return ""

    def queryset(self, context: Context) -> QuerySet:
        """Federation staff see their subtree's; a chair what she was told, and her union's."""
        scope = scope_of(context.user)
        rows = Reminder.objects.visible_to(context.user)
        if not scope.is_staff:
            rows = rows.filter(Q(recipient=context.user.pk) | Q(recipient__isnull=True))
        for name in ("rung", "delivery"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        return (
            Column("提醒日期", lambda r: r["day"], kind="date"),
            Column("事项", lambda r: r["label"],
                   lambda r: link(r["url"], r["label"]) if r["url"] else escape(r["label"]),
                   width=40),
            Column("期限", lambda r: r["due"], kind="date"),
            Column("阶段", lambda r: _RUNG[r["rung"]]),
            Column("提醒对象", lambda r: r["recipient__display_name"]),
            Column("结果", lambda r: _DELIVERY[r["delivery"]],
                   lambda r: badge("ok" if r["delivery"] == Delivery.SENT else "warn",
                                   _DELIVERY[r["delivery"]])),
            Column("未提醒的原因", lambda r: r["why"], width=30),
            Column("工会", lambda r: r["union__name"], width=26),
        )  # fmt: skip


class RequirementList(Report):
    title = "报送事项"
    empty = "还没有报送要求。"
    form_class = RequirementFilter
    orders = {"": Order("期限晚的在前", ("-due_on", "-id"))}
    values = ("id", "title", "due_on", "union__name", "voided_at")

    def subtitle(self, context: Context) -> str:
        return "总工会要求各工会在期限前报送的材料"

    def queryset(self, context: Context) -> QuerySet:
        rows, state = requirements_for(context.user).distinct(), context.get("state")
        if state != "all":
            rows = rows.filter(voided_at=None)
        return rows.filter(due_on__gte=today()) if state == "open" else rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """How many of the unions she sees have handed it in."""
        given = Submission.objects.visible_to(context.user).filter(
            requirement__in=[row["id"] for row in rows], voided_at=None
        )
        counts = dict(given.order_by().values_list("requirement").annotate(Count("pk")))
        for row in rows:
            row["given"] = counts.get(row["id"], 0)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:requirement_list")
        return (
            Column("事项", lambda r: r["title"],
                   lambda r: link(f"{base}{r['id']}/", r["title"]), width=36),
            Column("报送期限", lambda r: r["due_on"], kind="date"),
            Column("已报送（家）", lambda r: r["given"], kind="num"),
            Column("提出", lambda r: r["union__name"], width=24),
            Column("情况", lambda r: "已作废" if r["voided_at"] else "",
                   lambda r: badge("mute", "已作废") if r["voided_at"] else ""),
        )  # fmt: skip


class DelegationList(Report):
    title = "委托"
    empty = "没有委托。请假前可在此委托同事。"
    form_class = DelegationFilter
    orders = {"": Order("最近的在前", ("-since", "-id"))}
    values = (
        "id", "person__display_name", "deputy__display_name", "since", "until", "reason",
        "union__name", "voided_at",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return "请假期间由他人接收提醒和待办；权限仍以席位为准"

    def queryset(self, context: Context) -> QuerySet:
        """Her own; whoever sets the house's rules sees those of her subtree."""
        rows = Delegation.objects.visible_to(context.user).not_voided()
        if scope_of(context.user).may("govern_settings"):
            return rows
        return rows.filter(Q(person=context.user.pk) | Q(deputy=context.user.pk))

    def columns(self, context: Context) -> Sequence[Column]:
        base, day = reverse("governance:delegation_list"), today()
        return (
            Column("委托人", lambda r: r["person__display_name"]),
            Column("受托人", lambda r: r["deputy__display_name"]),
            Column("自", lambda r: r["since"], kind="date"),
            Column("至（不含）", lambda r: r["until"], kind="date"),
            Column("原因", lambda r: r["reason"], width=24),
            Column("工会", lambda r: r["union__name"], width=26),
            Column("情况", lambda r: "有效" if r["until"] > day else "已结束",
                   lambda r: link(f"{base}{r['id']}/end/", "结束委托")
                   if r["until"] > day else escape("已结束")),
        )  # fmt: skip
