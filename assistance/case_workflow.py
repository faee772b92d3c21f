"""The process of a rights case, and of the deed that passes it from one union to another.

received → accepted → mediating → agreed → fulfilled → closed; refused, withdrawn, transferred to
arbitration or petition from the sides. Each effect keeps the next deadline (assistance/deadlines).
Reasons stay with the row: what people write about a case does not enter the journal.
"""

from typing import Any

from django.core.exceptions import ValidationError

from accounts import journal
from assistance import case_rights, deadlines
from assistance.case_codes import (
    CONCLUSIONS,
    TRANSFERS,
    CaseStatus,
    Direction,
    Outcome,
    StepKind,
    TakeoverStatus,
)
from assistance.models import CaseStep, RightsCase, Takeover
from assistance.services import cases, takeovers
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Missing, Move, Workflow
from unions.models import Seat
from unions.scope import scope_of
from unions.services.tree import ancestor_ids

S, T = CaseStatus, TakeoverStatus


def _recorder(union_of: Any) -> Any:
    def record(*args: Any, detail: dict[str, Any], target: Any, **kwargs: Any) -> Any:
        plain = {key: value for key, value in detail.items() if key != "reason"}
        union_id = union_of(target)
        return journal.record(*args, detail=plain, target=target, union_id=union_id, **kwargs)

    return record


# --- the case: what must be there ------------------------------------------------------------


def _lacks_to_accept(case: RightsCase, user: Any) -> Missing:
    if case.handler_id is None:
        yield "请先确定经办人。"


def _lacks_to_mediate(case: RightsCase, user: Any) -> Missing:
    if not case.respondent_name:
        yield "请先登记被申请单位。"
    if not case.facts:
        yield "请先登记事实和理由。"


def _lacks_to_agree(case: RightsCase, user: Any) -> Missing:
    meetings = case.steps.filter(kind=StepKind.MEDIATION, voided_at__isnull=True)
    if not meetings.exists():
        yield "请先登记调解会议和笔录。"


def _lacks_to_end(case: RightsCase, user: Any) -> Missing:
    if case.takeovers.filter(status=T.ASKED).exists():
        yield "有待答复的移交，请先答复或撤回。"


def _lacks_to_close(case: RightsCase, user: Any) -> Missing:
    if case.followed_up_on is None:
        yield "请先登记回访。"
    yield from _lacks_to_end(case, user)


# --- the case: what moves do -----------------------------------------------------------------


def _accept(case: RightsCase, *, by: Any, reason: str, day: Any, applied_on: Any = None) -> None:
    """`applied_on`: 收到调解申请, from which fifteen days run; the receipt, where none is named."""
    applied = applied_on or case.received_on
    for value, field in ((day, "day"), (applied, "applied_on")):
        cases.not_in_future(value, field)
        cases.not_before(value, case.received_on, field, "收到日期")
    case.accepted_on, case.applied_on = day, applied
    deadlines.refresh(case)


def _mediate(case: RightsCase, *, by: Any, reason: str) -> None:
    deadlines.refresh(case)


def _agree(
    case: RightsCase, *, by: Any, reason: str, day: Any, agreement: str, amount: Any = None
) -> None:
    cases.not_in_future(day)
    cases.not_before(day, case.accepted_on, "day", "受理日期")
    case.agreement_on, case.agreement = day, agreement.strip()
    case.amount_recovered = amount if amount is not None else case.amount_recovered
    cases.clean_only(case, "agreement", "amount_recovered")
    deadlines.refresh(case)


def _fulfil(case: RightsCase, *, by: Any, reason: str, day: Any, amount: Any = None) -> None:
    cases.not_in_future(day)
    cases.not_before(day, case.agreement_on, "day", "协议日期")
    case.fulfilled_on = day
    case.amount_recovered = amount if amount is not None else case.amount_recovered
    cases.clean_only(case, "amount_recovered")
    deadlines.refresh(case)


def _end(case: RightsCase, outcome: str, result: str) -> None:
    case.ended_on, case.outcome, case.result = today(), outcome, result.strip()
    cases.clean_only(case, "result")
    deadlines.refresh(case)


def _ends(outcome: str) -> Any:
    def effect(case: RightsCase, *, by: Any, reason: str) -> None:
        _end(case, outcome, reason)

    return effect


def _conclude(case: RightsCase, *, by: Any, reason: str, outcome: str) -> None:
    if outcome not in CONCLUSIONS:
        raise ValidationError({"outcome": "请选择办结方式。"})
    _end(case, outcome, reason)


def _transfer(case: RightsCase, *, by: Any, reason: str, outcome: str) -> None:
    """To arbitration or petition: ended here, with the step on the record."""
    if outcome not in TRANSFERS:
        raise ValidationError({"outcome": "请选择转往何处。"})
    kind = StepKind.ARBITRATION if outcome == Outcome.ARBITRATION else StepKind.PETITION
    step = CaseStep(case=case, day=today(), kind=kind, text=reason, by=by)
    step.full_clean()
    history.save(step, by=by)
    _end(case, outcome, reason)


_handles = case_rights.handles

CASE = Workflow(
    [
        Move("accept", "受理", (S.RECEIVED,), S.ACCEPTED, _handles, _lacks_to_accept, _accept),
        Move("mediate", "开始调解", (S.ACCEPTED,), S.MEDIATING, _handles, _lacks_to_mediate,
             _mediate),
        Move("agree", "达成协议", (S.MEDIATING,), S.AGREED, _handles, _lacks_to_agree, _agree),
        Move("fulfil", "登记履行", (S.AGREED,), S.FULFILLED, _handles, effect=_fulfil),
        Move("close", "办结", (S.FULFILLED,), S.CLOSED, _handles, _lacks_to_close,
             _ends(Outcome.AGREEMENT)),
        Move("conclude", "未经协议办结", (S.ACCEPTED, S.MEDIATING), S.CLOSED, _handles,
             _lacks_to_end, _conclude, reason=True),
        Move("transfer", "转仲裁或信访", (S.ACCEPTED, S.MEDIATING, S.AGREED), S.TRANSFERRED,
             _handles, _lacks_to_end, _transfer, reason=True),
        Move("refuse", "不予受理", (S.RECEIVED,), S.REFUSED, _handles, _lacks_to_end,
             _ends(Outcome.REFUSED), reason=True, danger=True),
        Move("withdraw", "当事人撤回", (S.RECEIVED, S.ACCEPTED, S.MEDIATING), S.WITHDRAWN,
             _handles, _lacks_to_end, _ends(Outcome.WITHDRAWN), reason=True, danger=True),
    ],
    record=_recorder(lambda case: case.union_id),
    versioned=True,
)  # fmt: skip


def move_case(case: RightsCase, name: str, *, by: Any, **data: Any) -> RightsCase:
    """CASE.move with the words of a constraint for whatever the database refuses."""
    with explained(RightsCase, CaseStep):
        return CASE.move(case, name, by=by, **data)


# --- the deed: who answers, who takes back -----------------------------------------------------


def _side_of_unit(takeover: Takeover, user: Any) -> bool:
    """Her seat is at the handing union (or between it and the one above), not above both."""
    below, above = takeover.from_union.path, takeover.to_union.path
    return any(
        seat.may("case") and below.startswith(seat.path) and not above.startswith(seat.path)
        for seat in scope_of(user).seats
    )


def unanswerable(takeover: Takeover) -> bool:
    """Nobody of the unit can answer, or nobody did in time: a second person above may, with a
    reason, so that a unit without an account does not leave its worker without help.
    """
    if takeover.answer_due < today():
        return True
    between = set(ancestor_ids(takeover.from_union.path)) - set(
        ancestor_ids(takeover.to_union.path)
    )
    seats = Seat.objects.on(today()).filter(
        union__in=between, role__in=case_rights.HANDLING_ROLES, user__is_active=True
    )
    return not seats.exclude(user=takeover.asked_by_id).exists()


def answers(takeover: Takeover, user: Any) -> bool:
    """The other side's people, never the one who asked."""
    if takeover.asked_by_id == user.pk:
        return False
    scope = scope_of(user)
    if takeover.direction == Direction.HANDED_UP:
        return scope.may("case", takeover.to_union)
    if _side_of_unit(takeover, user):
        return True
    # Where one clerk is all there is, the leader is the second person.
    above = any(scope.may(right, takeover.to_union) for right in ("case", "case_notes"))
    return above and unanswerable(takeover)


def _asks(takeover: Takeover, user: Any) -> bool:
    """The side that asked may think better of it."""
    handed_up = takeover.direction == Direction.HANDED_UP
    side = takeover.from_union if handed_up else takeover.to_union
    return scope_of(user).may("case", side)


def _holds(takeover: Takeover, user: Any) -> bool:
    return scope_of(user).may("case", takeover.to_union)


def _lacks_to_take(takeover: Takeover, user: Any) -> Missing:
    case = takeover.case
    if not case.is_open:
        yield "案件已办结，不能接办。"
    elif case.holder_id != takeover.from_union_id:
        yield "案件已不由原承办工会承办。"


def _lacks_to_hand_back(takeover: Takeover, user: Any) -> Missing:
    holding = case_rights.current_holding(takeover.case)
    if holding is None or holding.takeover_id != takeover.pk:
        yield "案件现由其他工会承办，不能由此交还。"


def _case_of(takeover: Takeover) -> RightsCase:
    return RightsCase._base_manager.select_for_update().get(pk=takeover.case_id)


def _answered(takeover: Takeover, by: Any, reason: str) -> None:
    takeover.answered_by, takeover.answered_on = by, today()
    takeover.answer = reason.strip()


def _take(takeover: Takeover, *, by: Any, reason: str) -> None:
    drawn_up = takeover.direction == Direction.DRAWN_UP
    if drawn_up and not _side_of_unit(takeover, by) and not reason.strip():
        words = "原承办工会没有答复，请写明情况（如逾期未答复、没有账号）。"
        raise ValidationError({"reason": words})
    _answered(takeover, by, reason)
    case = _case_of(takeover)
    takeovers.pass_on(case, takeover.to_union, takeover, by=by, reason="接办")
    case.handler = takeover.asked_by if drawn_up else by
    _keep(case, takeover, by=by)


def _refuse(takeover: Takeover, *, by: Any, reason: str) -> None:
    _answered(takeover, by, reason)
    _keep(_case_of(takeover), takeover, by=by)


def _take_back(takeover: Takeover, *, by: Any, reason: str) -> None:
    takeover.answer = reason.strip()
    _keep(_case_of(takeover), takeover, by=by)


def _hand_back(takeover: Takeover, *, by: Any, reason: str) -> None:
    """With the result. An open case goes back to the unit; of an ended one the unit is told."""
    takeover.handed_back_on, takeover.result = today(), reason.strip()
    case = _case_of(takeover)
    if case.is_open:
        under = case.takeovers.filter(status=T.ACCEPTED, to_union=takeover.from_union).first()
        takeovers.pass_on(case, takeover.from_union, under, by=by, reason="交还")
        people = case_rights.possible_handlers(takeover.from_union)
        before = case.history.filter(holder=takeover.from_union, handler__in=people)
        newest = before.order_by("-history_id").values_list("handler", flat=True).first()
        case.handler_id = newest
    _keep(case, takeover, by=by)


def _keep(case: RightsCase, takeover: Takeover, *, by: Any) -> None:
    deadlines.refresh(case, without=takeover)
    case.version += 1
    history.save(case, by=by, reason="以上代下")


TAKEOVER = Workflow(
    [
        Move("accept", "同意", (T.ASKED,), T.ACCEPTED, answers, _lacks_to_take, _take),
        Move("refuse", "拒绝", (T.ASKED,), T.REFUSED, answers, effect=_refuse, reason=True,
             danger=True),
        Move("withdraw", "撤回", (T.ASKED,), T.WITHDRAWN, _asks, effect=_take_back, reason=True),
        Move("hand_back", "交还", (T.ACCEPTED,), T.HANDED_BACK, _holds, _lacks_to_hand_back,
             _hand_back, reason=True),
    ],
    record=_recorder(lambda takeover: takeover.case.union_id),
)  # fmt: skip


def move_takeover(takeover: Takeover, name: str, *, by: Any, **data: Any) -> Takeover:
    with explained(Takeover, RightsCase):
        return TAKEOVER.move(takeover, name, by=by, **data)
