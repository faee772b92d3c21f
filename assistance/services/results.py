"""What became of payments, as the bank or a sign-off sheet tells it, against what is booked.

Nothing is written here: services/payments.py books what these functions let through.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from assistance.codes import OutcomeKind
from assistance.models import Application, Payment, PaymentBatch, PaymentOutcome
from core.periods import today
from unions.access import require

Kind = OutcomeKind
FIRST, BACK = (Kind.PAID, Kind.FAILED), (Kind.RETURNED, Kind.REVERSED)


@dataclass(frozen=True)
class Result:
    """What the bank, or the sign-off sheet, says of one payment."""

    payment: Payment
    kind: str
    day: datetime.date
    reason: str = ""
    reference: str = ""


def locked_applications(keys: Iterable[int]) -> dict[int, Application]:
    rows = Application.objects.select_for_update(of=("self",)).filter(pk__in=set(keys))
    rows = rows.select_related("union", "programme", "fund__union")
    return {row.pk: row for row in rows.order_by("pk")}


def in_hand(
    batch: PaymentBatch, results: Sequence[Result], *, by: Any
) -> tuple[list[Result], dict[int, Application]]:
    """The results with their payments read anew, and the applications behind them, locked."""
    require(by, "aid_pay", batch.union)
    wanted = {result.payment.pk for result in results}
    rows = Payment.objects.filter(pk__in=wanted, batch=batch).select_related("line", "fund")
    payments = {row.pk: row for row in rows}
    problems = []
    if len(payments) < len(wanted) or len(wanted) < len(results):
        problems.append(f"只登记批次 {batch} 的付款，每笔一个结果。")
    if any(result.day > today() for result in results):
        problems.append("日期不能晚于今天。")
    if any(result.day < batch.day for result in results):
        problems.append(f"日期不能早于制单日期 {batch.day}。")
    if problems:
        raise ValidationError(problems)
    applications = locked_applications(row.line.application_id for row in payments.values())
    fresh = [Result(payments[r.payment.pk], r.kind, r.day, r.reason, r.reference) for r in results]
    return fresh, applications


def not_booked(results: Sequence[Result]) -> list[Result]:
    """Those that are new. Raises ValidationError where one contradicts what is booked."""
    first, back = outcomes(results, FIRST), outcomes(results, BACK)
    fresh, problems = [], []
    for result in results:
        key = result.payment.pk
        undone = result.kind in BACK
        booked = (back if undone else first).get(key)
        if booked is None:
            fresh.append(result)
            problem = _not_undoable(result, first.get(key)) if undone else ""
        elif booked.kind == result.kind:
            continue
        else:
            problem = f"已登记为“{booked.get_kind_display()}”。"
        if problem:
            problems.append(f"第 {result.payment.position} 笔{problem}")
    if problems:
        raise ValidationError(problems)
    return fresh


def _not_undoable(result: Result, paid: PaymentOutcome | None) -> str:
    if paid is None or paid.kind != Kind.PAID:
        return "没有支付成功，不能退回或冲销。"
    if result.day < paid.day:
        return f"的退回日期早于支付日期 {paid.day}。"
    return "" if result.reason.strip() else "请填写原因。"


def outcomes(results: Iterable[Result], kinds: Sequence[str]) -> dict[int, PaymentOutcome]:
    rows = PaymentOutcome.objects.filter(payment__in=[r.payment.pk for r in results])
    return {row.payment_id: row for row in rows.filter(kind__in=kinds)}


def outcome_of(result: Result, *, by: Any) -> PaymentOutcome:
    return PaymentOutcome(
        payment=result.payment, kind=result.kind, day=result.day, reason=result.reason[:200],
        reference=result.reference[:60], by=by, at=timezone.now(),
    )  # fmt: skip
