"""以上代下: asking for a takeover, and passing the holding of a case from one union to another."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance import deadlines
from assistance.case_codes import Direction
from assistance.models import CaseHolding, RightsCase, Takeover
from assistance.services import cases
from core import history
from core.db import explained
from core.periods import today
from unions.models import Union
from unions.scope import scope_of

UNDER_A_DAY = "同日移交，承办不足一天"


def may_hand_up(case: RightsCase, user: Any) -> bool:
    return case.holder.parent_id is not None and scope_of(user).may("case", case.holder)


def draws_up_to(case: RightsCase, user: Any) -> Union | None:
    """The union above the holder, nearest to it, at which this person handles cases."""
    paths = [
        seat.path for seat in scope_of(user).seats
        if seat.may("case") and case.holder.path.startswith(seat.path)
        and seat.path != case.holder.path
    ]  # fmt: skip
    return Union.objects.filter(path=max(paths, key=len)).first() if paths else None


def directions(case: RightsCase, user: Any) -> list[Direction]:
    """What this person could ask for: her own side decides which way the case goes."""
    if not case.is_open:
        return []
    if draws_up_to(case, user) is not None:
        return [Direction.DRAWN_UP]
    return [Direction.HANDED_UP] if may_hand_up(case, user) else []


@transaction.atomic
def ask(
    case: RightsCase,
    direction: str,
    *,
    by: Any,
    reason: str,
    consent_on: datetime.date,
    joint: bool = False,
) -> Takeover:
    """Hand a case up, or draw it up; the other side answers within n working days."""
    row = RightsCase._base_manager.select_for_update().get(pk=case.pk)
    if not row.is_open:
        raise ValidationError("案件已办结，不能移交。")
    above = row.holder.parent if direction == Direction.HANDED_UP else draws_up_to(row, by)
    if direction == Direction.HANDED_UP and not scope_of(by).may("case", row.holder):
        raise PermissionDenied("案件由现在的承办工会上交。")
    if above is None:
        raise PermissionDenied("案件只能由承办工会的上级工会接办。")
    cases.not_in_future(consent_on, "consent_on")
    cases.not_before(consent_on, row.received_on, "consent_on", "收到日期")
    takeover = Takeover(
        case=row, direction=direction, from_union=row.holder, to_union=above,
        reason=reason.strip(), consent_on=consent_on, joint=joint, asked_by=by,
        answer_due=deadlines.answer_due(today()),
    )  # fmt: skip
    takeover.full_clean()
    with explained(Takeover):
        history.save(takeover, by=by)
    cases.keep(row, by=by, reason="提出移交")
    journal.record(
        journal.Kind.MOVE, f"以上代下：提出{takeover.get_direction_display()}", by=by,
        target=takeover, union_id=row.union_id, detail={"until": takeover.answer_due},
    )  # fmt: skip
    return takeover


def pass_on(
    case: RightsCase, union: Union, takeover: Takeover | None, *, by: Any, reason: str
) -> None:
    """From today `union` holds the case. The caller has locked and then saves the case."""
    day = today()
    current = case.holdings.open().select_for_update().get()
    if current.since >= day:
        current.voided_at, current.voided_reason = timezone.now(), UNDER_A_DAY
    else:
        current.until = day
    history.save(current, by=by, reason=reason)
    following = CaseHolding(case=case, union=union, since=max(day, current.since))
    following.takeover = takeover
    following.full_clean()
    with explained(CaseHolding):
        history.save(following, by=by, reason=reason)
    case.holder = union


@dataclass(frozen=True)
class Held:
    """One holder's share of a case's age."""

    holding: CaseHolding
    until: datetime.date
    days: int


def timeline(case: RightsCase) -> list[Held]:
    """Holdings that count, oldest first; the last one up to the end of the case, or today."""
    end = case.ended_on or today()
    rows = case.holdings.not_voided().select_related("union", "takeover").order_by("since", "pk")
    return [
        Held(row, until, (until - row.since).days)
        for row in rows
        for until in [min(row.until or end, end)]
    ]


def age(case: RightsCase) -> int:
    """Days from receipt to the end, or to today."""
    return ((case.ended_on or today()) - case.received_on).days
