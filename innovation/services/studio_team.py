"""Who is of a studio's team from when to when, and the projects it works on."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from innovation import codes
from innovation.models import Entry, Studio, StudioMember, StudioProject
from innovation.services.studios import locked


def _save(row: Any, deed: str, studio: Studio, *, by: Any) -> None:
    row.full_clean()
    with explained(type(row)):
        history.save(row, by=by, reason=deed)
    journal.record(journal.Kind.EDIT, f"工作室{deed}", by=by, target=studio)


def _within(studio: Studio, field: str, day: datetime.date | None) -> None:
    if day and day > today():
        raise ValidationError({field: "日期不能晚于今天。"})
    if day and day < studio.founded_on:
        raise ValidationError({field: f"日期不能早于工作室成立日期 {studio.founded_on}。"})


# --- team --------------------------------------------------------------------------------------


@transaction.atomic
def join(row: StudioMember, *, by: Any) -> StudioMember:
    """Raises ValidationError, PermissionDenied."""
    studio = locked(row.studio, by=by)
    _within(studio, "since", row.since)
    if row.member is not None:
        row.full_name = row.member.full_name
    if row.since:
        same = studio.team.during(row.since, today())
        if same.filter(member=row.member, full_name=row.full_name).exists():
            raise ValidationError({"full_name": "此人已在工作室成员中（或当时还在）。"})
    _save(row, "成员加入", studio, by=by)
    return row


@transaction.atomic
def leave(row: StudioMember, *, by: Any, day: datetime.date) -> StudioMember:
    """The day she is no longer of the team. A leader hands over before."""
    studio = locked(row.studio, by=by)
    stored = _standing(row)
    if stored.until is not None:
        raise ValidationError("此人已经退出。")
    _within(studio, "day", day)
    if day <= stored.since:
        raise ValidationError({"day": f"退出日期应晚于加入日期 {stored.since}。"})
    _not_the_leader(stored, studio)
    stored.until = day
    _save(stored, "成员退出", studio, by=by)
    return stored


@transaction.atomic
def strike_member(row: StudioMember, *, by: Any, reason: str) -> StudioMember:
    """Entered by mistake: counts for no day, stays on record."""
    studio = locked(row.studio, by=by)
    stored = _standing(row)
    if stored.until is None:
        _not_the_leader(stored, studio)
    return _struck(stored, "成员登记作废", studio, by=by, reason=reason)


def _not_the_leader(row: StudioMember, studio: Studio) -> None:
    if (row.member_id, row.full_name) == (studio.leader_id, studio.leader_name):
        raise ValidationError("这是领衔人，请先修改工作室的领衔人。")


def _standing(row: Any) -> Any:
    stored = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if stored.voided_at is not None:
        raise ValidationError("这条登记已经作废。")
    return stored


def _struck(row: Any, deed: str, studio: Studio, *, by: Any, reason: str) -> Any:
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    row.voided_at, row.voided_reason = timezone.now(), reason.strip()
    _save(row, deed, studio, by=by)
    return row


# --- projects ----------------------------------------------------------------------------------

ENTRIES_OFFERED = 200


def entries_of(studio: Studio) -> Any:
    """Entries of the unit that a project may have led to, the newest."""
    rows = Entry.objects.filter(union=studio.union_id, status__in=codes.COUNTED)
    return rows.order_by("-year", "-pk")


@transaction.atomic
def begin(row: StudioProject, *, by: Any) -> StudioProject:
    studio = locked(row.studio, by=by)
    _check_project(row, studio)
    _save(row, "登记项目", studio, by=by)
    return row


@transaction.atomic
def report(
    row: StudioProject, *, by: Any, ended_on: datetime.date | None, result: str,
    entry: Entry | None,
) -> StudioProject:  # fmt: skip
    """What came of it, and when it was done; may be told again when it was told wrongly."""
    studio = locked(row.studio, by=by)
    stored = _standing(row)
    stored.ended_on, stored.result, stored.entry = ended_on, result.strip(), entry
    _check_project(stored, studio)
    _save(stored, "登记项目成果", studio, by=by)
    return stored


@transaction.atomic
def strike_project(row: StudioProject, *, by: Any, reason: str) -> StudioProject:
    studio = locked(row.studio, by=by)
    return _struck(_standing(row), "项目登记作废", studio, by=by, reason=reason)


def _check_project(row: StudioProject, studio: Studio) -> None:
    row.name = " ".join(row.name.split())
    _within(studio, "began_on", row.began_on)
    _within(studio, "ended_on", row.ended_on)
    if row.ended_on and not row.result:
        raise ValidationError({"result": "完成的项目请写明成果。"})
    if row.entry and row.entry.union_id != studio.union_id:
        raise ValidationError({"entry": "请选择本工会的创新成果。"})
