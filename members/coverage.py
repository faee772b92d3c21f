"""The coverage ledger: which enterprise is covered by whom on a day, and how many have joined."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse

from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, Row
from members.models import Membership
from unions.codes import FigureKind
from unions.figures import Rate, Workers, latest, stale_before
from unions.forms.filters import CoverageFilter
from unions.models import Coverage, Enterprise
from unions.scope import scope_of


def members_of_enterprises(
    user: Any, enterprise_ids: Iterable[int], day: datetime.date
) -> dict[int, int]:
    """Enterprise -> members in scope employed there on `day`: the numerator of the ledger."""
    rows = Membership.objects.visible_to(user).on(day).filter(employer_id__in=list(enterprise_ids))
    return dict(rows.values_list("employer_id").annotate(n=Count("pk")).order_by())


class CoverageLedger(Report):
    """Which enterprise is covered by whom on the day, and which is not."""

    title = "工会覆盖台账"
    note = (
        "入会率的分母是企业上报的职工人数，连同统计时点和来源一并列出；超过100%或分母过期的会标明。"
    )
    empty = "没有符合条件的企业。"
    form_class = CoverageFilter
    orders = {
        "": Order("按登记次序", ("id",)),
        "name": Order("按企业名称", ("name", "id")),
    }
    values = ("id", "name", "above_scale")

    def queryset(self, context: Context) -> QuerySet:
        rows = Enterprise.objects.visible_to(context.user).on(context.day)
        bonds = Coverage.objects.visible_to(context.user).on(context.day)
        bonds = bonds.filter(enterprise=OuterRef("pk"))
        if name := context.get("name"):
            rows = rows.filter(name__contains=name)
        if covered := context.get("covered"):
            rows = rows.filter(Exists(bonds) if covered == "1" else ~Exists(bonds))
        if union := context.get("union"):
            rows = rows.filter(Exists(bonds.filter(union_id=union)))
        if flag := context.get("above"):
            rows = rows.filter(above_scale=flag == "1")
        if kind := context.get("union_kind"):
            rows = rows.filter(Exists(bonds.filter(union__kind=kind)))
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        ids = [row["id"] for row in rows]
        bonds = {
            bond["enterprise_id"]: bond
            for bond in Coverage.objects.on(context.day)
            .visible_to(context.user)
            .filter(enterprise_id__in=ids)
            .values("enterprise_id", "union_id", "union__name", "since")
        }
        figures = latest(ids, context.day)
        members = members_of_enterprises(context.user, ids, context.day)
        stale = stale_before(context.day)
        for row in rows:
            row["bond"] = bonds.get(row["id"])
            row["workers"] = figures.get((row["id"], FigureKind.WORKERS))
            row["members"] = members.get(row["id"], 0)
            row["rate"] = rate_of(row, stale)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        enterprises, unions = reverse("unions:enterprise_list"), reverse("unions:union_list")

        # Who sees one unit only cannot know whether another covers the enterprise.
        absent = "未覆盖" if scope_of(context.user).is_staff else "本会未覆盖"

        def union(row: Row) -> str:
            bond = row["bond"]
            if bond is None:
                return badge("bad", absent)
            return link(f"{unions}{bond['union_id']}/", bond["union__name"])

        return (
            Column("企业名称", lambda r: r["name"],
                   lambda r: link(f"{enterprises}{r['id']}/", r["name"]), width=32),
            Column("规模以上", lambda r: r["above_scale"], width=8),
            Column("覆盖工会", lambda r: r["bond"]["union__name"] if r["bond"] else absent, union,
                   width=32),
            Column("覆盖起", lambda r: r["bond"]["since"] if r["bond"] else None, kind="date"),
            Column("职工人数", lambda r: int(r["workers"].value) if r["workers"] else None,
                   kind="num"),
            Column("统计时点", lambda r: r["workers"].as_of if r["workers"] else None, kind="date"),
            Column("来源", lambda r: r["workers"].source if r["workers"] else "", width=24),
            Column("会员数", lambda r: r["members"], kind="num"),
            Column("入会率", lambda r: _rate_text(r["rate"]), lambda r: _rate_html(r["rate"]),
                   width=26),
        )  # fmt: skip


def rate_of(row: Row, stale: datetime.date) -> Rate:
    return Rate(row["members"], Workers().plus(row["workers"]), stale)


def _rate_text(rate: Rate) -> str:
    return "；".join([rate.text, *rate.warnings])


def _rate_html(rate: Rate) -> str:
    return " ".join([escape(rate.text), *(badge("warn", text) for text in rate.warnings)])
