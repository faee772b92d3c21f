"""Who gets what at the addresses of this part; read by tests/test_routes.py."""

from typing import Any

from tests.factories import elections as made
from tests.factories import people

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
POSTED = "403 405 405 405 405 405 302"
PAGES: dict[str, Any] = {
    "governance:election_list": ((), READERS),
    "governance:election_new": ((), EDITORS),
    "governance:election_detail": (("election",), OWN),
    "governance:election_edit": (("election",), OWN_EDIT),
    "governance:election_print": (("election", "request"), OWN),
    "governance:election_word": (("election", "request"), POSTED),
    "governance:election_move": (("election", "cancel"), OWN_EDIT),
    "governance:election_notice": (("election",), OWN_EDIT),
    "governance:election_votes": (("election",), OWN_EDIT),
    "governance:candidate_list": (("election",), OWN_EDIT),
    "governance:candidate_edit": (("election_candidate",), OWN_EDIT),
    "governance:candidate_remove": (("election_candidate",), "403 405 403 403 405 405 302"),
    "governance:election_roll": (("election", "sign-in"), OWN),
    "governance:roll_search": (("election", "sign-in"), POSTED),
}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {
    "governance:election_print": {"request"},
    "governance:election_word": {"request"},
    "governance:election_move": {"cancel"},
    "governance:election_roll": {"sign-in"},
    "governance:roll_search": {"sign-in"},
}
_READING = {"clerk", "leader", "auditor", "chair"}
# Who may post where everybody's GET is refused.
MAY_POST: dict[str, set[str]] = {
    "governance:election_word": _READING,
    "governance:candidate_remove": {"clerk", "chair"},
    "governance:roll_search": _READING,
}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit, by the names the table uses."""
    election = made.prepared(unit, users["chair"])
    member = people.member(unit, "候选人", sex="1")
    candidate = made.stand(election, member, "committee_member", users["chair"])
    election.refresh_from_db()
    return {"election": election, "election_candidate": candidate}
