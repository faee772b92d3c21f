"""Honours, deeds, regulations and activities on the pages of a member and of a union."""

from typing import Any

from django.urls import reverse

from core.periods import today
from governance.models import Activity, Deed, Honour, Regulation, RegulationVersion
from members.models import Member, Membership
from unions.models import Union
from unions.scope import scope_of

SHOWN = 10
ACTIVITIES_SHOWN = 5


def of_member(member: Member, user: Any) -> dict[str, Any]:
    """Hers, as far as the reader sees the unit they are on record with. Two queries."""
    honours = Honour.objects.visible_to(user).not_voided().filter(member=member)
    deeds = Deed.objects.visible_to(user).not_voided().filter(member=member)
    return {
        "template": "governance/_member_records.html",
        "honours": honours.order_by("-year", "-pk")[:SHOWN],
        "deeds": deeds.order_by("-day", "-pk")[:SHOWN],
    }


def links(member: Member, current: Membership | None, user: Any) -> list[dict[str, str]]:
    if current is None or not scope_of(user).may("govern", current.union):
        return []
    return [
        {"label": label, "url": f"{reverse(name)}?member={member.pk}"}
        for label, name in (
            ("登记荣誉", "governance:honour_new"),
            ("登记好人好事", "governance:deed_new"),
        )
    ]


def of_union(union: Union, user: Any) -> dict[str, Any] | None:
    """Its own honours (not its members'), its regulations in force, its last activities. Three
    queries.
    """
    honours = Honour.objects.visible_to(user).not_voided().filter(union=union, member=None)
    in_force = RegulationVersion.objects.on(today()).values("regulation")
    regulations = Regulation.objects.visible_to(user).filter(union=union, pk__in=in_force)
    activities = Activity.objects.visible_to(user).not_voided().filter(union=union)
    found = {
        "honours": list(honours.select_related("enterprise").order_by("-year", "-pk")[:SHOWN]),
        "regulations": list(regulations.order_by("title", "pk")[: SHOWN * 2]),
        "activities": list(activities.order_by("-day", "-pk")[:ACTIVITIES_SHOWN]),
    }
    if not any(found.values()):
        return None
    more = f"{reverse('governance:activity_list')}?union={union.pk}"
    return {"template": "governance/_union_records.html", "more": more, **found}
