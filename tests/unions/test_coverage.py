"""Coverage: one union a day for an enterprise, half-open, by service and by database."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core.db import explained
from tests.factories import people, rows
from unions.models import Coverage
from unions.services.coverage import cover, uncover

DAY = datetime.date(2020, 1, 1)
ONE = datetime.timedelta(days=1)


@pytest.fixture
def enterprise(unit):
    return unit.coverages.get().enterprise


def test_a_new_bond_ends_the_old_one_on_its_first_day(enterprise, unit, other_unit, clerk):
    cover(enterprise, other_unit, DAY, by=clerk, paper="临工〔2020〕1号")
    by_day = {
        day: [bond.union for bond in Coverage.objects.on(day).filter(enterprise=enterprise)]
        for day in (DAY - ONE, DAY)
    }
    assert by_day == {DAY - ONE: [unit], DAY: [other_unit]}


def test_the_end_of_the_old_bond_is_in_its_history(enterprise, unit, other_unit, clerk):
    cover(enterprise, other_unit, DAY, by=clerk)
    line = unit.coverages.get().history.first()
    assert (line.until, line.history_user) == (DAY, clerk)


def test_covering_again_by_the_same_union_is_refused(enterprise, unit, clerk):
    with pytest.raises(ValidationError, match="已由这家工会覆盖"):
        cover(enterprise, unit, DAY, by=clerk)


def test_two_bonds_cannot_begin_on_one_day(enterprise, unit, other_unit, clerk):
    with pytest.raises(ValidationError, match="同一天"):
        cover(enterprise, other_unit, people.FOUNDED, by=clerk)


def test_the_union_must_exist_on_the_day(enterprise, federation, clerk):
    young = people.unit(federation, "新工会", founded_on=DAY)
    with pytest.raises(ValidationError, match="不存在"):
        cover(enterprise, young, DAY - ONE, by=clerk)
    assert cover(enterprise, young, DAY, by=clerk).since == DAY


def test_a_bond_before_a_later_one_is_refused(federation, unit, other_unit, clerk):
    """The later bond stands: an open one before it would overlap."""
    enterprise = people.enterprise(federation, "未覆盖厂")
    cover(enterprise, unit, DAY, by=clerk)
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="同一天只能归一家工会"):
        cover(enterprise, other_unit, DAY - ONE, by=clerk)
    assert rows.fingerprint() == before


def test_uncovering_leaves_the_enterprise_without_a_union(enterprise, unit, clerk):
    bond = uncover(unit.coverages.get(), DAY, by=clerk, reason="企业搬迁")
    assert bond.until == DAY
    assert not Coverage.objects.on(DAY).filter(enterprise=enterprise).exists()
    with pytest.raises(ValidationError, match="已经终止"):
        uncover(bond, DAY + ONE, by=clerk, reason="再次")


def test_uncovering_on_the_first_day_is_refused_in_words(unit, clerk):
    with pytest.raises(ValidationError, match="结束日期应晚于开始日期"):
        uncover(unit.coverages.get(), people.FOUNDED, by=clerk, reason="误")


@pytest.mark.parametrize("who", ["chair", "leader", "auditor", "administrator"])
def test_only_a_clerk_changes_coverage(who, enterprise, unit, other_unit, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        cover(enterprise, other_unit, DAY, by=user)
    with pytest.raises(PermissionDenied):
        uncover(unit.coverages.get(), DAY, by=user, reason="x")
    assert rows.fingerprint() == before


# (since, until) against a bond that holds 2020-01-01 until 2021-01-01.
CLASHES = [
    ("2019-01-01", None), ("2019-01-01", "2020-01-02"), ("2020-01-01", "2020-01-02"),
    ("2020-06-01", "2020-07-01"), ("2020-12-31", None), ("2019-01-01", "2022-01-01"),
]  # fmt: skip
FITS = [("2019-01-01", "2020-01-01"), ("2021-01-01", None), ("2021-01-01", "2022-01-01")]


@pytest.fixture
def bond(federation, unit):
    enterprise = people.enterprise(federation, "单独厂")
    return Coverage.objects.create(
        union=unit, enterprise=enterprise, since=DAY, until=datetime.date(2021, 1, 1)
    )


def second(bond, union, since, until):
    return Coverage(
        union=union,
        enterprise=bond.enterprise,
        since=datetime.date.fromisoformat(since),
        until=datetime.date.fromisoformat(until) if until else None,
    )


@pytest.mark.parametrize(("since", "until"), CLASHES)
def test_the_database_refuses_an_overlap_that_went_round_the_checks(bond, other_unit, since, until):
    row = second(bond, other_unit, since, until)
    with pytest.raises(IntegrityError, match="coverage_one_union_a_day"), transaction.atomic():
        row.save()
    with pytest.raises(ValidationError, match="同一天只能归一家工会"), explained(Coverage):
        row.save()
    with pytest.raises(ValidationError, match="同一天只能归一家工会"):
        row.full_clean()


@pytest.mark.parametrize(("since", "until"), FITS)
def test_the_database_takes_bonds_that_touch(bond, other_unit, since, until):
    row = second(bond, other_unit, since, until)
    row.full_clean()
    row.save()
    assert Coverage.objects.filter(enterprise=bond.enterprise).count() == 2


def test_a_voided_bond_is_in_nobodys_way(bond, other_unit):
    bond.voided_at = datetime.datetime(2020, 2, 1, tzinfo=datetime.UTC)
    bond.save()
    second(bond, other_unit, "2020-01-01", None).save()


def test_unvoiding_into_an_overlap_is_refused_by_the_database(bond, other_unit):
    bond.voided_at = datetime.datetime(2020, 2, 1, tzinfo=datetime.UTC)
    bond.save()
    second(bond, other_unit, "2020-01-01", None).save()
    bond.voided_at = None
    with pytest.raises(IntegrityError), transaction.atomic():
        bond.save()


def test_moving_a_bond_into_another_by_update_is_refused(bond, other_unit):
    row = second(bond, other_unit, "2021-01-01", None)
    row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.filter(pk=row.pk).update(since=datetime.date(2020, 12, 31))


def test_an_end_on_or_before_the_start_is_refused_by_the_database(bond):
    bond.until = bond.since
    with pytest.raises(IntegrityError), transaction.atomic():
        bond.save()
