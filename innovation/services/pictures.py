"""Files of entries and studios: who attaches and strikes them out (unions/services/attached.py)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from innovation.codes import ENDED
from innovation.models import Entry, Picture, Studio
from unions.access import require
from unions.scope import scope_of
from unions.services import attached

FIELDS: dict[type[Any], str] = {Entry: "entry", Studio: "studio"}


def of(owner: Entry | Studio) -> Any:
    return Picture.objects.filter(**{FIELDS[type(owner)]: owner})


def may_attach(owner: Any, user: Any) -> bool:
    """The unit's chair and the clerk, as long as the thing is not over."""
    over = owner.status in ENDED if isinstance(owner, Entry) else owner.ended_on is not None
    return not over and scope_of(user).may("innovate", owner.union)


@transaction.atomic
def attach(owner: Entry | Studio, upload: Any, kind: str, *, by: Any) -> Picture:
    """Raises ValidationError, PermissionDenied."""
    require(by, "innovate", owner.union)
    if not may_attach(owner, by):
        raise ValidationError("这项记录已经结束，不能再上传附件。")
    row = Picture(kind=kind, **{FIELDS[type(owner)]: owner})
    return attached.attach(row, upload, owner.union, by=by)


@transaction.atomic
def void(row: Picture, *, by: Any, reason: str) -> Picture:
    """Strike out a file attached by mistake; row and bytes stay."""
    locked = Picture.objects.select_for_update(of=("self",)).select_related("union").get(pk=row.pk)
    require(by, "innovate", locked.union)
    return attached.strike_out(locked, by=by, reason=reason)
