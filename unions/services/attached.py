"""Files attached to rows: judged, sealed, read, struck out, for every room alike.

Who may do so is each room's own question and asked before. The bytes are on disk before the row is
(core/vault.py), so that a death in between leaves a harmless file, which `purge_strays` clears.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history, uploads, vault
from core.db import explained
from unions.models import AttachedFile, Union

# Struck-out ones count: their bytes are kept.
MOST_PER_OWNER = 100
_BATCH = 500


@transaction.atomic
def attach(row: Any, upload: Any, union: Union, *, by: Any) -> Any:
    """Put an uploaded file on record as `row`, which names its owner and its kind. The right is the
    caller's. Raises ValidationError.
    """
    checked = uploads.check(upload)
    row.union, row.uploaded_by, row.kind = union, by, row.kind.strip()
    row.filename, row.content_type = checked.filename, checked.content_type
    row.size, row.sha256 = len(checked.data), hashlib.sha256(checked.data).hexdigest()
    row.full_clean(exclude=["stored_name"])
    _check_room(row)
    row.stored_name = _stored(checked.data)
    with explained(type(row)):
        history.save(row, by=by)
    _record("上传附件", row, by)
    return row


def _check_room(row: Any) -> None:
    """Under the owner's lock, so that a double click attaches once."""
    owner = row.owner
    type(owner)._base_manager.select_for_update().get(pk=owner.pk)
    rows = type(row)._base_manager.filter(**{row.owner_field: owner})
    present = list(rows.values_list("sha256", "voided_at", "kind"))
    if len(present) >= MOST_PER_OWNER:
        raise ValidationError(f"附件已有 {MOST_PER_OWNER} 份，请把多页合并成一个 PDF 后再上传。")
    for sha256, voided_at, kind in present:
        if sha256 == row.sha256 and voided_at is None:
            raise ValidationError({"file": f"同一个文件已经上传过，材料名称为“{kind}”。"})


def _stored(data: bytes) -> str:
    try:
        return vault.put(data)
    except vault.Full:
        raise ValidationError("服务器存储空间不足，没有上传，请联系系统管理员。") from None


def content(row: Any, *, by: Any) -> bytes:
    """The bytes, for whoever may see the row; a picture on a page leaves no line in the journal."""
    if not type(row).objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied("您没有查看这份附件的权限。")
    try:
        return vault.get(row.stored_name)
    except vault.Unavailable:
        raise ValidationError("附件的文件缺失或已损坏，无法打开，请联系系统管理员。") from None


@transaction.atomic
def read(row: Any, *, by: Any) -> bytes:
    """The bytes to take away; who took which paper stands in the journal."""
    data = content(row, by=by)
    _record("下载附件", row, by, journal.Kind.EXPORT)
    return data


@transaction.atomic
def strike_out(row: Any, *, by: Any, reason: str) -> Any:
    """Void a file attached by mistake. Lock and right are the caller's; the bytes stay."""
    if row.voided_at is not None:
        raise ValidationError("这份附件已经作废。")
    row.voided_at, row.voided_reason = timezone.now(), reason.strip()
    if not row.voided_reason:
        raise ValidationError({"reason": "请填写原因。"})
    row.clean_fields()
    history.save(row, by=by, reason="作废")
    _record("作废附件", row, by)
    return row


def _record(deed: str, row: Any, by: Any, kind: str = journal.Kind.EDIT) -> None:
    # Neither its name nor what it is called: people write names and illnesses into both.
    journal.record(
        kind, deed, by=by, target=row.owner, union_id=row.union_id,
        detail={"document": row.pk, "file": row.content_type},
    )  # fmt: skip


# --- house-keeping ----------------------------------------------------------------------------


def tables() -> list[Any]:
    """Every table of attached files there is, so that no room's bytes are taken for strays."""
    return [model for model in apps.get_models() if issubclass(model, AttachedFile)]


def purge_strays(before: float) -> int:
    """Delete files last written before that time which no row names; the number of them."""
    number, batch = 0, []
    for stray in vault.strays(before):
        batch.append(stray)
        if len(batch) == _BATCH:
            number += _purge(batch)
            batch = []
    return number + _purge(batch)


def _purge(batch: list[tuple[str, Path]]) -> int:
    names = {name for name, _ in batch}
    known: set[str] = set()
    for table in tables():
        rows = table._base_manager.filter(stored_name__in=names)
        known.update(rows.values_list("stored_name", flat=True))
    strays = [path for name, path in batch if name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def unreadable() -> Iterator[tuple[Any, int]]:
    """(table, number) of each row whose file is missing, altered or not what was uploaded."""
    for table in tables():
        rows = table._base_manager.order_by("pk").values_list("pk", "stored_name", "sha256")
        for pk, stored_name, sha256 in rows.iterator(chunk_size=_BATCH):
            try:
                whole = hashlib.sha256(vault.get(stored_name)).hexdigest() == sha256
            except vault.Unavailable:
                whole = False
            if not whole:
                yield table, pk
