"""The tree of unions: a union's path is its parent's path and its own number."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import history
from core.db import explained
from unions.access import require
from unions.codes import FEDERATIONS, EventKind
from unions.models import Union, UnionEvent


@transaction.atomic
def found_union(
    union: Union, *, by: Any, paper: str = "", reason: str = "", right: str = "edit_union"
) -> Union:
    """Store a new union under its parent, with its founding as the first life event.

    `right` is the capability that entitles: to edit, or to reply to a request. Raises
    ValidationError. The path needs the row's number, so it is written right after it.
    """
    parent = union.parent
    if parent is not None and parent.kind not in FEDERATIONS:
        raise ValidationError({"parent": "上级工会须是总工会。"})
    if by is not None:
        require(by, right, parent or union)
    union.full_clean(exclude=["path"])
    with explained(Union):
        union.path = "new"
        history.save(union, by=by, reason=reason or "建会")
        union.path = f"{parent.path if parent else ''}{union.pk:07d}/"
        # Raw: the path belongs to the founding, not to a second line of history.
        union.save_base(raw=True, update_fields=["path"])
        union.history.update(path=union.path)
    history.save(
        UnionEvent(
            union=union,
            kind=EventKind.FOUNDED,
            day=union.founded_on,
            paper=paper or union.approval_no,
            reason=reason,
        ),
        by=by,
    )
    return union


def ancestor_ids(path: str) -> list[int]:
    """The numbers on a path, from the root down to the union itself."""
    return [int(part) for part in path.split("/") if part]
