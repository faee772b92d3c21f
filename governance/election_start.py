"""When an election is due, and what its form proposes: counted from the roster and the bands."""

import datetime
from typing import Any

from core.periods import months_before
from governance import composition, election_people
from governance.codes import Body, ElectionForm, ElectionKind, Post
from governance.models import Election, Office
from governance.services import vacancies
from unions import rules
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.terms import term_end


def proposal(union: Union, kind: str) -> dict[str, Any]:
    """Initial values; a person looks at them and changes what she wants."""
    draft = Election(union=union, kind=kind)
    found: dict[str, Any] = {"union": union, "kind": kind}
    if kind == ElectionKind.BY_ELECTION:
        zero = dict.fromkeys(("committee_seats", "vice_seats", "audit_seats", "women_seats"), 0)
        return found | zero
    facts = composition.Facts(draft)
    size: election_people.Size = facts.size
    women_at = facts.rule("women_committee_members")
    small = size.members < facts.rule("committee_members")
    audit = facts.band(Body.AUDIT)
    last = Election._base_manager.filter(union=union).exclude(term_no=None).order_by("-term_no")
    number = last.values_list("term_no", flat=True).first()
    congress = size.members >= facts.rule("congress_members") or union.kind in FEDERATIONS
    committee = facts.band(Body.COMMITTEE)
    return found | {
        "term_no": 1 if kind == ElectionKind.FOUNDING else number + 1 if number else None,
        "form": ElectionForm.CONGRESS if congress else ElectionForm.MEETING,
        "term_years": union.term_years or (5 if union.kind in FEDERATIONS else 3),
        "committee_seats": max(committee.seats_min, 3) if committee else 3,
        "audit_seats": 1 if small or audit is None else audit.seats_min,
        "women_seats": 3 if size.women >= women_at else 0,
    }


def term_badge(union: Union, day: datetime.date) -> tuple[str, str] | None:
    """The ladder of a term's end: six months ahead, three months, overdue (unions/terms.py)."""
    end = term_end(union.term_started_on, union.term_years)
    if end is None:
        return None
    if end <= day:
        return "bad", f"已逾期 {(day - end).days} 天"
    for code, tone in (("term_urgent_months", "bad"), ("term_warning_months", "warn")):
        months = int(rules.value(code, day))
        if end <= months_before(day, -months):
            return tone, f"{months} 个月内到期"
    return "ok", "任期内"


def vacancy(union: Union) -> vacancies.Vacancy | None:
    """The chair stands empty, or somebody acts as chair (governance/services/vacancies.py)."""
    return vacancies.of_union(union, Office.objects.filter(union=union, post=Post.CHAIR))


def due_kind(union: Union, day: datetime.date) -> str | None:
    """Which election is due by its term: the first, the renewal, or none."""
    if union.first_elected_on is None and union.term_started_on is None:
        return ElectionKind.FOUNDING
    badge = term_badge(union, day)
    return ElectionKind.RENEWAL if badge is None or badge[0] != "ok" else None
