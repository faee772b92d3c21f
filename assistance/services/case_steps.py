"""办理经过: what was done, on which day, and the answers that letters wait for."""

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance import deadlines
from assistance.case_codes import StepKind
from assistance.models import CaseStep, RightsCase
from assistance.services import cases
from core import history
from core.db import explained
from unions import rules

# What may still be put on the record when the case has ended.
AFTERWARDS = (StepKind.TALK, StepKind.SERVICE, StepKind.OTHER)
_SEVERAL = re.compile(r"[、，,；;\s]+")


@transaction.atomic
def add_step(step: CaseStep, *, by: Any) -> CaseStep:
    """Put an unsaved step of a case on its record. Raises ValidationError, PermissionDenied."""
    case = cases.locked(step.case, by=by)
    step.case, step.by = case, by
    step.full_clean()
    cases.not_in_future(step.day)
    cases.not_before(step.day, case.received_on, "day", "收到日期")
    if not case.is_open and step.kind not in AFTERWARDS and not case.historical:
        raise ValidationError({"kind": "案件已办结，只能补记谈话、送达或其他。"})
    _check_kind(step)
    if step.kind == StepKind.LETTER and case.is_open:
        step.reply_due = deadlines.reply_due(step.day)
    with explained(CaseStep):
        history.save(step, by=by)
    _keep_deadline(case, by=by)
    journal.record(
        journal.Kind.EDIT, f"维权办理经过：{step.get_kind_display()}", by=by, target=step,
        union_id=case.union_id, detail={"day": step.day},
    )  # fmt: skip
    return step


def _check_kind(step: CaseStep) -> None:
    """What statute asks of one kind of step (浙江省工会劳动法律监督条例 arts. 20, 23)."""
    if step.kind == StepKind.INQUIRY:
        least = int(rules.value("case_inquiry_people", step.day))
        if len({name for name in _SEVERAL.split(step.participants) if name}) < least:
            words = f"调查应由至少 {least} 名工会劳动法律监督员实施，请写明姓名。"
            raise ValidationError({"participants": words})
    if step.kind == StepKind.MEDIATION and not step.minutes.strip():
        raise ValidationError({"minutes": "调解会议请附笔录。"})
    if step.kind == StepKind.RECOMMENDATION:
        letters = step.case.steps.filter(kind=StepKind.LETTER, voided_at__isnull=True)
        if not letters.exists():
            words = "先向用人单位发意见书；拒收、逾期不答复或不改正的，再发建议书。"
            raise ValidationError({"kind": words})


def _keep_deadline(case: RightsCase, *, by: Any) -> None:
    """Save the case when a step moved its next deadline; its version stays, nobody's edit of the
    particulars is disturbed by a step.
    """
    before = case.next_due_on, case.next_due
    deadlines.refresh(case)
    if (case.next_due_on, case.next_due) != before:
        history.save(case, by=by, reason="办理经过")


@transaction.atomic
def record_reply(step: CaseStep, *, by: Any, day: datetime.date, reply: str) -> CaseStep:
    """The enterprise answered a letter."""
    case = cases.locked(step.case, by=by)
    step = CaseStep._base_manager.select_for_update().get(pk=step.pk)
    if step.kind != StepKind.LETTER or step.voided_at or step.replied_on:
        raise ValidationError("这一条没有待登记的答复。")
    cases.not_in_future(day)
    cases.not_before(day, step.day, "day", "送达日期")
    step.replied_on, step.reply = day, reply.strip()
    step.full_clean()
    with explained(CaseStep):
        history.save(step, by=by, reason="登记答复")
    _keep_deadline(case, by=by)
    journal.record(
        journal.Kind.EDIT, "登记用人单位答复", by=by, target=step, union_id=case.union_id,
        detail={"day": day},
    )  # fmt: skip
    return step


@transaction.atomic
def void_step(step: CaseStep, *, by: Any, reason: str) -> CaseStep:
    """Strike out a step that was entered by mistake; it stays on record, and no clock runs for it.

    Of a case that has ended nothing is struck out: its agreement rests on these steps.
    """
    case = cases.locked(step.case, by=by)
    step = CaseStep._base_manager.select_for_update().get(pk=step.pk)
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    if step.voided_at:
        raise ValidationError("这一条已经作废。")
    if not case.is_open:
        raise ValidationError("案件已办结，办理经过不能再作废。")
    step.voided_at, step.voided_reason = timezone.now(), reason.strip()
    history.save(step, by=by, reason=reason)
    _keep_deadline(case, by=by)
    journal.record(
        journal.Kind.EDIT, "作废维权办理经过", by=by, target=step, union_id=case.union_id,
        detail={"kind": str(step.get_kind_display())},
    )  # fmt: skip
    return step
