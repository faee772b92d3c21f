"""Sheets made by people: read them without trusting them, write them so they come back whole.

table = open_table(data, "花名册.xlsx", [Column("name", "姓名", clean=person_name), ...])
for row in table:            # SheetError from either line: the whole file is unusable
    row.line, row.cells["name"].value, row.errors
"""

from core.sheets.cells import (
    Cell,
    Cleaner,
    amount,
    bank_account,
    choice,
    id_number,
    mobile,
    person_name,
    text,
    uscc,
    whole_number,
    yes_no,
)
from core.sheets.dates import day
from core.sheets.reading import SheetError, read_meta
from core.sheets.tables import Column, Row, Skipped, Table, open_table
from core.sheets.writing import FormColumn, TablePage, write_form, write_table, write_tables

__all__ = [
    "Cell",
    "Cleaner",
    "Column",
    "FormColumn",
    "Row",
    "SheetError",
    "Skipped",
    "Table",
    "TablePage",
    "amount",
    "bank_account",
    "choice",
    "day",
    "id_number",
    "mobile",
    "open_table",
    "person_name",
    "read_meta",
    "text",
    "uscc",
    "whole_number",
    "write_form",
    "write_table",
    "write_tables",
    "yes_no",
]
