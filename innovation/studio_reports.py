"""The list of studios."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from core.report_html import badge, link
from core.reports import Column, Context, Order, Report, ReportForm, Row
from innovation.codes import Level
from innovation.models import Studio, StudioMember, StudioProject
from unions.forms.filters import UnionChoice, union_choices

_ANY = ("", "不限")
_LEVEL = dict(Level.choices)
STATES = (
    ("running", "运行中"), ("named", "已命名"), ("overdue", "复核逾期"), ("ended", "已撤销"),
)  # fmt: skip


class StudioFilter(ReportForm):
    union = UnionChoice()
    level = forms.ChoiceField(label="级别", required=False, choices=[_ANY, *Level.choices])
    status = forms.ChoiceField(label="状态", required=False, choices=[_ANY, *STATES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]


class StudioList(Report):
    title = "创新工作室"
    empty = "没有符合条件的工作室。可清除条件再查；新建的请点“登记工作室”。"
    form_class = StudioFilter
    numbered = True
    orders = {
        "": Order("按组织次序", ("union__path", "id")),
        "newest": Order("成立日期从近到远", ("-founded_on", "-id")),
    }
    values = (
        "id", "name", "union__name", "enterprise__name", "leader_name", "leader_title", "level",
        "founded_on", "certificate_no", "certified_on", "recheck_on", "ended_on",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        """Those founded by the day; the level is the one on record."""
        day = context.day
        rows = Studio.objects.visible_to(context.user).filter(founded_on__lte=day)
        for name in ("union", "level"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        states = {
            "running": running,
            "named": running & Q(certified_on__lte=day),
            "overdue": running & Q(recheck_on__lt=day),
            "ended": Q(ended_on__lte=day),
        }
        status = context.get("status")
        return rows.filter(states[status]) if status else rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Team and projects under way of the page, each counted in one query."""
        keys, day = [row["id"] for row in rows], context.day
        team = StudioMember.objects.on(day).filter(studio__in=keys).values_list("studio")
        people = dict(team.annotate(n=Count("pk")).order_by())
        running = StudioProject.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=day), studio__in=keys, began_on__lte=day,
            voided_at__isnull=True,
        )  # fmt: skip
        projects = dict(running.values_list("studio").annotate(n=Count("pk")).order_by())
        for row in rows:
            row["people"] = people.get(row["id"], 0)
            row["projects"] = projects.get(row["id"], 0)
            row["state"] = state(row["certified_on"], row["recheck_on"], row["ended_on"], day)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("innovation:studio_list")
        return (
            Column("名称", lambda r: r["name"],
                   lambda r: link(f"{base}{r['id']}/", r["name"]), width=26),
            Column("单位", lambda r: r["enterprise__name"] or r["union__name"], width=28),
            Column("领衔人", lambda r: _named(r["leader_name"], r["leader_title"]), width=16),
            Column("级别", lambda r: _LEVEL[r["level"]], width=8),
            Column("状态", lambda r: r["state"][1], lambda r: badge(*r["state"]), width=10),
            Column("成员", lambda r: r["people"], kind="num", width=8),
            Column("在研项目", lambda r: r["projects"], kind="num", width=8),
            Column("命名文号", lambda r: r["certificate_no"], width=22),
            Column("命名日期", lambda r: r["certified_on"], kind="date"),
            Column("复核期限", lambda r: r["recheck_on"], kind="date"),
            Column("成立日期", lambda r: r["founded_on"], kind="date"),
        )  # fmt: skip


def _named(name: str, title: str) -> str:
    return f"{name}（{title}）" if title else name


def state(certified_on: Any, recheck_on: Any, ended_on: Any, day: Any) -> tuple[str, str]:
    """As (tone, words)."""
    if ended_on and ended_on <= day:
        return "mute", "已撤销"
    if recheck_on and recheck_on < day:
        return "bad", "复核逾期"
    if certified_on and certified_on <= day:
        return "ok", "已命名"
    return "info", "运行中"
