"""换届与任期: who leads each union, how long its term still runs, and how far the renewal has come."""

import datetime
from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, Row
from governance.codes import BODY_OF, Body, ElectionStatus, Post
from governance.models import Election, Office
from governance.models.elections import OPEN
from reporting.forms.shelf import TermFilter
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.terms import ended_by, term_badge, term_end, terms_between, warning_horizon

_COMMITTEE = [post for post, body in BODY_OF.items() if body == Body.COMMITTEE]
_NEVER = datetime.date(1900, 1, 1)


class TermList(Report):
    title = "换届与任期"
    note = "工会法第十六条：基层工会委员会每届任期三年或者五年。点人数看名册，点进展看选举。"
    empty = "没有符合条件的工会。"
    form_class = TermFilter
    numbered = True
    orders = {
        "": Order("本届开始早的在前", ("began", "id")),
        "path": Order("按组织次序", ("path", "id")),
    }
    values = ("id", "name", "kind", "term_started_on", "term_years", "chair_name")

    def subtitle(self, context: Context) -> str:
        day = context.day
        unions = Union.objects.visible_to(context.user).on(day).exclude(kind__in=FEDERATIONS)
        over = Count("pk", filter=ended_by(day))
        warned = Count("pk", filter=ended_by(warning_horizon(day)))
        found = unions.aggregate(n=Count("pk"), over=over, warned=warned)
        return (
            f"{super().subtitle(context)}　共 {found['n']} 家，任期已到期 {found['over']} 家，"
            f"即将到期 {found['warned'] - found['over']} 家"
        )

    def queryset(self, context: Context) -> QuerySet:
        rows = Union.objects.visible_to(context.user).on(context.day).exclude(kind__in=FEDERATIONS)
        if term := context.get("term"):
            rows = terms_between(rows, term, context.day)
        return rows.annotate(began=Coalesce("term_started_on", Value(_NEVER)))

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        ids, horizon = [row["id"] for row in rows], warning_horizon(context.day)
        posts: dict[int, list[tuple[str, str, datetime.date]]] = {}
        offices = Office.objects.visible_to(context.user).on(context.day).filter(union__in=ids)
        for union, *office in offices.values_list("union", "post", "full_name", "since"):
            posts.setdefault(union, []).append(tuple(office))
        running = Election.objects.visible_to(context.user).filter(union__in=ids, status__in=OPEN)
        renewals = {pk: (number, status) for pk, number, status in
                    running.order_by("pk").values_list("union", "pk", "status")}  # fmt: skip
        for row in rows:
            mine = posts.get(row["id"], [])
            chairs = [(name, since) for post, name, since in mine if post == Post.CHAIR]
            row["chair"], row["chair_since"] = chairs[0] if chairs else (row["chair_name"], None)
            row["committee"] = sum(post in _COMMITTEE for post, _, _ in mine)
            row["officers"] = len(mine)
            row["renewal"] = renewals.get(row["id"])
            row["end"] = term_end(row["term_started_on"], row["term_years"])
            row["day"], row["horizon"] = context.day, horizon
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        unions, offices = reverse("unions:union_list"), reverse("governance:office_list")
        elections = reverse("governance:election_list")

        def officers(row: Row) -> str:
            asked = urlencode({"union": row["id"], "on": context.day})
            return link(f"{offices}?{asked}", row["officers"]) if row["officers"] else "0"

        def renewal(row: Row) -> str:
            if row["renewal"] is None:
                return ""
            number, status = row["renewal"]
            return link(f"{elections}{number}/", ElectionStatus(status).label)

        return (
            Column("工会", lambda r: r["name"],
                   lambda r: link(f"{unions}{r['id']}/", r["name"]), width=32),
            Column("本届选举", lambda r: r["term_started_on"], kind="date"),
            Column("任期（年）", lambda r: r["term_years"], kind="num", width=8),
            Column("任期届满", lambda r: term_badge(r)[1], _term_html, width=16),
            Column("距届满（天，负数为超期）", lambda r: (r["end"] - r["day"]).days if r["end"] else None,
                   kind="num", width=14),
            Column("工会主席", lambda r: r["chair"]),
            Column("任职日期", lambda r: r["chair_since"], kind="date"),
            Column("委员会人数", lambda r: r["committee"], kind="num", width=10),
            Column("任职人次", lambda r: r["officers"], officers, kind="num", width=9),
            Column("换届进展",
                   lambda r: ElectionStatus(r["renewal"][1]).label if r["renewal"] else "",
                   renewal),
        )  # fmt: skip


def _term_html(row: Row) -> str:
    tone, text = term_badge(row)
    return badge(tone, text) if tone else escape(text)
