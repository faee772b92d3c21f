"""大写金额: the annex's own examples, and every amount read back by another hand."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import example, given
from hypothesis import strategies as st

from core.amounts import capitals


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        # Printed in 支付结算办法 annex 1 (元 empty: the form without 零 is one of the two allowed).
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # The project's own (domain.md 9).
        ("10050.30", "壹万零伍拾元叁角整"),
        ("100000", "壹拾万元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.56", "伍角陆分"),
        ("0", "零元整"),
        ("10", "壹拾元整"),
        ("1000000.01", "壹佰万元零壹分"),
        ("100000000", "壹亿元整"),
        ("100007000", "壹亿零柒仟元整"),
        ("100000001", "壹亿零壹元整"),
        ("1010101010.10", "壹拾亿壹仟零壹拾万壹仟零壹拾元壹角整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_as_printed(amount: str, text: str) -> None:
    assert capitals(Decimal(amount)) == text


@pytest.mark.parametrize("amount", ["-0.01", "-5", "0.005", "1.234", "1e12", "NaN", "Infinity"])
def test_what_no_receipt_can_say_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount of money"):
        capitals(Decimal(amount))


def read_back(text: str) -> Decimal:
    """An independent reader: every digit counts what the units to its right say."""
    values = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    whole, _, rest = text.partition("元") if "元" in text else ("", "", text)
    total = section = digit = 0
    for character in whole:
        if character in values:
            digit = values[character]
        elif character in units:
            section, digit = section + digit * units[character], 0
        else:
            total += (section + digit) * {"万": 10**4, "亿": 10**8}[character]
            section = digit = 0
    cents = 0
    for found in re.finditer("(.)([角分])", rest):
        cents += values[found[1]] * (10 if found[2] == "角" else 1)
    return Decimal(total + section + digit) + Decimal(cents) / 100


# Few digits among many zeros, because zeros are where such texts go wrong.
SPARSE = st.text(st.sampled_from("0000012"), min_size=1, max_size=14)


@given(st.one_of(SPARSE.map(int), st.integers(0, 10**14 - 1)))
@example(10**14 - 1)
@example(10_0000_0000_05)
def test_every_amount_reads_back_and_is_well_formed(cents: int) -> None:
    amount = Decimal(cents) / 100
    text = capitals(amount)
    assert read_back(text) == amount
    assert "零零" not in text
    assert not re.search("零[元万亿角整]|^零.", text) or text == "零元整"
    assert text.endswith("整") != text.endswith("分")


@given(st.integers(0, 10**14 - 1), st.integers(0, 10**14 - 1))
def test_two_amounts_never_read_alike(first: int, second: int) -> None:
    texts = {capitals(Decimal(first) / 100), capitals(Decimal(second) / 100)}
    assert len(texts) == len({first, second})


def test_templates_write_capitals_and_leave_words_alone() -> None:
    template = Template("{% load core_tags %}{{ a|capitals }}/{{ b|capitals }}/{{ c|capitals }}")
    page = template.render(Context({"a": Decimal("100000"), "b": "暂无", "c": None}))
    assert page == "壹拾万元整/暂无/—"
    assert Template("{% load core_tags %}{{ a|capitals }}").render(
        Context({"a": Decimal(-1)})
    ) == "-1"  # fmt: skip
