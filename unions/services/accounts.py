"""Which accounts an administrator keeps, and switching them on and off.

She sees who has, or had, a seat in her subtree, and accounts without any seat. She changes only
accounts whose standing seats are all hers to give: resetting the password of somebody who also
sits above her would hand her that seat.
"""

from typing import Any

from axes.utils import reset as reset_attempts
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts import journal
from accounts.models import User
from accounts.services import fingerprint_of, reset_password
from core import identifiers
from core.periods import today
from unions.models import Seat
from unions.scope import scope_of


def seats_of(by: Any) -> QuerySet[Seat]:
    """Seats in the subtrees where she keeps the accounts, past ones included."""
    return Seat.objects.filter(scope_of(by).condition("union", "accounts"))


def accounts_of(by: Any) -> QuerySet[User]:
    if not scope_of(by).may("accounts"):
        return User.objects.none()
    mine = Exists(seats_of(by).filter(user=OuterRef("pk")))
    none = ~Exists(Seat.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(mine | none)


def may_change(by: Any, user: User) -> bool:
    """Is every standing or coming seat of that user in her own subtree?"""
    standing = Seat.objects.filter(user=user).not_voided().exclude(until__lte=today())
    return not standing.exclude(pk__in=seats_of(by).values("pk")).exists()


def _check(by: Any, user: User) -> None:
    if not accounts_of(by).filter(pk=user.pk).exists() or not may_change(by, user):
        raise PermissionDenied("该账号另有不归您管理的席位，请由上一级管理员办理。")


@transaction.atomic
def new_password(user: User, *, by: Any) -> str:
    """A random password that must be changed at the next sign-in; shown once by the caller."""
    _check(by, user)
    return reset_password(user, by=by)


@transaction.atomic
def set_active(user: User, active: bool, *, by: Any, reason: str) -> User:
    """Disable or enable an account. Its sessions end at their next request."""
    _check(by, user)
    if user.pk == by.pk:
        raise ValidationError("不能停用或启用自己的账号，请由另一位管理员办理。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active == active:
        raise ValidationError("该账号已启用。" if active else "该账号已停用。")
    locked.is_active = active
    locked.save(update_fields=["is_active"])
    journal.record(
        journal.Kind.SEAT, f"{'启用' if active else '停用'}账号 {locked.username}", by=by,
        target=locked, detail={"reason": reason},
    )  # fmt: skip
    return locked


@transaction.atomic
def unlock(user: User, *, by: Any) -> None:
    """Forget the failed sign-ins of an account, so that it need not wait out the pause."""
    _check(by, user)
    reset_attempts(username=fingerprint_of(user.username))
    journal.record(journal.Kind.PASSWORD, f"解除登录暂停 {user.username}", by=by, target=user)


@transaction.atomic
def set_identity(user: User, *, by: Any, id_number: str, reason: str) -> User:
    """Whose number the person has, so that she handles no case of her own (domain.md 4.2).

    It can be corrected, not taken away: without it she would be nobody's relative.
    """
    _check(by, user)
    if by.pk == user.pk:
        raise PermissionDenied("自己的证件号码须由另一位管理员登记。")
    number = identifiers.normalise(id_number)
    if problem := identifiers.id_number_error(number):
        raise ValidationError({"id_number": problem})
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.id_number = number
    locked.save()
    journal.record(
        journal.Kind.ADMIN, f"登记本人证件号码：{locked.username}", by=by, target=locked,
        detail={"reason": reason},
    )  # fmt: skip
    return locked
