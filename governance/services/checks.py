"""规范化考核: begun, filled in by the union, checked by the federation; moved by check_workflow.py."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import journal
from core import amounts, history
from core.db import explained
from core.periods import today
from core.workflow import Stale
from governance.codes import AssessmentStatus
from governance.models import Assessment, CheckItem, CheckList, Mark
from unions import rules
from unions.access import require
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.scope import scope_of

FIRST_YEAR = 2009
# mark -> (points or None, note)
Filled = Mapping[int, tuple[Decimal | None, str]]


def may_fill(assessment: Assessment, user: Any) -> bool:
    return scope_of(user).may("govern", assessment.union)


def may_check(assessment: Assessment, user: Any) -> bool:
    """A seat at the upper union or above, of somebody else than who submitted."""
    upper = assessment.union.parent
    if user.pk == assessment.submitted_by_id or upper is None:
        return False
    return scope_of(user).may("govern_reply", upper)


def in_use() -> Any:
    """Lists that may be begun: not stopped, and with lines."""
    rows = CheckList.objects.exclude(stopped_on__lte=today())
    return rows.filter(pk__in=CheckItem.objects.values("checklist")).order_by("pk")


@transaction.atomic
def begin(assessment: Assessment, *, by: Any) -> Assessment:
    """Open a union's check of a year with a line for every item. Raises ValidationError."""
    require(by, "govern", assessment.union)
    if assessment.union.kind in FEDERATIONS:
        raise ValidationError({"union": "规范化考核由基层工会自查，请选择基层工会。"})
    if not assessment.union.founded_on.year <= assessment.year <= today().year:
        words = f"年度应在建会年份 {assessment.union.founded_on.year} 至今年之间。"
        raise ValidationError({"year": words})
    if not in_use().filter(pk=assessment.checklist_id).exists():
        raise ValidationError({"checklist": "该考核办法已停用或没有考核项目。"})
    Union.objects.select_for_update(no_key=True).get(pk=assessment.union_id)
    assessment.due_on = due_after(today(), "check_self_days")
    assessment.full_clean()
    with explained(Assessment):
        history.save(assessment, by=by, reason="开始自查")
    items = assessment.checklist.items.order_by("position")
    marks = [Mark(assessment=assessment, item=item) for item in items]
    history.bulk_save(marks, by=by, reason="开始自查")
    _record("开始自查", assessment, by, year=assessment.year, lines=len(marks))
    return assessment


@transaction.atomic
def discard(assessment: Assessment, *, by: Any, reason: str) -> None:
    """Take out a check that was begun by mistake and never submitted; history keeps it."""
    locked = _lock(assessment, None)
    require(by, "govern", locked.union)
    if locked.status != AssessmentStatus.SELF or locked.submitted_on is not None:
        raise ValidationError("已经提交过的考核不能删除。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    _record("撤销自查", locked, by, year=locked.year, reason=reason.strip())
    for mark in locked.marks.all():
        history.remove(mark, by=by, reason=reason.strip())
    history.remove(locked, by=by, reason=reason.strip())


@transaction.atomic
def fill(assessment: Assessment, rows: Filled, *, by: Any, version: int | None = None) -> Any:
    """The union's own points and notes, a draft until it is submitted: lines may stay empty."""
    locked = _lock(assessment, version)
    require(by, "govern", locked.union)
    if locked.status != AssessmentStatus.SELF:
        raise ValidationError("自查已提交，不能再改；要改的请联系总工会退回。")
    marks = _marks(locked, rows, "自检分")
    for mark in marks:
        mark.self_points, mark.note = rows[mark.pk][0], rows[mark.pk][1].strip()
        mark.clean_fields()
    fields = ["self_points", "note"]
    return _keep(locked, marks, fields, "填写自检分", by)


@transaction.atomic
def check(assessment: Assessment, rows: Filled, *, by: Any, version: int | None = None) -> Any:
    """The federation's points; kept until it confirms or returns."""
    locked = _lock(assessment, version)
    if not may_check(locked, by):
        raise PermissionDenied("考核由上级工会办理，提交自查的人不能考核。")
    if locked.status != AssessmentStatus.SUBMITTED:
        raise ValidationError("当前状态下不能填写考核分，请刷新页面查看最新进展。")
    marks = _marks(locked, rows, "考核分")
    for mark in marks:
        mark.checked_points = rows[mark.pk][0]
    return _keep(locked, marks, ["checked_points"], "填写考核分", by)


def _marks(locked: Assessment, rows: Filled, word: str) -> list[Mark]:
    """All lines of the check, what was typed for them sound. Raises ValidationError by line."""
    marks = list(locked.marks.select_related("item").order_by("item__position"))
    if {mark.pk for mark in marks} != set(rows):
        raise ValidationError("考核项目已有变动，请刷新页面重新填写。")
    wrong = []
    for mark in marks:
        points = rows[mark.pk][0]
        if points is not None and not 0 <= points <= mark.item.points:
            words = f"{word}应在 0 至标准分 {amounts.points(mark.item.points)} 之间"
            wrong.append(f"第 {mark.item.position} 项：{words}，填的是 {amounts.points(points)}。")
    if wrong:
        raise ValidationError(wrong)
    return marks


def _keep(
    locked: Assessment, marks: list[Mark], fields: list[str], deed: str, by: Any
) -> Assessment:
    history.bulk_save(marks, by=by, reason=deed, update_fields=fields)
    locked.version += 1
    history.save(locked, by=by, reason=deed)
    _record(deed, locked, by, lines=len(marks))
    return locked


def _lock(assessment: Assessment, version: int | None) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("union__parent")
    locked = rows.get(pk=assessment.pk)
    if version is not None and version != locked.version:
        raise Stale
    return locked


def due_after(day: datetime.date, rule: str) -> datetime.date:
    return day + datetime.timedelta(days=int(rules.value(rule, day)))


def _record(deed: str, assessment: Assessment, by: Any, **detail: Any) -> None:
    journal.record(
        journal.Kind.EDIT, f"规范化考核：{deed}", by=by, target=assessment,
        union_id=assessment.union_id, detail=detail,
    )  # fmt: skip
