"""An election brought to any of its stages: eight members, a committee of three, one auditor."""

import datetime
from typing import Any

from django.utils import timezone

from core.periods import today
from governance.codes import ElectionForm, ElectionKind, Post
from governance.election_workflow import move_election
from governance.models import Candidate, Election, RollEntry
from governance.services import election_roll, election_votes, elections
from tests.factories import people

D = datetime.timedelta
STAGES = ("request", "permit", "freeze", "sign", "count", "hold", "report", "confirm", "hand_over")


def voters(union: Any, number: int = 8, **fields: Any) -> list[Any]:
    """Men, so that no women's committee is due."""
    names = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
    return [
        people.member(
            union,
            f"{names[n % 16]}会员{'甲乙丙'[n // 16 - 1] if n >= 16 else ''}",
            **{"sex": "1", **fields},
        )
        for n in range(number)
    ]


def prepared(union: Any, by: Any, **fields: Any) -> Election:
    told = {
        "kind": ElectionKind.RENEWAL, "form": ElectionForm.MEETING, "committee_seats": 3,
        "audit_seats": 1, "planned_on": today(), "term_no": 3, "reason": "任期将满",
    }  # fmt: skip
    return elections.prepare(Election(union=union, **{**told, **fields}), by=by)


def stand(election: Election, member: Any, post: str, by: Any, **fields: Any) -> Candidate:
    row = Candidate(election=election, member=member, post=post, **fields)
    return elections.add_candidate(row, by=by)


def with_candidates(election: Election, members: list[Any], by: Any) -> Election:
    """Four for three seats, the first as chair; the fifth audits."""
    for member in members[:4]:
        stand(election, member, Post.COMMITTEE_MEMBER, by)
    stand(election, members[0], Post.CHAIR, by)
    stand(election, members[4], Post.AUDIT_MEMBER, by)
    election.refresh_from_db()
    return election


def sign_in(election: Election, number: int, by: Any) -> Election:
    rows = list(RollEntry.objects.filter(election=election).order_by("position"))
    ids = [row.pk for row in rows]
    election_roll.mark(election, "signed_in", ids, ids[:number], by=by)
    election.refresh_from_db()
    return election


def count(
    election: Election, votes: dict[str, list[int]], by: Any, issued: int = 8, body: int = 3
) -> Election:
    """votes: post -> votes for its candidates in order; the chair's `body` ballots are the
    committee's.
    """
    by_post: dict[str, list[Candidate]] = {}
    for row in Candidate.objects.filter(election=election).order_by("post", "position", "pk"):
        by_post.setdefault(row.post, []).append(row)
    papers = {
        post: ((body, body, 0) if post == "chair" else (issued, issued, 0)) for post in by_post
    }  # fmt: skip
    lines = {
        row.pk: (number, None, None)
        for post, rows in by_post.items()
        for row, number in zip(rows, votes[post], strict=True)
    }
    election_votes.record(election, papers, lines, by=by)
    election.refresh_from_db()
    return election


VOTES = {"committee_member": [8, 7, 6, 2], "chair": [3], "audit_member": [7]}


def brought_to(stage: str, union: Any, files: Any, replies: Any, **fields: Any) -> Election:
    """`stage` names the last thing done (STAGES)."""
    members = voters(union)
    election = with_candidates(prepared(union, files, **fields), members, files)
    day = today()
    papers = {
        "request": (files, {"number": "甲工〔2016〕1号", "day": day}),
        "permit": (replies, {"number": "临总工〔2016〕5号", "day": day}),
        "freeze": (files, {"day": day}),
        "hold": (files, {}),
        "report": (files, {"number": "甲工〔2016〕2号", "day": day}),
        "confirm": (replies, {"number": "临总工〔2016〕6号", "day": day}),
        "hand_over": (files, {"starts_on": day}),
    }
    for step in STAGES[: STAGES.index(stage) + 1]:
        if step == "sign":
            sign_in(election, 8, files)
        elif step == "count":
            count(election, VOTES, files)
        else:
            by, data = papers[step]
            election = move_election(election, step, by=by, **data)
    return Election.objects.get(pk=election.pk)


def roll_of(union: Any, by: Any) -> Election:
    """A frozen roll past the check of its composition, which is tested elsewhere."""
    election = prepared(union, by)
    election_roll.freeze(election, today(), by=by)
    Election.objects.filter(pk=election.pk).update(
        status="frozen", due=election.due, present=0, elected_on=today(), frozen_at=timezone.now()
    )
    return Election.objects.get(pk=election.pk)
