"""Sheets for import tests, and the short way from bytes to a preview."""

import csv
import io
from typing import Any

import xlsxwriter

from unions.imports import engine
from unions.imports import plan as plans
from unions.imports.plan import Plan, RowPlan
from unions.models import ImportBatch


def text_file(rows: list[list[Any]], encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


def workbook(rows: list[list[Any]]) -> bytes:
    """An .xlsx whose cells keep their types: a number stays a number."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("表")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def preview(
    kind: str, data: bytes, union: Any, by: Any, filename: str = "表.csv", **options: Any
) -> ImportBatch:
    batch = engine.upload(data, filename, kind, union, by=by, options=options)
    return engine.run(batch, by=by)


def found(batch: ImportBatch) -> Plan:
    return plans.unseal(batch.findings).plan


def said(row: RowPlan, level: str = plans.ERROR) -> str:
    """All messages of one level on a row, with their labels."""
    return "|".join(f"{f.label}：{f.message}" for f in row.findings if f.level == level)


def errors(batch: ImportBatch) -> list[str]:
    return [said(row) for row in found(batch).rows]
