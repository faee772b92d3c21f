"""任职 on a union's page (who is in office first, with the telephone) and on a member's."""

from typing import Any

from django.urls import reverse

from core.periods import today
from governance.codes import BODY_OF, Post
from governance.models import Office, Rectification
from governance.services import offices, vacancies
from members.models import Member
from unions.models import Union
from unions.scope import scope_of

PAST_SHOWN = 30
_ORDER = {post: number for number, post in enumerate(Post)}


def of_union(union: Union, user: Any) -> dict[str, Any]:
    """Two queries: offices, and rectifications."""
    day = today()
    rows = list(Office.objects.not_voided().filter(union=union).order_by("since", "pk"))
    present = sorted((o for o in rows if o.holds(day)), key=lambda o: _ORDER[Post(o.post)])
    past = [o for o in reversed(rows) if o.until and o.until <= day]
    chairs = [o for o in rows if o.post == Post.CHAIR]
    scope = scope_of(user)
    return {
        "template": "governance/_offices.html",
        "union": union,
        "bodies": _by_body(present),
        "coming": [o for o in rows if o.since > day],
        "past": past[:PAST_SHOWN],
        "vacancy": vacancies.of_union(union, chairs),
        "unregistered": union.chair_name if union.chair_name and not chairs else "",
        "rectifications": Rectification.objects.filter(union=union)[:10],
        "can_add": scope.may("govern", union),
        "can_rectify": scope.may("edit_union", union),
        "can_adopt": offices.may_record(union, Post.CHAIR, user),
    }


def _by_body(present: list[Office]) -> list[tuple[str, list[Office]]]:
    bodies: dict[str, list[Office]] = {}
    for office in present:
        bodies.setdefault(str(BODY_OF[Post(office.post)].label), []).append(office)
    return list(bodies.items())


def of_member(member: Member, user: Any) -> dict[str, Any]:
    rows = Office.objects.visible_to(user).not_voided().filter(member=member)
    return {
        "template": "governance/_member_offices.html",
        "offices": rows.select_related("union").order_by("-since", "-pk")[:PAST_SHOWN],
    }


def links(member: Member, current: Any, user: Any) -> list[dict[str, str]]:
    if current is None or not scope_of(user).may("govern", current.union):
        return []
    url = f"{reverse('governance:office_new')}?union={current.union_id}&member={member.pk}"
    return [{"label": "登记任职", "url": url}]
