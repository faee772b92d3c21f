"""Papers: attached, read, struck out. The bytes are on disk before the row is (core/vault.py)."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance import case_rights
from assistance.models import Application, Document, HardshipFile, Line, RightsCase
from assistance.services.cases import require_handling
from core import history, uploads, vault
from core.db import explained
from unions.access import require
from unions.scope import scope_of

Owner = Application | HardshipFile | RightsCase
FIELDS: dict[type[Any], str] = {
    Application: "application",
    HardshipFile: "file",
    RightsCase: "case",
}
# Struck-out ones count: their bytes are kept.
MOST_PER_OWNER = 100
_BATCH = 500


def owner_of(document: Document) -> Owner:
    owner = document.application or document.file or document.case
    assert owner is not None  # noqa: S101 - a constraint of the table
    return owner


def of(owner: Owner) -> Any:
    return Document.objects.filter(**{FIELDS[type(owner)]: owner})


def _require(owner: Owner, by: Any) -> None:
    if isinstance(owner, RightsCase):
        require_handling(owner, by)
    else:
        require(by, "aid_enter", owner.union)


def may_attach(owner: Owner, user: Any) -> bool:
    if isinstance(owner, RightsCase):
        return case_rights.handles(owner, user)
    return scope_of(user).may("aid_enter", owner.union)


def may_hide(owner: Owner, user: Any) -> bool:
    """May she attach papers that few read? Those who read them, to a case."""
    return isinstance(owner, RightsCase) and case_rights.reads_notes(owner, user)


@transaction.atomic
def attach(
    owner: Owner, upload: Any, kind: str, *, by: Any, line: Line | None = None,
    sensitive: bool = False,
) -> Document:  # fmt: skip
    """Judge an uploaded file by its content, store it sealed, and put it on record.

    Raises ValidationError. Should the transaction fail after this, a file without a row is left,
    which `purge_documents` clears away.
    """
    _require(owner, by)
    if sensitive and not may_hide(owner, by):
        raise PermissionDenied("敏感材料只由镇总工会办案人员和本案经办人登记。")
    if line is not None and owner != line.application:
        raise ValidationError({"line": "受助人不在这份申请中。"})
    checked = uploads.check(upload)
    digest = hashlib.sha256(checked.data).hexdigest()
    document = Document(
        union=owner.union, kind=kind.strip(), line=line, sensitive=sensitive,
        filename=checked.filename, content_type=checked.content_type, size=len(checked.data),
        sha256=digest, uploaded_by=by, **{FIELDS[type(owner)]: owner},
    )  # fmt: skip
    document.full_clean(exclude=["stored_name"])
    _check_room(owner, digest)
    document.stored_name = _stored(checked.data)
    with explained(Document):
        history.save(document, by=by)
    _record("上传附件", document, by)
    return document


def _check_room(owner: Owner, digest: str) -> None:
    """Under the owner's lock, so that a double click attaches once."""
    type(owner)._base_manager.select_for_update().get(pk=owner.pk)
    present = list(of(owner).values_list("sha256", "voided_at", "kind"))
    if len(present) >= MOST_PER_OWNER:
        raise ValidationError(f"附件已有 {MOST_PER_OWNER} 份，请把多页合并成一个 PDF 后再上传。")
    for sha256, voided_at, kind in present:
        if sha256 == digest and voided_at is None:
            raise ValidationError({"file": f"同一个文件已经上传过，材料名称为“{kind}”。"})


def _stored(data: bytes) -> str:
    try:
        return vault.put(data)
    except vault.Full:
        raise ValidationError("服务器存储空间不足，没有上传，请联系系统管理员。") from None


@transaction.atomic
def read(document: Document, *, by: Any) -> bytes:
    """The bytes, for whoever may see the row; who took which paper stands in the journal."""
    if not Document.objects.visible_to(by).filter(pk=document.pk).exists():
        raise PermissionDenied("您没有查看这份附件的权限。")
    try:
        data = vault.get(document.stored_name)
    except vault.Unavailable:
        raise ValidationError("附件的文件缺失或已损坏，无法打开，请联系系统管理员。") from None
    _record("下载附件", document, by, journal.Kind.EXPORT)
    return data


@transaction.atomic
def void(document: Document, *, by: Any, reason: str) -> Document:
    """Strike out a paper attached by mistake; row and bytes stay."""
    locked = Document.objects.visible_to(by).select_for_update(of=("self",)).get(pk=document.pk)
    _require(owner_of(locked), by)
    if locked.voided_at is not None:
        raise ValidationError("这份附件已经作废。")
    locked.voided_at, locked.voided_reason = timezone.now(), reason.strip()
    if not locked.voided_reason:
        raise ValidationError({"reason": "请填写原因。"})
    locked.clean_fields()
    history.save(locked, by=by, reason="作废")
    _record("作废附件", locked, by)
    return locked


def follow(owner: Owner, *, by: Any) -> None:
    """The owner has moved to another union: its papers are seen from there. Inside the move's own
    transaction; right and journal are the caller's.
    """
    documents = list(of(owner).exclude(union=owner.union))
    for document in documents:
        document.union = owner.union
    history.bulk_save(documents, by=by, reason="随所属工会转移", update_fields=["union"])


def _record(deed: str, document: Document, by: Any, kind: str = journal.Kind.EDIT) -> None:
    # Neither its name nor what it is called: people write names and illnesses into both.
    journal.record(
        kind, deed, by=by, target=owner_of(document), union_id=document.union_id,
        detail={"document": document.pk, "file": document.content_type},
    )  # fmt: skip


# --- house-keeping ----------------------------------------------------------------------------


def purge_orphans(before: float) -> int:
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
    known = set(
        Document.objects.filter(stored_name__in=names).values_list("stored_name", flat=True)
    )
    orphans = [path for name, path in batch if name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def unreadable() -> Iterable[int]:
    """Numbers of the documents whose file is missing, altered or not what was uploaded."""
    rows = Document.objects.order_by("pk").values_list("pk", "stored_name", "sha256")
    for pk, stored_name, sha256 in rows.iterator(chunk_size=_BATCH):
        try:
            whole = hashlib.sha256(vault.get(stored_name)).hexdigest() == sha256
        except vault.Unavailable:
            whole = False
        if not whole:
            yield pk
