"""One row of everything in the chair's unit, for the tests that walk over all pages."""

import re
from types import SimpleNamespace
from typing import Any

from django.test import Client

from core.periods import today
from members.services import memberships
from tests import innovation_routes
from tests.factories import people, world_of_aid
from tests.governance import routes as life_routes
from tests.reporting import routes as reporting_routes
from unions.models import (
    CalendarDay,
    EnterpriseFigure,
    Headcount,
    ImportBatch,
    Rule,
    Union,
    UnionEvent,
)
from unions.models.union import Coverage

ROLES = ("administrator", "clerk", "leader", "auditor", "chair", "other_chair", "anonymous")


def build(unit: Union, users: dict[str, Any]) -> SimpleNamespace:
    """Objects named as the URL tables name them."""
    third = people.unit(unit.parent, "淳安丙工会委员会", "淳安丙厂")
    enterprise = unit.coverages.get().enterprise
    member = people.member(unit, "沈秀英")
    twin = people.member(unit, "沈秀英")
    left = people.member(unit, "何离会")
    memberships.leave(left, "withdraw", today(), by=users["clerk"], reason="本人申请")
    moving = people.member(unit, "方转会")
    chair = users["chair"]
    return SimpleNamespace(
        users=users,
        union=unit,
        third=third,
        enterprise=enterprise,
        member=member,
        twin=twin,
        left=left,
        moving=moving,
        membership=member.memberships.get(),
        transfer=people.transfer(moving, third, chair),
        batch=ImportBatch.objects.create(
            union=unit, user=chair, kind="roster", filename="花名册.xlsx"
        ),
        account=chair,
        seat=chair.seats.get(),
        event=UnionEvent.objects.filter(union=unit).first(),
        coverage=Coverage.objects.get(union=unit),
        headcount=Headcount.objects.create(union=unit, workers=9, as_of=today(), source="年报"),
        figure=EnterpriseFigure.objects.create(
            enterprise=enterprise, kind="workers", value=9, as_of=today(), source="年报"
        ),
        rule=Rule.objects.first(),
        **world_of_aid.build(unit, users),
        **life_routes.build(unit, users),
        **innovation_routes.build(unit, users),
        **reporting_routes.build(unit, users),
        calendar_day=CalendarDay.objects.first(),
    )


def posting(client: Client) -> Client:
    """Make the client a browser whose posts are checked, holding its own valid token."""
    client.handler.enforce_csrf_checks = True
    client.get("/accounts/password/", follow=True)
    return client


def post(client: Client, url: str, data: dict[str, Any]) -> Any:
    token = client.cookies["csrftoken"].value
    return client.post(url, {**data, "csrfmiddlewaretoken": token})


def plain(response: Any) -> str:
    """The page without its form tokens, which differ each time."""
    return re.sub(r"\b[0-9A-Za-z]{64}\b", "", response.content.decode())
