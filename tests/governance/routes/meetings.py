"""Who gets what at the addresses of this part; read by tests/test_routes.py."""

from typing import Any

PAGES: dict[str, Any] = {}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {}
# Who may post where everybody's GET is refused.
MAY_POST: dict[str, set[str]] = {}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit, by the names the table uses."""
    return {}
