"""Mending what was entered wrong. A mistake is voided with a reason, which is not the same as
ended: a voided row counts for no day, and stays on the life line.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from unions.access import require
from unions.codes import EventKind
from unions.models import Coverage, Union, UnionEvent


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    return reason.strip()[:200]


def _strike(row: Any, what: str, by: Any, reason: str) -> None:
    """Void the locked row of a union, with its journal line."""
    row.voided_at, row.voided_reason = timezone.now(), _reasoned(reason)
    history.save(row, by=by, reason=reason)
    journal.record(
        journal.Kind.EDIT, f"作废{what}：{row}", by=by, target=row,
        union_id=row.union_id, detail={"reason": reason},
    )  # fmt: skip


@transaction.atomic
def void_coverage(coverage: Coverage, *, by: Any, reason: str) -> Coverage:
    require(by, "edit_union", coverage.union)
    locked = Coverage.objects.select_for_update().get(pk=coverage.pk)
    if locked.is_voided:
        raise ValidationError("这条覆盖关系已作废。")
    _strike(locked, "覆盖关系", by, reason)
    return locked


@transaction.atomic
def void_event(event: UnionEvent, *, by: Any, reason: str) -> UnionEvent:
    """Strike out a rectification. Other events changed the union itself and are undone by an
    event of their own (another 更名), or by correct_founding.
    """
    require(by, "edit_union", event.union)
    locked = UnionEvent.objects.select_for_update().select_related("union").get(pk=event.pk)
    if locked.voided_at:
        raise ValidationError("这条沿革已作废。")
    if locked.kind != EventKind.RECTIFIED:
        raise ValidationError(
            "只有“整顿”可以直接作废：更名有误请再登记一次更名，建会日期有误请用“更正建会日期”。"
        )
    _strike(locked, "沿革", by, reason)
    return locked


@transaction.atomic
def correct_founding(union: Union, day: datetime.date, *, by: Any, reason: str) -> Union:
    """Correct the founding day, with the founding event. Coverage that began on the old day
    moves along; members who were here before the new day forbid it.
    """
    require(by, "edit_union", union)
    _reasoned(reason)
    locked = Union.objects.select_for_update().get(pk=union.pk)
    old = locked.founded_on
    if day == old:
        raise ValidationError({"day": "与原登记的建会日期相同。"})
    if locked.memberships.filter(voided_at__isnull=True, since__lt=day).exists():
        raise ValidationError({"day": "有会员在这一天之前已在册，请先核对他们的入会日期。"})
    with explained(Union, Coverage):
        for coverage in Coverage.objects.not_voided().filter(union=locked):
            if coverage.since == old or coverage.since < day:
                coverage.since = day
                coverage.full_clean()
                history.save(coverage, by=by, reason=f"更正建会日期：{reason}")
        locked.founded_on = day
        locked.full_clean(exclude=["path"])
        history.save(locked, by=by, reason=f"更正建会日期：{reason}")
        for event in UnionEvent.objects.filter(union=locked, kind=EventKind.FOUNDED):
            event.day = day
            history.save(event, by=by, reason=f"更正建会日期：{reason}")
    journal.record(
        journal.Kind.EDIT, f"更正建会日期：{locked.name}", by=by, target=locked,
        union_id=locked.pk, detail={"from": old, "to": day, "reason": reason},
    )  # fmt: skip
    return locked
