"""Authors of an entry and their shares, which sum to 100 per cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core import history
from core.db import explained
from innovation.models import Author, Entry
from members.models import Member, Membership

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """An author as typed: from the roster, or a name only; a share, or none yet."""

    full_name: str
    member: Member | None = None
    share: Decimal | None = None


def portions(weights: Sequence[Decimal]) -> list[Decimal]:
    """Shares in proportion to the weights, in hundredths, summing to exactly 100."""
    total = sum(weights)
    shares = [(HUNDRED * w / total).quantize(CENT, ROUND_DOWN) for w in weights]
    if shares:
        shares[0] += HUNDRED - sum(shares)
    return shares


def candidates(union: Any) -> Any:
    """Who may be named as an author from the roster: members of the entry's union."""
    return Membership.objects.open().filter(union=union)


def checked(lines: Sequence[Line], union: Any) -> list[Line]:
    """The lines with their shares; equal ones where none is typed. ValidationError."""
    names = [line for line in lines if line.full_name.strip()]
    members = [line.member for line in names if line.member is not None]
    if len({member.pk for member in members}) < len(members):
        raise ValidationError("同一名会员在一项成果中只列一次。")
    known = set(candidates(union).filter(member__in=members).values_list("member_id", flat=True))
    if {member.pk for member in members} - known:
        raise ValidationError("从花名册选的完成人须是本工会的会员。")
    typed = [line.share for line in names if line.share is not None]
    if not typed:
        shares = portions([Decimal(1)] * len(names))
    elif len(typed) < len(names):
        raise ValidationError("份额要么全部填写，要么全部留空（平均分配）。")
    elif sum(typed) != HUNDRED:
        raise ValidationError(f"各完成人的份额合计应为 100%，现为 {sum(typed):f}%。")
    else:
        shares = typed
    return [
        Line(line.member.full_name if line.member else line.full_name.strip(), line.member, share)
        for line, share in zip(names, shares, strict=True)
    ]


def write(entry: Entry, lines: Sequence[Line], *, by: Any) -> None:
    """Make these the standing authors, in this order; those no longer named are taken off, and
    their rows stay. Whoever stood keeps her row, and with it from which merger she came.
    """
    standing = list(entry.authors.standing())
    for author in standing:
        if not any(_same(author, line) for line in lines):
            author.dropped_at = timezone.now()
            history.save(author, by=by, reason="移除完成人")
    with explained(Author):
        for position, line in enumerate(lines, 1):
            author = next((a for a in standing if _same(a, line)), None) or Author(entry=entry)
            was = (author.position, author.share) if author.pk else None
            author.position, author.share = position, line.share
            author.member, author.full_name = line.member, line.full_name
            author.full_clean()
            if was != (author.position, author.share):
                history.save(author, by=by)


def _same(author: Author, line: Line) -> bool:
    if author.member_id or line.member:
        return author.member_id == (line.member.pk if line.member else None)
    return author.full_name == line.full_name
