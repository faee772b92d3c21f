"""Number, birth date and sex of one row, brought together: each checks the others."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core import identifiers, sheets
from core.sheets import Cell, Row
from members.codes import IdType, Sex
from unions.imports.fields import is_month_only, same_month, value_of
from unions.imports.plan import RowPlan

_OTHER_DOCUMENT = sheets.text(40)


def document(row: Row) -> tuple[str, Cell]:
    """(type, cell of the number): only an identity card's number has digits to check."""
    kind = value_of(row, "id_type") or IdType.ID_CARD
    cell = row.cells.get("id_number") or Cell("", "")
    if kind != IdType.ID_CARD and cell.raw not in ("", None):
        cell = _OTHER_DOCUMENT(cell.raw)
        cell = cell._replace(value=identifiers.normalise(cell.value))
    return kind, cell


def particulars(
    plan: RowPlan, row: Row, fields: Iterable[str], labels: Mapping[str, str]
) -> dict[str, Any]:
    """The particulars as typed, with number, birth date and sex brought together."""
    values = {name: value_of(row, name) for name in fields}
    kind, cell = document(row)
    label = labels.get("id_number", "证件号码")
    if cell.error:
        plan.error(label, cell.error, cell.raw)
    elif cell.note and cell.value:
        plan.doubt(label, cell.note, cell.raw)
    values["id_number"] = cell.value or ""
    born = row.cells.get("birth_date") or Cell("", None)
    if cell.value and kind == IdType.ID_CARD:
        values["birth_date"] = _birth(plan, born, identifiers.birth_date_of(cell.value), labels)
        sex = identifiers.sex_of(cell.value)
        if values.get("sex") and values["sex"] != sex:
            plan.error(
                labels["sex"],
                f"证件号码第17位对应“{Sex(sex).label}”，与表中不符，请核对后改正其中一项。",
                row.cells["sex"].raw,
            )
    elif born.error:
        plan.error(labels["birth_date"], born.error, born.raw)
    elif born.note:
        plan.doubt(labels["birth_date"], born.note, born.raw)
    return values


def _birth(plan: RowPlan, cell: Cell, on_card: date, labels: Mapping[str, str]) -> date:
    """The card's day; a month alone only has to agree with it."""
    label = labels.get("birth_date", "出生年月")
    if cell.error:
        plan.error(label, cell.error, cell.raw)
    elif (
        cell.value in (None, on_card)
        or (is_month_only(cell) and same_month(cell.value, on_card))
        or ("分不清1月和10月" in cell.note and _same_year_1_or_10(cell.value, on_card))
    ):
        pass
    else:
        text = f"与证件号码中的出生日期（{on_card:%Y年%m月}）不符，请核对后改正其中一项。"
        plan.error(label, text, cell.raw)
    return on_card


def _same_year_1_or_10(typed: date, on_card: date) -> bool:
    return typed.year == on_card.year and on_card.month in (1, 10)
