"""What of the rights cases waits for somebody, and what falls due: for the home page."""

import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from assistance.case_codes import CaseStatus, ClockKind, Direction, TakeoverStatus
from assistance.case_rights import HANDLING_ROLES
from assistance.models import RightsCase, Takeover
from core.periods import today
from unions import rules
from unions.models import Seat
from unions.scope import Scope, scope_of

DUE_SHOWN = 8  # the rest is one click away
Items = list[dict[str, Any]]


def answerable(user: Any) -> Q:
    """Takeovers that wait for this person's answer (case_workflow.answers, asked of the table)."""
    scope, drawn = scope_of(user), Q(direction=Direction.DRAWN_UP)
    unit_side = Q(pk__in=[])
    for seat in scope.seats:
        if seat.may("case"):
            at_or_above = Q(from_union__path__startswith=seat.path)
            unit_side |= at_or_above & ~Q(to_union__path__startswith=seat.path)
    seats = Seat.objects.on(today()).filter(
        union=OuterRef("from_union"), role__in=HANDLING_ROLES, user__is_active=True
    )
    nobody: Q = Q(answer_due__lt=today()) | Q(~Exists(seats.exclude(user=OuterRef("asked_by"))))
    above = scope.condition("to_union", "case")
    second = above | scope.condition("to_union", "case_notes")
    others: Q = Q(status=TakeoverStatus.ASKED) & ~Q(asked_by=user)
    side: Q = Q(direction=Direction.HANDED_UP) & above | drawn & unit_side | drawn & second & nobody
    return others & side


def waiting(user: Any, scope: Scope) -> Items:
    """Takeovers to answer, and cases not yet accepted at the unions where she has a seat."""
    if not scope.may("case") and not scope.may("case_notes"):
        return []
    base, items = reverse("assistance:case_list"), []
    if number := Takeover.objects.filter(answerable(user)).count():
        url = f"{base}?takeover=answer"
        items.append({"label": "待答复的案件移交", "count": number, "url": url})
    mine = {seat.union_id for seat in scope.seats if seat.may("case")}
    received = RightsCase.objects.filter(status=CaseStatus.RECEIVED, holder__in=mine)
    counts = received.values_list("holder").annotate(n=Count("pk")).order_by("holder")
    for union_id, number in counts:
        url = f"{base}?status={CaseStatus.RECEIVED}&holder={union_id}"
        items.append({"label": "待受理的维权案件", "count": number, "url": url})
    return items


def due(user: Any) -> Items:
    """The nearest deadlines of cases in scope, overdue ones first; by number, not by name."""
    day = today()
    horizon = day + datetime.timedelta(days=int(rules.value("case_due_soon_days", day)))
    rows = RightsCase.objects.visible_to(user).filter(next_due_on__lte=horizon)
    found = rows.order_by("next_due_on", "pk").values("pk", "number", "next_due_on", "next_due")
    base = reverse("assistance:case_list")
    return [
        {
            "label": f"{row['number']} {ClockKind(row['next_due']).label}",
            "due": row["next_due_on"],
            "overdue": bool(row["next_due_on"] and row["next_due_on"] < day),
            "url": f"{base}{row['pk']}/",
            "count": None,
        }
        for row in found[:DUE_SHOWN]
    ]
