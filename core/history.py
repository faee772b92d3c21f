"""Before and after of every field, for single saves and for bulk ones alike.

All writes of history-keeping rows go through `save` and `bulk_save`; `QuerySet.update` and
`bulk_update` pass history by and are refused elsewhere (tests/test_architecture.py).
"""

from collections.abc import Sequence
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords
from simple_history.utils import get_history_manager_for_model

from core import identifiers
from core.fields import EncryptedTextField


def keep_history() -> HistoricalRecords:
    """The one way a model asks for its history."""
    return HistoricalRecords(
        cascade_delete_history=False,
        history_change_reason_field=models.CharField(max_length=200, null=True),
    )


def request_in_hand() -> Any:
    """The request being served in this thread, or None in a command."""
    return getattr(HistoricalRecords.context, "request", None)


def save(obj: Any, *, by: Any, reason: str = "") -> Any:
    """Save one row with its history line: who (None for a command) and why."""
    obj._history_user = by if getattr(by, "pk", None) else None
    obj._change_reason = reason[:200] or None
    obj.save()
    return obj


def remove(obj: Any, *, by: Any, reason: str) -> None:
    """Take a row out that is nobody's fact yet (a candidate, a roll that was not used); its last
    state stays in its history.
    """
    obj._history_user = by if getattr(by, "pk", None) else None
    obj._change_reason = reason[:200] or None
    obj.delete()


def bulk_save(
    objs: Sequence[Any], *, by: Any, reason: str = "", update_fields: Sequence[str] = ()
) -> None:
    """Insert (no `update_fields`) or update many rows of one model, each with its history line.

    Updates go as an upsert on the primary key: `bulk_update` is 10 to 20 times slower.
    """
    if not objs:
        return
    model = type(objs[0])
    if update_fields:
        model._base_manager.bulk_create(
            objs,
            update_conflicts=True,
            update_fields=list(update_fields),
            unique_fields=["pk"],
            batch_size=500,
        )
    else:
        model._base_manager.bulk_create(objs, batch_size=500)
    get_history_manager_for_model(model).bulk_history_create(
        objs,
        batch_size=500,
        update=bool(update_fields),
        default_user=by if getattr(by, "pk", None) else None,
        default_change_reason=reason[:200],
    )


_MASKS = {
    "id_number": identifiers.mask_id,
    "mobile": identifiers.mask_mobile,
    "phone": identifiers.mask_mobile,
    "bank_account": identifiers.mask_account,
}


def shown(field: models.Field, value: Any) -> str:
    """A field's value as a history page may show it: codes as words, personal data masked."""
    if value is None or value == "":
        return ""
    if field.name in _MASKS:
        return _MASKS[field.name](str(value))
    if isinstance(field, EncryptedTextField):
        return "（已加密）"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def version_of(row: Any) -> str:
    """The number of the row's newest history line: what a form was opened on."""
    newest = type(row).history.filter(id=row.pk).order_by("-history_id")
    return str(newest.values_list("history_id", flat=True).first() or "")
