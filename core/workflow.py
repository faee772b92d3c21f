"""Workflow: one table per process, one function that moves.

`Workflow.move` locks the row, then checks the right, the state and the rule, acts, saves, and
writes the log line, all in one transaction. Nothing else assigns the status field
(tests/test_architecture.py). The same table draws the buttons and tells what is still missing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

Missing = Iterable[str]


def _nothing(obj: Any, by: Any) -> Missing:
    return ()


def _no_effect(obj: Any, *, by: Any, **data: Any) -> None:
    return None


@dataclass(frozen=True)
class Move:
    """One arrow of a process.

    `who(obj, user)` says whether this person may; `missing(obj, user)` lists, in Chinese, what
    must be there first; `effect(obj, by=, **data)` does what the move means. `reason` demands one.
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


@dataclass(frozen=True)
class Button:
    """A move as a page shows it: enabled, or disabled beside what is missing."""

    move: Move
    missing: tuple[str, ...]

    @property
    def enabled(self) -> bool:
        return not self.missing


class Workflow:
    """A process over one model; `record` writes the journal line of a move."""

    def __init__(
        self,
        moves: Iterable[Move],
        *,
        record: Callable[..., Any],
        field: str = "status",
    ) -> None:
        self.moves = {move.name: move for move in moves}
        self.field = field
        self.record = record

    def buttons(self, obj: models.Model, user: Any) -> list[Button]:
        """What this person could do with the object now, with what stands in the way."""
        return [
            Button(move, tuple(move.missing(obj, user)))
            for move in self.moves.values()
            if getattr(obj, self.field) in move.sources and move.who(obj, user)
        ]

    @transaction.atomic
    def move(self, obj: Any, name: str, *, by: Any, reason: str = "", **data: Any) -> Any:
        """Carry out one move and return the object as saved.

        Raises PermissionDenied when the person may not, ValidationError when the state has moved
        on, something is missing, or a demanded reason is empty.
        """
        move = self.moves[name]
        locked = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        if not move.who(locked, by):
            raise PermissionDenied(f"您没有“{move.label}”的权限。")
        state = getattr(locked, self.field)
        if state not in move.sources:
            raise ValidationError(f"当前状态下不能“{move.label}”，请刷新页面查看最新进展。")
        missing = list(move.missing(locked, by))
        if move.reason and not reason.strip():
            missing.append("请填写原因。")
        if missing:
            raise ValidationError(missing)
        move.effect(locked, by=by, reason=reason, **data)
        setattr(locked, self.field, move.target)
        locked.save()
        self.record(
            "move",
            f"{locked._meta.verbose_name}：{move.label}",
            by=by,
            target=locked,
            detail={"from": state, "to": move.target, "reason": reason},
        )
        return locked
