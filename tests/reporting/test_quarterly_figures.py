"""Each figure equals its rows; the day of a thing decides the quarter, the subtree the scope."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Meeting
from reporting import figures, quarterly_sheet
from reporting.figure_rows import behind
from reporting.quarters import Span, last_over, of_day
from tests.factories import cases, people, records
from tests.reporting import quarterly as made
from unions.models import Role

D = datetime.date
SPAN = Span(made.YEAR, made.QUARTER)
# Columns of the rows whose sum is the figure; all others count rows.
SUMMED = {
    "cases_people": "group_size", "cases_recovered": "amount_recovered", "paid_amount": "amount",
    "contest_people": "participants", "activity_people": "participants",
    "entries_benefit": "annual_benefit", "funds_in": "allocated", "funds_out": "spent",
    "activity_cost": "cost", "people_helped": "id_number",
}  # fmt: skip


@pytest.fixture
def busy(unit, other_unit, clerk, chair):
    made.full_quarter(unit, clerk, chair)
    return unit


def listed(figure, union, span, user):
    """What the list behind a figure adds up to."""
    report = behind(figure, union, span)
    rows = list(report.all_rows(report.ask(user, {})))
    rows = [row for row in rows if not row.get("sum")]
    if figure.code == "funds_balance":
        return sum((row["allocated"] - row["spent"] for row in rows), Decimal(0))
    if figure.code == "people_helped":
        return len({row["id_number"] for row in rows})
    column = SUMMED.get(figure.code) or ("amount" if figure.code.startswith("aid-") else "")
    return sum(row[column] or 0 for row in rows) if column else len(rows)


def test_every_figure_equals_its_rows(busy, clerk):
    union = busy.parent
    values = figures.compute(union, [SPAN], figures.table())
    for figure in figures.table():
        (value,) = values[figure.code]
        assert listed(figure, union, SPAN, clerk) == value, figure.code
        assert figures.value(figure, union, SPAN) == value, figure.code


def test_the_quarter_has_what_happened_in_it(busy, clerk):
    values = figures.compute(busy.parent, [SPAN, SPAN.after], figures.table())
    assert {code: pair for code, pair in values.items() if any(pair)} == {
        "unions_founded": [1, 0],
        "unions_end": [3, 3],
        "enterprises_covered": [3, 3],
        "members_joined": [1, 0],
        "members_left": [1, 0],
        "members_end": [1, 1],
        "rectified": [1, 0],
        "meetings_held": [1, 0],
        "cases_opened": [1, 0],
        "cases_people": [1, 0],
        "cases_closed": [1, 0],
        "households_helped": [1, 0],
        "people_helped": [1, 0],
        "payouts": [1, 0],
        "paid_amount": [Decimal("300.00"), Decimal(0)],
        "aid-stoppage_subsidy": [Decimal("300.00"), Decimal(0)],
        "contests": [1, 0],
        "contest_people": [12, 0],
        "entries": [1, 0],
        "entries_done": [1, 0],
        "entries_benefit": [Decimal("5000.00"), Decimal(0)],
        "activities": [1, 0],
        "activity_people": [30, 0],
        "funds_in": [Decimal("5000.50"), Decimal(0)],
        "funds_balance": [Decimal("5000.50"), Decimal("5000.50")],
        "activity_cost": [Decimal("2401.00"), Decimal(0)],
    }


def test_first_and_last_day_belong_to_the_quarter_and_no_other(unit, chair):
    for day in (D(2016, 3, 31), D(2016, 4, 1), D(2016, 6, 30), D(2016, 7, 1)):
        records.activity(unit, chair, day=day)
    figure = figures.find("activities")
    spans = [SPAN.before, SPAN, SPAN.after]
    assert figures.compute(unit.parent, spans, [figure])["activities"] == [1, 2, 1]


def test_what_is_voided_or_only_planned_does_not_count(busy, chair, clerk):
    from governance.services import records as services

    activity = records.activity(busy, chair, day=made.IN)
    services.void(activity, by=chair, reason="登记错误")
    Meeting.objects.update(status="planned")
    values = figures.compute(busy.parent, [SPAN], figures.table())
    assert (values["activities"], values["meetings_held"]) == ([1], [0])


def test_a_federation_counts_its_own_subtree(busy, clerk, chair):
    """Another township beside it, below the same county in name only: another tree."""
    other = people.federation("威坪镇总工会")
    registrar = people.sign_in("elsewhere", "外镇经办", other, Role.CLERK)
    there = people.unit(other, "威坪某厂工会", "威坪某厂")
    records.activity(there, registrar, day=made.IN)
    cases.old(there, registrar, made.IN)
    values = figures.compute(busy.parent, [SPAN], figures.table())
    assert values["activities"] == [1]
    assert values["cases_opened"] == [1]
    assert figures.compute(other, [SPAN], figures.table())["members_end"] == [0]


def test_one_query_a_source_however_many_quarters(busy):
    table = figures.table()
    spans = [SPAN, SPAN.before, SPAN.year_before]
    for asked in (spans[:1], spans):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            figures.compute(busy.parent, asked, table)
        assert len(caught) == len({figure.source for figure in table}) == 12


def test_codes_are_unique_and_every_part_knows_its_rows():
    codes = [figure.code for figure in (*figures.TABLE, *figures.MOMENTS)]
    assert len(codes) == len(set(codes))


def test_an_address_names_figure_and_quarter(unit):
    assert figures.read("2016-3-members_end") == (figures.find("members_end"), Span(2016, 3))
    figure, span = figures.read("2016-4-aid-living_relief")
    assert (figure.label, span) == ("其中：困难救助（生活）", Span(2016, 4))
    for wrong in ("members_end", "2016-5-members_end", "2016-3-nothing", "2016-3-", "x"):
        assert figures.read(wrong) is None


def test_quarters_follow_each_other():
    assert Span(2016, 4).after == Span(2017, 1)
    assert Span(2017, 1).before == Span(2016, 4)
    assert Span(2016, 4).days == (D(2016, 10, 1), D(2016, 12, 31))
    assert Span(2016, 1).days == (D(2016, 1, 1), D(2016, 3, 31))
    assert of_day(D(2016, 8, 26)) == Span(2016, 3)
    assert last_over().over


def test_moments_are_compared_with_what_was_submitted(federation, unit, clerk, leader):
    first = made.submitted(federation, clerk, leader)
    sheet = quarterly_sheet.live(made.draft(federation, clerk, 3))
    row = sheet["duties_overdue"]
    assert row.previous == quarterly_sheet.frozen(first)["duties_overdue"].value
    assert row.year_before is None
