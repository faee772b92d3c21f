"""交接: on the first day the former committee's offices end and those elected take theirs.

A renewal ends all offices of the bodies it elected; a by-election touches only the posts it filled.
Accounts follow the offices (governance/services/offices.py).
"""

import datetime
from typing import Any

from governance import election_people as people
from governance.codes import BODY_OF, SOLE, Body, Chosen, ElectionKind, OfficeEnd, Post
from governance.models import Candidate, Election, Office
from governance.services import offices
from unions.services import records


def carry_out(election: Election, day: datetime.date, *, by: Any) -> None:
    """Called by the process, in its transaction, with the election's row locked."""
    elected = list(election.candidates.filter(elected=True).select_related("member"))
    taken = highest(elected)
    for office in leaving(election, taken, day):
        offices.end_office(
            office, day, OfficeEnd.TERM, by=by, paper=election.confirm_no, election=election
        )
    by_election = election.kind == ElectionKind.BY_ELECTION
    chosen = Chosen.BY_ELECTION if by_election else Chosen.ELECTION
    for candidate in taken:
        office = Office(
            union=election.union, post=candidate.post, member=candidate.member,
            full_name=candidate.full_name, phone=candidate.member.mobile, since=day, chosen=chosen,
            party_secretary=candidate.party_secretary, paper=election.confirm_no,
            election=election,
        )  # fmt: skip
        offices.take_office(office, by=by)
    if not by_election:
        first = election.elected_on if election.kind == ElectionKind.FOUNDING else None
        records.begin_term(
            election.union, election.elected_on, election.term_years, first_elected_on=first, by=by
        )


def highest(elected: list[Candidate]) -> list[Candidate]:
    """One post for each person in each body: a chair is not entered as a member besides."""
    leads = {
        (BODY_OF[Post(c.post)], c.member_id) for c in elected if Post(c.post) in people.LEADING
    }
    return [
        c for c in elected
        if Post(c.post) in people.LEADING or (BODY_OF[Post(c.post)], c.member_id) not in leads
    ]  # fmt: skip


def leaving(election: Election, taken: list[Candidate], day: datetime.date) -> list[Office]:
    """Offices that end on the first day: those that hold the day before it or begin earlier."""
    rows = Office.objects.not_voided().filter(union=election.union_id, since__lt=day)
    rows = rows.exclude(until__lte=day).order_by("pk")
    if election.kind == ElectionKind.BY_ELECTION:
        filled = {Post(c.post) for c in taken}
        again = {(c.post, c.member_id) for c in taken}
        return [
            row for row in rows
            if (row.post in SOLE and Post(row.post) in filled)
            or (row.post, row.member_id) in again
        ]  # fmt: skip
    bodies: set[Body] = {BODY_OF[Post(c.post)] for c in taken}
    return [row for row in rows if BODY_OF[Post(row.post)] in bodies]
