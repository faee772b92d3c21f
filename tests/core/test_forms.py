"""A day as people type it."""

import datetime

import pytest
from django import forms

from core.forms import DayField

D = datetime.date


class OneDay(forms.Form):
    day = DayField(label="日期", required=False)


@pytest.mark.parametrize(
    "typed",
    ["2016-9-8", "2016-09-08", "2016.9.8", "2016/9/8", "2016年9月8日", "20160908", " 2016-09-08 ",
     "２０１６－０９－０８"],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_spelling(typed):
    form = OneDay({"day": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == D(2016, 9, 8)


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_empty_is_no_day(typed):
    form = OneDay({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] is None


@pytest.mark.parametrize(
    "typed",
    ["2016-13-01", "2015-02-29", "2016-9", "2016年9月", "昨天", "x", "٢٠١٦-٠٩-٠٨", "1" * 400,
     "<script>alert(1)</script>", "9999999999", "-1", "0000-00-00", "2016-09-08-01"],
)  # fmt: skip
def test_what_is_no_day_is_refused_in_chinese_and_not_thrown(typed):
    form = OneDay({"day": typed})
    assert not form.is_valid()
    words = form.errors["day"][0]
    assert any("\u4e00" <= char <= "\u9fff" for char in words)
    assert "<script>" not in str(form["day"])


def test_what_was_typed_stays_in_the_box():
    assert 'value="昨天"' in str(OneDay({"day": "昨天"})["day"])


def test_a_stored_day_is_shown_as_it_may_be_typed():
    assert 'value="2016-09-08"' in str(OneDay(initial={"day": D(2016, 9, 8)})["day"])


def test_29_february():
    assert OneDay({"day": "2024-02-29"}).is_valid()
    assert not OneDay({"day": "2023-02-29"}).is_valid()
