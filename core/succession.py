"""A dated value takes the place of the one before it; what held until then stays on record."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from core import history


def succeed(row: Any, earlier: Iterable[Any], *, by: Any, reason: str) -> None:
    """Fit an unsaved period `row` among the rows it belongs to, which the caller has locked.

    A row of the same first day is thereby found wrong and voided; one that began earlier ends; one
    set for a later day stays, and `row` holds until then. Saves the others, not `row`.
    """
    rows = list(earlier)
    for other in rows:
        if other.since == row.since:
            other.voided_at, other.voided_reason = timezone.now(), "同日另设新值"
            row.until = other.until
        elif other.holds(row.since):
            row.until, other.until = other.until, row.since
        else:
            continue
        history.save(other, by=by, reason=reason)
    if row.until is None:
        row.until = min((other.since for other in rows if other.since > row.since), default=None)
