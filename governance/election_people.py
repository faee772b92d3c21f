"""Who may vote in a union's election, who may stand, and how many seats each post has.

A federation's congress speaks for all members below it; a grassroots union's for its own.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from governance.codes import BODY_OF, Body, ElectionKind, Post
from governance.models import Election, Office
from members.codes import Sex, Standing
from members.models import Membership
from unions.codes import FEDERATIONS
from unions.models import Union

# Of each body: whom the meeting elects to it, and whom the body may then elect from among itself.
MEMBER_OF = {
    Body.COMMITTEE: Post.COMMITTEE_MEMBER,
    Body.AUDIT: Post.AUDIT_MEMBER,
    Body.WOMEN: Post.WOMEN_MEMBER,
}
LEADING = {
    Post.CHAIR: Post.COMMITTEE_MEMBER,
    Post.VICE_CHAIR: Post.COMMITTEE_MEMBER,
    Post.AUDIT_CHAIR: Post.AUDIT_MEMBER,
    Post.WOMEN_CHAIR: Post.WOMEN_MEMBER,
}
# In the order in which ballots are cast: the body first, then who leads it.
ORDER = (
    Post.COMMITTEE_MEMBER, Post.ORGANISER, Post.CHAIR, Post.VICE_CHAIR,
    Post.AUDIT_MEMBER, Post.AUDIT_CHAIR, Post.WOMEN_MEMBER, Post.WOMEN_CHAIR,
)  # fmt: skip


def electors(union: Union, day: datetime.date) -> QuerySet[Membership]:
    """Active memberships on `day`: retained members have no vote and cannot stand
    (总工发〔2016〕27号 art. 4).
    """
    rows = Membership.objects.on(day).filter(standing=Standing.ACTIVE)
    if union.kind in FEDERATIONS:
        return rows.filter(union__path__startswith=union.path)
    return rows.filter(union=union)


@dataclass(frozen=True)
class Size:
    members: int
    women: int


def size(election: Election, day: datetime.date) -> Size:
    """Members with a vote: of the frozen roll once there is one, else as of `day`."""
    if election.frozen_at:
        rows, sex = election.roll.order_by(), "sex"
    else:
        rows, sex = electors(election.union, day).order_by(), "member__sex"
    found = rows.aggregate(members=Count("pk"), women=Count("pk", Q(**{sex: Sex.FEMALE})))
    return Size(**found)


def seats(election: Election, post: str) -> int:
    """How many are to be elected. At a by-election the seats are those that stand empty."""
    return {
        Post.COMMITTEE_MEMBER: election.committee_seats,
        Post.VICE_CHAIR: election.vice_seats,
        Post.AUDIT_MEMBER: election.audit_seats,
        Post.WOMEN_MEMBER: election.women_seats,
    }.get(Post(post), 1)


def by_the_meeting(election: Election, post: str) -> bool:
    """Do the members (delegates) cast these ballots, or the body whose leader it is?"""
    if post in (Post.CHAIR, Post.VICE_CHAIR):
        return election.chair_by_members
    return post not in LEADING


def sitting(election: Election, body: Body, day: datetime.date) -> set[int]:
    """Members who sit on the body already and stay: at a by-election only. Who took or left office
    by this very election on its own day does not change what was counted that day.
    """
    if election.kind != ElectionKind.BY_ELECTION:
        return set()
    if election.starts_on == day:
        day -= datetime.timedelta(1)
    posts = [post for post, of in BODY_OF.items() if of == body]
    rows = Office.objects.on(day).filter(union=election.union_id, post__in=posts)
    return set(rows.filter(member__isnull=False).values_list("member_id", flat=True))
