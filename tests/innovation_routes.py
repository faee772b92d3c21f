"""Who gets what at the addresses of innovation; read by tests/test_routes.py and world.py."""

from typing import Any

from core.periods import today
from innovation.models import Kind, Panelist
from innovation.services import panel, pictures
from tests.factories import innovation, papers, people, studios

READERS, OWN = "403 200 200 200 200 200 302", "403 200 200 200 200 404 302"
OWN_EDIT, EDITORS = "403 200 403 403 200 404 302", "403 200 403 403 200 200 302"
EVERYBODY, FEDERATION = "200 200 200 200 200 200 302", "403 200 200 200 403 403 302"
HERS, POSTED = "404 404 404 404 404 200 302", "403 405 405 405 405 405 302"
JUDGES = "403 200 200 403 403 403 302"
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
    "innovation:call_detail": (("innovation_call",), READERS),
    "innovation:call_edit": (("innovation_call",), CLERK),
    "innovation:panelist_new": (("innovation_call",), CLERK),
    "innovation:panelist_end": (("panelist",), CLERK),
    "innovation:call_ranking": (("innovation_call",), FEDERATION),
    "innovation:call_ranking_paper": (("innovation_call",), POSTED),
    "innovation:call_scores": (("innovation_call", "called_entry"), FEDERATION),
    "innovation:call_evaluate": (("innovation_call",), JUDGES),
    "innovation:call_decide": (("innovation_call",), "403 403 200 403 403 403 302"),
    "innovation:call_certificates": (("innovation_call",), FEDERATION),
    "innovation:score_list": ((), EVERYBODY),
    "innovation:score_sheet": (("panelist",), HERS),
    "innovation:score_entry": (("panelist", "called_entry"), HERS),
    "innovation:score_picture": (("panelist", "called_picture"), HERS),
    "innovation:award_list": ((), READERS),
    "innovation:certificate": (("award",), OWN),
    "innovation:award_paper": (("2016",), POSTED),
    "innovation:booklet": (("2016",), POSTED),
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
    "innovation:gallery": ((), READERS),
    "innovation:studio_list": ((), READERS),
    "innovation:studio_new": ((), EDITORS),
    "innovation:studio_detail": (("studio",), OWN),
    "innovation:studio_print": (("studio",), OWN),
    "innovation:studio_edit": (("studio",), OWN_EDIT),
    "innovation:studio_certify": (("studio",), CLERK),
    "innovation:studio_recheck": (("studio",), CLERK),
    "innovation:studio_dissolve": (("studio",), OWN_EDIT),
    "innovation:studio_join": (("studio",), OWN_EDIT),
    "innovation:studio_leave": (("studio_member",), OWN_EDIT),
    "innovation:studio_member_void": (("studio_member",), OWN_EDIT),
    "innovation:studio_project_new": (("studio",), OWN_EDIT),
    "innovation:studio_project_done": (("studio_project",), OWN_EDIT),
    "innovation:studio_project_void": (("studio_project",), OWN_EDIT),
}
# Arguments that are words of the URL, not rows of the world.
WORDS = {
    "innovation:entry_move": {"trial"},
    "innovation:picture_new": {"entry"},
    "innovation:award_paper": {"2016"},
    "innovation:booklet": {"2016"},
}
# Who may post where everybody's GET is refused.
_SEARCHERS = {"clerk", "leader", "auditor", "chair", "other_chair"}
MAY_POST = {
    "innovation:entry_search": _SEARCHERS,
    "innovation:author_find": {"clerk", "chair", "other_chair"},
    "innovation:picture_download": {"clerk", "leader", "auditor", "chair"},
    "innovation:call_ranking_paper": {"clerk", "leader", "auditor"},
    "innovation:award_paper": _SEARCHERS,
    "innovation:booklet": _SEARCHERS,
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
    called = innovation.accepted(unit, chair, clerk, "应征者", call=call)
    studio = studios.studio(unit, chair, "王领衔")
    studios.certified(studio, clerk)
    return {
        "called_entry": called,
        "called_picture": pictures.attach(called, papers.upload(), "改进前照片", by=chair),
        "panelist": panel.invite(
            Panelist(call=call, user=users["other_chair"], invited_on=today()), by=clerk
        ),
        "award": promoted.awards.get(),
        "studio": studio,
        "studio_member": studios.joined(studio, "李队员", chair),
        "studio_project": studios.project(studio, chair),
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
