"""困难类别 over time, and the yearly re-check that keeps, changes or ends it."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance.file_codes import Category, Result
from assistance.models import CategoryPeriod, FileCheck, HardshipFile
from assistance.services import files
from assistance.services.file_people import lock_open, not_after_today, reasoned
from core import history
from core.db import explained
from unions.access import require


@transaction.atomic
def set_category(
    file: HardshipFile, category: str, day: datetime.date, *, by: Any, basis: str
) -> CategoryPeriod:
    """From `day` on another category. On the first day of the present one: that one was a mistake,
    and is struck out.
    """
    locked = lock_open(file.pk)
    require(by, "aid_enter", locked.union)
    period = _change(locked, category, day, by, basis)
    _record(f"困难类别调整为{period.get_category_display()}", locked, by, day=day)
    return period


def _change(
    locked: HardshipFile, category: str, day: datetime.date, by: Any, basis: str
) -> CategoryPeriod:
    if category not in Category.values:
        raise ValidationError({"category": "请选择困难类别。"})
    if not basis.strip():
        raise ValidationError({"basis": "请填写认定依据。"})
    not_after_today(day, "day")
    if day < locked.opened_on:
        raise ValidationError({"day": f"日期不能早于建档日期 {locked.opened_on}。"})
    present = locked.categories.open().first()
    if present is not None:
        if present.category == category:
            raise ValidationError({"category": f"现在就是“{present.get_category_display()}”。"})
        if day < present.since:
            raise ValidationError({"day": f"日期不能早于现类别的开始日期 {present.since}。"})
        if day == present.since:
            present.voided_at, present.voided_reason = timezone.now(), basis.strip()[:200]
        else:
            present.until = day
        history.save(present, by=by, reason=basis)
    period = CategoryPeriod(file=locked, category=category, since=day, basis=basis.strip())
    period.full_clean()
    with explained(CategoryPeriod):
        history.save(period, by=by, reason=basis)
    return period


@transaction.atomic
def check_file(
    file: HardshipFile,
    day: datetime.date,
    result: str,
    *,
    by: Any,
    note: str = "",
    spot: bool = False,
    category: str = "",
    exit_reason: str = "",
) -> FileCheck:
    """年度复核: keeps, changes (`category`) or ends (`exit_reason`) the file. 抽查 is the
    federation's. Raises ValidationError, PermissionDenied.
    """
    locked = lock_open(file.pk)
    require(by, "aid_review" if spot else "aid_enter", locked.union)
    not_after_today(day, "day")
    if day < locked.opened_on:
        raise ValidationError({"day": f"日期不能早于建档日期 {locked.opened_on}。"})
    if result != Result.KEEP and not note.strip():
        raise ValidationError({"note": "调整类别或退出的，请写明复核情况。"})
    check = FileCheck(
        file=locked, day=day, checked_by=by, spot=spot, result=result, note=note.strip()
    )
    check.full_clean()
    with explained(FileCheck):
        history.save(check, by=by)
    if result == Result.CHANGE:
        _change(locked, category, day, by, note)
    elif result == Result.EXIT:
        files.close(locked, day, exit_reason, by=by, note=note)
    _record(f"困难档案复核（{check.get_result_display()}）", locked, by, day=day)
    return check


@transaction.atomic
def void_check(check: FileCheck, *, by: Any, reason: str) -> FileCheck:
    """Strike out a check entered by mistake; what it changed is mended by a change of its own."""
    file = lock_open(check.file_id)
    require(by, "aid_enter", file.union)
    why = reasoned(reason)
    locked = FileCheck.objects.get(pk=check.pk)
    if locked.voided_at:
        raise ValidationError("这次复核已作废。")
    if locked.spot:
        require(by, "aid_review", file.union)
    locked.voided_at, locked.voided_reason = timezone.now(), why
    history.save(locked, by=by, reason=why)
    _record("作废困难档案复核", file, by, day=locked.day, reason=why)
    return locked


def _record(summary: str, file: HardshipFile, by: Any, **detail: Any) -> None:
    journal.record(
        journal.Kind.EDIT, f"{summary}：{file.number}", by=by, target=file,
        union_id=file.union_id, detail=detail,
    )  # fmt: skip
