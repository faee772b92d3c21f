"""Writing accounts: created with a random first password, never with a chosen one (ASVS 6.4.1)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from accounts.models import User
from accounts.passwords import random_password
from core.crypto import blind_index


def login_name(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """The user name of a sign-in attempt, folded so that case cannot dodge the lockout."""
    raw = (credentials or {}).get("username") or (request.POST.get("username") if request else "")
    return str(raw or "").strip().lower()[:150]


def login_fingerprint(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """What axes counts failures by: people type passwords and ID numbers into the name field,
    so the words themselves are not kept.
    """
    return fingerprint_of(login_name(request, credentials))


def fingerprint_of(username: str) -> str:
    return blind_index(username, "sign_in")


@transaction.atomic
def create_user(
    username: str, display_name: str, *, by: Any, must_change_password: bool = True
) -> tuple[User, str]:
    """Create an account and return it with its first password, which is shown once."""
    password = random_password()
    user = User(
        username=username.strip().lower(),
        display_name=display_name.strip(),
        must_change_password=must_change_password,
    )
    user.set_password(password)
    user.full_clean()
    user.save()
    journal.record(journal.Kind.PASSWORD, f"新建账号 {user.username}", by=by, target=user)
    return user, password


@transaction.atomic
def reset_password(user: User, *, by: Any) -> str:
    """Give a new random password that must be changed; an administrator never chooses one."""
    if not by.pk or by.pk == user.pk:
        raise ValidationError("请由另一位管理员重置，本人可在“修改密码”中修改。")
    password = random_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    journal.record(journal.Kind.PASSWORD, f"重置密码 {user.username}", by=by, target=user)
    return password


@transaction.atomic
def change_own_password(user: User, password: str) -> None:
    """The person's own new password; other sessions end with it (their hash no longer fits)."""
    user.set_password(password)
    user.must_change_password = False
    user.save()
    journal.record(journal.Kind.PASSWORD, "本人修改密码", by=user, target=user)
