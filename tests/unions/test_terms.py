"""Terms of office: right on both sides of the day on which they end."""

import datetime

import pytest

from core.periods import months_before
from tests.factories import people
from unions.models import Union
from unions.terms import ended_by, term_badge, term_end, terms_between, warning_horizon

D = datetime.date


@pytest.mark.parametrize(
    ("started", "years", "end"),
    [
        (D(2020, 3, 1), 3, D(2023, 3, 1)),
        (D(2020, 3, 1), 5, D(2025, 3, 1)),
        (D(2020, 2, 29), 3, D(2023, 3, 1)),
        (D(2019, 12, 31), 5, D(2024, 12, 31)),
        (None, 3, None),
        (D(2020, 3, 1), None, None),
    ],
)
def test_the_end_is_the_first_day_after(started, years, end):
    assert term_end(started, years) == end


@pytest.fixture
def elected(federation):
    return people.unit(
        federation, "甲工会", term_started_on=D(2020, 3, 1), term_years=3,
        first_elected_on=D(2020, 3, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "over"), [(D(2023, 2, 28), False), (D(2023, 3, 1), True), (D(2023, 3, 2), True)]
)
def test_a_term_is_over_from_its_end_on_and_the_query_agrees(elected, day, over):
    assert Union.objects.filter(ended_by(day), pk=elected.pk).exists() is over
    assert (term_end(elected.term_started_on, 3) <= day) is over


@pytest.mark.parametrize("day", [D(2023, 2, 28), D(2023, 3, 1), D(2024, 2, 29)])
def test_a_term_begun_on_29_february_ends_on_1_march_in_the_query_too(federation, day):
    union = people.unit(federation, "闰年工会", term_started_on=D(2020, 2, 29), term_years=3)
    in_query = Union.objects.filter(ended_by(day), pk=union.pk).exists()
    assert in_query is (term_end(union.term_started_on, 3) <= day)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (D(2022, 8, 31), None),
        (D(2022, 9, 1), "soon"),
        (D(2023, 2, 28), "soon"),
        (D(2023, 3, 1), "overdue"),
    ],
)
def test_overdue_soon_or_neither(elected, day, state):
    unions = Union.objects.filter(pk=elected.pk)
    found = [s for s in ("overdue", "soon", "unknown") if terms_between(unions, s, day).exists()]
    assert found == ([state] if state else [])


def test_an_unknown_term_is_named_for_grassroots_only(federation, unit):
    unknown = terms_between(Union.objects.all(), "unknown", D(2023, 1, 1))
    assert list(unknown) == [unit]


@pytest.mark.parametrize(
    ("day", "tone", "text"),
    [
        (D(2022, 8, 31), "", "2023-03-01"),
        (D(2022, 9, 1), "warn", "2023-03-01 将到期"),
        (D(2023, 3, 1), "bad", "2023-03-01 已到期"),
    ],
)
def test_the_badge_says_the_same(db, day, tone, text):
    row = {
        "horizon": warning_horizon(day),
        "term_started_on": D(2020, 3, 1),
        "term_years": 3,
        "kind": "single_grassroots",
    }
    assert term_badge({**row, "day": day}) == (tone, text)


def test_the_badge_of_no_term():
    row = {"term_started_on": None, "term_years": None, "day": D(2023, 1, 1)}
    assert term_badge({**row, "kind": "single_grassroots"}) == ("", "未登记")
    assert term_badge({**row, "kind": "township_federation"}) == ("", "")


def test_months_before_at_the_end_of_time():
    """A day far in the future is asked by whoever edits an address."""
    for day in (D(1900, 1, 1), D(2100, 12, 31)):
        assert months_before(day, 6)
        assert months_before(day, -6)
