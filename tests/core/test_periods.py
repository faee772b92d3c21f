"""Periods: half-open, never overlapping, voided rows aside; kept by the database itself."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.db import explained
from core.periods import today
from unions.models import Coverage

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime.date:
    return datetime.date(2016, 1, number)


@pytest.fixture
def bond(unit: Any) -> Any:
    """Coverage from the 10th until the 20th."""
    row = unit.coverages.get()
    row.since, row.until = day(10), day(20)
    row.save()
    return row


def another(bond: Coverage, since: int, until: int | None) -> Coverage:
    return Coverage(
        union=bond.union, enterprise=bond.enterprise, since=day(since),
        until=day(until) if until else None,
    )  # fmt: skip


@pytest.mark.parametrize(("number", "holds"), [(9, False), (10, True), (19, True), (20, False)])
def test_the_first_day_counts_and_the_last_does_not(bond: Any, number: int, holds: bool) -> None:
    assert Coverage.objects.on(day(number)).exists() == holds
    assert bond.holds(day(number)) == holds


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(1, 9, False), (1, 10, True), (12, 13, True), (19, 25, True), (20, 25, False), (1, 30, True)],
)
def test_during_counts_rows_that_hold_on_one_day_of_it(
    bond: Any, first: int, last: int, found: bool
) -> None:
    assert Coverage.objects.during(day(first), day(last)).exists() == found


def test_a_voided_row_holds_on_no_day(bond: Any) -> None:
    bond.voided_at, bond.voided_reason = timezone.now(), "误录"
    bond.save()
    assert not Coverage.objects.on(day(12)).exists()
    assert not Coverage.objects.during(day(1), day(30)).exists()
    assert not Coverage.objects.not_voided().exists()
    assert not bond.holds(day(12))


def test_open_rows_have_no_end_and_are_not_voided(bond: Any) -> None:
    assert not Coverage.objects.open().exists()
    bond.until = None
    bond.save()
    assert Coverage.objects.open().get() == bond
    bond.voided_at = timezone.now()
    bond.save()
    assert not Coverage.objects.open().exists()


CASES = [
    (1, 10, True), (20, 30, True), (20, None, True), (1, 5, True),
    (1, 11, False), (19, 25, False), (12, 15, False), (1, 30, False), (1, None, False),
    (10, 20, False), (19, None, False),
]  # fmt: skip


@pytest.mark.parametrize(("since", "until", "allowed"), CASES)
def test_overlap_is_refused_by_the_form_and_by_the_database(
    bond: Any, since: int, until: int | None, allowed: bool
) -> None:
    row = another(bond, since, until)
    if allowed:
        row.full_clean()
        row.save()
        return
    with pytest.raises(ValidationError, match="同一天只能归一家工会"):
        row.full_clean()
    with pytest.raises(IntegrityError, match="coverage_one_union_a_day"), transaction.atomic():
        row.save()
    with pytest.raises(ValidationError, match="同一天只能归一家工会"), explained(Coverage):
        row.save()


def test_overlap_is_refused_on_update_and_in_bulk(bond: Any) -> None:
    later = another(bond, 20, 25)
    later.save()
    for deed in (
        lambda: Coverage.objects.filter(pk=later.pk).update(since=day(15)),
        lambda: Coverage.objects.bulk_create([another(bond, 24, 26)]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_a_voided_row_may_overlap_until_it_is_brought_back(bond: Any) -> None:
    row = another(bond, 12, 15)
    row.voided_at = timezone.now()
    row.full_clean()
    row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.filter(pk=row.pk).update(voided_at=None)


def test_an_end_comes_after_its_start(bond: Any) -> None:
    for until in (5, 4):
        row = another(bond, 5, until)
        with pytest.raises(ValidationError, match="结束日期应晚于开始日期"):
            row.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_a_row_does_not_overlap_itself(bond: Any) -> None:
    bond.until = day(25)
    bond.full_clean()
    bond.save()


spans = st.tuples(st.integers(1, 28), st.one_of(st.none(), st.integers(1, 28)))


@given(spans, spans)
def test_holding_on_a_day_and_overlapping_agree(a: Any, b: Any) -> None:
    """Two rows overlap exactly when some day sees both (the rule the triggers spell out)."""
    rows = [
        Coverage(since=day(since), until=day(until) if until and until > since else None)
        for since, until in (a, b)
    ]
    days = [day(number) for number in range(1, 32)]
    both = any(rows[0].holds(d) and rows[1].holds(d) for d in days)
    first, second = rows
    spelled = (first.until is None or first.until > second.since) and (
        second.until is None or first.since < second.until
    )
    assert both == spelled


def test_today_is_the_day_in_china(time_machine: Any) -> None:
    time_machine.move_to(datetime.datetime(2016, 9, 7, 16, 30, tzinfo=datetime.UTC))
    assert today() == datetime.date(2016, 9, 8)
