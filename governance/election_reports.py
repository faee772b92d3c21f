"""The list of elections, and which of them wait for the reader."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.report_html import badge, link
from core.reports import Column, Context, Order, Report
from governance.codes import ElectionKind, ElectionStatus
from governance.forms.elections import ElectionFilter
from governance.models import Election
from governance.models.elections import OPEN
from unions import search
from unions.scope import scope_of

S = ElectionStatus
_STATUS, _KIND = dict(S.choices), dict(ElectionKind.choices)
_TONES = {S.REQUESTED: "warn", S.REPORTED: "warn", S.HANDED_OVER: "ok", S.CANCELLED: "mute"}
_OURS = (S.PREPARED, S.PERMITTED, S.FROZEN, S.HELD, S.CONFIRMED)


def status_badge(status: str) -> tuple[str, str]:
    return _TONES.get(S(status), "info"), str(_STATUS[status])


def waiting(user: Any) -> Q:
    """Elections whose next step is hers: replies of the unions below her seat, and the steps of
    the union she sits at.
    """
    found = Q(pk__in=[])
    for seat in scope_of(user).seats:
        if seat.may("govern"):
            found |= Q(status__in=_OURS, union=seat.union_id)
        if seat.may("govern_reply"):
            below = Q(union__parent__path__startswith=seat.path)
            asked = Q(status=S.REQUESTED) & ~Q(requested_by=user)
            told = Q(status=S.REPORTED) & ~Q(reported_by=user)
            found |= below & (asked | told)
        if seat.may("govern_reply") and seat.is_root:
            found |= Q(union=seat.union_id, status__in=(S.REQUESTED, S.REPORTED))
    return found


class ElectionList(Report):
    title = "选举登记簿"
    empty = "没有符合条件的选举。任期将满的工会可在其工会页面启动换届。"
    form_class = ElectionFilter
    orders = {"": Order("最近启动在前", ("-id",)), "oldest": Order("最早启动在前", ("id",))}
    values = (
        "id", "union__name", "kind", "term_no", "status", "planned_on", "elected_on",
        "requested_on", "reply_due_on", "confirmed_on", "starts_on",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年选举" if year else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Election.objects.visible_to(context.user)
        status = context.get("status")
        if status == "open":
            rows = rows.filter(status__in=OPEN)
        elif status:
            rows = rows.filter(status=status)
        for name in ("kind", "union"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        if text := context.get("find"):
            rows = rows.filter(search.condition(text, "union__"))
        if year := context.get("year"):
            rows = rows.annotate(day=Coalesce("elected_on", "planned_on")).filter(day__year=year)
        return rows.filter(waiting(context.user)) if context.get("waiting") else rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("governance:election_list")
        return (
            Column("工会", lambda r: r["union__name"],
                   lambda r: link(f"{base}{r['id']}/", r["union__name"]), width=28),
            Column("类别", lambda r: _KIND[r["kind"]]),
            Column("届次", lambda r: f"第 {r['term_no']} 届" if r["term_no"] else ""),
            Column("状态", lambda r: _STATUS[r["status"]],
                   lambda r: badge(*status_badge(r["status"]))),
            Column("拟召开日期", lambda r: r["planned_on"], kind="date"),
            Column("请示日期", lambda r: r["requested_on"], kind="date"),
            Column("批复期限", lambda r: _due(r), kind="date"),
            Column("选举日期", lambda r: r["elected_on"], kind="date"),
            Column("结果批复日期", lambda r: r["confirmed_on"], kind="date"),
            Column("到任日期", lambda r: r["starts_on"], kind="date"),
        )  # fmt: skip


def _due(row: dict[str, Any]) -> Any:
    """Only while a reply is waited for."""
    return row["reply_due_on"] if row["status"] in (S.REQUESTED, S.REPORTED) else None
