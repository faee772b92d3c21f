"""Kept counts equal what is counted, after any sequence of steps."""

import datetime
import random

import pytest
from django.core.exceptions import ValidationError

from core.periods import today
from members.models import Member, Membership, MemberTally
from members.services import memberships, tallies
from members.services.duplicates import merge
from members.workflow import TRANSFER
from tests.factories import people
from unions.codes import UnionKind

D = datetime.date
ONE = datetime.timedelta(days=1)


@pytest.fixture
def county(db):
    return people.federation("淳安县总工会")


@pytest.fixture
def units(county):
    towns = [
        people.unit(county, name, kind=UnionKind.TOWNSHIP_FEDERATION)
        for name in ("临岐镇总工会", "威坪镇总工会")
    ]
    return [
        people.unit(town, f"{town.name}第{n}工会", f"{town.name}第{n}厂")
        for town in towns
        for n in range(3)
    ]


class Office:
    """Takes random steps, as several years of clerks do; refusals are part of it."""

    def __init__(self, seed, units, clerk, second):
        self.random = random.Random(seed)
        self.units, self.clerk, self.second = units, clerk, second
        self.people = []
        self.done = {}

    def step(self):
        names = ["join", "leave", "retain", "restore", "move", "void", "rejoin", "merge"]
        name = self.random.choices(names, [5, 2, 2, 2, 4, 1, 2, 1])[0]
        try:
            getattr(self, name)()
        except ValidationError:
            name = f"refused {name}"
        self.done[name] = self.done.get(name, 0) + 1

    def day(self):
        return D(2010, 1, 1) + self.random.randrange(5000) * ONE

    def someone(self):
        return Member.objects.get(pk=self.random.choice(self.people)) if self.people else None

    def join(self):
        self.people.append(people.member(self.random.choice(self.units), since=self.day()).pk)

    def rejoin(self):
        if person := self.someone():
            union = self.random.choice(self.units)
            memberships.join(person, union, None, by=self.clerk, since=self.day())

    def leave(self):
        if person := self.someone():
            memberships.leave(person, "withdraw", self.day(), by=self.clerk, reason="x")

    def retain(self):
        if person := self.someone():
            memberships.retain(person, self.day(), by=self.clerk, reason="x")

    def restore(self):
        if person := self.someone():
            memberships.restore(person, self.day(), by=self.clerk, reason="x")

    def move(self):
        if person := self.someone():
            union = self.random.choice(self.units)
            asked = people.transfer(person, union, self.clerk, day=self.day())
            TRANSFER.move(asked, "accept", by=self.second)

    def void(self):
        if rows := list(Membership.objects.not_voided()):
            memberships.void(self.random.choice(rows), by=self.clerk, reason="x")

    def merge(self):
        if len(self.people) > 1:
            pair = (Member.objects.get(pk=pk) for pk in self.random.sample(self.people, 2))
            merge(*pair, by=self.clerk, reason="x")


@pytest.mark.parametrize("seed", [1, 2])
def test_kept_equals_counted_after_200_random_steps(seed, county, units):
    clerk, second = (people.sign_in(f"clerk{n}", "经办", county, "clerk") for n in (1, 2))
    office = Office(seed, units, clerk, second)
    for number in range(200):
        office.step()
        if number % 20 == 19:
            assert tallies.kept() == tallies.counted(), office.done
    wanted = {"join", "leave", "retain", "move", "void", "merge"}
    assert wanted <= set(office.done), "the sequence must take every kind of step"
    tallies.rebuild()
    assert tallies.kept() == tallies.counted()


def test_a_members_count_goes_up_the_tree_and_not_to_the_neighbour(county, units):
    people.member(units[0])
    counts = {
        row.union_id: row.began for row in MemberTally.objects.filter(year=2010, standing="active")
    }
    assert counts == {county.pk: 1, units[0].parent_id: 1, units[0].pk: 1}


def test_year_ends_count_whoever_was_a_member_then(unit, clerk):
    person = people.member(unit, since=D(2012, 5, 1))
    memberships.leave(person, "withdraw", D(2015, 1, 1), by=clerk, reason="x")
    people.member(unit, since=D(2014, 12, 31))
    counts = tallies.members_at_year_ends(unit, range(2011, 2017))
    assert counts == [(2011, 0), (2012, 1), (2013, 1), (2014, 2), (2015, 1), (2016, 1)]


def test_a_standing_changes_sides_and_the_total_stays(unit, clerk):
    person = people.member(unit)
    memberships.retain(person, D(2020, 1, 1), by=clerk, reason="退休")
    assert tallies.members_now([unit.pk]) == {(unit.pk, "active"): 0, (unit.pk, "retained"): 1}


def test_today_is_the_sum_of_all_because_nothing_is_dated_ahead(unit):
    people.member(unit)
    people.member(unit, since=today())
    assert sum(tallies.members_now([unit.pk]).values()) == Membership.objects.on(today()).count()


def test_a_refused_step_leaves_the_counts_alone(unit, clerk):
    person = people.member(unit)
    before = tallies.kept()
    with pytest.raises(ValidationError):
        memberships.leave(person, "withdraw", today() + ONE, by=clerk, reason="x")
    with pytest.raises(ValidationError):
        people.member(unit, id_number=person.id_number)
    assert tallies.kept() == before == tallies.counted()


def test_a_wrong_count_is_found_and_rebuilt(unit):
    people.member(unit)
    MemberTally.objects.filter(union=unit).update(began=7)
    assert tallies.kept() != tallies.counted()
    tallies.rebuild()
    assert tallies.kept() == tallies.counted()
