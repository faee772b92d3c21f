"""The date cleaner. The ways one roster writes a day: 1985.3.12, 1985年3月, 19850312, 31118."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from core.sheets.cells import Cell, Cleaner, blank_cell, compact, excerpt, printed

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SERIAL_EPOCH = date(1899, 12, 30)  # Excel's day 0, its leap year 1900 allowed for
# Serial numbers of 1927 to 2100: below lie plain years (1985), far above 19850312.
_SERIALS = range(10_000, 73_415)

_SEPARATOR = r"[./\-,、。—–年]"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}})(?:[./\-,、。—–月]([0-9]{{1,2}})?[日号.]?)?"
)
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SIX_DIGITS = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})")
_FIVE_DIGITS = re.compile(r"[0-9]{5}")
_TIME = re.compile(r"(?:T|\s)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_EXAMPLE = "请按“1985-03-12”的样式填写。"


def day(month_ok: bool = True) -> Cleaner:
    """date or None. A month alone is its first day, with a note; an error if not month_ok."""

    def clean(raw: Any) -> Cell:
        if isinstance(raw, datetime):
            return _in_range(raw, raw.date())
        if isinstance(raw, date):
            return _in_range(raw, raw)
        if blank := blank_cell(raw, compact(raw)):
            return blank
        if isinstance(raw, bool):
            return Cell(raw, None, error=f"这里应填写日期。{_EXAMPLE}")
        if serial := _serial(raw):
            value = _SERIAL_EPOCH + timedelta(days=serial)
            return Cell(raw, value, note=f"数字{serial}按 Excel 日期序号换算为{value}，请核对。")
        return _from_text(raw, month_ok)

    return clean


def _serial(raw: Any) -> int:
    """Excel's number of a day, or 0. As text too: CSV files and our own rejects hold it so."""
    if isinstance(raw, str):
        number = int(digits) if _FIVE_DIGITS.fullmatch(digits := compact(raw)) else 0
    else:
        number = int(raw) if isinstance(raw, int | float) and float(raw).is_integer() else 0
    return number if number in _SERIALS else 0


def _from_text(raw: Any, month_ok: bool) -> Cell:
    typed = _TIME.sub("", printed(raw)) if isinstance(raw, str) else raw
    digits = compact(typed)
    found = (
        _YEAR_FIRST.fullmatch(digits)
        or _EIGHT_DIGITS.fullmatch(digits)
        or _SIX_DIGITS.fullmatch(digits)
    )
    if not found:
        return Cell(raw, None, error=_not_a_date(printed(raw), digits))
    year, month, *rest = found.groups()
    day_of_month = rest[0] if rest else None
    if day_of_month is None:
        return _month_only(raw, int(year), int(month), month_ok)
    try:
        value = date(int(year), int(month), int(day_of_month))
    except ValueError:
        return Cell(raw, None, error=f"{excerpt(printed(raw))}这一天不存在，请核对月份和日期。")
    return _in_range(raw, value)


def _month_only(raw: Any, year: int, month: int, month_ok: bool) -> Cell:
    if not 1 <= month <= 12:
        return Cell(raw, None, error=f"{excerpt(printed(raw))}中的月份不存在，请核对。")
    if not month_ok:
        return Cell(raw, None, error=f"只写到月，请填写到日。{_EXAMPLE}")
    cell = _in_range(raw, date(year, month, 1))
    if cell.error:
        return cell
    # A cell holding the number 2001.10 keeps only 2001.1.
    if isinstance(raw, float) and month == 1:
        return cell._replace(
            note=f"数字格式的“{raw}”分不清1月和10月，按1月1日登记；如为10月请改写为“{year}-10”。"
        )
    return cell._replace(note="只写到月，按当月1日登记。")


def _not_a_date(typed: str, digits: str) -> str:
    if re.fullmatch(r"[0-9]{4}年?", digits):
        return f"只写到年，请补上月份和日期。{_EXAMPLE}"
    if re.match(rf"[0-9]{{2}}{_SEPARATOR}", digits):
        return f"{excerpt(typed)}的年份要写四位。{_EXAMPLE}"
    return f"{excerpt(typed)}不是日期。{_EXAMPLE}"


def _in_range(raw: Any, value: date) -> Cell:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return Cell(
            raw, None, error=f"{value.year}年超出可登记的范围（{FIRST_YEAR}至{LAST_YEAR}年）。"
        )
    return Cell(raw, value)
