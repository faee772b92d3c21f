"""Meetings on a union's page: the last ones, and what is still to be done of them."""

from typing import Any

from governance.models import Meeting, Resolution
from unions.models import Union
from unions.scope import scope_of

SHOWN = 5


def of_union(union: Union, user: Any) -> dict[str, Any]:
    resolutions = Resolution.objects.filter(meeting__union=union, status="open")
    return {
        "template": "governance/_meetings.html",
        "union": union,
        "meetings": Meeting.objects.filter(union=union)[:SHOWN],
        "resolutions": resolutions.order_by("due_on", "pk")[:SHOWN],
        "can_add": scope_of(user).may("govern", union),
    }
