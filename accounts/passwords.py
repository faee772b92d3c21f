"""Password rules beyond Django's (ASVS 6.2.11: words of the context are refused)."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError

_WORDS = ("gonghui", "linqi", "chunan", "union", "工会", "临岐", "淳安", "123456", "password")
# No letters or digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class ContextWordValidator:
    """Refuses passwords built on the words everybody here would try first."""

    def validate(self, password: str, user: Any = None) -> None:
        found = [word for word in _WORDS if word in password.lower()]
        if found:
            raise ValidationError(f"密码不能含有容易猜到的“{found[0]}”。", code="context_word")

    def get_help_text(self) -> str:
        return "密码不能含有工会、地名等容易猜到的字样。"


def random_password() -> str:
    """14 characters, about 80 bits, readable over the telephone."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(14))
