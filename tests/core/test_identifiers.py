from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from core import identifiers as ids

births = st.dates(date(1900, 1, 1), date(2020, 12, 31))
numbers = st.builds(
    ids.synthetic_id, st.from_regex(r"99[0-9]{4}", fullmatch=True), births, st.integers(0, 999)
)


@pytest.mark.parametrize("right", ["11010519491231002X", "440524188001010014"])
def test_published_examples_have_the_right_check_digit(right):
    # GB 11643-1999 prints both; the second person was born in 1880, before our range.
    assert "校验位" not in ids.id_number_error(right)
    assert ids.synthetic_id(right[:6], ids.birth_date_of(right), right[14:17]) == right


@given(numbers)
def test_synthetic_numbers_are_right(number):
    assert ids.id_number_error(number) == ""
    assert ric.calc_check_digit(number) == number[-1]


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_no_single_wrong_digit_is_accepted(number, place, digit):
    wrong = number[:place] + digit + number[place + 1 :]
    assert (ids.id_number_error(wrong) == "") == (wrong == number)


@given(numbers)
def test_the_number_tells_birth_and_sex(number):
    assert ids.birth_date_of(number) == date.fromisoformat(
        f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    )
    assert ids.sex_of(number) == ("1" if number[16] in "13579" else "2")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "请填写"),
        ("99012419800119434", "17位"),
        ("99012419800119434Y", "只能是数字"),
        ("9901241980０119٣348", "只能是数字"),
        ("990124198002304348", "出生日期"),
        ("990124198001194347", "校验位"),
        (ids.synthetic_id("990124", date.today() + timedelta(days=9), 1), "晚于今天"),
        (ids.synthetic_id("990124", date(1880, 1, 1), 1), "1900"),
    ],
)
def test_errors_say_what_is_wrong(text, why):
    error = ids.id_number_error(text)
    assert why in error
    assert not text or text not in error


def test_full_width_spaced_and_lower_case_numbers_are_the_same_number():
    assert ids.normalise(" １１0105\u200b19491231 002x\u3000") == "11010519491231002X"
    assert ids.id_number_error("110105 19491231 002ｘ") == ""


def test_fifteen_digits_become_eighteen():
    assert ids.upgrade_15("110105491231002") == "11010519491231002X"
    with pytest.raises(ValueError, match="15-digit"):
        ids.upgrade_15("11010549123100X")


def test_synthetic_id_refuses_parts_of_the_wrong_length():
    with pytest.raises(ValueError, match="six digits"):
        ids.synthetic_id("9901", date(1980, 1, 1), 1)


# -- unified social credit code --------------------------------------------------------

codes = st.builds(
    lambda body: body + uscc.calc_check_digit(body),
    st.from_regex(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True),
)


@given(codes)
def test_every_right_code_is_accepted(code):
    assert ids.uscc_error(code) == ""


@given(codes, st.integers(0, 17), st.sampled_from(uscc._alphabet))
def test_codes_are_judged_as_the_standard_library_of_numbers_does(code, place, char):
    other = code[:place] + char + code[place + 1 :]
    if other[:2].isdigit():  # that library refuses the letters the standard allows there
        assert (ids.uscc_error(other) == "") == uscc.is_valid(other)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "请填写"),
        ("91330127", "8位"),
        ("9133O127QNPL151719", "不使用字母"),
        ("91330A27QNPL151719", "第3至8位"),
        ("91330127QNPL151718", "校验位"),
    ],
)
def test_code_errors_say_what_is_wrong(text, why):
    assert why in ids.uscc_error(text)


# -- telephone and masks ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("138 0013 8000", ""),
        ("", "请填写"),
        ("1380013800", "10位"),
        ("23800138000", "以1开头"),
        ("1380013800a", "数字"),
        ("١٣٨٠٠١٣٨٠٠٠", "数字"),
    ],
)
def test_mobile_numbers(text, why):
    error = ids.mobile_error(text)
    assert (why in error) if why else error == ""


def test_masks_keep_only_what_tells_documents_apart():
    assert ids.mask_id("990124198001194348") == "990124************"
    assert ids.mask_id("E12345678") == "E1*******"
    assert ids.mask_id("") == ""
    assert ids.mask_mobile("13800138000") == "138****8000"
    assert ids.mask_mobile("057164818888") == "****88"
    assert ids.mask_mobile("110") == "***"
    assert ids.mask_account("6222021202001234567") == "****4567"
    assert ids.mask_account("1234") == "****"
    assert ids.mask_account("") == ""
