"""The process of an election, from the request to the hand-over (domain.md 3.2).

prepared → requested → permitted → frozen → held → reported → confirmed → handed_over, with a reason
where a step goes back, and 中止 until it is held. The two replies are the upper union's, given by
somebody else than who filed; the root's upper union is outside, there the reply is registered.
Reasons stay with the row: what people write does not enter the journal.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Missing, Move, Workflow
from governance import composition, election_result
from governance.codes import ElectionStatus
from governance.models import Candidate, Election, RollEntry
from governance.models.offices import Office
from governance.services import election_handover, election_roll
from unions import rules
from unions.calendar import add_working_days
from unions.scope import scope_of

S = ElectionStatus


def _record(*args: Any, detail: dict[str, Any], target: Election, **kwargs: Any) -> Any:
    plain = {key: value for key, value in detail.items() if key != "reason"}
    return journal.record(*args, detail=plain, target=target, union_id=target.union_id, **kwargs)


# --- who ---------------------------------------------------------------------------------------


def files(election: Election, user: Any) -> bool:
    """The union's own people, and the federation's clerk for it."""
    return scope_of(user).may("govern", election.union)


def _replies(election: Election, user: Any, filed_by: int | None) -> bool:
    """A seat at the upper union or above, of somebody else than who filed. The root's upper union
    is outside the system: its own clerk registers what the county answered.
    """
    scope, upper = scope_of(user), election.union.parent
    if upper is None:
        return scope.may("govern_reply", election.union)
    return user.pk != filed_by and scope.may("govern_reply", upper)


def replies_to_request(election: Election, user: Any) -> bool:
    return _replies(election, user, election.requested_by_id)


def replies_to_report(election: Election, user: Any) -> bool:
    return _replies(election, user, election.reported_by_id)


# --- what must be there ------------------------------------------------------------------------


def _lacks_to_request(election: Election, user: Any) -> Missing:
    if election.planned_on is None:
        yield "请填写拟召开日期。"
    yield from composition.blocks(composition.findings(election), plan_only=True)


def _lacks_to_freeze(election: Election, user: Any) -> Missing:
    yield from composition.blocks(composition.findings(election))


def _lacks_to_hold(election: Election, user: Any) -> Missing:
    yield from election_result.compute(election).missing


def _lacks_to_hand_over(election: Election, user: Any) -> Missing:
    if not election.candidates.filter(elected=True).exists():
        yield "没有人当选，请中止后另行选举。"


# --- what moves do -----------------------------------------------------------------------------


def _check_day(day: datetime.date, before: datetime.date | None, name: str) -> None:
    """Days in order, none ahead."""
    if day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    if before and day < before:
        raise ValidationError({"day": f"日期不能早于{name} {before}。"})


def _number(number: str) -> str:
    if not number.strip():
        raise ValidationError({"number": "请填写文号。"})
    return number.strip()


def _request(election: Election, *, by: Any, reason: str, number: str, day: datetime.date) -> None:
    _check_day(day, None, "")
    election.request_no, election.requested_on = _number(number), day
    election.requested_by, election.returned_reason = by, ""
    days = int(rules.value("election_reply_days", day))
    election.reply_due_on = add_working_days(day, days)


def _permit(election: Election, *, by: Any, reason: str, number: str, day: datetime.date) -> None:
    _check_day(day, election.requested_on, "请示日期")
    election.permit_no, election.permitted_on = _number(number), day
    election.permitted_by = by


def _send_back(election: Election, *, by: Any, reason: str) -> None:
    election.returned_reason, election.reply_due_on = reason.strip()[:200], None


def _freeze(election: Election, *, by: Any, reason: str, day: datetime.date) -> None:
    _check_day(day, election.permitted_on, "同意选举批复日期")
    election_roll.freeze(election, day, by=by)
    election.elected_on, election.frozen_at = day, timezone.now()
    election.returned_reason = ""


def _thaw(election: Election, *, by: Any, reason: str) -> None:
    election.returned_reason = reason.strip()[:200]
    election_roll.discard(election, by=by, reason=reason)


def _hold(election: Election, *, by: Any, reason: str) -> None:
    """The result is computed once more under the lock, and written."""
    elected = {c.pk for c in election_result.compute(election).elected}
    election.returned_reason = ""
    _write_elected(election, elected, by)


def _recount(election: Election, *, by: Any, reason: str) -> None:
    election.returned_reason = reason.strip()[:200]
    _write_elected(election, set(), by)


def _write_elected(election: Election, elected: set[int], by: Any) -> None:
    rows = list(election.candidates.all())
    for row in rows:
        row.elected = row.pk in elected
    history.bulk_save(rows, by=by, reason="选举结果", update_fields=["elected"])


def _report(election: Election, *, by: Any, reason: str, number: str, day: datetime.date) -> None:
    _check_day(day, election.elected_on, "选举日期")
    election.report_no, election.reported_on = _number(number), day
    election.reported_by, election.returned_reason = by, ""
    days = int(rules.value("election_reply_days", day))
    election.reply_due_on = add_working_days(day, days)


def _confirm(election: Election, *, by: Any, reason: str, number: str, day: datetime.date) -> None:
    _check_day(day, election.reported_on, "结果报告日期")
    election.confirm_no, election.confirmed_on = _number(number), day
    election.confirmed_by = by


def _hand_over(election: Election, *, by: Any, reason: str, starts_on: datetime.date) -> None:
    """The first day may lie ahead (当选待任), never before the election."""
    if election.elected_on and starts_on < election.elected_on:
        words = f"到任日期不能早于选举日期 {election.elected_on}。"
        raise ValidationError({"starts_on": words})
    election.starts_on, election.handed_over_on = starts_on, today()
    election_handover.carry_out(election, starts_on, by=by)


def _cancel(election: Election, *, by: Any, reason: str) -> None:
    election.cancelled_reason, election.reply_due_on = reason.strip()[:200], None


ELECTION = Workflow(
    [
        Move("request", "上报请示", (S.PREPARED,), S.REQUESTED, files, _lacks_to_request, _request),
        Move("permit", "登记同意选举批复", (S.REQUESTED,), S.PERMITTED, replies_to_request,
             effect=_permit),
        Move("send_back", "退回请示", (S.REQUESTED,), S.PREPARED, replies_to_request,
             effect=_send_back, reason=True),
        Move("freeze", "锁定名册", (S.PERMITTED,), S.FROZEN, files, _lacks_to_freeze, _freeze),
        Move("hold", "确认选举结果", (S.FROZEN,), S.HELD, files, _lacks_to_hold, _hold),
        Move("thaw", "改期重开", (S.FROZEN,), S.PERMITTED, files, effect=_thaw, reason=True),
        Move("report", "上报选举结果", (S.HELD,), S.REPORTED, files, effect=_report),
        Move("recount", "更正票数", (S.HELD,), S.FROZEN, files, effect=_recount, reason=True),
        Move("confirm", "登记结果批复", (S.REPORTED,), S.CONFIRMED, replies_to_report,
             effect=_confirm),
        Move("return_report", "退回结果报告", (S.REPORTED,), S.HELD, replies_to_report,
             effect=_send_back, reason=True),
        Move("hand_over", "办理交接", (S.CONFIRMED,), S.HANDED_OVER, files, _lacks_to_hand_over,
             _hand_over),
        Move("cancel", "中止选举", (S.PREPARED, S.REQUESTED, S.PERMITTED, S.FROZEN), S.CANCELLED,
             files, effect=_cancel, reason=True, danger=True),
    ],
    record=_record,
    versioned=True,
)  # fmt: skip


def move_election(election: Election, name: str, *, by: Any, **data: Any) -> Election:
    """ELECTION.move with the words of a constraint for whatever the database refuses."""
    with explained(Election, RollEntry, Candidate, Office):
        return ELECTION.move(election, name, by=by, **data)
