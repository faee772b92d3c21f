"""Who may do what with a case: handle it, read its sensitive notes, be its handler."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from assistance.models import CaseHolding, RightsCase
from core.periods import today
from unions.models import Seat, Union
from unions.scope import CAPABILITIES, scope_of
from unions.services.tree import ancestor_ids

HANDLING_ROLES = [role for role, may in CAPABILITIES.items() if "case" in may]


def handles(case: RightsCase, user: Any) -> bool:
    """The holder's people; in joint handling also those of the union that handed it over."""
    scope = scope_of(user)
    if scope.may("case", case.holder):
        return True
    if not scope.may("case", case.union):
        return False
    partner = joint_partner(case)
    return partner is not None and scope.may("case", partner)


def joint_partner(case: RightsCase) -> Union | None:
    """The union that goes on taking part after handing the case over (联合办理)."""
    holding = current_holding(case)
    if holding is None or holding.takeover is None or not holding.takeover.joint:
        return None
    return holding.takeover.from_union


def current_holding(case: RightsCase) -> CaseHolding | None:
    if case.pk is None:
        return None
    return case.holdings.open().select_related("takeover__from_union").first()


def reads_notes(case: RightsCase, user: Any) -> bool:
    """Federation clerk and leader above the worker's union, and the case's own handler."""
    scope = scope_of(user)
    if scope.may("case_notes", case.union):
        return True
    return case.handler_id == user.pk and scope.may("view", case.union)


def possible_handlers(*unions: Union) -> QuerySet[User]:
    """Active people who handle cases today at one of these unions, or above it."""
    ids = {pk for union in unions for pk in ancestor_ids(union.path)}
    seats = Seat.objects.on(today()).filter(union__in=ids, role__in=HANDLING_ROLES)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


def handlers_of(case: RightsCase) -> QuerySet[User]:
    partner = joint_partner(case)
    return possible_handlers(*filter(None, [case.holder, partner]))
