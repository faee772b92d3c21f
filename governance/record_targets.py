"""Whom an honour or a deed is entered for, as the address names it by number (?member=, ?union=,
?enterprise=, ?check= for a confirmed 职工之家), and the union whose record it is.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, QueryDict

from core.http import row_number
from core.periods import today
from governance import check_page
from governance.codes import AssessmentStatus, CheckListKind
from governance.forms.records import governed
from governance.models import Assessment, Deed, Honour
from members import search
from members.models import Membership
from unions.models import Coverage, Enterprise
from unions.scope import scope_of

FOUND_AT_MOST = 20


def found(text: str, user: Any) -> list[Membership]:
    """Members in hand whom she may enter records for."""
    rows = Membership.objects.visible_to(user).open()
    rows = rows.filter(scope_of(user).condition("union", "govern"))
    rows = rows.filter(search.condition(text, "member__"))
    rows = rows.select_related("member", "union").order_by("member__name_py", "pk")
    return list(rows[:FOUND_AT_MOST])


def honour_of(params: QueryDict, user: Any) -> Honour | None:
    """A draft for whom the address names; None where it names nobody."""
    if number := params.get("member"):
        stay = _stay(number, user)
        return Honour(union=stay.union, member=stay.member)
    if number := params.get("union"):
        union = governed(user).filter(pk=row_number(number)).first()
        if union is None:
            raise Http404
        return Honour(union=union)
    if number := params.get("check"):
        return _of_check(number, user)
    if number := params.get("enterprise"):
        return _of_enterprise(number, user)
    return None


def _of_check(number: str, user: Any) -> Honour:
    """What a confirmed check earns its union (check_page.honour_of)."""
    rows = Assessment.objects.visible_to(user).filter(
        pk=row_number(number), status=AssessmentStatus.CHECKED,
        checklist__kind=CheckListKind.MODEL_HOME,
    )  # fmt: skip
    assessment = rows.select_related("union__parent", "checklist").first()
    if assessment is None:
        raise Http404
    _require(assessment.union, user)
    return check_page.honour_of(assessment)


def deed_of(params: QueryDict, user: Any) -> Deed | None:
    if number := params.get("member"):
        stay = _stay(number, user)
        return Deed(union=stay.union, member=stay.member)
    return None


def _stay(number: str, user: Any) -> Membership:
    """Where the member is, or was last, within her scope."""
    stays = Membership.objects.visible_to(user).not_voided().filter(member=row_number(number))
    stays = stays.select_related("member", "union")
    stay = stays.order_by(F("until").desc(nulls_first=True), "-pk").first()
    if stay is None:
        raise Http404
    _require(stay.union, user)
    return stay


def _of_enterprise(number: str, user: Any) -> Honour:
    """On record with the union that covers it today, else with the federation of the area."""
    enterprises = Enterprise.objects.visible_to(user).filter(pk=row_number(number))
    enterprise = enterprises.select_related("federation").first()
    if enterprise is None:
        raise Http404
    bonds = Coverage.objects.on(today()).visible_to(user).filter(enterprise=enterprise)
    bond = bonds.select_related("union").first()
    union = bond.union if bond else enterprise.federation
    _require(union, user)
    return Honour(union=union, enterprise=enterprise)


def _require(union: Any, user: Any) -> None:
    if not scope_of(user).may("govern", union):
        raise PermissionDenied("您在该工会没有办理此事的权限。")
