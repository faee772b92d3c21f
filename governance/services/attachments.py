"""Files of union life: who attaches and strikes them out (unions/services/attached.py does it)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.models import (
    Activity,
    Attachment,
    Election,
    Honour,
    Meeting,
    RegulationVersion,
    Submission,
)
from unions.access import require
from unions.models import Union
from unions.scope import scope_of
from unions.services import attached

Owner = RegulationVersion | Activity | Honour | Meeting | Election | Submission
FIELDS: dict[type[Any], str] = {
    RegulationVersion: "version",
    Activity: "activity",
    Honour: "honour",
    Meeting: "meeting",
    Election: "election",
    Submission: "submission",
}


def union_of(owner: Any) -> Union:
    return owner.regulation.union if isinstance(owner, RegulationVersion) else owner.union


def of(owner: Owner) -> Any:
    return Attachment.objects.filter(**{FIELDS[type(owner)]: owner})


def may_attach(owner: Any, user: Any) -> bool:
    """Of what was struck out the files are kept as they are."""
    voided = getattr(owner, "voided_at", None) is not None
    return not voided and scope_of(user).may("govern", union_of(owner))


@transaction.atomic
def attach(owner: Owner, upload: Any, kind: str, *, by: Any) -> Attachment:
    """Raises ValidationError, PermissionDenied."""
    union = union_of(owner)
    require(by, "govern", union)
    if not may_attach(owner, by):
        raise ValidationError("这项记录已经作废，不能再上传附件。")
    row = Attachment(kind=kind, **{FIELDS[type(owner)]: owner})
    return attached.attach(row, upload, union, by=by)


@transaction.atomic
def void(row: Attachment, *, by: Any, reason: str) -> Attachment:
    """Strike out a file attached by mistake; row and bytes stay."""
    locked = Attachment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=row.pk)
    require(by, "govern", locked.union)
    return attached.strike_out(locked, by=by, reason=reason)
