"""Builders of files as people (and attackers) send them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[Any]]


def xlsx(rows: Rows = (), *, sheets: dict[str, Rows] | None = None, hidden: str = "") -> bytes:
    """Dates as dates; everything else as XlsxWriter types it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"})
    for name, content in (sheets or {"Sheet1": rows}).items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(content):
            sheet.write_row(i, 0, row)
        if name == hidden:
            sheet.hide()
    book.close()
    return stream.getvalue()


def xls(rows: Rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表一")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    return "".join(delimiter.join(str(cell) for cell in row) + "\r\n" for row in rows)


def archive(**parts: str | bytes) -> bytes:
    """A zip; in the names of parts `__` stands for a slash and `_` for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def with_sheet_xml(xml: bytes) -> bytes:
    """A right workbook whose only sheet is replaced by `xml`."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([["姓名"]]))) as original,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for part in original.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            changed.writestr(part.filename, xml if is_sheet else original.read(part))
    return stream.getvalue()


def sheet_xml(rows: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()
