"""规范化考核: self-checked, submitted, returned with a reason or confirmed by the upper union.

What the records say is frozen on submission, so that the federation checks what the union saw.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts import journal
from core import history
from core.periods import today
from core.workflow import Missing, Move, Workflow
from governance import check_marks
from governance.codes import AssessmentStatus
from governance.models import Assessment
from governance.services.checks import due_after, may_check, may_fill

S = AssessmentStatus
_SHOWN = 5


def _unfilled(assessment: Assessment, column: str, word: str) -> Missing:
    empty = assessment.marks.filter(**{f"{column}__isnull": True}).order_by("item__position")
    numbers = list(empty.values_list("item__position", flat=True))
    if numbers:
        shown = "、".join(str(number) for number in numbers[:_SHOWN])
        more = f"等 {len(numbers)} 项" if len(numbers) > _SHOWN else "项"
        yield f"第 {shown} {more}还没有填写{word}。"


def _self_points(assessment: Assessment, user: Any) -> Missing:
    yield from _unfilled(assessment, "self_points", "自检分")


def _checked_points(assessment: Assessment, user: Any) -> Missing:
    yield from _unfilled(assessment, "checked_points", "考核分")


def _submit(assessment: Assessment, *, by: Any, day: datetime.date | None = None, **_: Any) -> None:
    day = day or today()
    if not datetime.date(assessment.year, 1, 1) <= day <= today():
        raise ValidationError({"day": f"自查日期应在 {assessment.year} 年 1 月 1 日至今天之间。"})
    _freeze(assessment, day, by)
    assessment.submitted_on, assessment.submitted_by = day, by
    assessment.checked_on = assessment.checked_by = None
    assessment.opinion = ""
    assessment.due_on = due_after(day, "check_reply_days")


def _freeze(assessment: Assessment, day: datetime.date, by: Any) -> None:
    known = check_marks.facts(assessment.union, assessment.year, day)
    marks = list(assessment.marks.select_related("item"))
    told = check_marks.tell_all((mark.item.computed for mark in marks), known)
    for mark in marks:
        answer = told[mark.item.computed]
        mark.told, mark.told_text = answer.met, answer.text[:120]
        mark.checked_points = None
    fields = ["told", "told_text", "checked_points"]
    history.bulk_save(marks, by=by, reason="提交自查", update_fields=fields)


def _return(assessment: Assessment, *, by: Any, reason: str, **_: Any) -> None:
    assessment.opinion, assessment.checked_on, assessment.checked_by = reason, today(), by
    assessment.due_on = due_after(today(), "check_self_days")


def _confirm(
    assessment: Assessment, *, by: Any, day: datetime.date | None = None, opinion: str = "",
    **_: Any,
) -> None:  # fmt: skip
    day, first = day or today(), assessment.submitted_on or today()
    if not first <= day <= today():
        raise ValidationError({"day": f"考核日期应在自查日期 {first} 至今天之间。"})
    assessment.checked_on, assessment.checked_by = day, by
    assessment.opinion, assessment.due_on = opinion.strip(), None


def _reopen(assessment: Assessment, *, by: Any, **_: Any) -> None:
    assessment.checked_on = assessment.checked_by = None
    assessment.due_on = due_after(today(), "check_reply_days")


CHECK = Workflow(
    (
        Move("submit", "提交自查", (S.SELF,), S.SUBMITTED, may_fill, missing=_self_points,
             effect=_submit),
        Move("confirm", "确认考核", (S.SUBMITTED,), S.CHECKED, may_check, missing=_checked_points,
             effect=_confirm),
        Move("return", "退回修改", (S.SUBMITTED,), S.SELF, may_check, effect=_return, reason=True,
             danger=True),
        Move("reopen", "重新考核", (S.CHECKED,), S.SUBMITTED, may_check, effect=_reopen,
             reason=True, danger=True),
    ),
    record=journal.record,
    versioned=True,
)  # fmt: skip
