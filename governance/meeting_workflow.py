"""Meetings (planned, held, minuted) and resolutions (open until done), each in one table.

Minutes that are settled are changed by nobody; reopening them is a move with a reason.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts import journal
from core.periods import today
from core.workflow import Missing, Move, Workflow
from governance.codes import Attendance, MeetingKind, MeetingStatus, Party, ResolutionStatus
from governance.models import Meeting, Resolution
from unions.scope import scope_of

S, R = MeetingStatus, ResolutionStatus
HERE = (Attendance.PRESENT, Attendance.OBSERVER)
# Whose side must be heard at a joint meeting (三方联席会议).
THREE = (Party.GOVERNMENT, Party.UNION, Party.ENTERPRISE)


def _may(meeting: Meeting, user: Any) -> bool:
    return scope_of(user).may("govern", meeting.union)


def _not_ahead(meeting: Meeting, user: Any) -> Missing:
    if meeting.day > today():
        yield "会议日期还没有到。"


def _minutes(meeting: Meeting, user: Any) -> Missing:
    attendees = list(meeting.attendees.values_list("party", "attendance"))
    if not any(attendance in HERE for _, attendance in attendees):
        yield "登记参会人员的到会情况。"
    if any(attendance == Attendance.DUE for _, attendance in attendees):
        yield "还有人员没有登记到会情况。"
    if not meeting.decisions.strip():
        yield "填写议定意见。"
    if meeting.kind == MeetingKind.TRIPARTITE:
        came = {party for party, attendance in attendees if attendance in HERE}
        absent = [str(party.label) for party in THREE if party not in came]
        if absent:
            yield f"三方联席会议须有{'、'.join(absent)}方人员到会。"


def _minute(meeting: Meeting, *, by: Any, **_: Any) -> None:
    meeting.minuted_on = today()


def _reopen(meeting: Meeting, *, by: Any, **_: Any) -> None:
    meeting.minuted_on = None


MEETING = Workflow(
    (
        Move("hold", "已召开", (S.PLANNED,), S.HELD, _may, missing=_not_ahead),
        Move("minute", "纪要定稿", (S.HELD,), S.MINUTED, _may, missing=_minutes, effect=_minute),
        Move("reopen", "重开纪要", (S.MINUTED,), S.HELD, _may, effect=_reopen, reason=True),
        Move("cancel", "取消会议", (S.PLANNED,), S.CANCELLED, _may, reason=True, danger=True),
    ),
    record=journal.record,
    versioned=True,
)


# --- resolutions -----------------------------------------------------------------------------


def _answers(resolution: Resolution, user: Any) -> bool:
    """Whoever was charged with it, and whoever keeps the meeting's record."""
    union = resolution.meeting.union
    mine = resolution.owner_id == user.pk and scope_of(user).may("view")
    return mine or scope_of(user).may("govern", union)


def _keeps(resolution: Resolution, user: Any) -> bool:
    return scope_of(user).may("govern", resolution.meeting.union)


def _done(resolution: Resolution, *, by: Any, day: datetime.date, result: str, **_: Any) -> None:
    if not resolution.meeting.day <= day <= today():
        raise ValidationError({"day": f"完成日期应在 {resolution.meeting.day} 至今天之间。"})
    resolution.finished_on, resolution.result = day, result


def _dropped(resolution: Resolution, *, by: Any, reason: str, **_: Any) -> None:
    resolution.finished_on, resolution.result = today(), reason


def _again(resolution: Resolution, *, by: Any, **_: Any) -> None:
    resolution.finished_on, resolution.result = None, ""


RESOLUTION = Workflow(
    (
        Move("finish", "登记完成", (R.OPEN,), R.DONE, _answers, effect=_done),
        Move("drop", "不再办理", (R.OPEN,), R.DROPPED, _keeps, effect=_dropped, reason=True,
             danger=True),
        Move("reopen", "重新办理", (R.DONE, R.DROPPED), R.OPEN, _keeps, effect=_again,
             reason=True),
    ),
    record=lambda kind, summary, *, by, target, detail: journal.record(
        kind, summary, by=by, target=target, union_id=target.meeting.union_id, detail=detail
    ),
    versioned=True,
)  # fmt: skip
