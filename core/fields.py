"""Model fields for sensitive text (encrypted at rest, found again only by equality), and for the
letters by which a name is found.
"""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from core import crypto, pinyin


class EncryptedTextField(models.TextField):
    """Text stored sealed. Only `isnull` may be asked of it; equality goes by a BlindIndexField.

    The purpose bound to the ciphertext is the field's name, so that the history table, whose
    field has the same name, reads it too.
    """

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return crypto.seal(text, self.name) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return crypto.unseal(value, self.name) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look it up by its blind index")
        return super().get_lookup(lookup_name)


class BlindIndexField(models.CharField):
    """Keyed fingerprint of another field of the row, filled on save (bulk_create too).

    `source` is the encrypted field's name. Empty source gives NULL, so a unique constraint
    lets many rows stand without a number.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs.update(max_length=32, null=True, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "null", "editable"):
            kwargs.pop(key, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, instance: models.Model, add: bool) -> str | None:
        text = getattr(instance, self.source)
        value = crypto.blind_index(text, self.source) if text else None
        setattr(instance, self.attname, value)
        return value


class LettersField(models.CharField):
    """Pinyin and initials of another field of the row, filled on save (bulk_create too):
    淳安甲厂 -> "chunanjiachang cajc". For names of organisations, found by any part of them.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs.update(max_length=800, default="", editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "default", "editable"):
            kwargs.pop(key, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, instance: models.Model, add: bool) -> str:
        value = letters(getattr(instance, self.source))
        setattr(instance, self.attname, value)
        return value


def letters(name: str) -> str:
    return f"{pinyin.full(name)} {pinyin.initials(name)}"[:800]
