"""Hardship files: opening, changing, reviewing, moving with the head, exit, striking out.

One household one file (一户一档): kept by the database, for the head and for each person in it.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance.file_codes import OTHER_CAUSES_AT_MOST, Category, Cause, Exit, Health
from assistance.models import CategoryPeriod, FamilyPerson, HardshipFile
from assistance.services import documents, file_people
from assistance.services.file_people import lock_open, not_after_today, reasoned
from core import history, identifiers
from core.db import explained
from core.periods import today
from members.services import records
from unions.access import require
from unions.services.numbers import next_number

# What may be changed of a file that stands.
FIELDS = (
    "consent_on", "health", "illness", "disability_kind", "disability_level", "work_started_on",
    "industry", "region", "address", "housing", "floor_area", "own_monthly_income",
    "other_annual_income", "annual_income", "rigid_expenditure", "medical_insurance",
    "main_cause", "other_causes", "single_parent", "zero_employment", "self_help", "bank_name",
    "bank_account", "remark",
)  # fmt: skip


def _check(file: HardshipFile) -> None:
    """Particulars that contradict one another. Raises ValidationError by field."""
    problems: dict[str, str] = {}
    others = file.other_causes.split()
    if set(others) - set(Cause.values) or len(set(others)) != len(others):
        problems["other_causes"] = "致困原因有重复或不在列表中。"
    elif len(others) > OTHER_CAUSES_AT_MOST:
        problems["other_causes"] = f"其他致困原因至多选{OTHER_CAUSES_AT_MOST}项。"
    elif file.main_cause in others:
        problems["other_causes"] = "其他致困原因不能与主要致困原因相同。"
    if bool(file.disability_kind) != bool(file.disability_level):
        problems["disability_level"] = "残疾类别和残疾等级应同时填写。"
    if file.illness.strip() and file.health == Health.GOOD:
        problems["health"] = "填了疾病名称的，健康状况不应为“良好”。"
    if problems:
        raise ValidationError(problems)
    for field in ("opened_on", "consent_on", "work_started_on"):
        not_after_today(getattr(file, field), field)
    file.bank_account = identifiers.normalise(file.bank_account).replace("-", "")


@transaction.atomic
def open_file(file: HardshipFile, *, by: Any, category: str, basis: str = "") -> HardshipFile:
    """Open a file for the household of a member in hand (先建档、后帮扶、实名制): its number, the
    row 本人 and the first category with it. Raises ValidationError, PermissionDenied.
    """
    current = records.current_membership(file.head)
    if current is None:
        raise ValidationError({"head": "此人不在册，不能建档。"})
    require(by, "aid_enter", current.union)
    if not file.head.id_index:
        raise ValidationError({"head": "该职工未登记证件号码，请先在会员资料中补登，再建档。"})
    file.union, file.opened_by = current.union, by
    file.opened_on = file.opened_on or today()
    _check(file)
    with explained(HardshipFile, FamilyPerson, CategoryPeriod):
        file.number = next_number(HardshipFile, "number", "困档", file.opened_on.year)
        file.full_clean()
        history.save(file, by=by, reason="建档")
        history.save(file_people.head_row(file), by=by, reason="建档")
        period = CategoryPeriod(file=file, category=category, basis=basis, since=file.opened_on)
        period.full_clean()
        history.save(period, by=by, reason="建档")
    _record("建立困难档案", file, by, day=file.opened_on, category=category)
    return file


@transaction.atomic
def change_file(file: HardshipFile, *, by: Any, reason: str = "") -> HardshipFile:
    """Save changed particulars (those of FIELDS); the row 本人 follows."""
    locked = lock_open(file.pk)
    require(by, "aid_enter", locked.union)
    for name in FIELDS:
        setattr(locked, name, getattr(file, name))
    _check(locked)
    locked.full_clean()
    with explained(HardshipFile, FamilyPerson):
        history.save(locked, by=by, reason=reason)
        file_people.follow_head(locked, by=by)
    _record("修改困难档案", locked, by, reason=reason)
    return locked


@transaction.atomic
def review_file(file: HardshipFile, *, by: Any) -> HardshipFile:
    """审核 at the federation, by another person than who opened the file."""
    locked = lock_open(file.pk)
    require(by, "aid_review", locked.union)
    if locked.reviewed_by_id:
        raise ValidationError("这份档案已审核。")
    if locked.opened_by_id == by.pk:
        raise ValidationError("建档人不能审核自己建的档案，请由另一人审核。")
    locked.reviewed_by, locked.reviewed_on = by, today()
    history.save(locked, by=by, reason="审核")
    _record("审核困难档案", locked, by)
    return locked


@transaction.atomic
def move_file(file: HardshipFile, *, by: Any) -> HardshipFile:
    """The head was transferred within the township: her file follows to the union she is in."""
    locked = lock_open(file.pk)
    require(by, "aid_enter", locked.union)
    current = records.current_membership(locked.head)
    if current is None:
        raise ValidationError("户主已不在册，请登记退出。")
    require(by, "aid_enter", current.union)
    if current.union_id == locked.union_id:
        raise ValidationError("档案已在户主所属工会。")
    before = locked.union_id
    locked.union = current.union
    history.save(locked, by=by, reason="随会籍转移")
    documents.follow(locked, by=by)
    _record("困难档案随会籍转移", locked, by, moved=before)
    return locked


@transaction.atomic
def exit_file(
    file: HardshipFile, day: datetime.date, exit_reason: str, *, by: Any, note: str = ""
) -> HardshipFile:
    """The household leaves the books on `day`, and with it its people and its category."""
    locked = lock_open(file.pk)
    require(by, "aid_enter", locked.union)
    close(locked, day, exit_reason, by=by, note=note)
    _record("困难档案退出", locked, by, day=day, kind=exit_reason)
    return locked


def close(
    locked: HardshipFile, day: datetime.date, exit_reason: str, *, by: Any, note: str = ""
) -> None:
    """Write the exit of a locked file; right and journal are the caller's."""
    if exit_reason not in Exit.values:
        raise ValidationError({"exit_reason": "请选择退出原因。"})
    not_after_today(day, "day")
    if day <= locked.opened_on:
        raise ValidationError({"day": f"退出日期应晚于建档日期 {locked.opened_on}。"})
    if locked.checks.filter(voided_at__isnull=True, day__gt=day).exists():
        raise ValidationError({"day": "这一天之后还有复核记录，请核对退出日期。"})
    locked.exited_on, locked.exit_reason, locked.exit_note = day, exit_reason, note.strip()[:200]
    with explained(HardshipFile):
        history.save(locked, by=by, reason=f"退出：{Exit(exit_reason).label}")
    for rows in (locked.people, locked.categories):
        for row in rows.not_voided():
            _cut(row, day, by)


def _cut(row: Any, day: datetime.date, by: Any) -> None:
    """End a period with the file; one that began on that day or later never held."""
    if row.until is not None and row.until <= day:
        return
    if row.since >= day:
        row.voided_at, row.voided_reason = timezone.now(), "开始日期不早于档案退出日期"
    else:
        row.until = day
    history.save(row, by=by, reason="档案退出")


@transaction.atomic
def void_file(file: HardshipFile, *, by: Any, reason: str) -> HardshipFile:
    """Strike out a file opened by mistake. One that was paid on can only exit."""
    locked = lock_open(file.pk)
    require(by, "aid_enter", locked.union)
    why = reasoned(reason)
    if locked.lines.exists() or locked.people.filter(lines__isnull=False).exists():
        raise ValidationError("这份档案已有救助申请，不能作废；不再困难的请登记退出。")
    locked.voided_at, locked.voided_reason = timezone.now(), why
    history.save(locked, by=by, reason=why)
    for rows in (locked.people, locked.categories):
        for row in rows.not_voided():
            row.voided_at, row.voided_reason = locked.voided_at, "档案作废"
            history.save(row, by=by, reason=why)
    _record("作废困难档案", locked, by, reason=why)
    return locked


def _record(summary: str, file: HardshipFile, by: Any, **detail: Any) -> None:
    """Numbers and codes only: who is poor, and why, is no matter of the journal."""
    if "category" in detail:
        detail["category"] = str(Category(detail["category"]).label)
    if "kind" in detail:
        detail["kind"] = str(Exit(detail["kind"]).label)
    journal.record(
        journal.Kind.EDIT, f"{summary}：{file.number}", by=by, target=file,
        union_id=file.union_id, detail={name: value for name, value in detail.items() if value},
    )  # fmt: skip
