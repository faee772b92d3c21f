"""Who gets what at the addresses of this part; read by tests/test_routes.py."""

from typing import Any

from reporting.models import QuarterlyReport
from reporting.quarters import last_over
from reporting.services import quarterly

# The federation's own papers: chairs are refused, and a report by its number is not there for them.
STAFF, STAFF_OWN = "403 200 200 200 403 403 302", "403 200 200 200 404 404 302"
PAGES: dict[str, Any] = {
    "reporting:quarterly_list": ((), STAFF),
    "reporting:quarterly_new": ((), "403 200 403 403 403 403 302"),
    "reporting:quarterly_detail": (("quarterly",), STAFF_OWN),
    "reporting:quarterly_edit": (("quarterly",), "403 200 403 403 404 404 302"),
    "reporting:quarterly_print": (("quarterly",), STAFF_OWN),
    "reporting:quarterly_word": (("quarterly",), "403 405 405 405 405 405 302"),
    "reporting:quarterly_move": (("quarterly", "present"), "403 200 403 403 404 404 302"),
    "reporting:figure_rows": (("quarterly_union", "2016-3-members_end"), STAFF),
}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {
    "reporting:quarterly_move": {"present"},
    "reporting:figure_rows": {"2016-3-members_end"},
}
# Who may post where everybody's GET is refused.
MAY_POST: dict[str, set[str]] = {
    "reporting:quarterly_word": {"clerk", "leader", "auditor"},
}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit, by the names the table uses."""
    span = last_over()
    report = quarterly.begin(
        QuarterlyReport(union=unit.parent, year=span.year, quarter=span.quarter),
        by=users["clerk"],
    )
    return {"quarterly": report, "quarterly_union": unit.parent}
