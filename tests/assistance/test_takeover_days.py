"""The days of holders, and when an answer is due."""

import datetime
import itertools
import random

import pytest
from django.db import IntegrityError, transaction

from assistance.case_workflow import move_case, move_takeover
from assistance.models import CaseHolding
from assistance.services import takeovers
from core.periods import today
from tests.factories import cases, people

ONE = datetime.timedelta(days=1)
NOON = datetime.time(4, tzinfo=datetime.UTC)  # noon in China


@pytest.fixture
def go_to(time_machine):
    return lambda day: time_machine.move_to(datetime.datetime.combine(day, NOON))


@pytest.fixture
def second(federation):
    return people.sign_in("clerk2", "另一经办", federation, "clerk")


def test_a_hand_over_on_the_day_it_came_voids_what_lasted_no_day(unit, federation, chair, clerk):
    case = cases.case(unit, chair)
    deed = cases.taken(case, chair, clerk)
    move_takeover(deed, "hand_back", by=clerk, reason="试办")
    held = list(case.holdings.order_by("pk").values_list("union", "since", "until"))
    assert held == [(u.pk, today(), None) for u in (unit, federation, unit)]
    voided = case.holdings.filter(voided_at__isnull=False)
    assert [row.voided_reason for row in voided] == [takeovers.UNDER_A_DAY] * 2


@pytest.mark.parametrize("seed", range(8))
def test_the_days_of_all_holders_sum_to_the_cases_age(seed, unit, chair, clerk, second, go_to):
    """Random hand-overs, several on one day among them, and then the end."""
    chance = random.Random(seed)
    start = datetime.date(2016, 1, 4)
    go_to(start)
    case = cases.case(unit, chair, received_on=start - chance.randrange(4) * ONE)
    deed = None
    for _ in range(12):
        go_to(today() + chance.choice([0, 0, 1, 3, 40]) * ONE)
        case.refresh_from_db()
        if case.holder == unit:
            deed = (
                cases.taken(case, chair, clerk) if chance.random() < 0.7
                else move_takeover(cases.draw_up(case, second), "accept", by=chair)
            )  # fmt: skip
        else:
            move_takeover(deed, "hand_back", by=clerk, reason="交还")
        _sound(case)
    case.refresh_from_db()
    move_case(case, "withdraw", by=clerk, reason="撤回")
    case.refresh_from_db()
    end = takeovers.age(case)
    go_to(today() + 100 * ONE)
    assert takeovers.age(case) == end
    _sound(case)


def _sound(case):
    case.refresh_from_db()
    held = takeovers.timeline(case)
    assert sum(part.days for part in held) == takeovers.age(case)
    assert held[0].holding.since == case.received_on
    for part, following in itertools.pairwise(held):
        assert part.holding.until == following.holding.since
    assert held[-1].holding.until is None
    assert held[-1].holding.union_id == case.holder_id


def test_the_database_keeps_two_holders_off_one_day(unit, chair, federation):
    case = cases.case(unit, chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseHolding.objects.create(case=case, union=federation, since=today())


def test_the_answer_is_due_in_working_days(unit, chair, clerk, go_to):
    """Thursday before National Day 2016: the week-end after it was worked."""
    go_to(datetime.date(2016, 9, 29))
    case = cases.case(unit, chair)
    move_case(case, "accept", by=chair, day=today())
    deed = cases.hand_up(case, chair)
    case.refresh_from_db()
    assert deed.answer_due == datetime.date(2016, 10, 11)
    assert (case.next_due, case.next_due_on) == ("takeover", deed.answer_due)
    move_takeover(deed, "accept", by=clerk)
    case.refresh_from_db()
    assert case.next_due == "mediation"
