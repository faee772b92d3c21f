from datetime import date, datetime

import pytest

from core.sheets import Cell, day


@pytest.mark.parametrize(
    "raw",
    [
        date(1985, 3, 12),
        datetime(1985, 3, 12, 8, 30),
        "1985.3.12",
        "1985-3-12",
        "1985/03/12",
        "1985年3月12日",
        "1985年3月12号",
        "１９８５．３．１２",
        " 1985 年 3 月 12 日 ",
        "1985-03-12 00:00:00",
        "1985-03-12T08:00",
        "19850312",
        19850312.0,
    ],
)
def test_days_as_they_are_written(raw):
    assert day()(raw) == Cell(raw, date(1985, 3, 12))


@pytest.mark.parametrize("raw", [31118, 31118.0])
def test_excel_serial_numbers_are_days_with_a_note(raw):
    cell = day()(raw)
    assert cell.value == date(1985, 3, 12)
    assert "1985-03-12" in cell.note


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1985.3", date(1985, 3, 1)),
        ("1985年3月", date(1985, 3, 1)),
        ("2001.10", date(2001, 10, 1)),
        ("2001-10", date(2001, 10, 1)),
        ("200110", date(2001, 10, 1)),
        (1985.3, date(1985, 3, 1)),
        (2001.11, date(2001, 11, 1)),
    ],
)
def test_a_month_is_its_first_day_with_a_note(raw, value):
    cell = day()(raw)
    assert cell.value == value
    assert cell.note == "只写到月，按当月1日登记。"
    assert "请填写到日" in day(month_ok=False)(raw).error


def test_a_number_that_may_be_january_or_october_says_so():
    cell = day()(2001.1)
    assert cell.value == date(2001, 1, 1)
    assert "10月" in cell.note
    assert "10月" not in day()("2001.1").note


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("1985.2.30", "不存在"),
        ("1985.13.1", "不存在"),
        ("1985.13", "月份"),
        ("1985", "只写到年"),
        (1985.0, "只写到年"),
        ("1985年", "只写到年"),
        ("85.3.12", "四位"),
        ("1885.3.12", "1885年"),
        (date(2185, 3, 12), "2185年"),
        ("三月初二", "不是日期"),
        ("1985.3.12-1986.4.1", "不是日期"),
        ("١٩٨٥.٣.١٢", "不是日期"),
        (True, "日期"),
        (float("nan"), "不是日期"),
        (float("inf"), "不是日期"),
    ],
)
def test_what_is_no_day_is_refused(raw, why):
    cell = day()(raw)
    assert cell.value is None
    assert why in cell.error
