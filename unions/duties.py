"""Every clock of the house in one list: rooms add theirs, the board and the reminders ask.

A duty is never stored: it exists because a record with a day stands and the record that fulfils it
does not. So it disappears by itself, and nothing can disagree with it.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from core.periods import today
from unions import rules
from unions.scope import CAPABILITIES, Role, Scope

PAGE = 50


@dataclass(frozen=True)
class Duty:
    """Something owed by a day, with the one thing to do next.

    `capability` at the union is what it takes to do it; `person_id` where it is somebody's own.
    """

    clock: "Clock"
    pk: int
    subject: str
    due: datetime.date
    url: str
    action: str
    union_id: int
    union_path: str
    union_name: str
    person_id: int | None = None
    person_name: str = ""

    @property
    def key(self) -> tuple[datetime.date, str, int]:
        return self.due, self.clock.code, self.pk

    @property
    def days_left(self) -> int:
        return (self.due - today()).days

    @property
    def overdue(self) -> bool:
        return self.days_left < 0

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def who(self) -> str:
        """The person charged with it, else the roles that may do it."""
        roles = [str(r.label) for r in Role if self.clock.capability in CAPABILITIES[r]]
        return self.person_name or "、".join(roles)

    @property
    def label(self) -> str:
        return f"{self.clock.label}：{self.subject}"


@dataclass(frozen=True)
class Asking:
    """Who asks for which duties. Without a scope (a command) there is no wall.

    `until` is the last due day asked for (each clock's own horizon when None); `mine` narrows to
    what she, or one of those she stands in for, may do. `after` is the key the page hangs on.
    """

    scope: Scope | None
    day: datetime.date
    until: datetime.date | None = None
    union_id: int | None = None
    mine: bool = False
    people: tuple[int, ...] = ()
    after: tuple[datetime.date, str, int] | None = None
    limit: int = PAGE + 1

    def rows(self, rows: QuerySet, path: str, clock: "Clock", person: str = "") -> QuerySet:
        """Those in scope whose union is reached by `path` (`person`: a row's own owner)."""
        if self.union_id is not None:
            rows = rows.filter(**{f"{path}__pk" if path else "pk": self.union_id})
        if self.scope is None:
            return rows
        if not self.mine:
            return self.scope.narrow(rows, path)
        may = self.scope.condition(path, clock.capability)
        if not person:
            return rows.filter(may)
        own = Q(**{f"{person}__in": self.people})
        return rows.filter(own | (Q(**{f"{person}__isnull": True}) & may))

    def window(self, rows: QuerySet, column: str, clock: "Clock", days: int = 0) -> QuerySet:
        """The next ones, due so many days after the day in `column`: one range of an index."""
        allowed = datetime.timedelta(days=days)
        rows = rows.filter(**{f"{column}__lte": self.horizon(clock) - allowed})
        if self.after:
            due, code, pk = self.after[0] - allowed, *self.after[1:]
            later = Q(**{f"{column}__gt": due})
            if clock.code == code:
                later |= Q(**{column: due, "pk__gt": pk})
            elif clock.code > code:
                later |= Q(**{column: due})
            rows = rows.filter(later)
        return rows.order_by(column, "pk")[: self.limit]

    def horizon(self, clock: "Clock") -> datetime.date:
        return self.until or clock.horizon(self.day)

    def wants(self, duty: Duty) -> bool:
        return duty.due <= self.horizon(duty.clock) and (not self.after or duty.key > self.after)


@dataclass(frozen=True)
class Clock:
    """One kind of deadline. `everyone`: it is told at every level above too, not only to whoever
    is nearest. `ahead`: until when it is looked ahead on a day; by the rule duty_soon_days else.
    """

    code: str
    label: str
    capability: str
    source: Callable[["Clock", Asking], Iterable[Duty]]  # by due day
    ahead: Callable[[datetime.date], datetime.date] | None = None
    everyone: bool = False

    def horizon(self, day: datetime.date) -> datetime.date:
        if self.ahead is not None:
            return self.ahead(day)
        return day + datetime.timedelta(days=int(rules.value("duty_soon_days", day)))


@dataclass(frozen=True)
class Settling:
    """How a room above settles a duty of a clock below: `done(**what)` gives the unions that have
    done it, `url(union_id)` and `action` where the others do it.
    """

    done: Callable[..., Any]
    url: Callable[..., str]
    action: str


_CLOCKS: dict[str, Clock] = {}
_SETTLED: dict[str, Settling] = {}


def settle(code: str, settling: Settling) -> None:
    """Called from AppConfig.ready of the room above."""
    _SETTLED[code] = settling


def settled_by(code: str) -> Settling | None:
    return _SETTLED.get(code)


def add(*clocks: Clock) -> None:
    """Called from AppConfig.ready of each room."""
    for clock in clocks:
        _CLOCKS[clock.code] = clock


def clocks() -> list[Clock]:
    return [_CLOCKS[code] for code in sorted(_CLOCKS)]


def gather(asking: Asking, codes: Iterable[str] = ()) -> list[Duty]:
    """The next page of duties, the most overdue first: each clock gives at most a page's worth."""
    wanted = set(codes)
    with rules.in_hand():
        found = [
            duty
            for clock in clocks()
            if not wanted or clock.code in wanted
            for duty in islice(filter(asking.wants, clock.source(clock, asking)), asking.limit)
        ]
    return sorted(found, key=lambda duty: duty.key)[: asking.limit]
