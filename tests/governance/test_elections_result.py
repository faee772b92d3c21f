"""Counting: quorum, more than half of those due, ties, seats that stay empty, sound ballots."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance import election_result
from governance.codes import Post
from governance.election_workflow import move_election
from governance.models import Ballot, Candidate, RollEntry
from governance.services import election_roll, election_votes
from tests.factories import elections as made

pytestmark = pytest.mark.django_db


def frozen(unit, chair, leader, number=8):
    """A roll of so many, candidates and permission at hand."""
    election = made.with_candidates(made.prepared(unit, chair), made.voters(unit, number), chair)
    paper = {"number": "甲工〔2016〕1号", "day": election.planned_on}
    election = move_election(election, "request", by=chair, **paper)
    election = move_election(election, "permit", by=leader, **paper)
    return move_election(election, "freeze", by=chair, day=election.planned_on)


def elected(election):
    found = election_result.compute(election)
    return {row.post: [c.position for c in row.elected] for row in found.posts}


# --- quorum ------------------------------------------------------------------------------------


def test_exactly_two_thirds_are_a_quorum(unit, chair, leader):
    election = frozen(unit, chair, leader, 9)
    made.sign_in(election, 6, chair)
    made.count(election, {**made.VOTES, "committee_member": [6, 5, 5, 0]} | {"audit_member": [6]},
               chair, issued=6)  # fmt: skip
    assert move_election(election, "hold", by=chair).status == "held"


def test_one_short_of_two_thirds_blocks_the_result(unit, chair, leader):
    election = frozen(unit, chair, leader, 9)
    made.sign_in(election, 5, chair)
    made.count(election, {"committee_member": [5, 5, 5, 0], "chair": [3], "audit_member": [5]},
               chair, issued=5)  # fmt: skip
    with pytest.raises(ValidationError, match="应到 9 人，至少须到 6 人，实到 5 人，还差 1 人"):
        move_election(election, "hold", by=chair)
    election.refresh_from_db()
    assert election.status == "frozen"
    assert not election.candidates.filter(elected=True).exists()


@pytest.mark.parametrize(("due", "needed"), [(8, 6), (9, 6), (10, 7), (1, 1)])
def test_two_thirds_are_rounded_up(due, needed):
    assert election_result.Quorum(due, needed, 3 - 1).reached
    assert not election_result.Quorum(due, needed - 1, 2).reached
    assert election_result.Quorum(due, 0, 2).lacking == needed


# --- more than half of those due -----------------------------------------------------------------


def test_half_of_those_due_is_not_enough(unit, chair, leader):
    """Eight due, six came: four votes are most of those present and half of those due."""
    election = frozen(unit, chair, leader)
    made.sign_in(election, 6, chair)
    made.count(election, {"committee_member": [6, 5, 4, 0], "chair": [2], "audit_member": [5]},
               chair, issued=6)  # fmt: skip
    row = election_result.compute(election).posts[0]
    assert (row.majority, [c.position for c in row.elected], row.empty) == (5, [1, 2], 1)
    assert "另行选举" in "".join(row.told)


def test_half_and_one_vote_elect(unit, chair, leader):
    election = frozen(unit, chair, leader)
    made.sign_in(election, 6, chair)
    made.count(election, {"committee_member": [6, 5, 5, 0], "chair": [2], "audit_member": [5]},
               chair, issued=6)  # fmt: skip
    assert elected(election)[Post.COMMITTEE_MEMBER] == [1, 2, 3]


def test_an_odd_number_due(unit, chair, leader):
    election = frozen(unit, chair, leader, 9)
    made.sign_in(election, 9, chair)
    made.count(election, {"committee_member": [9, 5, 4, 4], "chair": [2], "audit_member": [9]},
               chair, issued=9)  # fmt: skip
    assert elected(election)[Post.COMMITTEE_MEMBER] == [1, 2]


def test_a_tie_over_the_last_seat_fills_none_of_the_tied(unit, chair, leader):
    election = frozen(unit, chair, leader)
    made.sign_in(election, 8, chair)
    made.count(election, {"committee_member": [8, 6, 5, 5], "chair": [2], "audit_member": [5]},
               chair, body=2)  # fmt: skip
    row = election_result.compute(election).posts[0]
    assert [c.position for c in row.elected] == [1, 2]
    assert row.told[0].startswith("2 名候选人得票相同（5 票）")
    move_election(election, "hold", by=chair)
    assert election.candidates.filter(post="committee_member", elected=True).count() == 2


def test_a_tie_above_the_last_seat_is_none(unit, chair, leader):
    election = frozen(unit, chair, leader)
    made.sign_in(election, 8, chair)
    made.count(election, {"committee_member": [8, 8, 5, 3], "chair": [2], "audit_member": [5]},
               chair)  # fmt: skip
    assert elected(election)[Post.COMMITTEE_MEMBER] == [1, 2, 3]


def test_a_chair_who_is_not_on_the_committee_is_not_elected(unit, chair, leader):
    election = frozen(unit, chair, leader)
    made.sign_in(election, 8, chair)
    made.count(election, {"committee_member": [4, 8, 6, 5], "chair": [3], "audit_member": [5]},
               chair)  # fmt: skip
    row = election_result.compute(election).posts[1]
    assert (row.post, row.elected) == (Post.CHAIR, [])
    assert "未当选委员" in row.told[0]


def test_the_chair_needs_more_than_half_of_the_committee(unit, chair, leader):
    election = frozen(unit, chair, leader)
    made.sign_in(election, 8, chair)
    made.count(election, {**made.VOTES, "chair": [1]}, chair)
    row = election_result.compute(election).posts[1]
    assert (row.due, row.majority, row.elected) == (3, 2, [])


def test_nothing_is_held_before_every_ballot_is_counted(unit, chair, leader):
    election = frozen(unit, chair, leader)
    made.sign_in(election, 8, chair)
    with pytest.raises(ValidationError, match="请登记委员的选票和得票"):
        move_election(election, "hold", by=chair)


# --- sound ballots -----------------------------------------------------------------------------


def counted(election, papers=(8, 8, 0), votes=(8, 7, 6, 2), other=(None, None)):
    rows = list(Candidate.objects.filter(election=election).order_by("position", "pk"))
    committee = iter(votes)
    lines = {
        row.pk: (next(committee), *other) if row.post == "committee_member" else (3, None, None)
        for row in rows
    }
    return {"committee_member": papers, "chair": (3, 3, 0), "audit_member": (8, 8, 0)}, lines


@pytest.mark.parametrize(
    ("papers", "votes", "other", "words"),
    [
        ((7, 8, 0), (1, 1, 1, 1), (None, None), "收回票数多于发出票数"),
        ((8, 7, 8), (0, 0, 0, 0), (None, None), "废票多于收回票数"),
        ((9, 8, 0), (1, 1, 1, 1), (None, None), "多于实到 8 人"),
        ((8, 8, 1), (8, 1, 1, 1), (None, None), "多于有效票 7 张"),
        ((8, 8, 0), (6, 1, 1, 1), (2, 1), "多于有效票 8 张"),
        ((8, 8, 0), (8, 8, 8, 1), (None, None), "乘以应选 3 名"),
    ],
)
def test_ballots_that_cannot_be_are_refused(papers, votes, other, words, unit, chair, leader):
    election = made.sign_in(frozen(unit, chair, leader), 8, chair)
    with pytest.raises(ValidationError, match=words):
        election_votes.record(election, *counted(election, papers, votes, other), by=chair)
    assert not Ballot.objects.exists()
    assert not Candidate.objects.filter(votes_for__isnull=False).exists()


def test_the_count_may_be_written_again_until_declared(unit, chair, leader):
    election = made.sign_in(frozen(unit, chair, leader), 8, chair)
    for votes in ((8, 7, 6, 2), (8, 7, 5, 3)):
        election_votes.record(election, *counted(election, votes=votes), by=chair)
    assert Ballot.objects.filter(election=election).count() == 3
    assert sorted(c.votes_for for c in election.candidates.filter(post="committee_member")) == [
        3, 5, 7, 8,
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "other_chair"])
def test_these_people_count_and_tick_nothing(who, unit, chair, leader, request):
    user = request.getfixturevalue(who)
    election = made.sign_in(frozen(unit, chair, leader), 8, chair)
    with pytest.raises(PermissionDenied):
        election_votes.record(election, *counted(election), by=user)
    with pytest.raises(PermissionDenied):
        election_roll.mark(election, "signed_in", [election.roll.first().pk], [], by=user)
    assert election.roll.filter(signed_in=True).count() == 8


def test_after_the_result_nothing_is_counted_or_ticked(unit, chair, leader):
    election = made.brought_to("hold", unit, chair, leader)
    with pytest.raises(ValidationError, match="请刷新页面"):
        election_votes.record(election, *counted(election), by=chair)
    with pytest.raises(ValidationError, match="请刷新页面"):
        election_roll.mark(election, "signed_in", [], [], by=chair)


# --- the roll at the door ----------------------------------------------------------------------


def test_a_page_sets_only_the_rows_it_showed(unit, chair, leader):
    election = frozen(unit, chair, leader)
    rows = [row.pk for row in election.roll.order_by("position")]
    election_roll.mark(election, "signed_in", rows[:4], rows[:4], by=chair)
    election_roll.mark(election, "signed_in", rows[4:], rows[4:6], by=chair)
    election_roll.mark(election, "signed_in", rows[:4], rows[1:4], by=chair)
    election.refresh_from_db()
    assert election.present == election.roll.filter(signed_in=True).count() == 5


def test_rows_of_another_election_are_not_ticked(unit, other_unit, chair, clerk, leader):
    mine = frozen(unit, chair, leader)
    theirs = frozen(other_unit, clerk, leader)
    foreign = [row.pk for row in theirs.roll.all()]
    election_roll.mark(mine, "signed_in", foreign, foreign, by=chair)
    assert not RollEntry.objects.filter(signed_in=True).exists()


def test_at_a_congress_the_delegates_are_due(unit, chair, leader, monkeypatch):
    monkeypatch.setattr("governance.composition.blocks", lambda *args, **kwargs: [])
    election = made.with_candidates(
        made.prepared(unit, chair, form="congress"), made.voters(unit, 9), chair
    )
    paper = {"number": "甲工〔2016〕1号", "day": election.planned_on}
    election = move_election(election, "request", by=chair, **paper)
    election = move_election(election, "permit", by=leader, **paper)
    election = move_election(election, "freeze", by=chair, day=election.planned_on)
    assert election.due == 0
    with pytest.raises(ValidationError, match="代表大会须标记代表"):
        move_election(election, "hold", by=chair)
    rows = [row.pk for row in election.roll.order_by("position")]
    with pytest.raises(ValidationError, match="只有代表可以签到"):
        election_roll.mark(election, "signed_in", rows, rows, by=chair)
    election_roll.mark(election, "delegate", rows, rows[:6], by=chair)
    election_roll.mark(election, "signed_in", rows[:6], rows[:4], by=chair)
    election.refresh_from_db()
    assert (election.due, election.present) == (6, 4)
    assert election_result.quorum(election, election.elected_on).reached
    election_roll.mark(election, "delegate", rows[:1], [], by=chair)
    election.refresh_from_db()
    assert (election.due, election.present) == (5, 3)
    assert not election_result.quorum(election, election.elected_on).reached
