"""Rules with dates: the value in force on a day, and who may set one."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core.periods import today
from tests.factories import people, rows
from unions import rules
from unions.codes import UnionKind
from unions.models import Role, Rule
from unions.services.rules import set_value

CODE = "term_warning_months"
D = datetime.date


def new(value, since, until=None):
    return Rule(code=CODE, label="换届提醒", value=Decimal(value), unit="个月", source="决定",
                since=since, until=until)  # fmt: skip


@pytest.mark.django_db
def test_every_default_is_in_force_today_and_long_ago():
    for default in rules.DEFAULTS:
        assert rules.value(default.code) == default.value
        assert rules.value(default.code, D(2000, 1, 1)) == default.value


@pytest.mark.django_db
def test_an_unknown_rule_is_named_in_the_error():
    with pytest.raises(LookupError, match="no_such_rule"):
        rules.value("no_such_rule")


def test_a_new_value_holds_from_its_day_and_the_old_one_until_then(administrator):
    set_value(new(9, D(2024, 1, 1)), by=administrator)
    asked = [rules.value(CODE, day) for day in (D(2023, 12, 31), D(2024, 1, 1), today())]
    assert asked == [6, 9, 9]


def test_a_value_for_a_later_day_waits_and_the_earlier_holds_until_then(administrator):
    set_value(new(12, D(2030, 1, 1)), by=administrator)
    set_value(new(9, D(2024, 1, 1)), by=administrator)
    days = (D(2023, 12, 31), D(2024, 1, 1), D(2029, 12, 31), D(2030, 1, 1))
    assert [rules.value(CODE, day) for day in days] == [6, 9, 9, 12]


def test_a_second_value_of_one_day_voids_the_first(administrator):
    wrong = set_value(new(90, D(2024, 1, 1)), by=administrator)
    set_value(new(9, D(2024, 1, 1)), by=administrator)
    wrong.refresh_from_db()
    assert wrong.is_voided
    assert rules.value(CODE, D(2024, 1, 1)) == 9


def test_a_negative_value_is_refused(administrator):
    with pytest.raises(ValidationError, match="不能为负数"):
        set_value(new(-1, D(2024, 1, 1)), by=administrator)


@pytest.mark.parametrize("who", ["chair", "clerk", "leader", "auditor"])
def test_only_the_administrator_at_the_root_sets_rules(who, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        set_value(new(9, D(2024, 1, 1)), by=user)
    assert rows.fingerprint() == before


def test_an_administrator_below_the_root_sets_none(db):
    county = people.federation("淳安县总工会")
    town = people.unit(county, "临岐镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    admin = people.sign_in("townadmin", "镇管理员", town, Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        set_value(new(9, D(2024, 1, 1)), by=admin)


@pytest.mark.django_db
def test_two_values_on_one_day_are_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        new(9, D(2024, 1, 1)).save()
