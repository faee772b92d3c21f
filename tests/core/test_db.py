"""A constraint's refusal in its own words, on both databases; other errors pass unchanged."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from core.db import explained
from tests.factories import people
from unions.models import Enterprise, Headcount, Union

D = datetime.date


def refusal(model, row):
    with pytest.raises(ValidationError) as caught, explained(model):
        row.save()
    return caught.value.messages


def test_a_unique_constraint_of_one_column(federation):
    people.enterprise(federation, "甲厂", uscc="91330127MA00000000")
    row = Enterprise(federation=federation, name="乙厂", uscc="91330127MA00000000")
    assert refusal(Enterprise, row) == ["该统一社会信用代码已登记在另一家企业名下。"]


def test_a_unique_constraint_of_two_columns(unit):
    Headcount.objects.create(union=unit, workers=1, as_of=D(2020, 1, 1), source="x")
    row = Headcount(union=unit, workers=2, as_of=D(2020, 1, 1), source="x")
    assert refusal(Headcount, row) == ["该工会在这一统计时点已有上报数。"]


def test_a_conditional_unique_constraint(federation):
    people.unit(federation, "甲工会", code="3301")
    row = Union(parent=federation, name="乙工会", kind="village", founded_on=D(2020, 1, 1),
                code="3301", path="x")  # fmt: skip
    assert refusal(Union, row) == ["该组织代码已被使用。"]


def test_a_check_constraint(unit):
    unit.term_years = 4
    assert refusal(Union, unit) == ["任期只能是 3 年或 5 年（工会法第十六条）。"]


def test_the_transaction_goes_on_after_a_refusal(federation, unit):
    unit.term_years = 4
    refusal(Union, unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM unions_union")
        assert cursor.fetchone() == (2,)


def test_a_constraint_of_another_model_is_not_explained_by_this_one(federation):
    people.enterprise(federation, "甲厂", uscc="91330127MA00000000")
    row = Enterprise(federation=federation, name="乙厂", uscc="91330127MA00000000")
    with pytest.raises(IntegrityError), explained(Headcount):
        row.save()


def test_what_went_well_stays(federation):
    with explained(Enterprise):
        people.enterprise(federation, "甲厂")
    assert Enterprise.objects.filter(name="甲厂").exists()


def test_every_constraint_of_the_house_has_words_for_people():
    """A message in English is one nobody wrote; kept counts are written by no form."""
    from django.apps import apps

    silent = [
        constraint.name
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("accounts", "unions", "members", "assistance")
        for constraint in model._meta.constraints
        if str(constraint.get_violation_error_message()).isascii()
        or "约束" in str(constraint.get_violation_error_message())
    ]
    assert silent == [s for s in silent if s in ("enterprise_figure_not_negative",
                                                 "member_tally_once")]  # fmt: skip
