"""Workbooks the import gives out: the empty form of a kind, and the rows that were refused."""

import io
import tempfile
from typing import IO, Any
from urllib.parse import quote

from django.db import transaction

from accounts import journal
from core.sheets import FormColumn, write_form, write_table
from unions.access import require
from unions.imports import plan as plans
from unions.imports import registry
from unions.models import ImportBatch

_MEMORY_BYTES = 2 * 1024 * 1024


def spool() -> IO[bytes]:
    """A stream that goes to disk when it grows."""
    return tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES)


def empty_form(importer: type[registry.Importer]) -> bytes:
    """The form made from the importer's own columns, so that it cannot disagree with them."""
    stream = io.BytesIO()
    write_form(
        stream,
        title=importer.label,
        notes=[f"说明：{line}" for line in importer.help],
        columns=[
            FormColumn(
                column.label,
                max(12, len(column.label) * 2 + 2),
                importer.choices.get(column.name, ()),
            )
            for column in importer.columns
        ],
        rows=[],
        meta={},
    )
    return stream.getvalue()


@transaction.atomic
def rejects(batch: ImportBatch, *, by: Any) -> IO[bytes]:
    """The refused rows as typed, under the user's own headers, each with its reasons."""
    require(by, registry.get(batch.kind).capability, batch.union)
    plan = plans.unseal(batch.findings).plan
    refused = [row for row in plan.rows if row.refused and row.source]
    names = list(plan.headers)
    stream = spool()
    cure = registry.get(batch.kind).rejects_cure
    write_table(
        stream,
        title="未导入的行",
        subtitle=f"《{batch.filename}》中有 {len(refused)} 行未导入，{cure}",
        columns=[*((plan.headers[name], 14, "left") for name in names), ("原因", 60, "left")],
        rows=([row.source.get(name, "") for name in names] + [reasons(row)] for row in refused),
    )
    journal.record(
        journal.Kind.EXPORT, f"下载{registry.label_of(batch.kind)}未导入的行", by=by, target=batch,
        union_id=batch.union_id, detail={"rows": len(refused)},
    )  # fmt: skip
    stream.seek(0)
    return stream


def reasons(row: plans.RowPlan) -> str:
    errors = (f for f in row.findings if f.level == plans.ERROR)
    return f"第{row.line}行：" + "；".join(f"{f.label}：{f.message}" for f in errors)


def quoted(filename: str) -> str:
    """For Content-Disposition (RFC 5987)."""
    return quote(filename, safe="")
