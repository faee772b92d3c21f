"""What an entry's page shows, and to whom."""

from typing import Any

from innovation import picture_panel
from innovation.codes import EDITABLE, EntryStatus
from innovation.forms.steps import MOVE_FORMS
from innovation.models import Entry
from innovation.reports import status_badge
from innovation.services import likeness
from innovation.services.entries import BENEFIT_OPEN, may_change
from innovation.workflow import ENTRY, MERGEABLE
from unions.scope import scope_of

RELATED = ("union", "enterprise", "kind", "call", "entered_by", "submitted_by", "merged_into")
Pairs = list[tuple[str, Any]]
SHOWN = 100


def contents(entry: Entry, user: Any) -> dict[str, Any]:
    scope = scope_of(user)
    enters = scope.may("innovate", entry.union)
    reviews = scope.may("innovation_review", entry.union)
    buttons = ENTRY.buttons(entry, user)
    return {
        "entry": entry,
        "badge": status_badge(entry.status),
        "pairs": particulars(entry),
        "texts": texts(entry),
        "benefit": benefit(entry),
        "authors": list(entry.authors.standing().select_related("merged_from")),
        "awards": list(entry.awards.select_related("grade")),
        "merges": list(entry.merges.select_related("merged", "by")),
        "adoptions": adoptions(entry),
        "files": picture_panel.panel(entry, user),
        "likes": likes(entry, user, reviews=reviews),
        "steps": [b for b in buttons if b.move.name in MOVE_FORMS],
        "buttons": [b for b in buttons if b.move.name not in MOVE_FORMS],
        "asks_reason": any(b.move.reason and b.enabled for b in buttons),
        "can_edit": may_change(entry, user),
        "can_benefit": enters and entry.status in BENEFIT_OPEN,
        "can_confirm": enters and entry.status in BENEFIT_OPEN
        and entry.annual_benefit is not None,
        "can_raise": reviews
        and entry.status in (EntryStatus.AWARDED, EntryStatus.PROMOTED),
        "can_adopt": entry.status == EntryStatus.PROMOTED and scope.may("innovate"),
    }  # fmt: skip


def likes(entry: Entry, user: Any, *, reviews: bool) -> list[dict[str, Any]]:
    """Until it is judged, earlier entries of a like title: a way to those in scope, a merger for
    the clerk.
    """
    if entry.status not in (*EDITABLE, *MERGEABLE):
        return []
    scope, merges = scope_of(user), reviews and entry.status in MERGEABLE
    return [
        {
            "entry": like.entry,
            "percent": like.percent,
            "linked": scope.may("view", like.entry.union),
            "mergeable": merges and like.entry.status in MERGEABLE,
        }
        for like in likeness.similar(entry.title, user, apart_from=entry.pk)
    ]


def adoptions(entry: Entry) -> list[Any]:
    """Units that took it over: no secret within the federation, which promoted it."""
    return list(entry.adoptions.select_related("union")[:SHOWN])


def particulars(entry: Entry) -> Pairs:
    return [
        ("编号", entry.number),
        ("类别", entry.kind.name),
        ("单位", entry.enterprise.name if entry.enterprise else ""),
        ("工会", entry.union.name),
        ("年度", str(entry.year)),
        ("提出日期", entry.proposed_on),
        ("征集", entry.call.title if entry.call else ""),
        ("级别", entry.get_level_display()),
        ("实施情况", entry.get_practice_display()),
        ("试行日期", entry.trial_on),
        ("实施日期", entry.implemented_on),
        ("有无不受理情形", entry.get_bar_display() if entry.bar else ""),
        ("登记人", entry.entered_by.display_name),
        ("提交人", entry.submitted_by.display_name if entry.submitted_by else ""),
    ]


def texts(entry: Entry) -> list[tuple[str, str]]:
    rows = (("现状和问题", entry.problem), ("改进措施", entry.measure), ("改进效果", entry.effect))
    return [(label, text) for label, text in rows if text]


def benefit(entry: Entry) -> Pairs:
    """The sum first, then what it is made of."""
    if entry.annual_benefit is None:
        return []
    confirmed = (
        f"{entry.finance_confirmed_by}，{entry.finance_confirmed_on}"
        if entry.finance_confirmed_on
        else "尚未确认"
    )
    parts = (
        ("原单位成本（元）", entry.old_cost), ("现单位成本（元）", entry.new_cost),
        ("年数量", entry.quantity), ("年新增利润（元）", entry.added_profit),
        ("年分摊投入（元）", entry.investment),
    )  # fmt: skip
    return [
        ("年效益（元）", f"{entry.annual_benefit:,.2f}"),
        ("单位财务确认", confirmed),
        *((label, f"{value:,.2f}") for label, value in parts if value is not None),
    ]
