"""Registers of founding requests and of rectifications."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from core.report_html import badge, link
from core.reports import Column, Context, Order, Report
from governance.codes import FoundingStatus, RectificationStatus
from governance.forms.foundings import FoundingFilter, RectificationFilter
from governance.models import Founding, Rectification
from unions.codes import UnionKind

_KIND = dict(UnionKind.choices)
_TONES = {
    FoundingStatus.APPLIED: "warn", FoundingStatus.APPROVED: "ok",
    RectificationStatus.RUNNING: "warn", RectificationStatus.FINISHED: "ok",
}  # fmt: skip


def tone(status: str) -> str:
    return _TONES.get(status, "mute")


class FoundingList(Report):
    title = "建会申请登记簿"
    empty = "没有建会申请。新企业要建会的，点“提出建会申请”。"
    form_class = FoundingFilter
    orders = {"": Order("最近申请在前", ("-applied_on", "-id"))}
    values = (
        "id", "name", "kind", "parent__name", "enterprise__name", "workers", "applied_on",
        "request_no", "status", "replied_on", "reply_no",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Founding.objects.visible_to(context.user)
        status = context.get("status")
        return rows.filter(status=status) if status else rows

    def columns(self, context: Context) -> Sequence[Column]:
        base, words = reverse("governance:founding_list"), dict(FoundingStatus.choices)
        return (
            Column("拟建工会", lambda r: r["name"],
                   lambda r: link(f"{base}{r['id']}/", r["name"]), width=28),
            Column("组织类型", lambda r: _KIND[r["kind"]]),
            Column("所在企业", lambda r: r["enterprise__name"], width=26),
            Column("职工人数", lambda r: r["workers"], kind="num", width=8),
            Column("申请日期", lambda r: r["applied_on"], kind="date"),
            Column("申请文号", lambda r: r["request_no"], width=16),
            Column("状态", lambda r: words[r["status"]],
                   lambda r: badge(tone(r["status"]), words[r["status"]])),
            Column("批复日期", lambda r: r["replied_on"], kind="date"),
            Column("批复文号", lambda r: r["reply_no"], width=16),
            Column("上级工会", lambda r: r["parent__name"], width=20),
        )  # fmt: skip


class RectificationList(Report):
    title = "整顿台账"
    empty = "没有整顿记录。在工会页点“开始整顿”登记。"
    form_class = RectificationFilter
    orders = {"": Order("最近开始在前", ("-started_on", "-id"))}
    values = (
        "id", "union__name", "started_on", "planned_until", "finished_on", "before", "after",
        "paper", "status",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Rectification.objects.visible_to(context.user)
        status = context.get("status")
        return rows.filter(status=status) if status else rows

    def columns(self, context: Context) -> Sequence[Column]:
        base, words = reverse("governance:rectification_list"), dict(RectificationStatus.choices)
        return (
            Column("工会", lambda r: r["union__name"],
                   lambda r: link(f"{base}{r['id']}/", r["union__name"]), width=26),
            Column("开始日期", lambda r: r["started_on"], kind="date"),
            Column("计划完成", lambda r: r["planned_until"], kind="date"),
            Column("完成日期", lambda r: r["finished_on"], kind="date"),
            Column("状态", lambda r: words[r["status"]],
                   lambda r: badge(tone(r["status"]), words[r["status"]])),
            Column("整顿前情况", lambda r: r["before"], width=36),
            Column("整顿后情况", lambda r: r["after"], width=36),
            Column("文号", lambda r: r["paper"], width=16),
        )  # fmt: skip
