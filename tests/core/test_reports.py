"""The list engine: counts that stop, keys that place, percentages that never flatter."""

import datetime

import pytest

from core import reports
from core.reports import Column, Order, Report, percent
from tests.factories import people
from unions.models import Headcount, Union

D = datetime.date


class Figures(Report):
    title = "试验"
    orders = {
        "": Order("先后", ("as_of", "id")),
        "back": Order("倒序", ("-as_of", "-id")),
        "mixed": Order("混合", ("-workers", "as_of", "id")),
    }
    values = ("id", "workers", "as_of")

    def queryset(self, context):
        return Headcount.objects.filter(as_of__lte=context.day)

    def columns(self, context):
        return [Column("人数", lambda r: r["workers"])]


@pytest.fixture
def figures(federation):
    """25 rows; many share their day and their number."""
    unions = [people.unit(federation, f"工会{n}") for n in range(5)]
    return [
        Headcount.objects.create(union=u, workers=n % 2, as_of=D(2020, 1, 1 + n), source="x")
        for n in range(5)
        for u in unions
    ]


def ask(**params):
    report = Figures()
    return report, report.ask(None, params)


@pytest.mark.parametrize("sort", ["", "back", "mixed", "unknown"])
@pytest.mark.parametrize("size", [1, 4, 25, 50])
def test_pages_together_are_the_whole_in_order(sort, size, figures):
    report, context = ask(sort=sort)
    whole = [row["id"] for row in report.all_rows(context)]
    assert len(whole) == 25
    seen, params = [], {"sort": sort}
    while True:
        context = report.ask(None, params)
        page = report.page(context, size)
        seen += [row["id"] for row in page.rows]
        if not page.has_next:
            break
        params["after"] = str(page.rows[-1]["id"])
    assert seen == whole


@pytest.mark.parametrize("sort", ["", "back", "mixed"])
def test_going_back_gives_the_page_before(sort, figures):
    report, context = ask(sort=sort)
    whole = [row["id"] for row in report.all_rows(context)]
    context = report.ask(None, {"sort": sort, "before": str(whole[10])})
    page = report.page(context, 4)
    assert [row["id"] for row in page.rows] == whole[6:10]
    assert page.has_previous
    assert page.has_next
    first = report.page(report.ask(None, {"sort": sort, "before": str(whole[2])}), 4)
    assert [row["id"] for row in first.rows] == whole[:2]
    assert not first.has_previous


def test_a_filter_that_is_not_understood_shows_nothing_rather_than_all(figures):
    report, context = ask(on="kein Tag")
    assert report.page(context).rows == []
    assert str(report.count(context)) == "0"
    assert list(report.all_rows(context)) == []


def test_the_count_stops_where_counting_costs_more_than_the_page(figures, monkeypatch):
    monkeypatch.setattr(reports, "COUNT_LIMIT", 24)
    report, context = ask()
    assert str(report.count(context)) == "24 以上"
    monkeypatch.setattr(reports, "COUNT_LIMIT", 25)
    assert str(report.count(context)) == "25"


def test_a_page_that_is_the_whole_list_is_not_counted_again(figures, django_assert_num_queries):
    report, context = ask()
    whole, part = report.page(context, 25), report.page(context, 24)
    with django_assert_num_queries(0):
        assert str(report.count(context, whole)) == "25"
    with django_assert_num_queries(1):
        assert str(report.count(context, part)) == "25"
    last = report.page(report.ask(None, {"after": str(part.rows[-1]["id"])}), 24)
    assert (len(last.rows), str(report.count(context, last))) == (1, "25")


def test_keys_first_gives_the_same_rows_in_the_same_order(figures, monkeypatch):
    monkeypatch.setattr(reports, "BLOCK", 10)
    for sort in ("", "back", "mixed"):
        report, context = ask(sort=sort)
        plain = [row["id"] for row in report.all_rows(context)], report.page(context, 7)
        report.keys_first = True
        assert [row["id"] for row in report.all_rows(context)] == plain[0]
        assert [row["id"] for row in report.page(context, 7).rows] == [
            row["id"] for row in plain[1].rows
        ]
        assert len(list(report.all_rows(context, 13))) == 13


def test_a_numbered_report_counts_its_rows_on_paper_and_in_excel_only(figures):
    report, context = ask()
    assert [c.label for c in report.sheet_columns(context)] == [
        c.label for c in report.columns(context)
    ]
    report.numbered = True
    serial = report.sheet_columns(context)[0]
    assert serial.label == "序号"
    assert [serial.value(row) for row in report.all_rows(context)] == list(range(1, 26))
    assert serial.label not in [c.label for c in report.columns(context)]


def test_rows_are_prepared_in_blocks_and_none_is_lost(figures):
    report, context = ask()
    assert len(list(report.all_rows(context, 7))) == 7
    assert len(list(report.all_rows(context))) == 25


@pytest.mark.parametrize("text", [None, "", "x", "-1", "1.0", "٣", "9" * 19, " 1", "1 "])
def test_an_anchor_must_be_a_plain_number(text, figures):
    assert reports.anchor(Headcount.objects.all(), ("as_of", "id"), text) is None


def test_an_anchor_is_looked_up_within_the_asked_rows(figures):
    row = figures[0]
    rows = Headcount.objects.exclude(pk=row.pk)
    assert reports.anchor(rows, ("as_of", "id"), str(row.pk)) is None
    assert reports.anchor(Headcount.objects.all(), ("as_of", "id"), str(row.pk)) == (
        row.as_of, row.pk
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 10, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.6%"), (9999, 10000, "99.9%"), (1, 1, "100.0%"),
     (3, 2, "150.0%"), (0, 0, "—"), (5, 0, "—"), (57, 100, "57.0%"), (29, 100, "29.0%")],
)  # fmt: skip
def test_a_percentage_is_rounded_down(part, whole, shown):
    assert percent(part, whole) == shown


@pytest.mark.parametrize("day", ["1899-12-31", "2201-01-01", "9999-12-31"])
def test_days_beyond_reason_are_refused(day):
    _, context = ask(on=day)
    assert "1900 年至 2200 年" in context.form.errors["on"][0]


def test_every_list_of_the_house_ends_its_orders_in_a_key():
    """Without it rows with equal values would be skipped or shown twice."""
    import importlib

    lists = (
        "members.reports", "members.duplicates", "members.coverage", "unions.reports",
        "assistance.reports", "assistance.file_reports", "assistance.notice_reports",
    )  # fmt: skip
    for module in lists:
        importlib.import_module(module)
    found = [c for c in Report.__subclasses__() if c.__module__ in lists]
    assert len(found) >= 11
    for report in found:
        for order in report.orders.values():
            last = order.fields[-1].lstrip("-")
            assert last == "id" or last.endswith("_id"), report
            assert last in report.values, report


def test_union_lists_use_the_tree(federation):
    assert Union.objects.visible_to(None).count() == 0
