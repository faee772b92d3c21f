"""Who gets what at the addresses of this part; read by tests/test_routes.py."""

from typing import Any

from tests.factories import people
from tests.factories import records as make

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
POSTED = "403 405 405 405 405 405 302"
PAGES: dict[str, Any] = {
    "governance:regulation_list": ((), READERS),
    "governance:regulation_new": ((), EDITORS),
    "governance:regulation_detail": (("record_regulation",), OWN),
    "governance:regulation_edit": (("record_regulation",), OWN_EDIT),
    "governance:regulation_revise": (("record_regulation",), OWN_EDIT),
    "governance:regulation_repeal": (("record_regulation",), OWN_EDIT),
    "governance:version_print": (("record_version",), OWN),
    "governance:version_word": (("record_version",), POSTED),
    "governance:version_void": (("record_version",), OWN_EDIT),
    "governance:activity_list": ((), READERS),
    "governance:activity_new": ((), EDITORS),
    "governance:activity_detail": (("record_activity",), OWN),
    "governance:activity_edit": (("record_activity",), OWN_EDIT),
    "governance:activity_void": (("record_activity",), OWN_EDIT),
    "governance:honour_list": ((), READERS),
    "governance:honour_new": ((), EDITORS),
    "governance:activist_new": ((), EDITORS),
    "governance:honour_detail": (("record_honour",), OWN),
    "governance:honour_edit": (("record_honour",), OWN_EDIT),
    "governance:honour_void": (("record_honour",), OWN_EDIT),
    "governance:deed_list": ((), READERS),
    "governance:deed_new": ((), EDITORS),
    "governance:deed_detail": (("record_deed",), OWN),
    "governance:deed_edit": (("record_deed",), OWN_EDIT),
    "governance:deed_void": (("record_deed",), OWN_EDIT),
    "governance:attachment_new": (("record_activity", "activity"), OWN_EDIT),
    "governance:attachment_download": (("record_file",), POSTED),
    "governance:attachment_photo": (("record_file",), OWN),
    "governance:attachment_void": (("record_file",), OWN_EDIT),
}
# Arguments that are words of the URL, not rows of the world.
WORDS: dict[str, set[str]] = {"governance:attachment_new": {"activity"}}
# Who may post where everybody's GET is refused.
_READERS = {"clerk", "leader", "auditor", "chair"}
MAY_POST: dict[str, set[str]] = {
    "governance:version_word": _READERS,
    "governance:attachment_download": _READERS,
}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything in the chair's unit, by the names the table uses."""
    chair = users["chair"]
    regulation = make.regulation(unit, chair)
    activity = make.activity(unit, chair)
    member = people.member(unit, "记事者")
    return {
        "record_regulation": regulation,
        "record_version": regulation.versions.get(),
        "record_activity": activity,
        "record_honour": make.honour(unit, chair, member=member),
        "record_deed": make.deed(member, chair),
        "record_file": make.attached(activity, chair),
    }
