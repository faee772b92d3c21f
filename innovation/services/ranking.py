"""评分汇总: the average, the spread and the rank of each entry of a call.

Ranks need all entries of the call, so all are read, each table in one query; the sums are the
database's.
"""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum

from innovation import codes, own
from innovation.models import Author, Award, Call, Entry, Panelist, Score
from innovation.own import Case
from unions import rules

CENT = Decimal("0.01")
TRIM_FROM = 5  # scores from which the highest and the lowest are left out, where the model says so
FEW = 3  # scores below which nobody is said to be far off


@dataclass
class Standing:
    """One entry: what was given, by whom it was not given, and what to look at again."""

    entry: Entry
    authors: str = ""
    grade: str = ""
    totals: dict[int, Decimal] = field(default_factory=dict)  # by panelist
    missing: list[Panelist] = field(default_factory=list)
    left_out: int = 0  # given by who may not, or not for all criteria
    far: dict[int, str] = field(default_factory=dict)  # panelist -> 偏高 or 偏低
    average: Decimal | None = None
    rank: int | None = None
    wide: bool = False

    @property
    def highest(self) -> Decimal | None:
        return max(self.totals.values(), default=None)

    @property
    def lowest(self) -> Decimal | None:
        return min(self.totals.values(), default=None)

    @property
    def spread(self) -> Decimal | None:
        return max(self.totals.values()) - min(self.totals.values()) if self.totals else None

    @property
    def deviation(self) -> Decimal | None:
        if len(self.totals) < 2:
            return None
        return statistics.pstdev(self.totals.values()).quantize(CENT, ROUND_HALF_UP)

    @property
    def asked(self) -> int:
        return len(self.totals) + len(self.missing)

    @property
    def remarks(self) -> list[str]:
        """In words: colours do not print."""
        words = []
        if not self.totals:
            words.append("还没有评分")
        elif self.missing:
            words.append(f"{len(self.missing)} 人未评")
        if self.wide:
            words.append(f"分差大（{points(self.spread)} 分）")
        for word in ("偏高", "偏低"):
            if number := list(self.far.values()).count(word):
                words.append(f"{number} 个评分{word}")
        if self.left_out:
            words.append(f"{self.left_out} 个评分因回避或未评全不计")
        return words


def points(value: Decimal | None) -> str:
    """86.5 as it is, 90.0 as 90."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def mean(totals: Sequence[Decimal], *, trimmed: bool = False) -> Decimal | None:
    """To the hundredth; without the highest and the lowest where the scoring model says so."""
    if not totals:
        return None
    kept = sorted(totals)
    if trimmed and len(kept) >= TRIM_FROM:
        kept = kept[1:-1]
    return (sum(kept, Decimal(0)) / len(kept)).quantize(CENT, ROUND_HALF_UP)


def far_off(totals: dict[int, Decimal], far: Decimal) -> dict[int, str]:
    """Whose total lies more than `far` points from the middle one."""
    if len(totals) < FEW:
        return {}
    middle = statistics.median(totals.values())
    return {
        key: "偏高" if total > middle else "偏低"
        for key, total in totals.items()
        if abs(total - middle) > far
    }


def limits(call: Call) -> tuple[Decimal, Decimal]:
    """Of the full marks in %: a spread, and a distance from the middle, beyond which the panel is
    asked to look again; nothing is struck out. As ruled on the day of the decision, or today.
    """
    day = call.decided_on
    return rules.value("score_spread_percent", day), rules.value("score_far_percent", day)


def standings(call: Call) -> list[Standing]:
    """All entries before the panel, the best first; those without points last."""
    entries = list(
        Entry.objects.before_panel(call)
        .select_related("kind", "union", "enterprise")
        .order_by("number", "pk")
    )
    panelists = list(call.panelists.select_related("user").order_by("pk"))
    barred = own.barred(own.judges(panelists, call.decided_on), [Case.of(e) for e in entries])
    marks = call.criteria.criteria.aggregate(full=Sum("points"), n=Count("pk"))
    wanted = marks["n"]
    wide, far = (part * (marks["full"] or 0) / 100 for part in limits(call))
    names, grades, given = _authors(call), _grades(call), _given(call)
    rows = []
    for entry in entries:
        row = Standing(entry, names.get(entry.pk, ""), grades.get(entry.pk, ""))
        for panelist, (total, number) in given.get(entry.pk, {}).items():
            if number == wanted and (panelist, entry.pk) not in barred:
                row.totals[panelist] = total
            else:
                row.left_out += 1
        row.missing = [
            p for p in panelists
            if p.left_on is None and p.pk not in row.totals and (p.pk, entry.pk) not in barred
        ] if entry.status in codes.SCORABLE else []  # fmt: skip
        row.average = mean(list(row.totals.values()), trimmed=call.criteria.trimmed)
        row.far = far_off(row.totals, far)
        row.wide = row.spread is not None and row.spread > wide
        rows.append(row)
    return _ranked(rows)


def _ranked(rows: list[Standing]) -> list[Standing]:
    """Equal averages share a rank, and the next one is counted on: 1, 1, 3."""
    scored = [row for row in rows if row.average is not None]
    scored.sort(key=lambda row: (-(row.average or 0), row.entry.number, row.entry.pk))
    for place, row in enumerate(scored, 1):
        before = scored[place - 2] if place > 1 else None
        row.rank = before.rank if before and before.average == row.average else place
    return [*scored, *(row for row in rows if row.average is None)]


def _given(call: Call) -> dict[int, dict[int, tuple[Decimal, int]]]:
    found: dict[int, dict[int, tuple[Decimal, int]]] = defaultdict(dict)
    sums = Score.objects.filter(entry__call=call, panelist__call=call).order_by()
    sums = sums.values_list("entry", "panelist").annotate(total=Sum("points"), n=Count("pk"))
    for entry, panelist, total, number in sums:
        found[entry][panelist] = (Decimal(total), number)
    return found


def _authors(call: Call) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Author.objects.standing().filter(entry__call=call).order_by("position", "pk")
    for entry, name in rows.values_list("entry", "full_name"):
        found[entry].append(name)
    return {entry: "、".join(names) for entry, names in found.items()}


def _grades(call: Call) -> dict[int, str]:
    rows = Award.objects.filter(entry__call=call).order_by("pk")
    return dict(rows.values_list("entry", "grade__name"))


def seen_version(call: Call) -> int:
    """The number of the newest line of history of the call's points: what a decision saw."""
    newest = Score.history.filter(entry__call=call).order_by("-history_id")
    return newest.values_list("history_id", flat=True).first() or 0
