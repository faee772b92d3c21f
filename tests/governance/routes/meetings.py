"""Who gets what at the addresses of meetings and resolutions."""

from typing import Any

from tests.governance import life

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
POSTED = "403 405 405 405 405 405 302"
PAGES: dict[str, Any] = {
    "governance:meeting_list": ((), READERS),
    "governance:meeting_new": ((), EDITORS),
    "governance:meeting_detail": (("meeting",), OWN),
    "governance:meeting_edit": (("meeting",), OWN_EDIT),
    "governance:meeting_minutes": (("meeting",), OWN_EDIT),
    "governance:meeting_attendees": (("meeting",), OWN_EDIT),
    "governance:meeting_move": (("meeting", "hold"), OWN_EDIT),
    "governance:meeting_paper": (("meeting", "minutes"), POSTED),
    "governance:resolution_list": ((), READERS),
    "governance:resolution_new": (("meeting",), OWN_EDIT),
    "governance:resolution_detail": (("resolution",), OWN),
    "governance:resolution_edit": (("resolution",), OWN_EDIT),
    "governance:resolution_move": (("resolution", "finish"), OWN_EDIT),
}
WORDS: dict[str, set[str]] = {
    "governance:meeting_move": {"hold"},
    "governance:meeting_paper": {"minutes"},
    "governance:resolution_move": {"finish"},
}
MAY_POST: dict[str, set[str]] = {
    "governance:meeting_paper": {"clerk", "leader", "auditor", "chair"},
}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    meeting = life.meeting(unit, by=users["chair"], title="受助者工作会议")
    return {"meeting": meeting, "resolution": life.resolution(meeting, by=users["chair"])}
