"""Several people at once: numbers without hole or double, one answer, one move."""

import pytest
from django.core.exceptions import ValidationError

from assistance.case_workflow import move_case, move_takeover
from assistance.models import RightsCase, Takeover
from core.periods import today
from tests.accounts.test_journal import in_threads
from tests.accounts.test_journal import shared_database as shared_database
from tests.factories import cases, people


@pytest.fixture
def world(transactional_db, federation, unit, clerk, chair):
    """Made before the copy that the threads write to."""
    second = people.sign_in("clerk2", "另一经办", federation, "clerk")
    case = cases.case(unit, chair)
    return unit, case, cases.hand_up(case, chair), chair, (clerk, second)


def test_numbers_given_at_once_have_no_hole_and_no_double(world, shared_database):
    unit, _, _, chair, (clerk, _) = world
    found = in_threads(*[lambda by=by: cases.case(unit, by).number for by in (chair, clerk) * 4])
    assert sorted(found) == [f"维{today().year}-{n:04d}" for n in range(2, 10)]


def test_two_answers_at_once_are_one(world, shared_database):
    _, _, deed, _, clerks = world
    found = in_threads(
        *[
            lambda by=by, move=move: move_takeover(deed, move, by=by, reason="答复").status
            for by in clerks
            for move in ("accept", "refuse")
        ]
    )
    refused = [one for one in found if isinstance(one, ValidationError)]
    assert len(refused) == 3, found

    def stored():
        row = Takeover.objects.get()
        holdings = row.case.holdings.not_voided().count()
        return row.status, holdings

    [(status, holdings)] = in_threads(stored)
    assert (status in found, holdings) == (True, 1)


def test_the_same_move_at_once_moves_once(world, shared_database):
    _, case, _, chair, (clerk, second) = world
    found = in_threads(
        *[
            lambda by=by: move_case(case, "accept", by=by, day=today(), version=None).status
            for by in (chair, clerk, second, chair)
        ]
    )
    assert found.count("accepted") == 1, found
    assert sum(isinstance(one, ValidationError) for one in found) == 3
    assert in_threads(lambda: RightsCase.objects.get(pk=case.pk).version) == [case.version + 2]
