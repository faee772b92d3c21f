"""Who gets what at the addresses of innovation; read by tests/test_routes.py and world.py."""

from typing import Any

from innovation.models import Kind
from innovation.services import pictures
from tests.factories import innovation, papers, people

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
CLERK, SEARCH = "403 200 403 403 403 403 302", "403 405 405 405 405 405 302"
PAGES = {
    "innovation:entry_list": ((), READERS),
    "innovation:entry_search": ((), SEARCH),
    "innovation:entry_figures": ((), READERS),
    "innovation:entry_new": ((), EDITORS),
    "innovation:entry_similar": ((), EDITORS),
    "innovation:author_find": ((), "403 405 403 403 405 405 302"),
    "innovation:call_list": ((), READERS),
    "innovation:call_new": ((), CLERK),
    "innovation:call_edit": (("innovation_call",), CLERK),
    "innovation:entry_detail": (("entry",), OWN),
    "innovation:entry_edit": (("entry",), OWN_EDIT),
    "innovation:entry_print": (("entry",), OWN),
    "innovation:entry_benefit": (("entry",), OWN_EDIT),
    "innovation:entry_finance": (("entry",), OWN_EDIT),
    "innovation:entry_level": (("entry",), CLERK),
    "innovation:entry_adopt": (("promoted_entry",), EDITORS),
    "innovation:entry_merge": (("sent_entry", "other_entry"), CLERK),
    "innovation:picture_new": (("entry", "entry"), OWN_EDIT),
    "innovation:picture_show": (("picture",), OWN),
    "innovation:picture_download": (("picture",), SEARCH),
    "innovation:picture_void": (("picture",), OWN_EDIT),
    "innovation:entry_move": (("entry", "trial"), OWN_EDIT),
}
# Arguments that are words of the URL, not rows of the world.
WORDS = {"innovation:entry_move": {"trial"}, "innovation:picture_new": {"entry"}}
# Who may post where everybody's GET is refused.
_SEARCHERS = {"clerk", "leader", "auditor", "chair", "other_chair"}
MAY_POST = {
    "innovation:entry_search": _SEARCHERS,
    "innovation:author_find": {"clerk", "chair", "other_chair"},
    "innovation:picture_download": {"clerk", "leader", "auditor", "chair"},
}
# Data-entry tables: (object, who may look, who may add), the first four roles.
_SETTING = ("403 200 200 200", "403 200 403 403")
TABLES = {
    "innovation_kind": ("innovation_kind", *_SETTING),
    "innovation_awardgrade": ("award_grade", *_SETTING),
    "innovation_criterionset": ("criterion_set", *_SETTING),
    "innovation_criterion": ("criterion", *_SETTING),
    "innovation_band": ("band", *_SETTING),
}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    """One row of everything, named as the table names it."""
    chair, clerk, leader = (users[role] for role in ("chair", "clerk", "leader"))
    call = innovation.call(unit.parent, clerk)
    scoring = call.criteria
    criterion = scoring.criteria.get(name="经济效益")
    promoted = innovation.promoted(unit, chair, clerk, leader, people.member(unit, "创新者"))
    entry = innovation.draft(unit, chair, "草拟者")
    return {
        "entry": entry,
        "picture": pictures.attach(entry, papers.upload(), "改进前照片", by=chair),
        "sent_entry": innovation.submitted(unit, chair, "甲某"),
        "other_entry": innovation.submitted(unit, chair, "乙某"),
        "promoted_entry": promoted,
        "innovation_call": call,
        "innovation_kind": Kind.objects.earliest("pk"),
        "award_grade": promoted.awards.get().grade,
        "criterion_set": scoring,
        "criterion": criterion,
        "band": criterion.bands.earliest("pk"),
    }
