"""Who gets what at the addresses of standardisation checks."""

from typing import Any

from governance.models import CheckItem, SeatBand
from tests.governance import checking

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
POSTED = "403 405 405 405 405 405 302"
PAGES: dict[str, Any] = {
    "governance:check_list": ((), READERS),
    "governance:check_new": ((), EDITORS),
    "governance:check_detail": (("assessment",), OWN),
    "governance:check_fill": (("assessment",), OWN_EDIT),
    "governance:check_mark": (("sent_assessment",), "403 200 200 403 403 403 302"),
    "governance:check_print": (("assessment",), OWN),
    "governance:check_word": (("assessment",), POSTED),
    "governance:check_discard": (("assessment",), OWN_EDIT),
    "governance:check_move": (("assessment", "submit"), OWN_EDIT),
}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {"governance:check_move": {"submit"}}
# Who may post where everybody's GET is refused.
MAY_POST: dict[str, set[str]] = {
    "governance:check_word": {"clerk", "leader", "auditor", "chair"},
}
# Data-entry tables: (object, who may look, who may add), the first four roles.
_SETTING = ("403 200 200 200", "403 200 403 403")
TABLES = {
    "governance_checklist": ("checklist", *_SETTING),
    "governance_checkitem": ("check_item", *_SETTING),
    "governance_seatband": ("seat_band", *_SETTING),
}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit, by the names the table uses."""
    checklist = checking.listed("six-have")
    return {
        "assessment": checking.begun(unit, users["chair"]),
        "sent_assessment": checking.submitted(unit, users["chair"], "model-home"),
        "checklist": checklist,
        "check_item": CheckItem.objects.filter(checklist=checklist).earliest("pk"),
        "seat_band": SeatBand.objects.earliest("pk"),
    }
