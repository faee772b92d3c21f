"""Rows as HTML: every value escaped in one place, figures and dates as the house writes them."""

import datetime
from decimal import Decimal

import pytest
from django import forms

from core import report_html
from core.reports import Column, ReportForm

NASTY = "'\"<script>alert(1)</script>&"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), ("", ""), (True, "是"), (False, "否"), (0, "0"), (1234567, "1,234,567"),
        (-1234, "-1,234"), (Decimal("1234.5"), "1,234.50"), (Decimal(0), "0.00"),
        (datetime.date(2016, 9, 8), "2016-09-08"),
        (datetime.datetime(2016, 9, 8, 7, 5), "2016-09-08 07:05"), ("文", "文"),
    ],
)  # fmt: skip
def test_a_value_as_text(value, shown):
    assert report_html.plain(value) == shown


def test_every_part_of_a_table_is_escaped():
    columns = [
        Column(NASTY, lambda r: r["x"]),
        Column("链接", lambda r: r["x"], lambda r: report_html.link(f"/{NASTY}", r["x"])),
        Column("标记", lambda r: r["x"], lambda r: report_html.badge("ok", r["x"])),
    ]
    html = report_html.table(columns, [{"x": NASTY}], NASTY)
    assert "<script" not in html
    assert '"<' not in html.replace('">', "")
    assert html.count("&lt;script&gt;") >= 7


def test_every_filter_is_escaped():
    class Filters(ReportForm):
        name = forms.CharField(required=False, max_length=40)
        hidden = forms.CharField(required=False, widget=forms.HiddenInput)
        kind = forms.ChoiceField(required=False, choices=[("", "不限"), (NASTY, NASTY)])

    data = dict.fromkeys(("name", "hidden", "kind", "on"), NASTY)
    form = Filters(data, user=None)
    form.is_valid()
    html = report_html.filters(form, {}, NASTY)
    assert "<script" not in html
    assert "value=\"'" not in html


def test_a_cell_carries_its_label_for_the_narrow_screen():
    html = report_html.table([Column("姓名", lambda r: r["n"])], [{"n": "王"}], "名册")
    assert '<td data-label="姓名"' in html
    assert '<th scope="col"' in html
    assert "<caption" in html


def test_the_chosen_sort_and_filter_stay_chosen():
    class Filters(ReportForm):
        kind = forms.ChoiceField(required=False, choices=[("", "不限"), ("a", "甲")])

    class Order:
        label = "按名称"

    form = Filters({"kind": "a"}, user=None)
    form.is_valid()
    html = report_html.filters(form, {"": Order, "name": Order}, "name")
    assert '<option value="a" selected>' in html
    assert '<option value="name" selected>' in html
