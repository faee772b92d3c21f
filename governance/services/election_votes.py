"""计票: ballots handed out, taken back and invalid, and each candidate's votes, in one form."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import history
from core.db import explained
from governance import election_people as people
from governance.codes import ElectionStatus, Post
from governance.models import Ballot, Candidate, Election
from governance.services import elections

# post -> (issued, returned, invalid); candidate -> (for, against, abstentions)
Papers = dict[str, tuple[int, int, int]]
Votes = dict[int, tuple[int, int | None, int | None]]


@transaction.atomic
def record(
    election: Election, papers: Papers, votes: Votes, *, by: Any, version: int | None = None
) -> Election:
    """Write the count of every post; may be written again until the result is declared."""
    locked = elections.lock(election, by=by, version=version)
    elections.in_state(locked, ElectionStatus.FROZEN)
    candidates = {candidate.pk: candidate for candidate in locked.candidates.all()}
    if set(votes) != set(candidates) or set(papers) != {c.post for c in candidates.values()}:
        raise ValidationError("候选人已有变动，请刷新页面重新填写。")
    for post, counted in papers.items():
        standing = [c for c in candidates.values() if c.post == post]
        _check(locked, Post(post), counted, [votes[c.pk] for c in standing])
    _write_ballots(locked, papers, by)
    _write_votes(list(candidates.values()), votes, by)
    return elections.grown(locked, "登记选票", by=by, posts=len(papers))


def _check(election: Election, post: Post, counted: tuple[int, int, int], rows: list[Any]) -> None:
    """Returned ≤ issued ≤ present; votes ≤ valid ballots; else the election is void
    (收回的选票多于发出的，选举无效).
    """
    issued, returned, invalid = counted
    if returned > issued:
        raise ValidationError(f"{post.label}：收回票数多于发出票数，选举无效，应重新选举。")
    if invalid > returned:
        raise ValidationError(f"{post.label}：废票多于收回票数，请核对。")
    if people.by_the_meeting(election, post) and issued > (election.present or 0):
        words = f"发出票数 {issued} 多于实到 {election.present or 0} 人，请核对签到。"
        raise ValidationError(f"{post.label}：{words}")
    valid = returned - invalid
    for row in rows:
        if sum(number or 0 for number in row) > valid:
            words = f"一名候选人的赞成、反对、弃权合计多于有效票 {valid} 张，请核对。"
            raise ValidationError(f"{post.label}：{words}")
    seats = people.seats(election, post)
    if sum(row[0] for row in rows) > valid * seats:
        words = f"赞成票合计多于有效票 {valid} 张乘以应选 {seats} 名，请核对。"
        raise ValidationError(f"{post.label}：{words}")


def _write_ballots(election: Election, papers: Papers, by: Any) -> None:
    known = {ballot.post: ballot for ballot in election.ballots.all()}
    for post, (issued, returned, invalid) in papers.items():
        ballot = known.get(post) or Ballot(election=election, post=post)
        ballot.issued, ballot.returned, ballot.invalid = issued, returned, invalid
        ballot.full_clean()
        with explained(Ballot):
            history.save(ballot, by=by, reason="登记选票")


def _write_votes(candidates: list[Candidate], votes: Votes, by: Any) -> None:
    for candidate in candidates:
        candidate.votes_for, candidate.votes_against, candidate.abstentions = votes[candidate.pk]
    fields = ["votes_for", "votes_against", "abstentions"]
    history.bulk_save(candidates, by=by, reason="登记得票", update_fields=fields)
