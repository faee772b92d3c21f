"""Workflow: one table per process, one function that moves.

`Workflow.move` locks the row, then checks the right, the state and the rule, acts, saves, and
writes the log line, all in one transaction; `move_all` does so for many rows at once. Nothing else
assigns the status field (tests/test_architecture.py). The same table draws the buttons and tells
what is still missing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from core import history

Missing = Iterable[str]


def _nothing(obj: Any, by: Any) -> Missing:
    return ()


class Stale(ValidationError):
    """The row changed after the page that asks for the move was opened."""

    def __init__(self) -> None:
        super().__init__("这份资料在您打开之后已有改动，请看过最新内容再办理。")


def _no_effect(obj: Any, *, by: Any, **data: Any) -> None:
    return None


@dataclass(frozen=True)
class Move:
    """One arrow of a process.

    `who(obj, user)` says whether this person may; `missing(obj, user)` lists, in Chinese, what
    must be there first; `effect(obj, by=, **data)` does what the move means. `reason` demands one.
    `touches` names the fields the effect sets, for moves of many rows. `shown`: has a button.
    `sealed`: the effect keeps the reason encrypted, so history and journal do not repeat it.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    who: Callable[[Any, Any], bool]
    missing: Callable[[Any, Any], Missing] = _nothing
    effect: Callable[..., None] = _no_effect
    reason: bool = False
    danger: bool = False
    touches: tuple[str, ...] = ()
    shown: bool = True
    sealed: bool = False


@dataclass(frozen=True)
class Button:
    """A move as a page shows it: enabled, or disabled beside what is missing."""

    move: Move
    missing: tuple[str, ...]

    @property
    def enabled(self) -> bool:
        return not self.missing


class Workflow:
    """A process over one model; `record` writes the journal line of a move.

    A `versioned` model has a `version` that grows with every move; a move asked for with an older
    one is refused (Stale), so that nobody decides on what she has not seen. `load(queryset)` adds
    what `who` and `missing` read of a row, so that many rows cost no query each.
    """

    def __init__(
        self,
        moves: Iterable[Move],
        *,
        record: Callable[..., Any],
        field: str = "status",
        versioned: bool = False,
        load: Callable[[models.QuerySet], models.QuerySet] = lambda rows: rows,
    ) -> None:
        self.moves = {move.name: move for move in moves}
        self.field = field
        self.record = record
        self.versioned = versioned
        self.load = load

    def buttons(self, obj: models.Model, user: Any) -> list[Button]:
        """What this person could do with the object now, with what stands in the way."""
        return [
            Button(move, tuple(move.missing(obj, user)))
            for move in self.moves.values()
            if move.shown and getattr(obj, self.field) in move.sources and move.who(obj, user)
        ]

    @transaction.atomic
    def move(
        self,
        obj: Any,
        name: str,
        *,
        by: Any,
        reason: str = "",
        version: int | None = None,
        **data: Any,
    ) -> Any:
        """Carry out one move and return the object as saved.

        Raises PermissionDenied when the person may not, Stale when she looked at an older
        version, ValidationError when the state has moved on, something is missing, or a demanded
        reason is empty.
        """
        move = self.moves[name]
        locked = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        state = getattr(locked, self.field)
        self._check(move, locked, by, reason, version)
        move.effect(locked, by=by, reason=reason, **data)
        setattr(locked, self.field, move.target)
        if self.versioned:
            locked.version += 1
        told = "" if move.sealed else reason
        history.save(locked, by=by, reason=told or move.label)
        self.record(
            "move",
            f"{locked._meta.verbose_name}：{move.label}",
            by=by,
            target=locked,
            detail={"from": state, "to": move.target, "reason": told},
        )
        return locked

    @transaction.atomic
    def move_all(
        self, objs: Sequence[Any], name: str, *, by: Any, reason: str = "", **data: Any
    ) -> list[Any]:
        """The same move for many rows of one model, all or none; returned by primary key.

        Each row is locked and checked as by `move`; the caller writes the journal line.
        """
        if not objs:
            return []
        move = self.moves[name]
        manager = type(objs[0])._base_manager
        keys = [obj.pk for obj in objs]
        queryset = manager.select_for_update(of=("self",)).filter(pk__in=keys)
        rows = list(self.load(queryset).order_by("pk"))
        fields = [self.field, *move.touches, *(["version"] if self.versioned else [])]
        for row in rows:
            self._check(move, row, by, reason)
            move.effect(row, by=by, reason=reason, **data)
            setattr(row, self.field, move.target)
            if self.versioned:
                row.version += 1
        history.bulk_save(rows, by=by, reason=reason or move.label, update_fields=fields)
        return rows

    def _check(
        self, move: Move, locked: Any, by: Any, reason: str, version: int | None = None
    ) -> None:
        if not move.who(locked, by):
            raise PermissionDenied(f"您没有“{move.label}”的权限。")
        if getattr(locked, self.field) not in move.sources:
            raise ValidationError(f"当前状态下不能“{move.label}”，请刷新页面查看最新进展。")
        if version is not None and version != locked.version:
            raise Stale
        missing = list(move.missing(locked, by))
        if move.reason and not reason.strip():
            missing.append("请填写原因。")
        if missing:
            raise ValidationError(missing)
