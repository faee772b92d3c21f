"""换届 under way at one unit of the sample: candidates proposed, the request waits for a reply."""

from typing import Any

from core.periods import today
from governance.codes import ElectionKind, Post
from governance.election_start import proposal
from governance.election_workflow import move_election
from governance.models import Candidate, Election
from governance.services import elections
from members.codes import Sex, Standing
from members.models import Membership
from unions.models import Union

UNIT = "淳安百草毛巾工会委员会"


def load(clerk: Any) -> None:
    """The committee seats proposed by the rules, one candidate more than seats."""
    union = Union.objects.get(name=UNIT)
    asked = proposal(union, ElectionKind.RENEWAL) | {"planned_on": today(), "reason": "任期届满"}
    election = elections.prepare(Election(**asked), by=clerk)
    people = [
        row.member
        for row in Membership.objects.on(today())
        .filter(union=union, standing=Standing.ACTIVE)
        .select_related("member")
        .order_by("pk")
    ]
    seats = election.committee_seats
    for member in people[: seats + 1]:
        _stand(election, member, Post.COMMITTEE_MEMBER, clerk)
    _stand(election, people[0], Post.CHAIR, clerk)
    audit = election.audit_seats or 1
    for member in people[seats + 1 : seats + 1 + audit + 1]:
        _stand(election, member, Post.AUDIT_MEMBER, clerk)
    women = [member for member in people if member.sex == Sex.FEMALE]
    for member in women[: election.women_seats]:
        _stand(election, member, Post.WOMEN_MEMBER, clerk)
    election.refresh_from_db()
    move_election(election, "request", by=clerk, number=f"百草工〔{today().year}〕1号", day=today())


def _stand(election: Election, member: Any, post: Post, by: Any) -> None:
    elections.add_candidate(Candidate(election=election, member=member, post=post), by=by)
