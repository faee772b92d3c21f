"""Asking the federation to found a union; its reply is a move of founding_workflow.py."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.periods import today
from governance.codes import FoundingStatus
from governance.models import Founding
from unions.access import require
from unions.codes import FEDERATIONS
from unions.imports.names import folded
from unions.models import Coverage, Enterprise, Union


@transaction.atomic
def file(founding: Founding, *, by: Any) -> Founding:
    """Store the request. Raises ValidationError for a name there is, or an enterprise covered."""
    require(by, "edit_union", founding.parent)
    if founding.parent.kind not in FEDERATIONS or founding.kind in FEDERATIONS:
        raise ValidationError({"kind": "基层工会由总工会批复建立。"})
    if founding.applied_on > today():
        raise ValidationError({"applied_on": "申请日期不能晚于今天。"})
    # The parent's row: two requests for one name at once wait for one another.
    parent = Union.objects.select_for_update().get(pk=founding.parent_id)
    _check_name(founding, parent)
    check_uncovered(founding.enterprise)
    founding.filed_by = by
    founding.full_clean()
    history.save(founding, by=by, reason="提出建会申请")
    journal.record(
        journal.Kind.EDIT, "提出建会申请", by=by, target=founding, union_id=founding.parent_id
    )
    return founding


def check_uncovered(enterprise: Enterprise | None) -> None:
    """An enterprise under another union leaves it first: by a deed of its own."""
    bonds = Coverage.objects.on(today()).filter(enterprise=enterprise).select_related("union")
    if enterprise is not None and (bond := bonds.first()):
        raise ValidationError({"enterprise": f"{enterprise}现由{bond.union}覆盖，请先办理变更。"})


def _check_name(founding: Founding, parent: Union) -> None:
    name = folded(founding.name)
    for known in parent.children.values_list("name", flat=True):
        if folded(known) == name:
            raise ValidationError({"name": f"已有工会“{known}”，请核对。"})
    pending = Founding.objects.filter(parent=parent, status=FoundingStatus.APPLIED)
    if any(folded(known) == name for known in pending.values_list("name", flat=True)):
        raise ValidationError({"name": "同一名称的建会申请正在等待批复。"})
