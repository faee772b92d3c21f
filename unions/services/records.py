"""Storing the particulars of a union or an enterprise. The one caller is the data-entry site,
which writes the journal line with the names of the changed fields (unions/admin_base.py).
"""

import datetime
from typing import Any

from django.db import transaction

from core import history
from core.db import explained
from unions.access import require
from unions.models import Enterprise, Union


@transaction.atomic
def save_union(union: Union, *, by: Any, reason: str = "") -> Union:
    """Store changed particulars; founding, renaming and ending are life events (life.py)."""
    require(by, "edit_union", union)
    union.full_clean(exclude=["path"])
    with explained(Union):
        return history.save(union, by=by, reason=reason)


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
    own chair, who edits none of its particulars otherwise. The caller writes the journal line.
    """
    require(by, "govern", union)
    locked = Union._base_manager.select_for_update(no_key=True).get(pk=union.pk)
    locked.term_started_on, locked.term_years = elected_on, years
    locked.first_elected_on = first_elected_on or locked.first_elected_on
    locked.full_clean(exclude=["path"])
    with explained(Union):
        return history.save(locked, by=by, reason="选举交接")
