"""The way of a sheet into the records: upload, run (rolled back), confirm, or discard.

Preview and confirmation are the same code; only the last step of the transaction differs. One
transaction holds everything, so a killed process leaves the records as they were.
"""

import hashlib
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import journal
from core import crypto
from core.sheets import Row, SheetError, Table, open_table, read_meta
from core.sheets.cells import printed
from unions.access import require
from unions.imports import plan as plans
from unions.imports import registry
from unions.imports.fields import compared
from unions.imports.plan import ImportProblem, Plan
from unions.imports.progress import Progress, reporting
from unions.imports.registry import Context, Importer
from unions.models import ImportBatch, Union

CHUNK_ROWS = 500
_CHECKING = "正在核对"
_AT_ONCE = "与他人同时登记的内容冲突，没有导入任何内容，请重新核对。"
_CLOSED = "这一批次已经办结，请刷新页面查看结果。"


class Ending(Enum):
    """How a confirmation ended."""

    DONE = "done"
    CHANGED_MEANWHILE = "changed"  # a new preview stands in place of the old one
    REFUSED_ROWS = "refused"
    NOTHING_TO_DO = "nothing"
    CLOSED = "closed"


def upload(
    data: bytes, filename: str, kind: str, union: Union, *, by: Any, options: Mapping[str, Any]
) -> ImportBatch:
    """Keep an upload, sealed. Raises SheetError (unusable file), ValidationError by form field."""
    if recognised := registry.recognise(read_meta(data), by):
        importer, union, told = recognised
        options = {**options, **told}
    else:
        importer = registry.get(kind)
    require(by, importer.capability, union)
    table = open_table(data, filename, importer.columns_for(options))
    table.close()
    if lacking := importer.lacks(table, filename, options):
        raise ValidationError(lacking)
    return ImportBatch.objects.create(
        union=union,
        user=by,
        kind=importer.kind,
        filename=printed(filename)[-120:],
        digest=hashlib.sha256(data).hexdigest(),
        options=dict(options),
        upload=crypto.seal_bytes(data, plans.PURPOSE),
    )


def run(batch: ImportBatch, *, by: Any, options: Mapping[str, Any] | None = None) -> ImportBatch:
    """Preview: do all of it, keep what was found, take the rest back."""
    batch.options = {**batch.options, **(options or {})}
    plan = _rehearse(batch, by)
    return _keep_preview(batch, plan)


def _rehearse(batch: ImportBatch, by: Any) -> Plan:
    with reporting(batch.pk) as progress, transaction.atomic():
        plan = _execute(batch, by, progress)
        transaction.set_rollback(True)
    return plan


@transaction.atomic
def _keep_preview(batch: ImportBatch, plan: Plan) -> ImportBatch:
    locked = _locked(batch)
    if locked.status not in (ImportBatch.Status.UPLOADED, ImportBatch.Status.CHECKED):
        raise ImportProblem(_CLOSED)
    locked.options = batch.options
    locked.findings = plans.seal(plan)
    locked.counts = plan.counts()
    locked.status = ImportBatch.Status.CHECKED
    locked.save()
    return locked


def confirm(
    batch: ImportBatch, *, by: Any, partial: bool = False, options: Mapping[str, Any] | None = None
) -> Ending:
    """Carry the preview out. `partial` takes the good rows and leaves the refused ones.

    Nothing is written when the plan is no longer the one that was shown, when rows are refused
    and `partial` was not asked for, or when another click came first.
    """
    try:
        with reporting(batch.pk) as progress, transaction.atomic():
            locked = _locked(batch)
            if locked.status != ImportBatch.Status.CHECKED:
                return Ending.CLOSED
            locked.options = {**locked.options, **(options or {})}
            plan = _execute(locked, by, progress)
            ending = _judge(locked, plan, partial)
            if ending is Ending.DONE:
                _close(locked, plan, by)
            else:
                transaction.set_rollback(True)
    except IntegrityError:
        raise ImportProblem(_AT_ONCE) from None
    if ending is Ending.CHANGED_MEANWHILE:
        _keep_preview(batch, plan)
    return ending


def _judge(batch: ImportBatch, plan: Plan, partial: bool) -> Ending:
    if plans.unseal(batch.findings).digest != plan.digest():
        return Ending.CHANGED_MEANWHILE
    counts = plan.counts()
    if counts[plans.REFUSED] and (not partial or registry.get(batch.kind).whole):
        return Ending.REFUSED_ROWS
    if not any(counts[name] for name in (plans.ADDED, plans.CHANGED, plans.LEFT)):
        return Ending.NOTHING_TO_DO
    return Ending.DONE


def _close(batch: ImportBatch, plan: Plan, by: Any) -> None:
    """The deed's end: the file goes, the refused rows stay to be fetched, the journal knows."""
    counts = plan.counts()
    rejects = Plan([row for row in plan.rows if row.refused], plan.notes, plan.headers)
    batch.status = ImportBatch.Status.DONE
    batch.counts = counts
    batch.confirmed_at = timezone.now()
    batch.upload = b""
    batch.findings = plans.seal(rejects) if rejects.rows else b""
    batch.save()
    journal.record(
        journal.Kind.IMPORT, f"导入{registry.label_of(batch.kind)}", by=by, target=batch,
        union_id=batch.union_id, detail=counts,
    )  # fmt: skip


@transaction.atomic
def discard(batch: ImportBatch, *, by: Any) -> bool:
    """Throw an upload away; False when it is already over."""
    locked = _locked(batch)
    require(by, registry.get(locked.kind).capability, locked.union)
    if locked.status not in (ImportBatch.Status.UPLOADED, ImportBatch.Status.CHECKED):
        return False
    locked.status = ImportBatch.Status.DISCARDED
    locked.upload = locked.findings = b""
    locked.save()
    journal.record(
        journal.Kind.IMPORT, f"放弃导入{registry.label_of(locked.kind)}", by=by, target=locked,
        union_id=locked.union_id,
    )  # fmt: skip
    return True


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


# -- one pass over the file --------------------------------------------------------------------


def _execute(batch: ImportBatch, by: Any, progress: Progress) -> Plan:
    """Check and write every row inside the caller's transaction."""
    importer_class = registry.get(batch.kind)
    require(by, importer_class.capability, batch.union)
    if not batch.upload:
        raise ImportProblem(_CLOSED)
    data = crypto.open_bytes(bytes(batch.upload), plans.PURPOSE)
    columns = importer_class.columns_for(batch.options)
    try:
        total = _count(data, batch.filename, columns, progress)
        table = open_table(data, batch.filename, columns)
        try:
            importer = importer_class(Context(batch, by, batch.union, batch.options))
            return _feed(importer, table, total, progress)
        finally:
            table.close()
    except SheetError as error:
        raise ImportProblem(str(error)) from None
    except ValidationError as error:
        raise ImportProblem("；".join(error.messages)) from None
    except PermissionDenied as error:
        raise ImportProblem(str(error) or "您没有办理其中某些行的权限。") from None
    except IntegrityError:
        raise ImportProblem(_AT_ONCE) from None


def _count(data: bytes, filename: str, columns: Any, progress: Progress) -> int:
    """How many rows there are, so that progress has an end: reading is the cheap part."""
    table = open_table(data, filename, columns)
    try:
        count = 0
        for count, _ in enumerate(table, 1):
            progress("正在读取", count)
        return count
    finally:
        table.close()


def _feed(importer: Importer, table: Table, total: int, progress: Progress) -> Plan:
    importer.start(table)
    plan = importer.plan
    plan.headers = {column.name: table.headers[column.name] for column in table.columns}
    for rows in _chunks(iter(table)):
        done = importer.check(rows)
        importer.apply([row_plan for row_plan in done if not row_plan.refused])
        for row, row_plan in zip(rows, done, strict=True):
            row_plan.payload = None
            if row_plan.refused:
                row_plan.source = {name: printed(cell.raw) for name, cell in row.cells.items()}
        plan.rows += done
        progress(_CHECKING, len(plan.rows), total)
    plan.rows += importer.finish()
    plan.notes = _file_notes(table, importer) + plan.notes
    return plan


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _file_notes(table: Table, importer: Importer) -> list[str]:
    notes = [f"读取工作表“{table.sheet}”，第 {table.header_line} 行为表头。" if table.sheet else ""]
    if table.unknown_headers:
        notes.append(f"以下列不在导入范围内，已忽略：{'、'.join(table.unknown_headers)}。")
    for skipped in table.skipped[:20]:
        cells = table.totals.get(skipped.line, {})
        said = compared(cells, importer.totals(), importer.labels)
        notes.append(f"第 {skipped.line} 行未导入：{skipped.reason}。{said}")
    if len(table.skipped) > 20:
        notes.append(f"另有 {len(table.skipped) - 20} 处空行或说明行未导入。")
    return [note for note in notes if note]
