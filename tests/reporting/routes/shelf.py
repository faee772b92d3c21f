"""Who gets what at the addresses of the shelf; read by tests/test_routes.py."""

from typing import Any

READERS = "403 200 200 200 200 200 302"
PAGES: dict[str, Any] = {
    f"reporting:{name}": ((), READERS)
    for name in (
        "shelf",
        "member_statistics",
        "organisation_list",
        "term_list",
        "payout_statistics",
        "charts",
        "search",
    )
}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {}
# Who may post where everybody's GET is refused.
MAY_POST: dict[str, set[str]] = {}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit: reports keep no rows of their own."""
    return {}
