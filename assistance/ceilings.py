"""Ceilings and clashes, worked out before the button is pressed.

For the person, the household and the student: this calendar year's paid + reserved + in progress,
what this application asks, and what remains under each ceiling in force today. Voided, returned,
withdrawn, reversed and dropped payouts do not count; a bank return counts as reserved while it
waits to be paid again.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from assistance.codes import IN_PROGRESS, LINE_RESERVED, CeilingScope, CeilingSpan, LineStatus
from assistance.models import Application, Ceiling, Line
from assistance.models.applications import year_of
from assistance.services import households
from core.periods import today

ZERO = Decimal("0.00")
Subject = tuple[str, Any]  # (scope, key)


@dataclass
class Sums:
    """What a subject has had and is to have this year from other applications, in yuan."""

    paid: Decimal = ZERO
    reserved: Decimal = ZERO
    in_progress: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.paid + self.reserved + self.in_progress


@dataclass
class Check:
    """One ceiling against one subject."""

    ceiling: Ceiling
    who: str
    sums: Sums
    asked: Decimal

    @property
    def remaining(self) -> Decimal:
        """What would be left; negative where the ceiling is passed."""
        return self.ceiling.amount - self.sums.total - self.asked

    @property
    def exceeded(self) -> bool:
        return self.remaining < 0

    @property
    def over(self) -> Decimal:
        """By how much the ceiling is passed, where it is."""
        return -self.remaining

    def __str__(self) -> str:
        return (
            f"{self.who}：{self.ceiling}限额 {self.ceiling.amount:,.2f} 元，本年已发"
            f" {self.sums.paid:,.2f}，已批待付 {self.sums.reserved:,.2f}，办理中"
            f" {self.sums.in_progress:,.2f}，本次 {self.asked:,.2f}，"
            + (f"超出 {self.over:,.2f} 元" if self.exceeded else f"尚余 {self.remaining:,.2f} 元")
        )


@dataclass
class Total:
    """What a household has and is to have this year, whether or not a ceiling stands over it."""

    who: str
    purpose: str  # the programme, or all of them
    sums: Sums
    asked: Decimal


@dataclass
class Clash:
    """Another payout of the same purpose to the same household in the same period."""

    who: str
    application_id: int
    number: str
    amount: Decimal
    state: str


@dataclass
class Examination:
    checks: list[Check] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)

    @property
    def exceeded(self) -> list[Check]:
        return [check for check in self.checks if check.exceeded]


def counted(day: datetime.date) -> Q:
    """Lines that count in the year of `day`: paid in it, set aside, or on their way."""
    first, last = year_of(day)
    return (
        Q(status=LineStatus.PAID, paid_on__range=(first, last))
        | Q(status__in=LINE_RESERVED)
        | Q(status=LineStatus.PLANNED, application__status__in=IN_PROGRESS)
    )


def in_force(day: datetime.date, programme_id: int, source: str) -> list[Ceiling]:
    rows = Ceiling.objects.on(day).filter(
        Q(programme__isnull=True) | Q(programme=programme_id), source__in=["", source]
    )
    return list(rows.select_related("programme"))


def examine(
    application: Application, day: datetime.date | None = None, seen_by: Any = None
) -> Examination:
    """All ceilings and clashes of one application; the same number of queries for any size.

    `seen_by`: count only payouts this person may see. A unit's chair learns nothing of what other
    units pay; whoever decides is shown, and bound by, the whole.
    """
    day = day or today()
    lines = list(application.lines.exclude(status=LineStatus.DROPPED).order_by("position"))
    source = application.fund.source if application.fund else ""
    ceilings = in_force(day, application.programme_id, source)
    houses = _houses(lines, day)
    others = _others(application, houses, day, seen_by)
    result = Examination()
    for scope in CeilingScope.values:
        asked, names = _asked(lines, houses, scope)
        wanted = [ceiling for ceiling in ceilings if ceiling.scope == scope]
        for key, amount in asked.items():
            mine = [row for row in others if _belongs(row, scope, key, houses)]
            result.checks += [
                Check(ceiling, names[key], _sums(mine, ceiling), amount) for ceiling in wanted
            ]
            if scope == CeilingScope.HOUSEHOLD:
                result.clashes += _clashes(application, names[key], mine)
                result.totals += _totals(application, names[key], mine, amount)
    return result


def _totals(application: Application, who: str, rows: list[Line], asked: Decimal) -> list[Total]:
    programme = application.programme
    same = [row for row in rows if row.application.programme_id == programme.pk]
    return [
        Total(who, programme.name, _added(same), asked),
        Total(who, "全部项目", _added(rows), asked),
    ]


def _houses(lines: Iterable[Line], day: datetime.date) -> dict[str, set[str]]:
    """Household of each beneficiary: the ID indexes of her people, herself among them."""
    indexes = {line.id_index for line in lines}
    files = households.files_of(indexes, day)
    people = households.people_of(set(files.values()), day)
    return {
        index: {index, *people.get(files[index], ())} if index in files else {index}
        for index in indexes
    }


def _others(
    application: Application, houses: dict[str, set[str]], day: datetime.date, seen_by: Any
) -> list[Line]:
    everybody = set().union(*houses.values()) if houses else set()
    rows = Line.objects.all() if seen_by is None else Line.objects.visible_to(seen_by)
    rows = rows.filter(counted(day), id_index__in=everybody)
    rows = rows.exclude(application=application.pk)
    return list(rows.select_related("application", "application__fund").order_by("pk"))


def _asked(
    lines: list[Line], houses: dict[str, set[str]], scope: str
) -> tuple[dict[Any, Decimal], dict[Any, str]]:
    """Subject -> yuan asked by this application, and what to call the subject."""
    sums: dict[Any, Decimal] = defaultdict(lambda: ZERO)
    names: dict[Any, str] = {}
    for line in lines:
        key: Any = line.id_index
        word = line.full_name
        if scope == CeilingScope.HOUSEHOLD:
            key, word = frozenset(houses[line.id_index]), f"{line.full_name}户"
        elif scope == CeilingScope.STUDENT:
            key, word = line.student_id, f"{line.full_name}的子女"
            if key is None:
                continue
        sums[key] += line.amount
        names.setdefault(key, word)
    return dict(sums), names


def _belongs(row: Line, scope: str, key: Any, houses: dict[str, set[str]]) -> bool:
    if scope == CeilingScope.HOUSEHOLD:
        return row.id_index in key
    if scope == CeilingScope.STUDENT:
        return row.student_id == key
    return row.id_index == key


def _sums(rows: list[Line], ceiling: Ceiling) -> Sums:
    if ceiling.span == CeilingSpan.ONCE:
        return Sums()
    return _added([row for row in rows if _is_under(row.application, ceiling)])


def _is_under(other: Application, ceiling: Ceiling) -> bool:
    if ceiling.programme_id and other.programme_id != ceiling.programme_id:
        return False
    return not ceiling.source or (other.fund is not None and other.fund.source == ceiling.source)


def _added(rows: list[Line]) -> Sums:
    sums = Sums()
    for row in rows:
        if row.status == LineStatus.PAID:
            sums.paid += row.amount
        elif row.status == LineStatus.PLANNED:
            sums.in_progress += row.amount
        else:
            sums.reserved += row.amount
    return sums


def _clashes(application: Application, who: str, rows: list[Line]) -> list[Clash]:
    return [
        Clash(
            who, row.application_id, row.application.number or row.application.title, row.amount,
            row.get_status_display(),
        )
        for row in rows
        if row.application.programme_id == application.programme_id
        and _same_period(application, row.application)
    ]  # fmt: skip


def _same_period(one: Application, other: Application) -> bool:
    """Overlapping events where both have one; else the same year, which `counted` saw to."""
    if one.event_from and other.event_from:
        return one.event_from <= (other.event_until or other.event_from) and other.event_from <= (
            one.event_until or one.event_from
        )
    return True
