"""Life events of a union. Each is a row with day, reason and paper; nothing is deleted.

A union is dissolved only when its enterprise ends, and the dissolution is reported upward
(工会法 art. 13); who decides is settled outside, the paper number is kept here.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from unions.access import require
from unions.codes import EventKind
from unions.models import Coverage, Union, UnionEvent


def _event(union: Union, kind: str, day: datetime.date, by: Any, **fields: Any) -> UnionEvent:
    if union.founded_on > day:
        raise ValidationError({"day": "日期不能早于建会日期。"})
    if union.dissolved_on and day > union.dissolved_on:
        raise ValidationError({"day": f"该工会已于 {union.dissolved_on} 撤销。"})
    event = UnionEvent(union=union, kind=kind, day=day, **fields)
    event.full_clean()
    history.save(event, by=by)
    journal.record(
        journal.Kind.EDIT, f"{union.name}：{event.get_kind_display()}", by=by, target=union,
        union_id=union.pk, detail={"day": day, "paper": event.paper},
    )  # fmt: skip
    return event


def _lock(union: Union, by: Any) -> Union:
    require(by, "edit_union", union)
    return Union.objects.select_for_update().get(pk=union.pk)


@transaction.atomic
def rectify(
    union: Union, day: datetime.date, *, by: Any, reason: str, paper: str = ""
) -> UnionEvent:
    """整顿: the union stays, the campaign is on record."""
    return _event(_lock(union, by), EventKind.RECTIFIED, day, by, reason=reason, paper=paper)


@transaction.atomic
def rename(
    union: Union, name: str, day: datetime.date, *, by: Any, reason: str, paper: str = ""
) -> UnionEvent:
    locked = _lock(union, by)
    old_name, locked.name = locked.name, name
    locked.full_clean(exclude=["path"])
    history.save(locked, by=by, reason=f"更名：{reason}")
    return _event(locked, EventKind.RENAMED, day, by, reason=reason, paper=paper, old_name=old_name)


@transaction.atomic
def end(
    union: Union,
    kind: str,
    day: datetime.date,
    *,
    by: Any,
    reason: str,
    paper: str = "",
    into: Union | None = None,
) -> UnionEvent:
    """Dissolve the union, or merge it into another: its coverage ends with it.

    Refused while it still holds members or subordinate unions: those are transferred first.
    """
    locked = _lock(union, by)
    if kind == EventKind.MERGED and (into is None or into.pk == locked.pk):
        raise ValidationError({"into": "请选择并入的另一家工会。"})
    if locked.memberships.open().exists():
        raise ValidationError("该工会还有在册会员，请先办理转会或由镇总工会代管。")
    if locked.children.filter(dissolved_on__isnull=True).exists():
        raise ValidationError("该工会还有下级工会，请先处理下级工会。")
    event = _event(locked, kind, day, by, reason=reason, paper=paper, into=into)
    for coverage in Coverage.objects.open().filter(union=locked):
        if coverage.since < day:
            coverage.until = day
        else:
            coverage.voided_at, coverage.voided_reason = timezone.now(), "工会撤销早于覆盖起始"
        history.save(coverage, by=by, reason=event.get_kind_display())
    locked.dissolved_on = day
    history.save(locked, by=by, reason=event.get_kind_display())
    return event
