"""The tree of unions: founding, paths, who may stand above whom."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import people
from unions.codes import EventKind, UnionKind
from unions.models import Union
from unions.services.tree import ancestor_ids, found_union


def test_a_path_is_the_parents_path_and_the_own_number(federation):
    unit = people.unit(federation, "甲工会")
    assert federation.path == f"{federation.pk:07d}/"
    assert unit.path == f"{federation.pk:07d}/{unit.pk:07d}/"
    assert ancestor_ids(unit.path) == [federation.pk, unit.pk]
    assert Union.objects.get(pk=unit.pk).path == unit.path


def test_founding_leaves_the_first_life_event_and_one_history_line(federation, clerk):
    union = Union(
        name="甲工会", parent=federation, kind=UnionKind.SINGLE_GRASSROOTS,
        founded_on=datetime.date(2016, 9, 8), approval_no="临工〔2016〕8号",
    )  # fmt: skip
    found_union(union, by=clerk, reason="集中建会")
    event = union.events.get()
    assert (event.kind, event.day) == (EventKind.FOUNDED, datetime.date(2016, 9, 8))
    assert event.paper == "临工〔2016〕8号"
    line = union.history.get()
    assert (line.history_user, line.history_type) == (clerk, "+")
    assert line.path == union.path


def test_a_grassroots_union_has_no_union_below_it(unit):
    with pytest.raises(ValidationError, match="上级工会须是总工会"):
        people.unit(unit, "再下级工会")
    assert not Union.objects.filter(name="再下级工会").exists()


def test_the_same_name_stands_once_under_one_parent(federation):
    people.unit(federation, "甲工会")
    with pytest.raises(ValidationError, match="已有同名工会"):
        people.unit(federation, "甲工会")
    other = people.federation("威坪镇总工会")
    assert people.unit(other, "甲工会").pk


def test_a_code_is_used_once_and_may_be_empty_many_times(federation):
    people.unit(federation, "甲工会", code="3301")
    people.unit(federation, "乙工会")
    people.unit(federation, "丙工会")
    with pytest.raises(ValidationError, match="组织代码已被使用"):
        people.unit(federation, "丁工会", code="3301")


@pytest.mark.parametrize("years", [1, 2, 4, 6])
def test_a_term_is_three_or_five_years_in_the_database_too(unit, years):
    unit.term_years = years
    with pytest.raises(ValidationError):
        unit.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        unit.save()


def test_under_is_the_union_and_all_below(federation, unit, other_unit):
    assert set(Union.objects.under(federation)) == {federation, unit, other_unit}
    assert list(Union.objects.under(unit)) == [unit]


def test_on_counts_from_the_founding_day_until_the_day_before_the_end(unit):
    unit.founded_on, unit.dissolved_on = datetime.date(2010, 1, 1), datetime.date(2020, 1, 1)
    unit.save()
    days = ["2009-12-31", "2010-01-01", "2019-12-31", "2020-01-01"]
    exists = [
        Union.objects.on(datetime.date.fromisoformat(day)).filter(pk=unit.pk).exists()
        for day in days
    ]
    assert exists == [False, True, True, False]
