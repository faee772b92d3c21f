"""What a call's page shows, and to whom."""

from typing import Any

from django.db.models import Count

from innovation import codes
from innovation.forms.panel import InviteForm
from innovation.models import Call, Entry, Panelist, Score
from innovation.services import deciding, panel, scoring
from unions.scope import scope_of

Pairs = list[tuple[str, Any]]


def contents(call: Call, user: Any, invite: InviteForm | None = None) -> dict[str, Any]:
    scope = scope_of(user)
    staff, runs = scope.may("view", call.union), panel.may_run(user, call)
    hidden = staff and panel.judges_still(user, call)
    awards = scope.may("innovation_award", call.union)
    if runs and not call.decided and invite is None:
        invite = InviteForm(instance=Panelist(call=call))
    return {
        "call": call,
        "pairs": particulars(call, user),
        "criteria": scoring.criteria_of(call),
        "staff": staff,
        "hidden": panel.HIDDEN if hidden else "",
        "panelists": panelists(call, user) if staff else [],
        "invite": invite,
        "can_run": runs and not call.decided,
        "can_rank": staff and not hidden,
        "can_evaluate": (runs or awards) and not call.decided and not hidden
        and deciding.awaiting(call).exists(),
        "can_decide": awards and not call.decided and not hidden,
        "own_panel": Panelist.objects.standing().filter(call=call, user=user.pk).first(),
    }  # fmt: skip


def particulars(call: Call, user: Any) -> Pairs:
    mine = Entry.objects.visible_to(user).filter(call=call, status__in=codes.COUNTED).count()
    pairs: Pairs = [
        ("征集工会", call.union.name),
        ("年度", str(call.year)),
        ("申报日期", f"{call.opens_on} 至 {call.closes_on}"),
        ("评分标准", call.criteria.name),
        ("匿名评审", "是" if call.blind else "否"),
        ("评分截止日期", str(call.scoring_ends_on or "未定")),
        ("已申报成果", mine),
    ]
    if call.decided:
        pairs += [("决定会议", call.meeting), ("决定日期", str(call.decided_on))]
    return pairs


def panelists(call: Call, user: Any) -> list[dict[str, Any]]:
    """With how many entries each has scored, which tells no points: two queries."""
    rows = call.panelists.select_related("user", "union").order_by("left_on", "pk")
    counted = Score.objects.filter(panelist__call=call).values_list("panelist").order_by()
    done = dict(counted.annotate(n=Count("entry", distinct=True)))
    runs = panel.may_run(user, call)
    return [
        {
            "panelist": row,
            "about": row.post or (row.union.name if row.union else ""),
            "kind": "本人登录评分" if row.user_id else "纸质评分，经办录入",
            "done": done.get(row.pk, 0),
            "opens": row.user_id == user.pk or (row.user_id is None and runs),
            "can_dismiss": runs and not call.decided and row.left_on is None,
        }
        for row in rows
    ]
