"""All money looked at anew: each ledger added up, each line's entries and payments against the
state it is in. Places are named by fund, application and serial number, never by person.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from assistance.codes import LINE_RESERVED, LineStatus, OutcomeKind
from assistance.models import Fund, FundEntry, Line, Payment, PaymentOutcome
from assistance.models.funds import ZERO
from assistance.services import funds

BLOCK = 1_000  # lines looked at together
S, K = LineStatus, OutcomeKind
Net = tuple[Decimal, Decimal]  # reserved and spent, in yuan
Paid = list[tuple[Payment, list[PaymentOutcome]]]  # payments in order, with their outcomes
NOTHING: Net = (ZERO, ZERO)
# What became of the newest payment of a line in this state, in order.
_STORY: dict[str, tuple[tuple[str, ...], ...]] = {
    S.ORDERED: ((),),
    S.PAID: ((K.PAID,),),
    S.FAILED: ((K.FAILED,),),
    S.RETURNED: ((K.PAID, K.RETURNED),),
    S.REVERSED: ((K.PAID, K.REVERSED),),
    S.DROPPED: ((K.FAILED,), (K.PAID, K.RETURNED)),
}
_BEFORE_ANOTHER = ((K.FAILED,), (K.PAID, K.RETURNED))


@dataclass(frozen=True)
class Fault:
    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}：{self.why}"


def faults() -> Iterator[Fault]:
    """Every fault there is; nothing when all is sound."""
    for fund in Fund.objects.order_by("pk"):
        for fault in funds.faults(fund):
            yield Fault(f"{fund}第 {fault.entry} 笔", fault.why)
    last = 0
    while rows := list(_lines().filter(pk__gt=last).order_by("pk")[:BLOCK]):
        yield from _of_lines(rows)
        last = rows[-1]["id"]


def _lines() -> Any:
    return Line.objects.values(
        "id", "position", "status", "amount", "attempts", "paid_on", "application__number",
        "application_id", "application__historical", "application__fund",
    )  # fmt: skip


def _of_lines(rows: list[dict[str, Any]]) -> Iterator[Fault]:
    keys = [row["id"] for row in rows]
    nets, payments = _nets(keys), _payments(keys)
    for row in rows:
        paper = row["application__number"] or f"（草稿 {row['application_id']}）"
        place = f"申请 {paper} 第 {row['position']} 行"
        for why in (*_of_entries(row, nets[row["id"]]), *_of_payments(row, payments[row["id"]])):
            yield Fault(place, why)


# --- entries ----------------------------------------------------------------------------------


def _nets(keys: list[int]) -> dict[int, dict[int, Net]]:
    """Line -> fund -> what its entries come to."""
    nets: dict[int, dict[int, Net]] = defaultdict(dict)
    sums = FundEntry.objects.filter(line__in=keys).order_by().values_list("line", "fund")
    for line, fund, reserved, spent in sums.annotate(r=Sum("reserved"), s=Sum("spent")):
        nets[line][fund] = reserved.quantize(ZERO), spent.quantize(ZERO)
    return nets


def _of_entries(row: dict[str, Any], nets: dict[int, Net]) -> Iterator[str]:
    wanted = NOTHING
    if row["status"] in LINE_RESERVED:
        wanted = row["amount"], ZERO
    elif row["status"] == S.PAID and not row["application__historical"]:
        wanted = ZERO, row["amount"]
    found = nets.get(row["application__fund"], NOTHING)
    if found != wanted:
        yield (
            f"状态为“{S(row['status']).label}”，应预留 {wanted[0]:,.2f}、支出 {wanted[1]:,.2f}，"
            f"流水为预留 {found[0]:,.2f}、支出 {found[1]:,.2f}"
        )
    for fund, net in nets.items():
        if fund != row["application__fund"] and net != NOTHING:
            yield f"在别的资金（{fund}）上还有预留 {net[0]:,.2f}、支出 {net[1]:,.2f}"


# --- payments ---------------------------------------------------------------------------------


def _payments(keys: list[int]) -> dict[int, Paid]:
    """Line -> its payments in order, each with its outcomes in order."""
    outcomes: dict[int, list[PaymentOutcome]] = defaultdict(list)
    for outcome in PaymentOutcome.objects.filter(payment__line__in=keys).order_by("pk"):
        outcomes[outcome.payment_id].append(outcome)
    payments = defaultdict(list)
    rows = Payment.objects.filter(line__in=keys).only("line", "attempt", "amount", "fund")
    for payment in rows.order_by("line", "attempt"):
        payments[payment.line_id].append((payment, outcomes[payment.pk]))
    return payments


def _of_payments(row: dict[str, Any], payments: Paid) -> Iterator[str]:
    if [payment.attempt for payment, _ in payments] != list(range(1, row["attempts"] + 1)):
        yield f"付款次数记为 {row['attempts']}，付款记录有 {len(payments)} 笔"
        return
    for payment, outcomes in payments:
        newest = payment.attempt == row["attempts"]
        told = tuple(outcome.kind for outcome in outcomes)
        allowed = _STORY.get(row["status"], ()) if newest else _BEFORE_ANOTHER
        if told not in allowed:
            words = "、".join(str(K(kind).label) for kind in told) or "没有结果"
            yield f"状态为“{S(row['status']).label}”，第 {payment.attempt} 次付款的结果却是{words}"
        if payment.amount != row["amount"]:
            sums = payment.amount, row["amount"]
            yield f"第 {payment.attempt} 次付款 {sums[0]:,.2f} 元，明细为 {sums[1]:,.2f} 元"
        if newest and payment.fund_id != row["application__fund"]:
            yield f"第 {payment.attempt} 次付款不是从申请的资金支付"
    yield from _of_day(row, payments)


def _of_day(row: dict[str, Any], payments: Paid) -> Iterator[str]:
    """Paid without a payment is for the old ledger only; else both name one day."""
    if row["status"] != S.PAID or row["application__historical"]:
        return
    days = [o.day for _, outcomes in payments[-1:] for o in outcomes if o.kind == K.PAID]
    if days != [row["paid_on"]]:
        yield "已支付，但没有相符的付款记录"
