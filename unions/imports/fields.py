"""Small things every importer does: comparing fields, finding days, comparing totals."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from core import history
from core.sheets import Cell, Row
from core.sheets.cells import compact
from unions.imports.plan import RowPlan

_DAY = re.compile(
    r"([12][0-9]{3})年([0-9]{1,2})月(?:([0-9]{1,2})日|底|末)?|([12][0-9]{3})-([01]?[0-9])-([0-9]{1,2})"
)
_YEAR = re.compile(r"([12][0-9]{3})年(?:度|末|底|全年)")
_COUNT = re.compile(r"(?:共计?|合计)?([0-9][0-9,]*)(?:人|名|家|户|个)")
_HIDDEN_CHANGE = "隐去的几位有改动。"


def value_of(row: Row, name: str) -> Any:
    """The cleaned value; None where the sheet has no such column."""
    cell = row.cells.get(name)
    return cell.value if cell else None


def is_month_only(cell: Cell | None) -> bool:
    """The day cleaner read a month and took its first day (and said so)."""
    return bool(cell and isinstance(cell.value, datetime.date) and "只写到月" in cell.note)


def same_month(first: datetime.date | None, second: datetime.date | None) -> bool:
    return bool(first and second and (first.year, first.month) == (second.year, second.month))


def take_over(
    plan: RowPlan, obj: models.Model, values: Mapping[str, Any], labels: Mapping[str, str]
) -> list[str]:
    """Write what differs into `obj` with a finding each; an empty value never erases."""
    changed = []
    for name, value in values.items():
        old = getattr(obj, name)
        if value in ("", None) or value == old:
            continue
        field = obj._meta.get_field(name)
        before, after = history.shown(field, old), history.shown(field, value)
        hidden = _HIDDEN_CHANGE if before == after else ""
        plan.change(labels.get(name, str(field.verbose_name)), before, after, hidden)
        setattr(obj, name, value)
        changed.append(name)
    return changed


def stored_fields(model: type[models.Model]) -> list[str]:
    """The columns an upsert writes: all but the key."""
    return [field.name for field in model._meta.concrete_fields if not field.primary_key]


def day_in(texts: Iterable[str]) -> datetime.date | None:
    """统计时点 from a title: “2016年8月31日” is that day, “2015年度” the year's last."""
    for text in map(compact, texts):
        if found := _DAY.search(text):
            year, month, day = (found[1], found[2], found[3]) if found[1] else found.group(4, 5, 6)
            return _day(int(year), int(month), int(day) if day else 0)
        if found := _YEAR.search(text):
            return datetime.date(int(found[1]), 12, 31)
    return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        if day:
            return datetime.date(year, month, day)
        after = datetime.date(year + month // 12, month % 12 + 1, 1)
        return after - datetime.timedelta(days=1)
    except ValueError:
        return None


def compared(cells: Mapping[str, Any], totals: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """A totals line against what was read: the cheapest proof that no row is missing.

    `totals` holds sums by column name, and under "" the number of rows.
    """
    said = []
    for name, total in totals.items():
        written = _number(cells.get(name, "")) if name else _row_count(cells.values())
        if written is None:
            continue
        label = f"“{labels.get(name, name)}”合计" if name else "合计行数"
        if written == Decimal(total):
            said.append(f"{label} {written:,} 与读到的一致")
        else:
            said.append(f"{label}写的是 {written:,}，读到的是 {total:,}，请核对是否缺行或填错")
    return "；".join(said) + "。" if said else ""


def _number(raw: Any) -> Decimal | None:
    try:
        number = Decimal(compact(raw).rstrip("人名家个户元").replace(",", ""))
    except InvalidOperation:
        return None
    return number.normalize() if number != number.to_integral_value() else Decimal(int(number))


def _row_count(cells: Iterable[Any]) -> Decimal | None:
    for cell in cells:
        if found := _COUNT.fullmatch(compact(cell)):
            return Decimal(found[1].replace(",", ""))
    return None


def listed(words: Sequence[str], count: int = 5) -> str:
    """甲、乙、丙等 8 个, for messages."""
    text = "、".join(words[:count])
    return f"{text}等 {len(words)} 个" if len(words) > count else text
