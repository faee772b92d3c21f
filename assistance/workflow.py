"""The process of an application for aid (domain.md 4.3), and of its lines and objections.

draft → submitted → home visit → deliberated → reviewed → public notice → approved → paid →
receipted → archived; returned, rejected, withdrawn from the sides, each with its reason.
"""

from typing import Any

from django.core.exceptions import ValidationError

from accounts import journal
from assistance import checks, separation
from assistance.codes import (
    EDITABLE,
    IN_PROGRESS,
    LINE_SETTLED,
    ApplicationStatus,
    Duty,
    LineStatus,
    Method,
    ObjectionStatus,
)
from assistance.models import Application, Fund, Line, Notice, Objection
from assistance.services import funds
from core.periods import today
from core.workflow import Missing, Move, Workflow
from unions.scope import scope_of
from unions.services.numbers import next_number

S, L = ApplicationStatus, LineStatus


# --- who -------------------------------------------------------------------------------------


def _may(capability: str) -> Any:
    def who(application: Application, user: Any) -> bool:
        return scope_of(user).may(capability, application.union)

    return who


_enters, _reviews, _approves, _pays = map(
    _may, ("aid_enter", "aid_review", "aid_approve", "aid_pay")
)


def _decides(application: Application, user: Any) -> bool:
    return _reviews(application, user) or _approves(application, user)


# --- what an application's moves do -------------------------------------------------------------


def _lacks_to_submit(application: Application, user: Any) -> Missing:
    return [*checks.to_submit(application), *separation.bars(application, user, Duty.ENTERED)]


def _submit(application: Application, *, by: Any, reason: str) -> None:
    separation.play(application, Duty.ENTERED, by=by)
    if application.number is None:
        application.number = next_number(Application, "number", "帮", today().year)
    application.submitted_on = today()
    application.answer = ""


def _visit(
    application: Application, *, by: Any, reason: str, day: Any, visitors: str, findings: str
) -> None:
    _not_in_future(day)
    if len(checks.people_named(visitors)) < 2:
        raise ValidationError({"visitors": "入户调查至少两人，请写明姓名。"})
    application.visited_on, application.visitors, application.findings = day, visitors, findings


def _visit_lacking(application: Application, user: Any) -> Missing:
    if application.programme.needs_visit and application.visited_on is None:
        return ["请先登记入户调查。"]
    return []


def _deliberate(
    application: Application, *, by: Any, reason: str, day: Any, participants: str, conclusion: str
) -> None:
    _not_in_future(day)
    if len(checks.people_named(participants)) < 2:
        raise ValidationError({"participants": "集体评议至少两人参加，请写明姓名。"})
    application.deliberated_on = day
    application.participants, application.conclusion = participants, conclusion


def _lacks_to_review(application: Application, user: Any) -> Missing:
    return separation.bars(application, user, Duty.REVIEWED)


def _review(application: Application, *, by: Any, reason: str, fund: Fund, opinion: str) -> None:
    if problems := funds.permits(fund, application.programme, application.union):
        raise ValidationError({"fund": problems})
    separation.play(application, Duty.REVIEWED, by=by)
    application.fund, application.opinion = fund, opinion


def _publish(application: Application, *, by: Any, reason: str, notice: Notice) -> None:
    application.notice = notice


def _lacks_to_approve(application: Application, user: Any) -> Missing:
    return [
        *checks.notice_over(application),
        *checks.within_ceilings(application, user),
        *checks.fund_suffices(application),
        *separation.bars(application, user, Duty.APPROVED),
    ]


def _approve(application: Application, *, by: Any, reason: str) -> None:
    """Money is set aside line by line; the fund's lock decides who gets the last yuan."""
    separation.play(application, Duty.APPROVED, by=by)
    lines = LINE.move_all(_lines(application, L.PLANNED), "approve", by=by)
    key = f"reserve:{application.version}"
    funds.post(funds.of(application), [funds.reserve(x, f"{key}:{x.pk}") for x in lines], by=by)
    application.approved_on = today()


def _revoke(application: Application, *, by: Any, reason: str) -> None:
    lines = LINE.move_all(_lines(application, L.APPROVED), "unapprove", by=by, reason=reason)
    key = f"release:{application.version}"
    funds.post(
        funds.of(application), [funds.release(x, f"{key}:{x.pk}", reason) for x in lines], by=by
    )
    application.approved_on = application.notice = None
    application.answer = reason


def _revoke_lacking(application: Application, user: Any) -> Missing:
    if application.lines.exclude(status__in=[L.APPROVED, L.DROPPED]).exists():
        return ["已有款项在付或已付，不能撤销审批；请逐笔冲销或停发。"]
    return []


def _send_back(application: Application, *, by: Any, reason: str) -> None:
    """Its notice, if it had one, no longer counts for it."""
    application.answer, application.notice = reason, None


def _lacks_to_settle(application: Application, user: Any) -> Missing:
    if any(line.status not in LINE_SETTLED for line in application.lines.all()):
        return ["还有未付清的受助人。"]
    return []


def _settle(application: Application, *, by: Any, reason: str) -> None:
    application.settled_on = today()


def _lacks_receipt(application: Application, user: Any) -> Missing:
    unsigned = application.lines.filter(
        status=L.PAID, method=Method.CASH, received_on__isnull=True
    ).count()
    return [f"还有 {unsigned} 人的现金没有登记签收。"] if unsigned else []


def _lines(application: Application, *states: str) -> list[Line]:
    return list(application.lines.filter(status__in=states).order_by("pk"))


def _not_in_future(day: Any) -> None:
    if day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})


APPLICATION = Workflow(
    [
        Move("submit", "提交", EDITABLE, S.SUBMITTED, _enters, _lacks_to_submit, _submit),
        Move("visit", "登记入户调查", (S.SUBMITTED,), S.VISITED, _enters, effect=_visit),
        Move("deliberate", "登记集体评议", (S.SUBMITTED, S.VISITED), S.DELIBERATED, _enters,
             _visit_lacking, _deliberate),
        Move("review", "审核通过", (S.DELIBERATED,), S.REVIEWED, _reviews, _lacks_to_review,
             _review),
        Move("publish", "公示", (S.REVIEWED,), S.ON_NOTICE, _reviews, effect=_publish,
             shown=False),
        # Without a notice only where the programme asks for none (checks.notice_over).
        Move("approve", "批准", (S.REVIEWED, S.ON_NOTICE), S.APPROVED, _approves,
             _lacks_to_approve, _approve),
        Move("settle", "发放完毕", (S.APPROVED,), S.PAID, _pays, _lacks_to_settle, _settle,
             touches=("settled_on",), shown=False),
        Move("receipt", "确认签收", (S.PAID,), S.RECEIPTED, _pays, _lacks_receipt),
        Move("archive", "归档", (S.RECEIPTED,), S.ARCHIVED, _reviews),
        Move("reopen", "重新发放", (S.PAID, S.RECEIPTED, S.ARCHIVED), S.APPROVED, _pays,
             shown=False),
        Move("return", "退回", IN_PROGRESS, S.RETURNED, _decides, effect=_send_back, reason=True),
        Move("reject", "不予批准", IN_PROGRESS, S.REJECTED, _decides, effect=_send_back,
             reason=True, danger=True),
        Move("withdraw", "撤回", (*EDITABLE, *IN_PROGRESS), S.WITHDRAWN, _enters,
             effect=_send_back, reason=True, danger=True),
        Move("revoke", "撤销审批", (S.APPROVED,), S.RETURNED, _approves, _revoke_lacking, _revoke,
             reason=True, danger=True),
    ],
    record=journal.record,
    versioned=True,
    load=lambda rows: rows.select_related("union").prefetch_related("lines"),
)  # fmt: skip


# --- lines: moved by the application's moves and by services/payments.py, which check the right ---


def _anybody(line: Line, user: Any) -> bool:
    return True


def _order(line: Line, *, by: Any, reason: str) -> None:
    line.attempts += 1


def _pay(line: Line, *, by: Any, reason: str, days: dict[int, Any]) -> None:
    line.paid_on = days[line.pk]


def _unpay(line: Line, *, by: Any, reason: str) -> None:
    line.paid_on = line.received_on = None


def _drop(line: Line, *, by: Any, reason: str) -> None:
    line.dropped_reason = reason[:200]


LINE = Workflow(
    [
        Move("approve", "批准", (L.PLANNED,), L.APPROVED, _anybody),
        Move("unapprove", "撤销审批", (L.APPROVED,), L.PLANNED, _anybody),
        Move("order", "付款", (L.APPROVED, L.FAILED, L.RETURNED), L.ORDERED, _anybody,
             effect=_order, touches=("attempts",)),
        Move("pay", "支付成功", (L.ORDERED,), L.PAID, _anybody, effect=_pay, touches=("paid_on",)),
        Move("fail", "支付失败", (L.ORDERED,), L.FAILED, _anybody),
        Move("return", "银行退回", (L.PAID,), L.RETURNED, _anybody, effect=_unpay,
             touches=("paid_on", "received_on")),
        Move("reverse", "冲销", (L.PAID,), L.REVERSED, _anybody, effect=_unpay,
             touches=("paid_on", "received_on")),
        Move("drop", "不再发放", (L.PLANNED, L.APPROVED, L.FAILED, L.RETURNED), L.DROPPED,
             _anybody, effect=_drop, touches=("dropped_reason",)),
    ],
    record=journal.record,
)  # fmt: skip


# --- objections ----------------------------------------------------------------------------------


def _examines(objection: Objection, user: Any) -> bool:
    return scope_of(user).may("aid_review", objection.notice.union)


def _answer(objection: Objection, *, by: Any, reason: str) -> None:
    objection.finding, objection.answered_on = reason, today()


OBJECTION = Workflow(
    [
        Move("dismiss", "异议不成立", (ObjectionStatus.OPEN,), ObjectionStatus.DISMISSED,
             _examines, effect=_answer, reason=True, sealed=True),
        Move("uphold", "异议成立", (ObjectionStatus.OPEN,), ObjectionStatus.UPHELD, _examines,
             effect=_answer, reason=True, sealed=True),
    ],
    record=journal.record,
)  # fmt: skip
