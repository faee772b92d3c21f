"""The chain of periods: one membership a day, half-open, never in the future."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core.db import explained
from core.periods import today
from members.codes import End, Standing, Start
from members.models import Membership
from members.services import memberships, records
from members.services.chain import move
from tests.factories import people, rows

D = datetime.date
DAY, ONE = D(2020, 1, 1), datetime.timedelta(days=1)


@pytest.fixture
def member(unit):
    return people.member(unit, since=D(2015, 6, 1))


def chain(member):
    return [
        (m.since, m.until, m.standing, m.start_kind, m.end_kind)
        for m in member.memberships.not_voided().order_by("since")
    ]


def test_joining_opens_one_period_from_the_joining_day(unit, clerk):
    member = people.member(unit)
    assert chain(member) == [(D(2010, 3, 1), None, "active", "join", "")]


def test_joining_on_a_day_of_its_own_keeps_the_stated_joining_day(member):
    assert member.first_joined_on == D(2010, 3, 1)
    assert member.memberships.get().since == D(2015, 6, 1)


@pytest.mark.parametrize(
    ("since", "words"),
    [(today() + ONE, "不能晚于今天"), (people.FOUNDED - ONE, "不能早于")],
)
def test_joining_outside_the_unions_life_is_refused(since, words, unit, clerk):
    with pytest.raises(ValidationError, match=words):
        people.member(unit, since=since)


def test_nobody_joins_a_union_that_is_dissolved(unit, clerk):
    from unions.services import life

    life.end(unit, "dissolved", DAY, by=clerk, reason="企业终止")
    unit.refresh_from_db()
    with pytest.raises(ValidationError, match="撤销"):
        people.member(unit, since=DAY)
    assert people.member(unit, since=DAY - ONE).pk


def test_a_member_does_not_join_twice(member, unit, other_unit, clerk):
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="同一天只能在一家工会"):
        memberships.join(member, other_unit, None, by=clerk, since=DAY)
    assert rows.fingerprint() == before


def test_leaving_counts_the_day_before_as_the_last(member, clerk):
    memberships.leave(member, End.WITHDRAW, DAY, by=clerk, reason="本人申请")
    on = [Membership.objects.on(day).count() for day in (DAY - ONE, DAY)]
    assert on == [1, 0]
    assert chain(member)[0][1:] == (DAY, "active", "join", "withdraw")


@pytest.mark.parametrize("kind", ["", "retain", "restore", "join", "accepted", "٣"])
def test_leaving_needs_one_of_the_leavings(kind, member, clerk):
    with pytest.raises(ValidationError, match="离会类别"):
        memberships.leave(member, kind, DAY, by=clerk, reason="x")


@pytest.mark.parametrize("reason", ["", "  ", "\u3000"])
def test_every_step_needs_a_reason(reason, member, clerk):
    before = rows.fingerprint()
    for step in (
        lambda: memberships.leave(member, End.WITHDRAW, DAY, by=clerk, reason=reason),
        lambda: memberships.retain(member, DAY, by=clerk, reason=reason),
        lambda: memberships.restore(member, DAY, by=clerk, reason=reason),
        lambda: memberships.void(member.memberships.get(), by=clerk, reason=reason),
    ):
        with pytest.raises(ValidationError, match="填写"):
            step()
    assert rows.fingerprint() == before


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (today() + ONE, "不能晚于今天"),
        (D(2015, 6, 1), "应晚于本段会籍的开始日期"),
        (D(2015, 5, 31), "应晚于本段会籍的开始日期"),
    ],
)
def test_steps_outside_the_period_are_refused(day, words, member, clerk):
    before = rows.fingerprint()
    for step in (
        lambda: memberships.leave(member, End.WITHDRAW, day, by=clerk, reason="x"),
        lambda: memberships.retain(member, day, by=clerk, reason="x"),
    ):
        with pytest.raises(ValidationError, match=words):
            step()
    assert rows.fingerprint() == before


def test_retaining_and_restoring_link_periods_without_a_gap(member, clerk):
    memberships.retain(member, DAY, by=clerk, reason="退休")
    memberships.restore(member, DAY + ONE, by=clerk, reason="返聘")
    assert chain(member) == [
        (D(2015, 6, 1), DAY, "active", "join", "retain"),
        (DAY, DAY + ONE, "retained", "retain", "restore"),
        (DAY + ONE, None, "active", "restore", ""),
    ]
    assert {p.employer for p in member.memberships.all()} == {member.memberships.first().employer}


def test_a_standing_is_not_changed_to_itself(member, clerk):
    with pytest.raises(ValidationError, match="已是“在籍”"):
        memberships.restore(member, DAY, by=clerk, reason="x")
    memberships.retain(member, DAY, by=clerk, reason="退休")
    with pytest.raises(ValidationError, match="已是“保留会籍”"):
        memberships.retain(member, DAY + ONE, by=clerk, reason="x")


def test_somebody_who_left_may_join_again_and_keeps_the_first_joining_day(member, unit, clerk):
    memberships.leave(member, End.WITHDRAW, DAY, by=clerk, reason="本人申请")
    with pytest.raises(ValidationError, match="没有会籍"):
        memberships.leave(member, End.WITHDRAW, DAY + ONE, by=clerk, reason="再次")
    memberships.join(member, unit, None, by=clerk, since=DAY)
    assert [row[0] for row in chain(member)] == [D(2015, 6, 1), DAY]
    assert member.first_joined_on == D(2010, 3, 1)


def test_voiding_is_not_ending(member, clerk):
    """A voided period counts for no day, an ended one for the days it lasted."""
    ended = people.member(member.memberships.get().union, since=D(2015, 6, 1))
    memberships.leave(ended, End.WITHDRAW, DAY, by=clerk, reason="本人申请")
    memberships.void(member.memberships.get(), by=clerk, reason="登错人")
    holding = Membership.objects.on(DAY - ONE)
    assert [m.member for m in holding] == [ended]
    voided = member.memberships.get()
    assert (voided.until, voided.voided_reason) == (None, "登错人")
    assert records.current_membership(member) is None


def test_a_period_is_voided_once(member, clerk):
    period = memberships.void(member.memberships.get(), by=clerk, reason="登错人")
    with pytest.raises(ValidationError, match="已作废"):
        memberships.void(period, by=clerk, reason="再次")


def test_a_voided_period_makes_room_for_the_right_one(member, other_unit, clerk):
    memberships.void(member.memberships.get(), by=clerk, reason="登错工会")
    memberships.join(member, other_unit, None, by=clerk, since=D(2015, 6, 1))
    assert records.current_membership(member).union == other_unit


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_takes_a_step(who, member, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    for step in (
        lambda: memberships.leave(member, End.WITHDRAW, DAY, by=user, reason="x"),
        lambda: memberships.retain(member, DAY, by=user, reason="x"),
        lambda: memberships.restore(member, DAY, by=user, reason="x"),
        lambda: memberships.void(member.memberships.get(), by=user, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert rows.fingerprint() == before


def test_the_chair_of_the_unit_takes_every_step(member, chair):
    memberships.retain(member, DAY, by=chair, reason="退休")
    memberships.restore(member, DAY + ONE, by=chair, reason="返聘")
    memberships.leave(member, End.DECEASED, DAY + 2 * ONE, by=chair, reason="去世")
    assert len(chain(member)) == 3


# --- the database itself ---------------------------------------------------------------------


def raw(member, union, since, until=None, **fields):
    end = {} if until is None else {"end_kind": End.WITHDRAW}
    return Membership(
        member=member, union=union, since=since, until=until, start_kind=Start.JOIN, **end, **fields
    )


def test_two_open_memberships_are_refused_by_the_database(member, other_unit):
    row = raw(member, other_unit, DAY)
    with pytest.raises(IntegrityError, match="membership_one_a_day"), transaction.atomic():
        row.save()
    with pytest.raises(ValidationError, match="同一天只能在一家工会"), explained(Membership):
        row.save()


@pytest.mark.parametrize("days", [(-9, 1), (0, 1), (0, 99), (50, 99), (50, 150), (-9, 150)])
def test_overlapping_periods_are_refused_by_the_database(days, member, unit, other_unit, clerk):
    memberships.leave(member, End.WITHDRAW, D(2015, 6, 1) + 100 * ONE, by=clerk, reason="x")
    since, until = (D(2015, 6, 1) + n * ONE for n in days)
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(member, other_unit, since, until).save()


@pytest.mark.parametrize("days", [(-9, 0), (100, 101), (100, None)])
def test_periods_that_touch_are_taken(days, member, other_unit, clerk):
    memberships.leave(member, End.WITHDRAW, D(2015, 6, 1) + 100 * ONE, by=clerk, reason="x")
    since, until = (None if n is None else D(2015, 6, 1) + n * ONE for n in days)
    raw(member, other_unit, since, until).save()


@pytest.mark.parametrize("fields", [{"end_kind": End.WITHDRAW}, {"until": DAY}])
def test_an_end_has_a_kind_and_a_kind_an_end(fields, member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(member=member).update(**fields)


def test_an_end_before_the_start_is_refused_by_the_database(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(member=member).update(until=D(2015, 6, 1), end_kind=End.WITHDRAW)


def test_standing_of_a_moved_member_goes_along(member, other_unit, clerk):
    memberships.retain(member, DAY, by=clerk, reason="退休")
    moved = move(member, other_unit, None, DAY + ONE, by=clerk, reason="迁居")
    assert (moved.standing, moved.start_kind) == (Standing.RETAINED, Start.TRANSFER_IN)
