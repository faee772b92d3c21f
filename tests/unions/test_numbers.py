"""Running numbers: one after the other within a year, none lost by a refused save."""

import datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assistance.models import RightsCase
from tests.factories import cases
from unions.services.numbers import next_number

D = datetime.date


def test_numbers_run_within_the_year_of_receipt(unit, clerk, chair):
    found = [
        cases.case(unit, by, received_on=day).number
        for by, day in (
            (chair, D(2016, 3, 1)), (clerk, D(2016, 2, 1)), (chair, D(2017, 1, 1)),
            (clerk, D(2016, 12, 31)),
        )
    ]  # fmt: skip
    assert found == ["维2016-0001", "维2016-0002", "维2017-0001", "维2016-0003"]


def test_a_refused_save_leaves_no_hole(unit, chair):
    first = cases.case(unit, chair, received_on=D(2016, 3, 1))
    for wrong in ({"group_size": 0}, {"request": ""}, {"applicant_phone": "不知道"}):
        with pytest.raises(ValidationError):
            cases.case(unit, chair, received_on=D(2016, 3, 1), **wrong)
    with pytest.raises(RuntimeError, match="later"), transaction.atomic():
        cases.case(unit, chair, received_on=D(2016, 3, 1))
        raise RuntimeError("later in the same request")
    assert first.number == "维2016-0001"
    assert cases.case(unit, chair, received_on=D(2016, 3, 1)).number == "维2016-0002"


def test_the_ten_thousandth_comes_after_the_9999th(unit, chair):
    """As text 9999 is the greater one."""
    for given in ("9999", "10000"):
        row = cases.case(unit, chair, received_on=D(2016, 3, 1))
        RightsCase.objects.filter(pk=row.pk).update(number=f"维2016-{given}")
        following = f"维2016-{int(given) + 1}"
        assert next_number(RightsCase, "number", "维", 2016) == following


def test_a_number_cannot_be_given_twice(unit, chair):
    row = cases.case(unit, chair)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_outside_a_transaction_no_number_is_given(monkeypatch):
    """Tests run inside one; a real flush between them would cost the seeds of the next file."""
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr("unions.services.numbers.transaction.get_connection", lambda: outside)
    with pytest.raises(RuntimeError, match="outside a transaction"):
        next_number(RightsCase, "number", "维", 2016)
