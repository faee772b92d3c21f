"""Seats: given and ended by an administrator of the subtree, never by oneself."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry
from core.periods import today
from tests.factories import people, rows
from unions.codes import UnionKind
from unions.models import Role, Seat
from unions.scope import load
from unions.services.seats import create_sign_in, end_seat, grant_seat

ONE = datetime.timedelta(days=1)


@pytest.fixture
def newcomer(db):
    return people.User.objects.create(username="newcomer", display_name="新人")


def test_a_seat_is_granted_from_today_and_journaled(newcomer, unit, administrator):
    seat = grant_seat(newcomer, unit, Role.CHAIR, by=administrator, reason="选举结果")
    assert (seat.since, seat.until) == (today(), None)
    assert load(newcomer).may("edit_member", unit)
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.actor, entry.union_id) == ("seat", administrator, unit.pk)


@pytest.mark.parametrize("who", ["chair", "clerk", "leader", "auditor"])
def test_nobody_but_an_administrator_grants_or_ends(who, newcomer, unit, other_chair, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        grant_seat(newcomer, unit, Role.CHAIR, by=user)
    with pytest.raises(PermissionDenied):
        end_seat(other_chair.seats.get(), by=user, reason="x")
    assert rows.fingerprint() == before


def test_an_administrator_gives_no_seat_above_or_beside_her_own(newcomer, db):
    county = people.federation("淳安县总工会")
    towns = [
        people.unit(county, name, kind=UnionKind.TOWNSHIP_FEDERATION)
        for name in ("临岐镇总工会", "威坪镇总工会")
    ]
    admin = people.sign_in("townadmin", "镇管理员", towns[0], Role.ADMINISTRATOR)
    for union in (county, towns[1]):
        with pytest.raises(PermissionDenied):
            grant_seat(newcomer, union, Role.CLERK, by=admin)
    assert grant_seat(newcomer, towns[0], Role.CLERK, by=admin).pk


def test_nobody_seats_herself(administrator, federation):
    with pytest.raises(ValidationError, match="不能给自己"):
        grant_seat(administrator, federation, Role.CLERK, by=administrator)
    with pytest.raises(ValidationError, match="不能终止自己"):
        end_seat(administrator.seats.get(), by=administrator, reason="x")


@pytest.mark.parametrize("role", [r for r in Role if r != Role.CHAIR])
def test_federation_roles_sit_at_federations_only(role, newcomer, unit, administrator):
    with pytest.raises(ValidationError, match="基层工会设基层主席"):
        grant_seat(newcomer, unit, role, by=administrator)


def test_the_same_seat_is_not_held_twice_at_once(newcomer, unit, administrator):
    grant_seat(newcomer, unit, Role.CHAIR, by=administrator)
    with pytest.raises(ValidationError, match="已有同一席位"):
        grant_seat(newcomer, unit, Role.CHAIR, by=administrator)


def test_an_ended_seat_may_be_given_again(newcomer, unit, administrator):
    seat = grant_seat(newcomer, unit, Role.CHAIR, by=administrator, since=today() - 9 * ONE)
    end_seat(seat, by=administrator, reason="届满")
    assert not load(newcomer).seats
    grant_seat(newcomer, unit, Role.CHAIR, by=administrator, reason="连任")
    assert len(load(newcomer).seats) == 1


def test_a_seat_given_and_taken_on_one_day_is_voided(newcomer, unit, administrator):
    seat = grant_seat(newcomer, unit, Role.CHAIR, by=administrator)
    ended = end_seat(seat, by=administrator, reason="给错人")
    assert ended.is_voided
    assert ended.until is None
    assert not Seat.objects.on(today()).filter(user=newcomer).exists()


def test_a_seat_ends_once(chair, administrator):
    end_seat(chair.seats.get(), by=administrator, reason="换届")
    with pytest.raises(ValidationError, match="已终止"):
        end_seat(chair.seats.get(), by=administrator, reason="换届")


def test_a_new_sign_in_must_change_its_random_password(unit, administrator):
    user, password = create_sign_in("Zhang3", "张三", unit, Role.CHAIR, by=administrator)
    assert user.username == "zhang3"
    assert user.check_password(password)
    assert user.must_change_password
    assert len(password) >= 14


def test_a_refused_seat_leaves_no_account_behind(unit, clerk):
    with pytest.raises(PermissionDenied):
        create_sign_in("zhang3", "张三", unit, Role.CHAIR, by=clerk)
    assert not people.User.objects.filter(username="zhang3").exists()


def test_passwords_are_in_no_journal_line(unit, administrator):
    _, password = create_sign_in("zhang3", "张三", unit, Role.CHAIR, by=administrator)
    lines = str(list(JournalEntry.objects.values()))
    assert password not in lines
