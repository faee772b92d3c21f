"""Likeness of titles by pairs of neighbouring characters, found through an index.

A pair is rare enough to narrow 100,000 titles to few, on both databases and without an extension
of either; what comes near is then measured exactly (Dice's coefficient).
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from innovation.codes import EntryStatus
from innovation.models import Entry, Gram
from unions.scope import scope_of

SHOWN = 5
LOOKED_AT = 40  # entries that share most pairs; the likest are among them
ALIKE = 0.5  # two titles that share half of their pairs
_ASIDE = (EntryStatus.DRAFT, EntryStatus.WITHDRAWN, EntryStatus.MERGED)


@dataclass(frozen=True)
class Like:
    """An earlier entry and how like it is, in per cent."""

    entry: Entry
    percent: int


def folded(title: str) -> str:
    """Letters, digits and characters only, in one spelling."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in text if char.isalnum())


def grams(title: str) -> set[str]:
    text = folded(title)
    return {text[i : i + 2] for i in range(len(text) - 1)} or set(text)


def likeness(first: str, second: str) -> float:
    """Dice: 1 for the same pairs, 0 for none in common."""
    mine, theirs = grams(first), grams(second)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def index(entries: Iterable[Entry]) -> None:
    """Lay the pairs of these titles anew; derived rows, which keep no history."""
    rows = list(entries)
    Gram.objects.filter(entry__in=[row.pk for row in rows]).delete()
    pairs = [Gram(entry=row, gram=gram) for row in rows for gram in sorted(grams(row.title))]
    Gram.objects.bulk_create(pairs, batch_size=2000)


def similar(title: str, user: Any, *, apart_from: int | None = None) -> Sequence[Like]:
    """Earlier entries of a like title, the likest first: of those this person may know.

    Her own units' entries, and what the federation promoted; never a stranger's idea in hand.
    """
    wanted = sorted(grams(title[:60]))
    if len(wanted) < 2:
        return []
    rows = Gram.objects.filter(_known_to(user), gram__in=wanted)
    if apart_from is not None:
        rows = rows.exclude(entry=apart_from)
    shared = rows.order_by().values("entry").annotate(n=Count("pk")).order_by("-n", "-entry")
    keys = [row["entry"] for row in shared[:LOOKED_AT]]
    entries = Entry.objects.filter(pk__in=keys).select_related("union", "kind")
    found = [Like(row, round(100 * likeness(title, row.title))) for row in entries]
    near = [like for like in found if like.percent >= 100 * ALIKE]
    return sorted(near, key=lambda like: (-like.percent, -like.entry.pk))[:SHOWN]


def _known_to(user: Any) -> Q:
    """Of the whole house, few are aside: one set of keys is cheaper than looking up the entry of
    each pair. Of one unit and the promoted ones, the entry of each pair is.
    """
    scope = scope_of(user)
    if scope.sees_all:
        return ~Q(entry__in=Entry.objects.filter(status__in=_ASIDE).values("pk"))
    mine = Q(entry__union__in=scope.union_ids) if scope.viewing else Q(pk__in=[])
    known = mine | Q(entry__status=EntryStatus.PROMOTED)
    return known & ~Q(entry__status__in=_ASIDE)
