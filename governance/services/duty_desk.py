"""Whose duties are asked for: her own, those she stands in for, her unit's, or all she sees."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from core.periods import today
from governance.models import Delegation
from governance.services.people import staff_of
from unions.duties import Asking, Duty, gather
from unions.models import Seat
from unions.scope import CAPABILITIES, scope_of


def people_of(user: Any, day: datetime.date) -> tuple[int, ...]:
    """Herself and those on leave whom she stands in for (on a day of her own leave not herself)."""
    rows = Delegation.objects.on(day).filter(deputy=user).values_list("person", flat=True)
    return (user.pk, *rows)


def mine(user: Any, limit: int, codes: Iterable[str] = ()) -> list[Duty]:
    """What she may do herself, or was charged with; what is delegated to her besides."""
    day = today()
    asking = Asking(scope_of(user), day, mine=True, people=people_of(user, day), limit=limit)
    return gather(asking, codes)


class Recipients:
    """Who is told of a duty: whoever may do it, by the seats of a day; their deputies on leave."""

    def __init__(self, day: datetime.date) -> None:
        self.seats: list[tuple[str, str, Any]] = [
            (seat.union.path, seat.role, seat.user)
            for seat in Seat.objects.on(day).filter(user__is_active=True)
            .select_related("union", "user").order_by("pk")
        ]  # fmt: skip
        self.users = {user.pk: user for _, _, user in self.seats}
        rows = Delegation.objects.on(day).select_related("deputy", "union")
        self.deputies: dict[int, list[Delegation]] = {}
        for row in rows:
            self.deputies.setdefault(row.person_id, []).append(row)

    def of(self, duty: Duty) -> list[Any]:
        """Nearest level first: only it, unless the clock is told to everyone above."""
        if duty.person_id in self.users:
            return self._stand_in([self.users[duty.person_id]], duty)
        able = [
            (len(path), user) for path, role, user in self.seats
            if duty.union_path.startswith(path) and duty.clock.capability in CAPABILITIES[role]
        ]  # fmt: skip
        nearest = max((depth for depth, _ in able), default=0)
        found = {u.pk: u for depth, u in able if duty.clock.everyone or depth == nearest}
        return self._stand_in(list(found.values()), duty)

    def _stand_in(self, people: list[Any], duty: Duty) -> list[Any]:
        told: dict[int, Any] = {}
        for person in people:
            away = [d for d in self.deputies.get(person.pk, ())
                    if duty.union_path.startswith(d.union.path)]  # fmt: skip
            for one in [d.deputy for d in away] or [person]:
                told[one.pk] = one
        return list(told.values())


def deputies_for(user: Any, union: Any) -> QuerySet:
    """Who may stand in there: seated at that union or above, and not herself."""
    return staff_of(union).exclude(pk=user.pk)
