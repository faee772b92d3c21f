from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import identifiers
from core.sheets import (
    Cell,
    amount,
    choice,
    day,
    id_number,
    mobile,
    person_name,
    text,
    uscc,
    whole_number,
    yes_no,
)

SEX = choice({"1": "男", "2": "女"}, {"男性": "1", "先生": ("1", "按“男”登记。")})
ID = identifiers.synthetic_id("990124", date(1980, 1, 19), 434)
CLEANERS = {
    "text": text(),
    "person_name": person_name,
    "day": day(),
    "day_exact": day(month_ok=False),
    "whole_number": whole_number(),
    "amount": amount(),
    "yes_no": yes_no,
    "choice": SEX,
    "id_number": id_number,
    "mobile": mobile,
    "uscc": uscc,
}
raws = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=40),
    st.text(alphabet="0123456789.年月日-/E+X,元￥ ", max_size=24),
)


@pytest.mark.parametrize("name", CLEANERS)
@given(raw=raws)
def test_no_cell_raises_and_none_is_both_refused_and_given(name, raw):
    cell = CLEANERS[name](raw)
    assert isinstance(cell, Cell)
    assert cell.raw is raw
    if cell.error:
        assert cell.value in ("", None)
        assert not cell.note


@pytest.mark.parametrize("name", CLEANERS)
@pytest.mark.parametrize("empty", ["", "  ", "\u3000", "\u200b", None])
def test_empty_cells_are_empty_values_without_complaint(name, empty):
    cell = CLEANERS[name](empty)
    assert cell.value in ("", None)
    assert (cell.note, cell.error) == ("", "")


@pytest.mark.parametrize("name", sorted(set(CLEANERS) - {"text", "person_name", "yes_no"}))
@pytest.mark.parametrize("written", ["无", "/", "—", "不详"])
def test_placeholders_are_empty_with_a_note(name, written):
    cell = CLEANERS[name](written)
    assert cell.value in ("", None)
    assert cell.error == ""
    assert "未填写" in cell.note


# -- text and names --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (" 淳安（临岐）\u3000", "淳安（临岐）"),
        ("第一行\n第二行\t末", "第一行 第二行 末"),
        ("甲\u200b乙\u202e丙\ufeff", "甲乙丙"),
        (2016.0, "2016"),
        (3.5, "3.5"),
        (date(2016, 9, 8), "2016-09-08"),
        (True, "是"),
        (time(8, 30), "08:30:00"),
    ],
)
def test_text_is_kept_as_typed_on_one_line(raw, value):
    assert text()(raw).value == value


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\uffff"])
def test_control_characters_are_refused_by_name(control):
    for clean in (text(), person_name, id_number):
        assert f"U+{ord(control):04X}" in clean(f"甲{control}乙").error


def test_text_too_long_tells_both_lengths():
    assert text(3)("一二三").error == ""
    error = text(3)("一二三四").error
    assert "最多3个字" in error
    assert "4个字" in error


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("沈  建", "沈建"),
        ("沈\u3000建", "沈建"),
        ("买买提•艾力", "买买提·艾力"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("𠮷野家", "𠮷野家"),
        ("⼥娲", "女娲"),
        ("李〇〇", "李〇〇"),
    ],
)
def test_names_lose_their_padding_without_a_note(raw, value):
    assert person_name(raw) == Cell(raw, value)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("张三2", "数字"),
        (123.0, "数字"),
        (date(2001, 1, 1), "数字"),
        ("张三（组长）", "“(”"),
        ("张*三", "“*”"),
        ("张\ufffd三", "\ufffd"),
        ("张" * 51, "最多50"),
    ],
)
def test_what_is_no_name_is_refused(raw, why):
    assert why in person_name(raw).error


def test_doubtful_names_are_taken_with_a_note():
    assert "一个字" in person_name("张").note
    assert "自造字" in person_name("张\ue123").note


# -- numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"), [(156.0, 156), (7, 7), ("1,017", 1017), ("１２人", 12), ("3 届", 3)]
)
def test_whole_numbers(raw, value):
    assert whole_number()(raw) == Cell(raw, value)


@pytest.mark.parametrize(
    "raw", ["约20", "12.5", 12.5, "-3", "十二", "٣", True, "1,23", float("inf")]
)
def test_what_is_no_whole_number_is_refused(raw):
    cell = whole_number()(raw)
    assert cell.value is None
    assert cell.error


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (280.0, "280.00"),
        (0.1 + 0.2, "0.30"),
        (3, "3.00"),
        ("1,234.50", "1234.50"),
        ("￥1，234.5", "1234.50"),
        ("¥300元", "300.00"),
        ("人民币500元整", "500.00"),
        ("1 234.5", "1234.50"),
    ],
)
def test_amounts_are_exact(raw, value):
    cell = amount()(raw)
    assert str(cell.value) == value
    assert (cell.note, cell.error) == ("", "")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("约2万", "不是确切的金额"),
        ("2万", "不是确切的金额"),
        ("300左右", "不是确切的金额"),
        ("三百", "不是"),
        ("12.345", "2位小数"),
        (12.345, "2位小数"),
        ("-5", "应在0"),
        (1e15, "应在0"),
        ("1.2.3", "不是金额"),
        ("1E5", "不是金额"),
        (float("nan"), "不是金额"),
        (False, "不是金额"),
        (date(2016, 1, 1), "不是金额"),
    ],
)
def test_sums_that_must_not_be_guessed_are_refused(raw, why):
    cell = amount()(raw)
    assert cell.value is None
    assert why in cell.error


def test_amounts_in_ten_thousands_keep_more_places_when_asked():
    assert amount(places=6)("12.3456").value == Decimal("12.345600")


# -- choices ---------------------------------------------------------------------------


@pytest.mark.parametrize("raw", ["是", "√", "有", "Y", "y", 1, 1.0, True, "ＹＥＳ"])
def test_yes(raw):
    assert yes_no(raw) == Cell(raw, True)


@pytest.mark.parametrize("raw", ["否", "×", "无", "N", "n", 0, 0.0, False])
def test_no(raw):
    assert yes_no(raw) == Cell(raw, False)


def test_a_cross_or_dash_is_probably_no():
    assert yes_no("x").value is False
    assert "“否”" in yes_no("/").note


def test_neither_yes_nor_no_is_refused():
    assert "“大概”" in yes_no("大概").error


@pytest.mark.parametrize("raw", ["男", " 男 ", "1", 1.0, "男性"])
def test_choices_are_known_by_label_code_and_synonym(raw):
    assert SEX(raw) == Cell(raw, "1")


def test_doubtful_synonyms_leave_a_note():
    assert SEX("先生") == Cell("先生", "1", note="按“男”登记。")


def test_choices_may_come_as_pairs():
    assert choice([("", "---"), ("a", "甲")])("甲").value == "a"


def test_an_unknown_choice_lists_what_is_allowed_but_not_everything():
    assert "可填：男、女" in SEX("中").error
    error = choice({str(i): f"第{i}项" for i in range(50)})("别的" * 50).error
    assert "第7项等" in error
    assert len(error) < 120


# -- identity numbers, codes, telephones -------------------------------------------------


@pytest.mark.parametrize(
    "raw", [ID, f" {ID[:6]} {ID[6:]}", f"'{ID}", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}"]
)
def test_identity_numbers_lose_their_trimmings_silently(raw):
    assert id_number(raw) == Cell(raw, ID)


def test_full_width_and_lower_case_are_the_same_number():
    assert id_number("１1010519491231002x").value == "11010519491231002X"


@pytest.mark.parametrize(
    "raw",
    [3.30127198001e17, 330127198001194000, "3.30127E+17", "3.3E17", " 3.30127e+17 ", float("inf")],
)
def test_numbers_excel_has_damaged_are_refused_with_the_cure(raw):
    error = id_number(raw).error
    assert "科学计数" in error
    assert "文本" in error
    assert "3301" not in error


def test_a_text_ending_in_000_is_taken_with_a_note():
    number = next(
        n
        for n in (identifiers.synthetic_id("990124", date(1980, 1, d), 100) for d in range(1, 29))
        if n.endswith("000")
    )
    assert id_number(number).value == number
    assert "末三位" in id_number(number).note


@pytest.mark.parametrize("raw", ["110105491231002", 110105491231002.0])
def test_fifteen_digits_are_upgraded_with_a_note(raw):
    cell = id_number(raw)
    assert cell.value == "11010519491231002X"
    assert "15位" in cell.note


@pytest.mark.parametrize("raw", [ID[:-1] + "0", ID[:-1], "E12345678", True, date(1980, 1, 1)])
def test_wrong_identity_numbers_are_refused_without_repeating_them(raw):
    cell = id_number(raw)
    assert cell.value == ""
    assert cell.error
    assert str(raw) not in cell.error


@pytest.mark.parametrize(
    "raw", ["13800138000", 13800138000.0, 13800138000, "138-0013-8000", "+86 13800138000"]
)
def test_mobile_numbers(raw):
    assert mobile(raw) == Cell(raw, "13800138000")


@pytest.mark.parametrize("raw", ["13800138000/13900139000", "13800138000、13900139000"])
def test_of_two_mobile_numbers_the_first_is_taken_with_a_note(raw):
    cell = mobile(raw)
    assert cell.value == "13800138000"
    assert "第一个" in cell.note


@pytest.mark.parametrize("raw", ["0571-64818888", "(0571)64818888", "64818888", 64818888.0])
def test_landlines_are_refused_with_the_cure(raw):
    assert "固定电话" in mobile(raw).error


def test_unified_codes():
    assert uscc("91330127qnpl151719 ").value == "91330127QNPL151719"
    assert "科学计数" in uscc(9.13301278600001e17).error
    assert "校验位" in uscc("91330127QNPL151718").error
