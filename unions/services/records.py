"""Storing the particulars of a union or an enterprise. The one caller is the data-entry site,
which writes the journal line with the names of the changed fields (unions/admin_base.py).
"""

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
