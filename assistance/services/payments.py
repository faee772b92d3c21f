"""Paying: a batch out, its results in, and what comes back.

Locks are taken in one order everywhere: applications, lines, fund, journal. Every deed that is
sent twice (double click, the same bank return again) finds itself already done. Whoever does any
of it plays the part of the payer.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance import separation
from assistance.codes import (
    LINE_RESERVED,
    LINE_SETTLED,
    ApplicationStatus,
    Duty,
    LineStatus,
    Method,
)
from assistance.models import Application, Line, Payment, PaymentBatch
from assistance.services import funds
from assistance.services.results import (
    Kind,
    Result,
    in_hand,
    locked_applications,
    not_booked,
    outcome_of,
)
from assistance.workflow import APPLICATION, LINE
from core import history, ledger
from core.db import explained
from core.periods import today
from core.workflow import Stale
from unions.access import require
from unions.services.numbers import next_number

PAYABLE = (LineStatus.APPROVED, LineStatus.FAILED, LineStatus.RETURNED)
BATCH_LIMIT = 2000  # more than a township pays in a year; a page and a form still hold it


def payable(user: Any) -> Any:
    """Lines approved and not yet on their way, of all she sees."""
    return Line.objects.visible_to(user).filter(
        status__in=PAYABLE, application__status=ApplicationStatus.APPROVED
    )


# --- out --------------------------------------------------------------------------------------


@transaction.atomic
def order(
    lines: Sequence[Line],
    union: Any,
    method: str,
    *,
    by: Any,
    form_key: str,
    day: datetime.date | None = None,
    voucher: str = "",
    versions: Mapping[int, int] | None = None,
) -> PaymentBatch:
    """Make one batch of these lines. The same `form_key` again returns the first batch.

    `versions`: application -> the version the payer looked at, where she looked at a page. Raises
    ValidationError (Stale when one of them changed since), PermissionDenied; all lines or none.
    """
    require(by, "aid_pay", union)
    applications = locked_applications({line.application_id for line in lines})
    if earlier := PaymentBatch.objects.filter(form_key=form_key, created_by=by).first():
        return _same(earlier, lines)
    if versions is not None and versions != {k: a.version for k, a in applications.items()}:
        raise Stale
    _check_order(lines, applications, union, day or today())
    separation.play_all(list(applications.values()), Duty.PAID, by=by)
    batch = _new_batch(union, method, by, form_key, day or today(), voucher)
    moved = LINE.move_all(lines, "order", by=by)
    _check_lines(moved, method)
    moved.sort(key=lambda x: (x.application_id, x.position))
    ledger.append(
        [
            _payment(batch, line, applications[line.application_id], position)
            for position, line in enumerate(moved, 1)
        ]
    )
    _grown_older(applications.values(), by, "付款制单")
    _record_order(batch, moved, applications.values(), by)
    return batch


def _record_order(
    batch: PaymentBatch, lines: Sequence[Line], applications: Iterable[Application], by: Any
) -> None:
    journal.record(
        journal.Kind.MOVE, f"付款制单：{batch.number}", by=by, target=batch,
        detail={
            "payments": len(lines), "amount": sum((x.amount for x in lines), Decimal(0)),
            "applications": _numbers(applications),
        },
    )  # fmt: skip


def _new_batch(
    union: Any, method: str, by: Any, form_key: str, day: datetime.date, voucher: str
) -> PaymentBatch:
    batch = PaymentBatch(
        union=union, method=method, day=day, voucher=voucher, created_by=by, form_key=form_key,
        number=next_number(PaymentBatch, "number", "付", today().year),
    )  # fmt: skip
    batch.full_clean()
    with explained(PaymentBatch):
        history.save(batch, by=by, reason="制单")
    return batch


def _same(earlier: PaymentBatch, lines: Sequence[Line]) -> PaymentBatch:
    """A form sent again asks for no line that its first sending did not."""
    held = set(earlier.payments.values_list("line_id", flat=True))
    if any(line.pk not in held for line in lines):
        raise ValidationError(f"这张表单已制成批次 {earlier}；其余的请从待付款重新选择。")
    return earlier


def _numbers(applications: Iterable[Application]) -> list[str]:
    return sorted(application.number or "" for application in applications)


def _check_order(
    lines: Sequence[Line],
    applications: Mapping[int, Application],
    union: Any,
    day: datetime.date,
) -> None:
    if not lines:
        raise ValidationError("请至少选择一笔。")
    if len(lines) > BATCH_LIMIT:
        raise ValidationError(f"一批最多 {BATCH_LIMIT:,} 笔，请分批制单。")
    if day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    problems = []
    for application in applications.values():
        if application.status != ApplicationStatus.APPROVED:
            problems.append(f"{application.number}不在待付款状态，请刷新页面查看。")
        elif application.fund is None or application.fund.union_id != union.pk:
            problems.append(f"{application.number}的资金不归{union}管理。")
    if problems:
        raise ValidationError(problems)


def _check_lines(lines: Sequence[Line], method: str) -> None:
    problems = [
        f"{line.full_name}的发放方式是{line.get_method_display()}。"
        for line in lines
        if line.method != method
    ]
    if method == Method.BANK:
        problems += [f"{line.full_name}缺银行账号。" for line in lines if not line.bank_account]
    if problems:
        raise ValidationError(list(dict.fromkeys(problems)))


def _payment(batch: PaymentBatch, line: Line, application: Application, position: int) -> Payment:
    return Payment(
        batch=batch, line=line, attempt=line.attempts, position=position, fund=application.fund,
        full_name=line.full_name, id_number=line.id_number, employer_name=line.employer_name,
        bank_name=line.bank_name, bank_account=line.bank_account, amount=line.amount,
        at=timezone.now(),
    )  # fmt: skip


# --- results in -------------------------------------------------------------------------------

_MOVES = {Kind.PAID: "pay", Kind.FAILED: "fail", Kind.RETURNED: "return", Kind.REVERSED: "reverse"}


@transaction.atomic
def settle(batch: PaymentBatch, results: Sequence[Result], *, by: Any) -> int:
    """Book what became of payments of a batch, each once; return how many results were new.

    Paid or failed first; of the paid ones, perhaps, `returned` (waits to be paid again) or
    `reversed` (is over): new entries, what was booked stays. A result that is booked already is
    passed over when it says the same, and refused when not.
    """
    results, applications = in_hand(batch, results, by=by)
    fresh = not_booked(results)
    if not fresh:
        return 0
    separation.play_all(list(applications.values()), Duty.PAID, by=by)
    for kind, move in _MOVES.items():
        chosen = [r for r in fresh if r.kind == kind]
        paid_on = {r.payment.line_id: r.day for r in chosen}
        data: dict[str, Any] = {"days": paid_on} if kind == Kind.PAID else {}
        LINE.move_all([r.payment.line for r in chosen], move, by=by, **data)
    ledger.append([outcome_of(r, by=by) for r in fresh])
    _post(fresh, batch, by)
    _grown_older(applications.values(), by, "登记付款结果")
    reopened = _reopen(applications, fresh, by)
    settled = _settle_applications({r.payment.line.application_id for r in fresh}, by)
    journal.record(
        journal.Kind.MOVE, f"登记付款结果：{batch.number}", by=by, target=batch,
        detail={
            **{kind.value: _told([r for r in fresh if r.kind == kind]) for kind in _MOVES},
            "settled": _numbers(settled), "reopened": _numbers(reopened),
        },
    )  # fmt: skip
    return len(fresh)


def _told(results: Sequence[Result]) -> dict[str, Any]:
    return {
        "payments": len(results),
        "amount": sum((r.payment.amount for r in results), Decimal(0)),
        "reasons": sorted({r.reason for r in results if r.reason}),
    }


def _post(results: Sequence[Result], batch: PaymentBatch, by: Any) -> None:
    """Fund by fund, day by day: paid sums from reserved to spent, and back."""
    groups: dict[tuple[int, datetime.date], list[Result]] = defaultdict(list)
    for result in results:
        if result.kind != Kind.FAILED:  # it stays reserved
            groups[result.payment.fund_id, result.day].append(result)
    for (_, day), group in sorted(groups.items()):
        movements = [_movement(result, batch.voucher) for result in group]
        funds.post(group[0].payment.fund, movements, by=by, day=day)


def _movement(result: Result, voucher: str) -> funds.Movement:
    payment = result.payment
    if result.kind == Kind.PAID:
        return funds.spend(payment.line, f"spend:{payment.pk}", voucher)
    back = funds.refund if result.kind == Kind.RETURNED else funds.reverse
    return back(payment.line, f"{Kind(result.kind).value}:{payment.pk}", result.reason)


def _reopen(
    applications: Mapping[int, Application], results: Sequence[Result], by: Any
) -> list[Application]:
    """Where a sum waits to be paid again."""
    keys = {r.payment.line.application_id for r in results if r.kind == Kind.RETURNED}
    closed = [applications[k] for k in sorted(keys)]
    closed = [row for row in closed if row.status != ApplicationStatus.APPROVED]
    return APPLICATION.move_all(closed, "reopen", by=by)


def _settle_applications(keys: set[int], by: Any) -> list[Application]:
    """Close those of which every line is settled; the caller writes the journal line."""
    waiting = Line.objects.filter(application__in=keys).exclude(status__in=LINE_SETTLED)
    ready = Application.objects.filter(pk__in=keys, status=ApplicationStatus.APPROVED)
    ready = ready.exclude(pk__in=waiting.values("application"))
    return APPLICATION.move_all(list(ready), "settle", by=by)


def undo(
    payment: Payment, kind: str, *, by: Any, day: datetime.date, reason: str, reference: str = ""
) -> Payment:
    """A paid sum came back, as a person types it."""
    settle(payment.batch, [Result(payment, kind, day, reason, reference)], by=by)
    return payment


# --- cash -------------------------------------------------------------------------------------


@transaction.atomic
def sign_for(
    payments: Sequence[Payment], day: datetime.date, *, by: Any, proxies: dict[int, str]
) -> int:
    """Cash handed over against signatures: paid and received on `day`. How many were new.

    `proxies`: payment number -> who signed instead, and how related.
    """
    if not payments:
        raise ValidationError("请至少勾选一名签领人。")
    batch = payments[0].batch
    if batch.method != Method.CASH:
        raise ValidationError("签领只用于现金发放。")
    number = settle(batch, [Result(p, Kind.PAID, day) for p in payments], by=by)
    attempts = {p.line_id: p for p in payments}
    lines = Line.objects.filter(pk__in=attempts, status=LineStatus.PAID, received_on__isnull=True)
    # Of a line that came back and was ordered again, the old sheet says nothing.
    unsigned = [x for x in lines.order_by("pk") if x.attempts == attempts[x.pk].attempt]
    for line in unsigned:
        line.received_on, line.proxy = day, proxies.get(attempts[line.pk].pk, "")[:60]
    history.bulk_save(unsigned, by=by, reason="登记签收", update_fields=["received_on", "proxy"])
    return number


# --- follow-up --------------------------------------------------------------------------------


@transaction.atomic
def drop(line: Line, *, by: Any, reason: str) -> Line:
    """A beneficiary is not paid after all; what was set aside for her is free again."""
    (application,) = locked_applications([line.application_id]).values()
    require(by, "aid_review", application.union)
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    before = Line.objects.select_for_update().get(pk=line.pk)
    (dropped,) = LINE.move_all([before], "drop", by=by, reason=reason)
    if before.status in LINE_RESERVED:
        key = f"drop:{line.pk}:{application.version}"
        funds.post(funds.of(application), [funds.release(dropped, key, reason)], by=by)
    _grown_older([application], by, "受助人停发")
    _settle_applications({application.pk}, by)
    journal.record(
        journal.Kind.MOVE, "受助人停发", by=by, target=application,
        detail={"reason": reason, "amount": line.amount},
    )  # fmt: skip
    return dropped


@transaction.atomic
def change_account(
    line: Line, bank_name: str, bank_account: str, *, by: Any, reason: str, method: str = ""
) -> Line:
    """New particulars for a payment that failed or came back, before it is ordered again; `method`
    where it is to go another way.

    Whoever writes down where the money goes takes part in entering, hence does not pay it.
    """
    (application,) = locked_applications([line.application_id]).values()
    require(by, "aid_enter", application.union)
    separation.play(application, Duty.ENTERED, by=by)
    locked = Line.objects.select_for_update().get(pk=line.pk)
    if locked.status not in PAYABLE or application.status != ApplicationStatus.APPROVED:
        raise ValidationError("只有待支付、支付失败或被银行退回的可以更正账号。")
    locked.bank_name, locked.bank_account = bank_name, bank_account
    locked.method = method or locked.method
    _check_lines([locked], locked.method)
    locked.full_clean(exclude=["member", "file", "student"])
    history.save(locked, by=by, reason=reason)
    _grown_older([application], by, "更正收款账号")
    journal.record(
        journal.Kind.EDIT, "更正收款账号", by=by, target=application,
        detail={"reason": reason, "method": locked.method},
    )  # fmt: skip
    return locked


def _grown_older(applications: Iterable[Application], by: Any, what: str) -> None:
    """Whoever has a page of before this deed open is told so (core.workflow.Stale)."""
    rows = list(applications)
    for row in rows:
        row.version += 1
    history.bulk_save(rows, by=by, reason=what, update_fields=["version"])
