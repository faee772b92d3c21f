"""Programmes and ceilings: added and dated by staff."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import journal
from assistance.models import Ceiling, Programme
from core import history
from core.db import explained
from core.succession import succeed
from unions.scope import scope_of
from unions.services.rules import may_set


def may_edit(user: Any) -> bool:
    """Programmes hold for the whole tree: kept by the clerks at its root."""
    return scope_of(user).may_at_root("aid_settings")


@transaction.atomic
def save_programme(programme: Programme, *, by: Any) -> Programme:
    """Add or change a programme. Applications under way keep going by what it says now."""
    if not may_edit(by):
        raise PermissionDenied("救助项目由总工会的经办人员维护。")
    programme.full_clean()
    with explained(Programme):
        history.save(programme, by=by)
    return programme


@transaction.atomic
def set_ceiling(ceiling: Ceiling, *, by: Any) -> Ceiling:
    """Bring an unsaved ceiling into force from its `since`; the one before it ends that day.

    Set by the administrator, who files and approves nothing: whoever would pass a ceiling cannot
    raise it instead. Of the same first day, the earlier one is thereby found wrong and voided.
    """
    if not may_set(by):
        raise PermissionDenied("救助限额由总工会的系统管理员设置。")
    key = {name: getattr(ceiling, name) for name in ("programme", "source", "scope", "span")}
    rows = Ceiling.objects.select_for_update().filter(**key).not_voided()
    succeed(ceiling, rows, by=by, reason="设置新限额")
    ceiling.full_clean()
    with explained(Ceiling):
        history.save(ceiling, by=by)
    _record(f"设置救助限额：{ceiling}", ceiling, by)
    return ceiling


@transaction.atomic
def end_ceiling(ceiling: Ceiling, day: Any, *, by: Any) -> Ceiling:
    """From `day` on there is no such ceiling any more."""
    if not may_set(by):
        raise PermissionDenied("救助限额由总工会的系统管理员设置。")
    locked = Ceiling.objects.select_for_update().get(pk=ceiling.pk)
    if locked.is_voided or locked.until is not None:
        raise ValidationError("这条限额已经终止或作废。")
    locked.until = day
    locked.full_clean()
    history.save(locked, by=by, reason="终止限额")
    _record(f"终止救助限额：{locked}", locked, by)
    return locked


def _record(summary: str, ceiling: Ceiling, by: Any) -> None:
    journal.record(
        journal.Kind.ADMIN, summary, by=by, target=ceiling,
        detail={"amount": ceiling.amount, "since": ceiling.since, "until": ceiling.until},
    )  # fmt: skip
