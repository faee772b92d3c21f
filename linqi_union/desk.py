"""The home page as a desk: what waits for me, what is due soon, the figures, the charts."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from assistance.services import application_figures, case_figures, file_figures
from core.periods import today
from governance.services import duty_desk
from members.models import TransferRequest
from members.services import figures as member_figures
from members.services.tallies import members_at_year_ends
from unions import calendar
from unions.codes import FEDERATIONS, UnionKind
from unions.figures import unions_at_year_ends
from unions.models import Enterprise, ImportBatch, Union
from unions.scope import Scope, scope_of
from unions.terms import ended_by, term_end, warning_horizon

CHART_YEARS = 20
DUE_SHOWN = 8  # the rest is one click away
TERMS_READ = 1_000
Items = list[dict[str, Any]]
Series = dict[str, list[tuple[str, int]]]


@dataclass
class Desk:
    waiting: Items = field(default_factory=list)
    due: Items = field(default_factory=list)
    figures: Items = field(default_factory=list)
    members_series: Series = field(default_factory=dict)
    unions_series: Series = field(default_factory=dict)
    union: Union | None = None

    @property
    def is_federation(self) -> bool:
        return self.union is not None and self.union.kind in FEDERATIONS


def lay(user: Any, scope: Scope) -> Desk:
    """The desk of a person at her first viewing seat."""
    desk = Desk()
    if not scope.viewing:
        desk.due = [*_calendar_due(user), *_life_due(user, ("innovation_scores",))]
        return desk
    union = Union.objects.select_related("parent").get(pk=scope.viewing[0].union_id)
    desk.union = union
    desk.waiting = waiting(user, scope)
    desk.due = due(user)
    desk.figures = headline(user, union)
    years = range(today().year - CHART_YEARS + 1, today().year + 1)
    desk.members_series = {"会员": [(str(y), n) for y, n in members_at_year_ends(union, years)]}
    if union.kind in FEDERATIONS:
        desk.unions_series = unions_at_year_ends(union, years)
    return desk


def waiting(user: Any, scope: Scope) -> Items:
    """What somebody must do now; each line disappears when it is done."""
    return [
        *application_figures.waiting(user, scope),
        *case_figures.waiting(user, scope),
        *file_figures.waiting(user),
        *_members_waiting(user, scope),
    ]


def _members_waiting(user: Any, scope: Scope) -> Items:
    items: Items = []
    if not scope.may("edit_member"):
        return items
    transfers = TransferRequest.objects.filter(
        scope.condition("to_union", "edit_member"), status=TransferRequest.Status.REQUESTED
    ).exclude(requested_by=user)
    if number := transfers.count():
        url = f"{reverse('members:transfer_list')}?status=requested"
        items.append({"label": "待接收的转会", "count": number, "url": url})
    batches = ImportBatch.objects.filter(
        user=user, status__in=[ImportBatch.Status.UPLOADED, ImportBatch.Status.CHECKED]
    )
    if number := batches.count():
        url = reverse("unions:import_list")
        items.append({"label": "待确认的导入", "count": number, "url": url})
    return items


def due(user: Any) -> Items:
    """Everything with a day, the most overdue first: the rest is one click away."""
    items = [
        *case_figures.due(user),
        *application_figures.due(user),
        *file_figures.due_checks(user),
        *_terms_due(user),
        *_calendar_due(user),
        *_life_due(user),
    ]
    return sorted(items, key=lambda item: item["due"])[:DUE_SHOWN]


# Of union life what a person may do herself; terms and cases have lines of their own above.
_ON_DESK = (
    "vacancy", "resolution", "party_report", "quarterly_sign", "submission",
    "innovation_answer", "innovation_call", "innovation_decision", "innovation_scores",
)  # fmt: skip


def _life_due(user: Any, codes: tuple[str, ...] = _ON_DESK) -> Items:
    return [
        {"label": duty.label, "due": duty.due, "overdue": duty.overdue, "url": duty.url,
         "count": None}
        for duty in duty_desk.mine(user, DUE_SHOWN, codes=codes)
    ]  # fmt: skip


def _calendar_due(user: Any) -> Items:
    """Next year's holidays are announced in November; without them working days are guesses."""
    day = today()
    if day.month < 11 or not scope_of(user).may("settings"):
        return []
    coming = datetime.date(day.year + 1, 1, 1)
    if not calendar.missing_years(coming, coming):
        return []
    url = reverse("admin:unions_calendarday_add")
    label = f"登记 {coming.year} 年放假调休安排"
    return [{"label": label, "due": coming, "overdue": False, "url": url, "count": None}]


def _terms_due(user: Any) -> Items:
    """Terms over or ending within the warning rule; several that are over are one line."""
    day, base = today(), reverse("unions:union_list")
    unions = Union.objects.visible_to(user).on(day).filter(ended_by(warning_horizon(day)))
    rows = unions.order_by("term_started_on", "pk").values(
        "pk", "name", "term_started_on", "term_years"
    )
    ends = [(term_end(row["term_started_on"], row["term_years"]), row) for row in rows[:TERMS_READ]]
    known = sorted(((end, row) for end, row in ends if end), key=lambda item: item[0])
    items = [
        {
            "label": f"{row['name']}换届", "due": end, "overdue": end <= day,
            "url": f"{base}{row['pk']}/", "count": None,
        }
        for end, row in known
    ]  # fmt: skip
    over = [item for item in items if item["overdue"]]
    if len(over) < 2:
        return items
    gathered = {
        "label": "任期已到期的工会", "due": over[0]["due"], "overdue": True,
        "url": f"{base}?term=overdue", "count": len(over),
    }  # fmt: skip
    return [gathered, *items[len(over) :]]


def headline(user: Any, union: Union) -> Items:
    day = today()
    members = member_figures.of_union(union)
    figures = [*members, member_figures.qualified(union, members[1]["value"])]
    if union.kind not in FEDERATIONS:
        return figures
    counts = (
        Union.objects.visible_to(user)
        .on(day)
        .aggregate(
            joint=Count("pk", filter=Q(kind=UnionKind.JOINT_GRASSROOTS)),
            grassroots=Count("pk", filter=Q(kind=UnionKind.SINGLE_GRASSROOTS)),
        )
    )
    total = Enterprise.objects.visible_to(user).on(day).count()
    base = reverse("unions:union_list")
    return [
        {"label": "企业", "value": total, "unit": "家", "url": reverse("unions:enterprise_list")},
        {
            "label": "基层工会",
            "value": counts["grassroots"],
            "unit": "家",
            "url": f"{base}?kind={UnionKind.SINGLE_GRASSROOTS}",
        },
        {
            "label": "联合工会",
            "value": counts["joint"],
            "unit": "家",
            "url": f"{base}?kind={UnionKind.JOINT_GRASSROOTS}",
        },
        *figures,
    ]


def greeting(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日　星期{'一二三四五六日'[day.weekday()]}"
