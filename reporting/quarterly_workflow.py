"""季度汇报: composed by the clerk, signed and sent by the leader; what was sent is never taken back.
A mistake in it is told as a correction in the next one.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import journal
from core.periods import today
from core.workflow import Missing, Move, Workflow
from reporting.codes import ReportStatus
from reporting.models import QuarterlyReport
from reporting.services import quarterly
from unions.scope import scope_of

S = ReportStatus


def _composes(report: QuarterlyReport, user: Any) -> bool:
    return scope_of(user).may("govern", report.union)


def _signs(report: QuarterlyReport, user: Any) -> bool:
    return scope_of(user).may("govern_reply", report.union)


def _ready(report: QuarterlyReport, user: Any) -> Missing:
    if not report.span.over:
        yield f"{report.span.label}还没有结束。"
    if not report.number:
        yield "填写发文字号。"
    if not report.recipient:
        yield "填写主送机关。"
    empty = [str(part) for part in report.parts.all() if not part.text.strip()]
    if empty:
        yield f"写好{'、'.join(empty)}部分；没有的写“无”。"
    yield from _seen(report)


def _seen(report: QuarterlyReport) -> Missing:
    """Words that tell other figures than the table are not signed unread."""
    if moved := quarterly.unseen(report):
        yield f"{'、'.join(moved)}部分的数字在编写后有变化，请打开“编写”核对文字并保存。"


def _another(report: QuarterlyReport, user: Any) -> Missing:
    """Whoever wrote it does not sign it."""
    if report.presented_by_id == user.pk:
        yield "您是送审人，请另一位有签发权限的同事签发。"
    for text in _seen(report):
        yield text.replace("请打开", "请退回，打开")


def _present(report: QuarterlyReport, *, by: Any, **_: Any) -> None:
    report.presented_by, report.presented_at = by, timezone.now()


def _submit(report: QuarterlyReport, *, by: Any, dated_on: datetime.date, **_: Any) -> None:
    if not report.span.last < dated_on <= today():
        raise ValidationError({"dated_on": f"成文日期应在 {report.span.last} 之后，不晚于今天。"})
    quarterly.freeze(report, by=by, dated_on=dated_on)


REPORT = Workflow(
    (
        Move("present", "送审", (S.DRAFT,), S.READY, _composes, missing=_ready, effect=_present),
        Move("submit", "签发报送", (S.READY,), S.SUBMITTED, _signs, missing=_another,
             effect=_submit),
        Move("return", "退回修改", (S.READY,), S.DRAFT, _signs, reason=True),
        Move("take_back", "撤回送审", (S.READY,), S.DRAFT, _composes),
    ),
    record=journal.record,
    versioned=True,
)  # fmt: skip
