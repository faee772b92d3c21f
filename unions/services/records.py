"""Storing the particulars of a union or an enterprise. The callers write the journal line: the
data-entry site (unions/admin_base.py), and the deeds of the rooms above that change what they say.
"""

import datetime
from typing import Any

from django.db import transaction

from core import history
from core.db import explained
from unions.access import require
from unions.models import Enterprise, Union

NOTED = ("chair_name", "term_started_on", "term_years", "first_elected_on")


@transaction.atomic
def save_union(union: Union, *, by: Any, reason: str = "") -> Union:
    """Store changed particulars; founding, renaming and ending are life events (life.py)."""
    require(by, "edit_union", union)
    union.full_clean(exclude=["path"])
    with explained(Union):
        return history.save(union, by=by, reason=reason)


@transaction.atomic
def note(union: Union, *, by: Any, reason: str, **particulars: Any) -> Union:
    """Set what a deed of a room above settles (who is chair, which term); right and journal are
    that deed's own. Nothing is written where nothing changes.
    """
    locked = Union.objects.select_for_update().get(pk=union.pk)
    changed = {n: v for n, v in particulars.items() if getattr(locked, n) != v}
    for name in changed:
        if name not in NOTED:
            raise ValueError(f"{name} is not settled by a deed")
        setattr(locked, name, changed[name])
    if changed:
        locked.full_clean(exclude=["path"])
        history.save(locked, by=by, reason=reason)
    return locked


@transaction.atomic
def save_enterprise(enterprise: Enterprise, *, by: Any, reason: str = "") -> Enterprise:
    """Store a new enterprise, or changed particulars."""
    require(by, "edit_union", enterprise.federation)
    enterprise.full_clean()
    with explained(Enterprise):
        return history.save(enterprise, by=by, reason=reason)


@transaction.atomic
def begin_term(
    union: Union,
    elected_on: datetime.date,
    years: int,
    *,
    by: Any,
    first_elected_on: datetime.date | None = None,
) -> Union:
    """A new term, by an election the upper union has confirmed; whoever runs it may be the union's
    own chair, who edits none of its particulars otherwise.
    """
    require(by, "govern", union)
    term: dict[str, Any] = {"term_started_on": elected_on, "term_years": years}
    if first_elected_on:
        term["first_elected_on"] = first_elected_on
    return note(union, by=by, reason="选举交接", **term)
