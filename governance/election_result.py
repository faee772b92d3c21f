"""Counting: quorum, who is elected, which seats stay empty (企业工会主席产生办法; 总工发〔2016〕27号).

Quorum is two thirds of those due to attend; elected is who has more than half of those DUE, not of
those present, best first up to the seats. A tie over the last seat fills none of the tied: there
another ballot is held (另行选举).
"""

import datetime
from dataclasses import dataclass, field

from core.periods import today
from governance import election_people as people
from governance.codes import BODY_OF, Post
from governance.models import Ballot, Candidate, Election
from unions import rules


@dataclass(frozen=True)
class Quorum:
    due: int
    present: int
    thirds: int

    @property
    def needed(self) -> int:
        return -(-self.due * self.thirds // 3)

    @property
    def reached(self) -> bool:
        return self.due > 0 and self.present * 3 >= self.due * self.thirds

    @property
    def lacking(self) -> int:
        return max(self.needed - self.present, 0)


@dataclass
class PostResult:
    """The count of one post; `told` is what stands beside it in the report."""

    post: Post
    seats: int
    due: int
    ballot: Ballot | None
    rows: list[Candidate]
    elected: list[Candidate] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def majority(self) -> int:
        """More than half of those due."""
        return self.due // 2 + 1

    @property
    def empty(self) -> int:
        return self.seats - len(self.elected)


@dataclass
class Result:
    quorum: Quorum
    posts: list[PostResult]

    @property
    def missing(self) -> list[str]:
        """What keeps the election from being declared held."""
        lacking = [text for post in self.posts for text in post.missing]
        if not self.quorum.due:
            lacking.insert(0, "应到人数为零，请先锁定名册；代表大会须标记代表。")
        elif not self.quorum.reached:
            words = f"未达到法定人数：应到 {self.quorum.due} 人，至少须到 {self.quorum.needed} 人，"
            words += f"实到 {self.quorum.present} 人，还差 {self.quorum.lacking} 人。"
            lacking.insert(0, words)
        return lacking

    @property
    def elected(self) -> list[Candidate]:
        return [candidate for post in self.posts for candidate in post.elected]


def quorum(election: Election, day: datetime.date) -> Quorum:
    thirds = int(rules.value("quorum_thirds", day))
    return Quorum(election.due or 0, election.present or 0, thirds)


def compute(election: Election) -> Result:
    """From the votes as they stand; nothing is written."""
    day = election.elected_on or today()
    found = quorum(election, day)
    candidates = list(election.candidates.all())
    ballots = {ballot.post: ballot for ballot in election.ballots.all()}
    done: dict[str, PostResult] = {}
    for post in people.ORDER:
        rows = [c for c in candidates if c.post == post]
        if not rows:
            continue
        row = PostResult(post, people.seats(election, post), found.due, ballots.get(post), rows)
        within = _within(election, post, done, day)
        by_body = within is not None and not people.by_the_meeting(election, post)
        if within is not None and by_body:
            row.due = len(within)
        _check(row, found, by_body)
        if row.ballot and not any(c.votes_for is None for c in rows):
            _fill(row, within)
        done[post] = row
    return Result(found, list(done.values()))


def _within(
    election: Election, post: Post, done: dict[str, PostResult], day: datetime.date
) -> set[int] | None:
    """Of a leading post: who sits on the body it leads, newly elected or staying."""
    if post not in people.LEADING:
        return None
    of = done.get(people.LEADING[post])
    newly = {c.member_id for c in of.elected} if of else set()
    return newly | people.sitting(election, BODY_OF[post], day)


def _check(row: PostResult, found: Quorum, by_body: bool) -> None:
    label = row.post.label
    if by_body and not row.due:
        row.told.append("委员尚未选出，不能选举。")
        return
    if row.ballot is None or any(c.votes_for is None for c in row.rows):
        row.missing.append(f"请登记{label}的选票和得票。")
        return
    if by_body and row.ballot.issued * 3 < row.due * found.thirds:
        words = (
            f"选举{label}的会议未达到法定人数：应到 {row.due} 人，发出选票 {row.ballot.issued} 张。"
        )
        row.missing.append(words)
    present = row.due if by_body else found.present
    if row.ballot.issued > present:
        words = f"{label}发出选票 {row.ballot.issued} 张，多于到会的 {present} 人，请核对。"
        row.missing.append(words)


def _fill(row: PostResult, within: set[int] | None) -> None:
    """Best first up to the seats; ties over the last one leave it empty."""
    passing = [c for c in row.rows if (c.votes_for or 0) * 2 > row.due]
    if within is not None:
        outside = [c for c in passing if c.member_id not in within]
        passing = [c for c in passing if c.member_id in within]
        if outside:
            row.told.append("得票过半但未当选委员的，不能当选。")
    passing.sort(key=lambda c: (-(c.votes_for or 0), c.position, c.pk))
    row.elected = passing[: row.seats]
    if len(passing) > row.seats:
        cut, after = passing[row.seats - 1].votes_for, passing[row.seats].votes_for
        if cut == after:
            row.elected = [c for c in passing if (c.votes_for or 0) > (cut or 0)]
            tied = sum(c.votes_for == cut for c in passing)
            row.told.append(f"{tied} 名候选人得票相同（{cut} 票），不能确定当选人。")
    if row.empty:
        row.told.append(f"空缺 {row.empty} 名，另行选举。")
