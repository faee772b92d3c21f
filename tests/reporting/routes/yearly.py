"""Who gets what at the addresses of yearly statistics; read by tests/test_routes.py."""

from typing import Any

from reporting.models import LogicCheck
from tests.reporting import yearly as made

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT = "403 200 403 403 200 404 302"
_YEAR, _ROWS = str(made.YEAR), f"{made.YEAR}-members"
_EXPLAIN = f"{made.YEAR}-members-workers"
PAGES: dict[str, Any] = {
    "reporting:yearly_list": ((), READERS),
    "reporting:yearly_errors": ((), READERS),
    "reporting:yearly_sheet": (("yearly_union", _YEAR), OWN),
    "reporting:yearly_print": (("yearly_union", _YEAR), OWN),
    "reporting:yearly_fill": (("yearly_union", _YEAR), OWN_EDIT),
    "reporting:yearly_export": (("yearly_union", _YEAR), "403 405 405 405 405 405 302"),
    "reporting:yearly_rows": (("yearly_union", _ROWS), OWN),
    "reporting:yearly_explain": (("yearly_union", _EXPLAIN), OWN_EDIT),
}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {
    **{f"reporting:yearly_{name}": {_YEAR} for name in ("sheet", "print", "fill", "export")},
    "reporting:yearly_rows": {_ROWS},
    "reporting:yearly_explain": {_EXPLAIN},
}
# Who may post where everybody's GET is refused.
MAY_POST: dict[str, set[str]] = {
    "reporting:yearly_export": {"clerk", "leader", "auditor", "chair"},
}
# Data-entry tables: (object, who may look, who may add), the first four roles.
TABLES = {"reporting_logiccheck": ("logic_check", "403 200 200 200", "403 200 403 403")}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit, by the names the table uses."""
    made.too_many_members(unit, users["clerk"])
    made.filled(unit, users["chair"])
    return {"yearly_union": unit, "logic_check": LogicCheck.objects.earliest("pk")}
