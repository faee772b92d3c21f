"""Who sees which rows and who may do what: the one place where both are decided.

A user's seats valid today give her subtrees of the union tree; the role of a seat gives what
she may do there. Everything else asks here. Without a seat nothing is visible.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.periods import today
from unions.codes import FEDERATIONS


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "系统管理员"
    CLERK = "clerk", "经办"
    LEADER = "leader", "主席（分管）"
    AUDITOR = "auditor", "经审"
    CHAIR = "chair", "基层主席"


# What each role may do within its subtree. `view` is business data; the administrator has
# accounts and settings and no business data; the auditor reads everything and writes nothing.
CAPABILITIES: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({"accounts", "settings", "admin_site"}),
    Role.CLERK: frozenset(
        {
            "view",
            "export",
            "unmask",
            "edit_member",
            "edit_union",
            "import_union",
            "merge",
            "admin_site",
            "aid_enter",
            "aid_review",
            "aid_pay",
            "aid_settings",
            "fund",
            "countersign",
            "case",
            "case_notes",
            "govern",
            "govern_reply",
            "govern_settings",
            "innovate",
            "innovation_review",
        }
    ),
    Role.LEADER: frozenset(
        {
            "view",
            "export",
            "unmask",
            "admin_site",
            "aid_approve",
            "countersign",
            "case_notes",
            "govern_reply",
            "innovation_award",
        }
    ),
    Role.AUDITOR: frozenset({"view", "export", "unmask", "audit", "admin_site"}),
    Role.CHAIR: frozenset(
        {
            "view",
            "export",
            "unmask",
            "edit_member",
            "aid_enter",
            "case",
            "govern",
            "innovate",
        }
    ),
}


STAFF = "staff"  # federation staff who may view: a chair's unit holds no funds


@dataclass(frozen=True)
class SeatRow:
    """A seat as the scope needs it."""

    union_id: int
    path: str
    role: str
    union_name: str
    is_root: bool
    has_children: bool

    def may(self, capability: str) -> bool:
        return capability in CAPABILITIES[self.role]


@dataclass(frozen=True)
class Scope:
    """A user's seats on one day, and the questions that follow from them."""

    seats: tuple[SeatRow, ...]

    def may(self, capability: str, union: Any = None) -> bool:
        """May she, at that union (anywhere, when none is given)?"""
        return any(
            seat.may(capability) and (union is None or union.path.startswith(seat.path))
            for seat in self.seats
        )

    def may_at_root(self, capability: str) -> bool:
        """What holds for the whole tree is set at its root, by nobody of a unit."""
        return any(seat.is_root and seat.may(capability) for seat in self.seats)

    def opens(self, needed: str | None) -> bool:
        """A door of the house: a capability, STAFF, or None for everybody who has a seat."""
        if needed == STAFF:
            return self.may("view") and self.is_staff
        return needed is None or self.may(needed)

    @cached_property
    def viewing(self) -> tuple[SeatRow, ...]:
        return tuple(seat for seat in self.seats if seat.may("view"))

    @cached_property
    def sees_all(self) -> bool:
        """A seat at the tree's root: no filter is needed, which is worth much on long lists."""
        return any(seat.is_root for seat in self.viewing)

    @cached_property
    def is_staff(self) -> bool:
        """Federation staff (not only a chair)."""
        return any(seat.role != Role.CHAIR for seat in self.seats)

    @cached_property
    def paths_above(self) -> list[str]:
        """Paths of the unions above her seats: what these publish is known to all below."""
        steps = [seat.path.split("/")[:-1] for seat in self.viewing]
        above = {"/".join(step[:n]) + "/" for step in steps for n in range(1, len(step))}
        return sorted(above)

    def condition(self, path: str, capability: str = "view") -> Q:
        """Rows whose union (reached by `path`; "" for the union table itself) is in scope."""
        prefix = f"{path}__" if path else ""
        result = Q(pk__in=[])
        for seat in self.seats:
            if seat.may(capability):
                result |= Q(**{f"{prefix}path__startswith": seat.path})
        return result

    def narrow(self, queryset: Any, path: str) -> Any:
        if self.sees_all:
            return queryset
        if not self.viewing:
            return queryset.none()
        if not path:
            return queryset.filter(self.condition(""))
        return queryset.filter(**{f"{path}__in": self.union_ids})

    @cached_property
    def union_ids(self) -> Any:
        """The unions seen, by number: plain numbers where they are few, because PostgreSQL plans
        `IN (3, 7)` by its statistics and a subquery by guess (seen: 10 s against 16 ms).
        """
        if not any(seat.has_children for seat in self.viewing):
            return [seat.union_id for seat in self.viewing]
        from unions.models import Union

        unions = Union.objects.filter(self.condition("")).order_by().values_list("pk", flat=True)
        few = list(unions[: FEW + 1])
        return few if len(few) <= FEW else unions


FEW = 200
NO_SCOPE = Scope(())


def load(user: Any, day: datetime.date | None = None) -> Scope:
    """Read the user's seats valid on `day` (today): one query."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NO_SCOPE
    from unions.models import Seat

    rows = Seat.objects.on(day or today()).filter(user=user).select_related("union")
    return Scope(
        tuple(
            SeatRow(
                s.union_id,
                s.union.path,
                s.role,
                s.union.name,
                is_root=s.union.parent_id is None,
                has_children=s.union.kind in FEDERATIONS,
            )
            for s in rows.order_by("pk")
        )
    )


def scope_of(user: Any) -> Scope:
    """The scope in hand for this request (unions/middleware.py), else read anew."""
    return getattr(user, "scope_in_hand", None) or load(user)


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a union, reached by `scope_path`."""

    scope_path = "union"

    def visible_to(self, user: Any) -> Self:
        return scope_of(user).narrow(self, self.scope_path)
