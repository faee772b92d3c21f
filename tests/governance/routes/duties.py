"""Who gets what at the addresses of the deadline board."""

from typing import Any

from core.periods import today
from governance.models import Delegation
from tests.governance import life

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
CLERK = "403 200 403 403 403 403 302"
PAGES: dict[str, Any] = {
    "governance:duty_board": ((), READERS),
    "governance:reminder_list": ((), READERS),
    "governance:requirement_list": ((), READERS),
    "governance:requirement_new": ((), CLERK),
    "governance:requirement_detail": (("requirement",), READERS),
    "governance:requirement_void": (("requirement",), CLERK),
    "governance:submission_new": (("requirement",), EDITORS),
    "governance:submission_detail": (("submission",), OWN),
    "governance:submission_void": (("submission",), OWN_EDIT),
    "governance:delegation_list": ((), EDITORS),
    "governance:delegation_new": ((), EDITORS),
    "governance:delegation_end": (("delegation",), "403 200 403 403 200 404 302"),
}
WORDS: dict[str, set[str]] = {}
MAY_POST: dict[str, set[str]] = {}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    requirement = life.requirement(unit.parent, by=users["clerk"])
    return {
        "requirement": requirement,
        "submission": life.submission(requirement, unit, by=users["chair"]),
        "delegation": Delegation.objects.create(
            union=unit, person=users["chair"], deputy=users["clerk"], since=today(),
            until=life.ahead(9), reason="请假",
        ),
    }  # fmt: skip
