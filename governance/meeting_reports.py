"""Registers of meetings, and of what they resolved."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from core.periods import today
from core.report_html import badge, link
from core.reports import Column, Context, Order, Report, Row
from governance.codes import MeetingKind, MeetingStatus, ResolutionStatus
from governance.forms.meetings import MeetingFilter, ResolutionFilter
from governance.found import meetings_of
from governance.models import Meeting, Resolution

_KIND, _STATUS = dict(MeetingKind.choices), dict(MeetingStatus.choices)
_TONES = {
    MeetingStatus.PLANNED: "info", MeetingStatus.HELD: "warn", MeetingStatus.MINUTED: "ok",
}  # fmt: skip


def tone(status: str) -> str:
    return _TONES.get(MeetingStatus(status), "mute")


class MeetingList(Report):
    title = "会议登记簿"
    empty = "没有符合条件的会议。要开会的，点“登记会议”。"
    form_class = MeetingFilter
    orders = {
        "": Order("最近的在前", ("-day", "-id")),
        "oldest": Order("最早的在前", ("day", "id")),
    }
    values = (
        "id", "number", "kind", "title", "day", "place", "chaired_by", "union__name", "status",
        "year", "quarter",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return f"{context.get('year')} 年" if context.get("year") else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Meeting.objects.visible_to(context.user)
        for name in ("union", "kind", "status"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        if text := context.get("find"):
            rows = rows.filter(meetings_of(text))
        return rows.filter(day__year=context.get("year")) if context.get("year") else rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:meeting_list")
        return (
            Column("编号", lambda r: r["number"], kind="date", width=14),
            Column("日期", lambda r: r["day"], kind="date"),
            Column("会议名称", lambda r: r["title"],
                   lambda r: link(f"{base}{r['id']}/", r["title"]), width=30),
            Column("类别", lambda r: _kind(r), width=18),
            Column("状态", lambda r: _STATUS[r["status"]],
                   lambda r: badge(tone(r["status"]), _STATUS[r["status"]])),
            Column("主持人", lambda r: r["chaired_by"]),
            Column("地点", lambda r: r["place"], width=20),
            Column("主办工会", lambda r: r["union__name"], width=26),
        )  # fmt: skip


def _kind(row: Row) -> str:
    quarter = f"（{row['year']}年第{row['quarter']}季度）" if row["quarter"] else ""
    return f"{_KIND[row['kind']]}{quarter}"


class ResolutionList(Report):
    title = "议定事项督办"
    empty = "没有符合条件的议定事项。"
    form_class = ResolutionFilter
    orders = {
        "": Order("登记先后", ("id",)),
        "newest": Order("最近登记在前", ("-id",)),
    }
    values = (
        "id", "meeting_id", "meeting__title", "meeting__day", "meeting__union__name", "text",
        "owner_name", "due_on", "status", "finished_on", "result",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Resolution.objects.visible_to(context.user)
        status = context.get("status")
        if status in ("done", "dropped"):
            rows = rows.filter(status=status)
        elif status != "all":
            rows = rows.filter(status=ResolutionStatus.OPEN)
        if status == "overdue":
            rows = rows.filter(due_on__lt=today())
        if union := context.get("union"):
            rows = rows.filter(meeting__union=union)
        return rows.filter(owner=context.user.pk) if context.get("mine") else rows

    def columns(self, context: Context) -> Sequence[Column]:
        base, meetings = reverse("governance:resolution_list"), reverse("governance:meeting_list")
        return (
            Column("议定事项", lambda r: r["text"],
                   lambda r: link(f"{base}{r['id']}/", r["text"]), width=40),
            Column("责任人", lambda r: r["owner_name"]),
            Column("完成期限", lambda r: r["due_on"], kind="date"),
            Column("状态", lambda r: state(r)[1], lambda r: badge(*state(r))),
            Column("完成日期", lambda r: r["finished_on"], kind="date"),
            Column("办理结果", lambda r: r["result"], width=30),
            Column("会议", lambda r: r["meeting__title"],
                   lambda r: link(f"{meetings}{r['meeting_id']}/", r["meeting__title"]), width=24),
            Column("会议日期", lambda r: r["meeting__day"], kind="date"),
            Column("工会", lambda r: r["meeting__union__name"], width=26),
        )  # fmt: skip


def state(row: Row) -> tuple[str, str]:
    """Of a row, or of a resolution's own values."""
    if row["status"] == ResolutionStatus.DONE:
        return "ok", "已完成"
    if row["status"] == ResolutionStatus.DROPPED:
        return "mute", "不再办理"
    if row["due_on"] and row["due_on"] < today():
        return "bad", f"逾期 {(today() - row['due_on']).days} 天"
    return "warn", "办理中"
