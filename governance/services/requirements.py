"""报送: what the federation asks of its unions by a day, and what each handed in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from governance.models import Delegation, Requirement, Submission
from unions.access import require
from unions.codes import FEDERATIONS
from unions.scope import scope_of


@transaction.atomic
def ask(row: Requirement, *, by: Any) -> Requirement:
    require(by, "govern_settings", row.union)
    if row.union.kind not in FEDERATIONS:
        raise ValidationError("报送要求由总工会提出。")
    row.set_by = by
    row.full_clean()
    history.save(row, by=by, reason="提出报送要求")
    journal.record(journal.Kind.EDIT, "提出报送要求", by=by, target=row, detail={"due": row.due_on})
    return row


@transaction.atomic
def submit(row: Submission, *, by: Any) -> Submission:
    """What a union hands in; once for each requirement."""
    require(by, "govern", row.union)
    asked = row.requirement
    if not row.union.path.startswith(asked.union.path) or asked.voided_at is not None:
        raise ValidationError("这项报送要求不涉及该工会，或已经撤回。")
    if row.day > today():
        raise ValidationError({"day": "报送日期不能晚于今天。"})
    row.by = by
    row.full_clean()
    with explained(Submission):
        history.save(row, by=by, reason="报送")
    journal.record(journal.Kind.EDIT, "报送", by=by, target=row, detail={"of": asked.pk})
    return row


@transaction.atomic
def void(row: Requirement | Submission, *, by: Any, reason: str) -> None:
    """Strike out what was asked, or handed in, by mistake."""
    capability = "govern_settings" if isinstance(row, Requirement) else "govern"
    require(by, capability, row.union)
    locked = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if locked.voided_at is not None:
        raise ValidationError("已经作废。")
    locked.voided_at, locked.voided_reason = timezone.now(), reason
    history.save(locked, by=by, reason="作废")
    journal.record(
        journal.Kind.EDIT, f"作废{row._meta.verbose_name}", by=by, target=row, union_id=row.union_id
    )


# --- 委托 ------------------------------------------------------------------------------------


@transaction.atomic
def delegate(row: Delegation, *, by: Any) -> Delegation:
    """While somebody is away another is told instead. Rights stay where the seats are."""
    if row.person_id != by.pk and not scope_of(by).may("govern_settings", row.union):
        raise ValidationError("只能为自己设置委托，他人的由镇总工会经办设置。")
    if row.until is None:
        raise ValidationError({"until": "请填写委托的结束日期。"})
    if row.until <= today():
        raise ValidationError({"until": "结束日期应晚于今天。"})
    row.full_clean()
    with explained(Delegation):
        history.save(row, by=by, reason="设置委托")
    journal.record(
        journal.Kind.EDIT,
        "设置委托",
        by=by,
        target=row,
        detail={"since": row.since, "until": row.until},
    )
    return row


@transaction.atomic
def end_delegation(row: Delegation, *, by: Any) -> Delegation:
    if row.person_id != by.pk and not scope_of(by).may("govern_settings", row.union):
        raise ValidationError("只能结束自己的委托。")
    locked = Delegation.objects.select_for_update().get(pk=row.pk)
    if locked.since >= today():
        locked.voided_at, locked.voided_reason = timezone.now(), "尚未开始即取消"
    elif locked.until is None or locked.until > today():
        locked.until = today()
    history.save(locked, by=by, reason="结束委托")
    journal.record(journal.Kind.EDIT, "结束委托", by=by, target=locked)
    return locked
