"""Changing the particulars of a union or an enterprise (data entry goes through the admin)."""

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
    require(by, "edit_union", enterprise.federation)
    enterprise.full_clean()
    with explained(Enterprise):
        return history.save(enterprise, by=by, reason=reason)
