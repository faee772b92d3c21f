"""Papers of aid and rights cases: who attaches and strikes them out (unions/services/attached.py
does it).
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assistance import case_rights
from assistance.models import Application, Document, HardshipFile, Line, RightsCase
from assistance.services.cases import require_handling
from core import history
from unions.access import require
from unions.scope import scope_of
from unions.services import attached

Owner = Application | HardshipFile | RightsCase
FIELDS: dict[type[Any], str] = {
    Application: "application",
    HardshipFile: "file",
    RightsCase: "case",
}


def of(owner: Owner) -> Any:
    return Document.objects.filter(**{FIELDS[type(owner)]: owner})


def _require(owner: Owner, by: Any) -> None:
    if isinstance(owner, RightsCase):
        require_handling(owner, by)
    else:
        require(by, "aid_enter", owner.union)


def may_attach(owner: Owner, user: Any) -> bool:
    if isinstance(owner, RightsCase):
        return case_rights.handles(owner, user)
    return scope_of(user).may("aid_enter", owner.union)


def may_hide(owner: Owner, user: Any) -> bool:
    """May she attach papers that few read? Those who read them, to a case."""
    return isinstance(owner, RightsCase) and case_rights.reads_notes(owner, user)


@transaction.atomic
def attach(
    owner: Owner, upload: Any, kind: str, *, by: Any, line: Line | None = None,
    sensitive: bool = False,
) -> Document:  # fmt: skip
    """Raises ValidationError, PermissionDenied."""
    _require(owner, by)
    if sensitive and not may_hide(owner, by):
        raise PermissionDenied("敏感材料只由镇总工会办案人员和本案经办人登记。")
    if line is not None and owner != line.application:
        raise ValidationError({"line": "受助人不在这份申请中。"})
    document = Document(kind=kind, line=line, sensitive=sensitive, **{FIELDS[type(owner)]: owner})
    return attached.attach(document, upload, owner.union, by=by)


@transaction.atomic
def void(document: Document, *, by: Any, reason: str) -> Document:
    """Strike out a paper attached by mistake; row and bytes stay."""
    locked = Document.objects.visible_to(by).select_for_update(of=("self",)).get(pk=document.pk)
    _require(locked.owner, by)
    return attached.strike_out(locked, by=by, reason=reason)


def follow(owner: Owner, *, by: Any) -> None:
    """The owner has moved to another union: its papers are seen from there. Inside the move's own
    transaction; right and journal are the caller's.
    """
    documents = list(of(owner).exclude(union=owner.union))
    for document in documents:
        document.union = owner.union
    history.bulk_save(documents, by=by, reason="随所属工会转移", update_fields=["union"])
