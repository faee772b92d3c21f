"""Planning meetings, keeping their record, and what they charge whom with."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Stale
from governance.codes import BODY_OF, Attendance, Body, MeetingKind, MeetingStatus, Party, Post
from governance.models import Attendee, Meeting, Office, Resolution
from unions.access import require
from unions.codes import FEDERATIONS
from unions.services.numbers import next_number

MOST_ATTENDEES = 300
_BODY = {
    MeetingKind.COMMITTEE: Body.COMMITTEE,
    MeetingKind.AUDIT: Body.AUDIT,
    MeetingKind.WOMEN: Body.WOMEN,
}
_RECORD = ("starts_at", "place", "chaired_by", "recorder", "agenda", "statements", "decisions")


@transaction.atomic
def plan(meeting: Meeting, *, by: Any) -> Meeting:
    """Store a new meeting with its number; a body's meeting invites those in office.

    Raises ValidationError; a quarter's report to the Party committee is registered once.
    """
    require(by, "govern", meeting.union)
    _check(meeting)
    meeting.registered_by = by
    # Two reports of one quarter at once wait at the number's lock and meet the constraint.
    meeting.full_clean(exclude=["number"])
    meeting.number = next_number(Meeting, "number", "会", meeting.day.year)
    with explained(Meeting):
        history.save(meeting, by=by, reason="登记会议")
    history.bulk_save(_invited(meeting), by=by, reason="按任职预填")
    _record("登记会议", meeting, by)
    return meeting


def _check(meeting: Meeting) -> None:
    if meeting.day < meeting.union.founded_on:
        raise ValidationError({"day": f"会议日期不能早于建会日期 {meeting.union.founded_on}。"})
    if meeting.kind != MeetingKind.PARTY_REPORT:
        meeting.year = meeting.quarter = None
    elif meeting.union.kind not in FEDERATIONS:
        raise ValidationError({"kind": "向党委的季度汇报由总工会登记。"})


def _invited(meeting: Meeting) -> list[Attendee]:
    body = _BODY.get(MeetingKind(meeting.kind))
    if body is None:
        return []
    rows = Office.objects.on(meeting.day).filter(union=meeting.union)
    people: dict[tuple[int | None, str], Office] = {}
    for office in rows.order_by("since", "pk"):
        if BODY_OF[Post(office.post)] == body:
            people.setdefault((office.member_id, office.full_name), office)
    return [
        Attendee(
            meeting=meeting, position=n, party=Party.UNION, full_name=office.full_name,
            organisation=meeting.union.name, post=office.get_post_display(), member=office.member,
        )
        for n, office in enumerate(people.values(), 1)
    ]  # fmt: skip


def _locked(meeting: Meeting, version: int | None) -> Meeting:
    locked = Meeting.objects.select_for_update().select_related(None).get(pk=meeting.pk)
    if version is not None and version != locked.version:
        raise Stale
    if locked.status in (MeetingStatus.MINUTED, MeetingStatus.CANCELLED):
        raise ValidationError("纪要已定稿或会议已取消，不能再改。")
    return locked


def _save(locked: Meeting, by: Any, reason: str) -> None:
    locked.version += 1
    locked.full_clean()
    with explained(Meeting):
        history.save(locked, by=by, reason=reason)
    _record(reason, locked, by)


@transaction.atomic
def change(meeting: Meeting, *, by: Any, version: int | None = None) -> Meeting:
    """Store changed particulars; what kind of meeting it is does not change."""
    require(by, "govern", meeting.union)
    locked = _locked(meeting, version)
    for name in ("title", "day", "year", "quarter", *_RECORD):
        setattr(locked, name, getattr(meeting, name))
    _check(locked)
    if locked.status == MeetingStatus.HELD and locked.day > today():
        raise ValidationError({"day": "会议已召开，日期不能晚于今天。"})
    _save(locked, by, "修改会议")
    return locked


@transaction.atomic
def write_minutes(
    meeting: Meeting, *, by: Any, version: int | None = None, **texts: str
) -> Meeting:
    require(by, "govern", meeting.union)
    locked = _locked(meeting, version)
    for name in _RECORD:
        if name in texts:
            setattr(locked, name, texts[name])
    _save(locked, by, "填写会议记录")
    return locked


@transaction.atomic
def set_attendees(
    meeting: Meeting, rows: Sequence[dict[str, Any]], *, by: Any, version: int | None = None
) -> int:
    """The whole list as the page shows it: known rows by `id`, new ones without, those left out
    are gone. Returns how many there are.
    """
    require(by, "govern", meeting.union)
    if len(rows) > MOST_ATTENDEES:
        raise ValidationError(f"参会人员最多登记 {MOST_ATTENDEES} 人，人多的请附签到表。")
    locked = _locked(meeting, version)
    known = {a.pk: a for a in locked.attendees.all()}
    kept = set()
    for position, row in enumerate(rows, 1):
        attendee = known.get(row.get("id") or 0) or Attendee(meeting=locked)
        for name in ("party", "full_name", "organisation", "post", "attendance"):
            setattr(attendee, name, row[name])
        attendee.position = position
        attendee.full_clean()
        history.save(attendee, by=by)
        kept.add(attendee.pk)
    for pk, attendee in known.items():
        if pk not in kept:
            attendee._history_user, attendee._change_reason = by, "移出名单"
            attendee.delete()
    _save(locked, by, "登记参会人员")
    return len(rows)


@transaction.atomic
def charge(resolution: Resolution, *, by: Any) -> Resolution:
    """Add a resolution, or store a changed one that is still open."""
    meeting = resolution.meeting
    require(by, "govern", meeting.union)
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status == MeetingStatus.CANCELLED:
        raise ValidationError("会议已取消，不能登记议定事项。")
    if resolution.due_on and resolution.due_on < meeting.day:
        raise ValidationError({"due_on": f"完成期限不能早于会议日期 {meeting.day}。"})
    if not resolution.pk:
        resolution.position = meeting.resolutions.count() + 1
    resolution.full_clean()
    with explained(Resolution):
        history.save(resolution, by=by, reason="登记议定事项")
    journal.record(
        journal.Kind.EDIT, "登记议定事项", by=by, target=resolution, union_id=meeting.union_id,
        detail={"meeting": meeting.number, "due": resolution.due_on},
    )  # fmt: skip
    return resolution


def present(meeting: Meeting) -> int:
    return meeting.attendees.filter(attendance=Attendance.PRESENT).count()


def _record(deed: str, meeting: Meeting, by: Any) -> None:
    journal.record(
        journal.Kind.EDIT, f"{meeting.get_kind_display()} {meeting.number}：{deed}", by=by,
        target=meeting, union_id=meeting.union_id, detail={"at": str(timezone.localdate())},
    )  # fmt: skip
