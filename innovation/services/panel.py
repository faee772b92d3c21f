"""The panel of a call: who judges it, and who may see the points given."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from innovation.models import Call, Panelist
from unions.access import require
from unions.models import Seat
from unions.scope import scope_of

DECIDED = "本次征集已作出表彰决定，评委和评分不能再改。"
HIDDEN = "您是本次征集的评委，评分截止前看不到其他评委的评分。请先完成自己的评分；没有填评分截止日期的，请经办人员在征集中填写。"


def locked(call: Call) -> Call:
    """The call under lock: whoever scores, invites or decides waits here for the other."""
    rows = Call._base_manager.select_for_update(of=("self",))
    return rows.select_related("union", "criteria").get(pk=call.pk)


def _open(call: Call, by: Any) -> Call:
    row = locked(call)
    require(by, "innovation_review", row.union)
    if row.decided:
        raise ValidationError(DECIDED)
    return row


@transaction.atomic
def invite(panelist: Panelist, *, by: Any) -> Panelist:
    """By account, or an expert by name. Whoever left and is invited again is the same panelist."""
    call = _open(panelist.call, by)
    panelist.name = "".join(panelist.name.split())
    panelist.post = panelist.post.strip()
    panelist.invited_on = panelist.invited_on or today()
    if panelist.user is None and not panelist.name:
        raise ValidationError("请选择账号，或填写专家姓名。")
    if (
        panelist.user is not None
        and not Seat.objects.on(today())
        .filter(user=panelist.user, user__is_active=True, union__path__startswith=call.union.path)
        .exists()
    ):
        raise ValidationError({"user": "此人没有在用的账号和席位。"})
    same = {"user": panelist.user} if panelist.user else {"user": None, "name": panelist.name}
    former = call.panelists.filter(left_on__isnull=False, **same).first()
    if former is not None:
        former.left_on = None
        former.post, former.union = panelist.post or former.post, panelist.union or former.union
        panelist = former
    panelist.full_clean()
    with explained(Panelist):
        history.save(panelist, by=by, reason="恢复评委" if former else "聘请评委")
    journal.record(journal.Kind.EDIT, "聘请评委", by=by, target=call)
    return panelist


@transaction.atomic
def dismiss(panelist: Panelist, *, by: Any, day: datetime.date | None = None) -> Panelist:
    """退出评委: the row and the points given till then stay."""
    call = _open(panelist.call, by)
    row = Panelist._base_manager.select_for_update().get(pk=panelist.pk)
    if row.left_on is not None:
        raise ValidationError("此人已退出评委。")
    row.left_on = day or today()
    row.full_clean()
    with explained(Panelist):
        history.save(row, by=by, reason="退出评委")
    journal.record(journal.Kind.EDIT, "评委退出", by=by, target=call)
    return row


# --- rights ------------------------------------------------------------------------------------


def may_run(user: Any, call: Call) -> bool:
    return scope_of(user).may("innovation_review", call.union)


def judges_still(user: Any, call: Call) -> bool:
    """Herself on the panel while points are still given."""
    return not call.scoring_over and call.panelists.standing().filter(user=user.pk).exists()


def require_points(user: Any, call: Call, capability: str = "view") -> None:
    """Points of others are seen by the federation that called, not by who still gives hers."""
    require(user, capability, call.union)
    if judges_still(user, call):
        raise PermissionDenied(HIDDEN)


def mine(user: Any) -> Any:
    """The calls on whose panel she is, the latest first."""
    rows = Panelist.objects.standing().filter(user=user.pk)
    return rows.select_related("call__union", "call__criteria").order_by("-call__year", "-pk")


def reachable(user: Any) -> Any:
    """Panelists whose sheet of points this person opens."""
    return Panelist.objects.scored_by(user).select_related(
        "call__union", "call__criteria", "user", "union"
    )


def may_evaluate(user: Any, call: Call) -> bool:
    scope = scope_of(user)
    return any(scope.may(right, call.union) for right in ("innovation_review", "innovation_award"))
