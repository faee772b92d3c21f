"""组织一览: each union with what it covers, whom it has, and who leads it; summed by kind."""

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from core.report_html import badge, escape, link, signed
from core.reports import Column, Context, Order, Row, Summed, percent
from governance.models import Office
from members.codes import Sex
from members.models import Membership
from reporting.forms.shelf import OrganisationFilter
from unions.codes import UnionKind
from unions.figures import workers_of
from unions.models import Coverage, Union
from unions.terms import term_badge, warning_horizon

# The figures of a row that are added up.
FIGURES = ("covered", "above", "workers", "members", "women", "then", "officers")


class OrganisationList(Summed):
    title = "组织一览"
    note = (
        "每家工会一行：覆盖企业、职工、会员、入会率、任期和任职人次，点数字看名单。"
        "入会率为会员数除以覆盖企业上报的职工数，向下取一位小数。"
    )
    empty = "没有符合条件的工会。"
    form_class = OrganisationFilter
    orders = {"": Order("按组织次序", ("path", "id"))}
    values = ("id", "name", "kind", "founded_on", "term_started_on", "term_years", "chair_name")
    numbered = True

    def ask(self, user: Any, params: Any) -> Context:
        """All unions asked for are counted at once; the page shows fifty of them."""
        context = super().ask(user, params)
        day, since = context.day, context.get("since")
        self.since = since
        self.kinds: dict[int, str] = dict(self.rows_queryset(context).values_list("pk", "kind"))
        ids = list(self.kinds)
        women = Count("pk", filter=Q(member__sex=Sex.FEMALE))
        above = Count("pk", filter=Q(enterprise__above_scale=True))
        figures: dict[str, Any] = {
            "covered": _pairs(Coverage.objects.on(day).visible_to(user), ids, above),
            "members": _pairs(Membership.objects.on(day).visible_to(user), ids, women),
            "officers": _pairs(Office.objects.on(day).visible_to(user), ids, Count("pk")),
            "workers": {pk: found.number for pk, found in workers_of(ids, day).items()},
            "then": _members(user, ids, since) if since else {},
        }
        self.figures = {
            pk: {
                "covered": figures["covered"].get(pk, (0, 0))[0],
                "above": figures["covered"].get(pk, (0, 0))[1],
                "members": figures["members"].get(pk, (0, 0))[0],
                "women": figures["members"].get(pk, (0, 0))[1],
                "officers": figures["officers"].get(pk, (0, 0))[0],
                "workers": figures["workers"].get(pk, 0),
                "then": figures["then"].get(pk, 0),
            }
            for pk in ids
        }
        return context

    def queryset(self, context: Context) -> QuerySet:
        rows = Union.objects.visible_to(context.user).on(context.day)
        kind = context.get("kind")
        return rows.filter(kind=kind) if kind else rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        horizon = warning_horizon(context.day)
        for row in rows:
            row |= self.figures[row["id"]]
            row |= {"day": context.day, "horizon": horizon, "asked": {"union": row["id"]}}
        return rows

    def sums(self, context: Context) -> list[Row]:
        """A row for each kind of union where there is more than one, and the whole."""
        rows: list[Row] = []
        number = Counter(self.kinds.values())
        for kind in (k for k in UnionKind if number[k] and len(number) > 1):
            ids = [pk for pk, of in self.kinds.items() if of == kind]
            name = f"{kind.label}合计（{len(ids)} 家）"
            rows.append({"name": name, "asked": {"union_kind": kind.value}, **self._sum(ids)})
        kind = context.get("kind")
        asked = {"union_kind": kind} if kind else {}
        name = f"合计（{len(self.kinds)} 家）"
        rows.append({"name": name, "asked": asked, **self._sum(list(self.kinds))})
        blank = dict.fromkeys(("kind", "founded_on", "chair_name", "term_started_on"), "")
        return [{"sum": True, **blank, **row} for row in rows]

    def _sum(self, ids: list[int]) -> dict[str, int]:
        return {name: sum(self.figures[pk][name] for pk in ids) for name in FIGURES}

    def columns(self, context: Context) -> Sequence[Column]:
        unions = reverse("unions:union_list")

        def name_html(row: Row) -> str:
            if not row.get("sum"):
                return link(f"{unions}{row['id']}/", row["name"])
            kind = row["asked"].get("union_kind")
            asked = {"on": context.day} | ({"kind": kind} if kind else {})
            return link(f"{unions}?{urlencode(asked)}", row["name"])

        columns = [
            Column("工会", lambda r: r["name"], name_html, width=32),
            Column("组织类型", lambda r: r["kind"] and UnionKind(r["kind"]).label, width=16),
            Column("建会日期", lambda r: r["founded_on"], kind="date"),
            _figure("覆盖企业", "covered", "members:coverage_list", context.day, covered=1),
            _figure("其中规上", "above", "members:coverage_list", context.day, covered=1, above=1),
            _figure("职工", "workers", "members:coverage_list", context.day, covered=1),
            _figure("会员", "members", "members:member_list", context.day),
            _figure("女会员", "women", "members:member_list", context.day, sex=Sex.FEMALE.value),
            Column("入会率", lambda r: percent(r["members"], r["workers"]), kind="num", width=8),
            _figure("任职人次", "officers", "governance:office_list", context.day),
            Column("工会主席", lambda r: r["chair_name"]),
            Column("任期届满", lambda r: _term(r)[1], _term_html, width=18),
        ]
        if self.since:
            columns[8:8] = [
                _figure(f"{self.since} 会员", "then", "members:member_list", self.since),
                Column("增减", lambda r: r["members"] - r["then"],
                       lambda r: signed(r["members"] - r["then"]), kind="num", width=8),
            ]  # fmt: skip
        return columns


def _pairs(rows: QuerySet, ids: list[int], part: Count) -> dict[int, tuple[int, int]]:
    """Union -> how many, and how many of the part."""
    counted = rows.filter(union__in=ids).order_by().values_list("union")
    return {pk: (n, some) for pk, n, some in counted.annotate(n=Count("pk"), some=part)}


def _members(user: Any, ids: list[int], day: datetime.date) -> dict[int, int]:
    counted = _pairs(Membership.objects.on(day).visible_to(user), ids, Count("pk"))
    return {pk: number for pk, (number, _) in counted.items()}


def _figure(label: str, name: str, listed_at: str, day: datetime.date, **asked: Any) -> Column:
    def shown(row: Row) -> str:
        if not row[name]:
            return "0"
        query = urlencode({**row["asked"], "on": day, **asked})
        return link(f"{reverse(listed_at)}?{query}", row[name])

    value: Callable[[Row], int] = lambda r: r[name]  # noqa: E731
    return Column(label, value, shown, kind="num", width=9)


def _term(row: Row) -> tuple[str, str]:
    return ("", "") if row.get("sum") else term_badge(row)


def _term_html(row: Row) -> str:
    tone, text = _term(row)
    return badge(tone, text) if tone else escape(text)
