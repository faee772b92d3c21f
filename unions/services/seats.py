"""Giving and ending seats. Only an administrator of the same subtree may, and never her own."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.models import User
from accounts.services import create_user
from core import history
from core.db import explained
from core.periods import today
from unions.access import require
from unions.codes import FEDERATIONS
from unions.models import Role, Seat, Union


@transaction.atomic
def grant_seat(
    user: User,
    union: Union,
    role: str,
    *,
    by: Any,
    since: datetime.date | None = None,
    reason: str = "",
) -> Seat:
    """Seat a user from a day (today). `by=None` is the installing command."""
    if by is not None:
        require(by, "accounts", union)
        if user.pk == by.pk:
            raise ValidationError("不能给自己设置席位，请由另一位管理员办理。")
    if role != Role.CHAIR and union.kind not in FEDERATIONS:
        raise ValidationError(
            {"role": "经办、分管、经审和管理员的席位设在总工会；基层工会设基层主席。"}
        )
    return _give(user, union, role, since or today(), reason, by)


@transaction.atomic
def seat_with_office(
    user: User, union: Union, since: datetime.date, *, by: Any, reason: str
) -> Seat:
    """The seat that comes with a chair's office. The office is the deed, and who may record it is
    asked there (governance/services/offices.py); an administrator is not needed besides. A seat
    the same person already holds there goes on.
    """
    held = Seat.objects.not_voided().filter(user=user, union=union, role=Role.CHAIR)
    going_on = held.filter(until=None).first()
    return going_on or _give(user, union, Role.CHAIR, since, reason, by)


def _give(user: User, union: Union, role: str, since: datetime.date, reason: str, by: Any) -> Seat:
    seat = Seat(user=user, union=union, role=role, since=since, reason=reason)
    seat.full_clean()
    with explained(Seat):
        history.save(seat, by=by)
    journal.record(
        journal.Kind.SEAT, f"授予席位：{user} 任{union.name}{seat.get_role_display()}", by=by,
        target=seat, union_id=union.pk, detail={"since": seat.since},
    )  # fmt: skip
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, by: Any, reason: str, day: datetime.date | None = None) -> Seat:
    """End a seat on a day (today): from that day the user sees nothing there any more."""
    require(by, "accounts", seat.union)
    locked = Seat.objects.select_for_update().get(pk=seat.pk)
    if locked.user_id == by.pk:
        raise ValidationError("不能终止自己的席位，请由另一位管理员办理。")
    if locked.until is not None or locked.is_voided:
        raise ValidationError("该席位已终止。")
    return _take(locked, day or today(), reason, by)


@transaction.atomic
def unseat_with_office(seat: Seat, day: datetime.date, *, by: Any, reason: str) -> None:
    """The office has ended (or was entered by mistake): so does the seat that came with it."""
    locked = Seat.objects.select_for_update().get(pk=seat.pk)
    if locked.until is None and not locked.is_voided:
        _take(locked, day, reason, by)


def _take(locked: Seat, last: datetime.date, reason: str, by: Any) -> Seat:
    # A seat given and taken on one day held for no whole day: it is voided, not ended.
    if last <= locked.since:
        locked.voided_at, locked.voided_reason = timezone.now(), reason[:200]
    else:
        locked.until = last
    locked.full_clean()
    history.save(locked, by=by, reason=reason)
    journal.record(
        journal.Kind.SEAT, f"终止席位：{locked.user} {locked}", by=by, target=locked,
        union_id=locked.union_id, detail={"until": last, "reason": reason},
    )  # fmt: skip
    return locked


@transaction.atomic
def create_sign_in(
    username: str,
    display_name: str,
    union: Union,
    role: str,
    *,
    by: Any,
    must_change_password: bool = True,
    since: datetime.date | None = None,
) -> tuple[User, str]:
    """An account with its first seat; returns the password, which is shown once."""
    user, password = create_user(
        username, display_name, by=by, must_change_password=must_change_password
    )
    grant_seat(user, union, role, by=by, since=since, reason="新建账号")
    return user, password
