"""Two history rows side by side: what was changed, field by field, in words and masked.

Names of related rows are read in bulk, one query per related model, whatever the number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from core.fields import BlindIndexField
from core.history import shown

Names = Mapping[tuple[type[models.Model], Any], str]
# Spellings and indexes that follow from other fields: their change says nothing new.
_DERIVED = frozenset({"name_py", "requested_at"})
KINDS = {"+": "新增", "~": "修改", "-": "删除"}


@dataclass(frozen=True)
class Change:
    """One field, before and after, as a person may read it."""

    label: str
    before: str
    after: str


def readable_fields(model: type[models.Model]) -> list[models.Field]:
    """Every field with a Chinese name, also those no form edits (voiding, status, dissolution)."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and not isinstance(field, BlindIndexField)
        and field.name not in _DERIVED
        and not str(field.verbose_name).isascii()
    ]


def names_of(model: type[models.Model], rows: Iterable[Any]) -> Names:
    """What the foreign keys of these history rows point at, by name."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    foreign: list[Any] = [field for field in readable_fields(model) if field.is_relation]
    for row in rows:
        for field in foreign:
            if (key := getattr(row, field.attname)) is not None:
                wanted[field.related_model].add(key)
    return {
        (related, key): str(found)
        for related, keys in wanted.items()
        for key, found in related._base_manager.in_bulk(keys).items()
    }


def between(model: type[models.Model], older: Any | None, newer: Any, names: Names) -> list[Change]:
    """What `newer` says otherwise than `older`; all it says when there is no older row."""
    changes = []
    for field in readable_fields(model):
        after = getattr(newer, field.attname)
        before = getattr(older, field.attname) if older is not None else None
        if before == after or (older is None and after in (None, "")):
            continue
        texts = [_text(field, value, names) for value in (before, after)]
        if texts[0] == texts[1]:  # a masked number changed where the mask hides it
            texts[1] += "（已改动）"
        changes.append(Change(str(field.verbose_name), *texts))
    return changes


def _text(field: Any, value: Any, names: Names) -> str:
    if field.is_relation and value is not None:
        return names.get((field.related_model, value), f"编号 {value}")
    return shown(field, value)
