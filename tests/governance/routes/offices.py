"""Who gets what at the addresses of offices, foundings and rectifications."""

from typing import Any

from governance.codes import Post
from governance.models import Office
from governance.services import offices
from tests.factories import people
from tests.governance import life

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
CLERK, POSTED = "403 200 403 403 403 403 302", "403 405 405 405 405 405 302"
FEDERATION = "403 200 200 200 404 404 302"
ADMINISTRATOR = "200 403 403 403 403 403 302"
PAGES: dict[str, Any] = {
    "governance:office_list": ((), READERS),
    "governance:office_new": ((), EDITORS),
    "governance:office_adopt": ((), "403 200 200 403 403 403 302"),
    "governance:office_detail": (("office",), OWN),
    "governance:office_edit": (("office",), OWN_EDIT),
    "governance:office_end": (("office",), OWN_EDIT),
    "governance:office_void": (("office",), OWN_EDIT),
    "governance:founding_list": ((), READERS),
    "governance:founding_new": ((), CLERK),
    "governance:founding_detail": (("founding",), FEDERATION),
    "governance:founding_move": (("founding", "withdraw"), "403 200 403 403 404 404 302"),
    "governance:founding_paper": (("founding", "request"), POSTED),
    "governance:rectification_list": ((), READERS),
    "governance:rectification_new": ((), CLERK),
    "governance:rectification_detail": (("rectification",), OWN),
    "governance:rectification_move": (("rectification", "finish"), CLERK),
    "governance:sign_in_list": ((), ADMINISTRATOR),
    "governance:sign_in_new": (("chair_office",), ADMINISTRATOR),
}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {
    "governance:founding_move": {"withdraw"},
    "governance:founding_paper": {"request"},
    "governance:rectification_move": {"finish"},
}
# Who may post where everybody's GET is refused.
MAY_POST: dict[str, set[str]] = {
    "governance:founding_paper": {"clerk", "leader", "auditor"},
}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit, by the names the table uses."""
    member = people.member(unit, "任职者")
    return {
        "founding": life.founding(unit.parent, by=users["clerk"]),
        "rectification": life.rectification(unit, by=users["clerk"]),
        "office": life.office(unit, member, by=users["clerk"]),
        "chair_office": offices.take_office(
            Office(union=unit, post=Post.CHAIR, full_name="外来主席", since=life.LONG_AGO,
                   chosen="recommended"),
            by=users["clerk"],
        ),
    }  # fmt: skip
