"""The one writer of append-only rows (models with `append_only = True`; core/guards.py)."""

from collections.abc import Sequence
from typing import Any

from core.db import explained


def append(rows: Sequence[Any]) -> list[Any]:
    """Insert rows of one append-only model; a broken constraint raises its own message."""
    if not rows:
        return []
    model = type(rows[0])
    if not model.append_only:
        raise TypeError(f"{model} keeps no ledger")
    with explained(model):
        return model._base_manager.bulk_create(rows, batch_size=500)
