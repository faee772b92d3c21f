"""Workbooks out: lists and reports, and the form that goes out to be filled and comes back.

Every str is written as text: no formula, no link, no 18-digit number turned into 3.3E+17.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.identifiers import CONTROL
from core.sheets.cells import printed
from core.sheets.reader_process import META_SHEET

MAX_CELL_CHARS = 32_767  # Excel's own
MAX_DIGITS = 15  # beyond, Excel writes zeros
NEW_ROWS = 200  # empty lines of a form
_PAPER_A4 = 9
_CHOICES_SHEET = "_choices"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_TITLE = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
_SUBTITLE = {"align": "left", "valign": "vcenter", "text_wrap": True}
_HEADER = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
_BODY = {"valign": "vcenter", "text_wrap": True, "border": 1}
_NUMBER_FORMATS = {
    "text": "@",
    "whole": "0",
    "money": "#,##0.00",
    "number": "General",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}


def clean_text(text: str) -> str:
    """Without the characters one of which makes a whole workbook unreadable."""
    return (text if text.isprintable() else CONTROL.sub("", text))[:MAX_CELL_CHARS]


def _kind_of(value: Any) -> tuple[str, Any]:
    """(key of _NUMBER_FORMATS, what is written): numbers Excel would spoil become text."""
    if value is None or value == "":
        return "text", ""
    if isinstance(value, str):
        return "text", clean_text(str(value))
    if isinstance(value, bool):
        return "text", "是" if value else "否"
    if isinstance(value, int):
        return ("whole", value) if abs(value) < 10**MAX_DIGITS else ("text", str(value))
    if isinstance(value, Decimal):
        fits = value.is_finite() and len(value.as_tuple().digits) <= MAX_DIGITS
        return ("money", value) if fits else ("text", str(value))
    if isinstance(value, float):
        return ("number", value) if math.isfinite(value) else ("text", "")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return "moment", local.replace(tzinfo=None)
    if isinstance(value, date):
        return ("date", value) if value.year > 1900 else ("text", value.isoformat())
    return "text", clean_text(str(value))


def _sheet_name(title: str) -> str:
    """Excel's rules: 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    return re.sub(r"[\[\]:*?/\\]", "", clean_text(title)).strip(" '")[:31].strip(" '") or "数据"


def _set_page(sheet: Worksheet, header_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    sheet.freeze_panes(header_row + 1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _banner(sheet: Worksheet, row: int, width: int, text: str, form: Format) -> None:
    """One line across the table; a single cell cannot be merged."""
    if width > 1:
        sheet.merge_range(row, 0, row, width - 1, "", form)
    sheet.write_string(row, 0, clean_text(text), form)


@dataclass(frozen=True)
class TablePage:
    """One sheet of a workbook of tables. columns: (label, width in characters, align)."""

    title: str
    subtitle: str
    columns: Sequence[tuple[str, float, str]]
    rows: Iterable[Sequence[Any]]
    footer: Iterable[str] = ()
    name: str = ""  # of the sheet, where it is not the title


def write_table(
    stream: BinaryIO,
    *,
    title: str,
    subtitle: str,
    columns: Sequence[tuple[str, float, str]],
    rows: Iterable[Sequence[Any]],
    footer: Iterable[str] = (),
    meta: Mapping[str, str] | None = None,
) -> None:
    """A list for reading and printing. columns: (label, width in characters, align).

    Rows are written as they come, so a generator of any length takes little memory. `meta` is
    hidden in the workbook and comes back through read_meta, as with write_form.
    """
    write_tables(stream, [TablePage(title, subtitle, columns, rows, footer)], meta)


def write_tables(
    stream: BinaryIO, pages: Iterable[TablePage], meta: Mapping[str, str] | None = None
) -> None:
    """Several tables in one workbook, a sheet each."""
    book = xlsxwriter.Workbook(stream, {**_OPTIONS, "constant_memory": True})
    for page in pages:
        _add_table(book, page)
    if meta:
        _add_meta(book, meta)
    book.close()


def _add_table(book: Any, page: TablePage) -> None:
    sheet = book.add_worksheet(_sheet_name(page.name or page.title))
    aligns = [align for _, _, align in page.columns]
    formats = {
        (align, kind): book.add_format({**_BODY, "align": align, "num_format": num_format})
        for align in set(aligns)
        for kind, num_format in _NUMBER_FORMATS.items()
    }
    for i, (_, width, _) in enumerate(page.columns):
        sheet.set_column(i, i, width)
    header_row = 2 if page.subtitle else 1
    _set_page(sheet, header_row)
    sheet.set_row(0, 28)
    _banner(sheet, 0, len(page.columns), page.title, book.add_format(_TITLE))
    if page.subtitle:
        _banner(sheet, 1, len(page.columns), page.subtitle, book.add_format(_SUBTITLE))
    heading = book.add_format(_HEADER)
    # A head of two lines is cut where the program that opens it does not measure it anew.
    lines = max((math.ceil(2 * len(label) / width) for label, width, _ in page.columns), default=1)
    if lines > 1:
        sheet.set_row(header_row, 15 * lines)
    for i, (label, _, _) in enumerate(page.columns):
        sheet.write_string(header_row, i, clean_text(label), heading)
    row = _write_rows(sheet, header_row + 1, page.rows, aligns, formats)
    plain = book.add_format(_SUBTITLE)
    for row_below, line in enumerate(page.footer, row):
        _banner(sheet, row_below, len(page.columns), line, plain)


def _write_rows(
    sheet: Worksheet,
    row: int,
    rows: Iterable[Sequence[Any]],
    aligns: Sequence[str],
    formats: Mapping[tuple[str, str], Format],
) -> int:
    """The number of the row below the last one."""
    write: dict[str, Callable[..., Any]] = {
        "text": lambda r, c, value, form: (
            sheet.write_string(r, c, value, form) if value else sheet.write_blank(r, c, None, form)
        ),
        "date": sheet.write_datetime,
        "moment": sheet.write_datetime,
    }
    for values in rows:
        for i, (value, align) in enumerate(zip(values, aligns, strict=True)):
            kind, written = _kind_of(value)
            write.get(kind, sheet.write_number)(row, i, written, formats[align, kind])
        row += 1
    return row


# -- the form that comes back ---------------------------------------------------------------


@dataclass(frozen=True)
class FormColumn:
    """choices make a drop-down; hidden columns carry keys; locked ones are only for reading."""

    label: str
    width: float
    choices: Sequence[str] = ()
    hidden: bool = False
    locked: bool = False


def write_form(
    stream: BinaryIO,
    *,
    title: str,
    notes: Sequence[str],
    columns: Sequence[FormColumn],
    rows: Iterable[Sequence[Any]],
    meta: Mapping[str, str],
) -> None:
    """A workbook to fill and send back: all text, drop-downs, keys hidden, room for new rows.

    `meta` comes back through read_meta. It is hidden, not sealed: whoever trusts it signs it.
    With a hidden or locked column the sheet is protected (no password), so that keys cannot
    slip against their rows.
    """
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    sheet = book.add_worksheet(_sheet_name(title))
    header_row = len(notes) + 1
    _set_page(sheet, header_row)
    sheet.set_row(0, 28)
    _banner(sheet, 0, len(columns), title, book.add_format(_TITLE))
    for row, note in enumerate(notes, 1):
        _banner(sheet, row, len(columns), note, book.add_format(_SUBTITLE))
    forms = _form_columns(book, sheet, header_row, columns)
    last_row = _write_texts(sheet, header_row + 1, rows, forms)
    _add_choices(book, sheet, columns, header_row + 1, last_row)
    if any(column.hidden or column.locked for column in columns):
        sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
    _add_meta(book, meta)
    sheet.activate()
    book.close()


def _write_texts(
    sheet: Worksheet, row: int, rows: Iterable[Sequence[Any]], forms: Sequence[Format]
) -> int:
    """The rows and NEW_ROWS empty ones below them; the number of the last."""
    for values in rows:
        for i, (value, form) in enumerate(zip(values, forms, strict=True)):
            if written := _as_text(value):  # an empty text is not an empty cell to Excel
                sheet.write_string(row, i, written, form)
            else:
                sheet.write_blank(row, i, None, form)
        row += 1
    for empty in range(row, row + NEW_ROWS):
        for i, form in enumerate(forms):
            sheet.write_blank(empty, i, None, form)
    return row + NEW_ROWS - 1


def _as_text(value: Any) -> str:
    kind, written = _kind_of(value)
    if kind == "date":
        return f"{written:%Y-%m-%d}"
    return f"{written:%Y-%m-%d %H:%M}" if kind == "moment" else clean_text(printed(written))


def _form_columns(
    book: Any, sheet: Worksheet, header_row: int, columns: Sequence[FormColumn]
) -> list[Format]:
    """Header cells and column formats; text format everywhere keeps typed ID numbers whole."""
    heading = book.add_format(_HEADER)
    forms = []
    for i, column in enumerate(columns):
        fixed = column.hidden or column.locked
        style = {**_BODY, "num_format": "@", "locked": fixed}
        form = book.add_format({**style, "bg_color": "#EEEEEE"} if fixed else style)
        open_end = book.add_format({"num_format": "@", "locked": fixed})
        sheet.set_column(i, i, column.width, open_end, {"hidden": column.hidden})
        sheet.write_string(header_row, i, clean_text(column.label), heading)
        forms.append(form)
    return forms


def _add_choices(
    book: Any, sheet: Worksheet, columns: Sequence[FormColumn], first_row: int, last_row: int
) -> None:
    """Drop-downs from a hidden sheet: written inline, Excel allows a list 255 characters."""
    if not any(column.choices for column in columns):
        return
    lists = book.add_worksheet(_CHOICES_SHEET)
    lists.hide()
    for i, column in enumerate(columns):
        if not column.choices:
            continue
        for row, label in enumerate(column.choices):
            lists.write_string(row, i, clean_text(label))
        source = xlsxwriter.utility.xl_range_abs(0, i, len(column.choices) - 1, i)
        sheet.data_validation(
            first_row,
            i,
            last_row,
            i,
            {
                "validate": "list",
                "source": f"='{_CHOICES_SHEET}'!{source}",
                "error_title": "不在可选范围内",
                "error_message": "请从下拉列表中选择，不要自行填写其他内容。",
            },
        )


def _add_meta(book: Any, meta: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(META_SHEET)
    sheet.very_hidden()
    for row, (key, value) in enumerate(meta.items()):
        sheet.write_string(row, 0, clean_text(str(key)))
        sheet.write_string(row, 1, clean_text(str(value)))
