"""The funds' ledger: the one place where an entry is written, under the fund's lock.

Available = allocated − reserved − spent. The running sums stand on each entry, so that a balance
is one row however long the ledger, and the database refuses an overdraft by itself.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone

from accounts import journal
from assistance.codes import EntryKind
from assistance.models import Application, Fund, FundEntry, Line, Programme
from assistance.models.funds import ZERO
from core import history, ledger
from core.db import explained
from core.periods import today
from unions.access import require
from unions.services.tree import ancestor_ids

Kind = EntryKind


@dataclass(frozen=True)
class Balance:
    """Sums of a fund in yuan."""

    allocated: Decimal = ZERO
    reserved: Decimal = ZERO
    spent: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        return self.allocated - self.reserved - self.spent


@dataclass(frozen=True)
class Movement:
    """What one entry adds to each sum. `key` names the deed: posted twice, it counts once."""

    kind: str
    key: str
    allocated: Decimal = ZERO
    reserved: Decimal = ZERO
    spent: Decimal = ZERO
    line: Line | None = None
    reason: str = ""
    voucher: str = ""


def of(application: Application) -> Fund:
    """The fund that review settled on. Raises ValidationError before that."""
    if application.fund is None:
        raise ValidationError("尚未确定资金。")
    return application.fund


def reserve(line: Line, key: str) -> Movement:
    return Movement(Kind.RESERVE, key, reserved=line.amount, line=line)


def release(line: Line, key: str, reason: str = "") -> Movement:
    return Movement(Kind.RELEASE, key, reserved=-line.amount, line=line, reason=reason)


def spend(line: Line, key: str, voucher: str = "") -> Movement:
    return Movement(
        Kind.SPEND, key, reserved=-line.amount, spent=line.amount, line=line, voucher=voucher
    )


def refund(line: Line, key: str, reason: str) -> Movement:
    """Money came back and waits for the same person again."""
    return Movement(
        Kind.REFUND, key, reserved=line.amount, spent=-line.amount, line=line, reason=reason
    )


def reverse(line: Line, key: str, reason: str) -> Movement:
    """Money came back for good."""
    return Movement(Kind.REVERSE, key, spent=-line.amount, line=line, reason=reason)


@transaction.atomic
def post(
    fund: Fund, movements: Sequence[Movement], *, by: Any, day: datetime.date | None = None
) -> list[FundEntry]:
    """Append entries, all or none. Raises ValidationError when the fund does not suffice or one
    of the deeds is already in the books.
    """
    locked = Fund.objects.select_for_update().get(pk=fund.pk)
    keys = [movement.key for movement in movements]
    if FundEntry.objects.filter(key__in=keys).exists():
        raise ValidationError("这笔资金事项已经记账，请刷新页面查看最新情况。")
    last = locked.entries.order_by("-seq").first()
    seq = last.seq if last else 0
    sums = _sums(last)
    rows, now = [], timezone.now()
    for movement in movements:
        seq += 1
        sums = Balance(
            sums.allocated + movement.allocated,
            sums.reserved + movement.reserved,
            sums.spent + movement.spent,
        )
        rows.append(
            FundEntry(
                fund=locked, seq=seq, kind=movement.kind, key=movement.key, line=movement.line,
                allocated=movement.allocated, reserved=movement.reserved, spent=movement.spent,
                allocated_after=sums.allocated, reserved_after=sums.reserved,
                spent_after=sums.spent, day=day or today(), at=now, by=by,
                reason=movement.reason[:200], voucher=movement.voucher,
            )
        )  # fmt: skip
    if sums.available < 0:
        raise ValidationError(
            f"{locked}可用余额不足：可用 {_sums(last).available:,.2f} 元，"
            f"还差 {-sums.available:,.2f} 元。"
        )
    return ledger.append(rows)


def _sums(entry: FundEntry | None) -> Balance:
    if entry is None:
        return Balance()
    return Balance(entry.allocated_after, entry.reserved_after, entry.spent_after)


def balance(fund: Fund) -> Balance:
    return _sums(fund.entries.order_by("-seq").first())


def balances(fund_ids: Iterable[int], on: datetime.date | None = None) -> dict[int, Balance]:
    """Balances of many funds: one query. `on`: from the entries booked for days up to it, which
    need not be the order they were written in, hence sums.
    """
    ids = list(fund_ids)
    if on is None or on >= today():
        rows = _newest(Fund.objects.filter(pk__in=ids))
        return {entry.fund_id: _sums(entry) for entry in rows}
    sums = FundEntry.objects.filter(fund__in=ids, day__lte=on).values_list("fund").order_by()
    return {fund: _rounded(*amounts) for fund, *amounts in sums.annotate(**_ADDED)}


# SQLite adds binary numbers; rounded to the fen, a sum is exact again.
_ADDED = {f"sum_{name}": Sum(name) for name in ("allocated", "reserved", "spent")}
_KEPT = {f"sum_{name}": Sum(f"{name}_after") for name in ("allocated", "reserved", "spent")}


def _rounded(*amounts: Decimal | None) -> Balance:
    return Balance(*((amount or ZERO).quantize(ZERO) for amount in amounts))


def together(rows: Any, on: datetime.date) -> Balance:
    """The balances of all these funds added up, as of a day: one query."""
    if on >= today():
        return _rounded(*_newest(rows).aggregate(**_KEPT).values())
    entries = FundEntry.objects.filter(fund__in=rows.order_by().values("pk"), day__lte=on)
    return _rounded(*entries.aggregate(**_ADDED).values())


def _newest(rows: Any) -> Any:
    """The last entry of each of these funds, found by the index: the whole ledger is not read."""
    last = FundEntry.objects.filter(fund=OuterRef("pk")).order_by("-seq").values("pk")[:1]
    return FundEntry.objects.filter(pk__in=rows.order_by().values_list(Subquery(last)))


@transaction.atomic
def open_fund(fund: Fund, *, by: Any) -> Fund:
    require(by, "fund", fund.union)
    fund.full_clean()
    with explained(Fund):
        history.save(fund, by=by, reason="设立资金")
    journal.record(journal.Kind.EDIT, f"设立资金：{fund}", by=by, target=fund)
    return fund


@transaction.atomic
def allocate(
    fund: Fund,
    amount: Decimal,
    *,
    by: Any,
    key: str,
    day: datetime.date | None = None,
    reason: str = "",
    voucher: str = "",
) -> FundEntry:
    """Put `amount` yuan in (下达), or take it back where negative (调整). `key` comes from the form:
    the second click of one form gets the first one's entry.
    """
    require(by, "fund", fund.union)
    Fund.objects.select_for_update().get(pk=fund.pk)
    key = f"allocate:{fund.pk}:{key}"[:80]
    if earlier := FundEntry.objects.filter(key=key).first():
        if earlier.allocated != amount:
            raise ValidationError(
                f"这张表单已经记账 {earlier.allocated:,.2f} 元，不能改用别的金额；"
                "请回到资金页面重新填写。"
            )
        return earlier
    if not amount or amount != amount.quantize(Decimal("0.01")):
        raise ValidationError({"amount": "金额不能为 0，最多两位小数。"})
    if day and day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    kind = Kind.ALLOCATE if amount > 0 else Kind.ADJUST
    if kind is Kind.ADJUST and not reason.strip():
        raise ValidationError({"reason": "调减须写明原因。"})
    movement = Movement(kind, key, allocated=amount, reason=reason, voucher=voucher)
    (entry,) = post(fund, [movement], by=by, day=day)
    journal.record(
        journal.Kind.EDIT, f"资金{kind.label}：{fund}", by=by, target=fund,
        detail={"amount": amount, "reason": reason, "entry": entry.seq},
    )  # fmt: skip
    return entry


def usable(programme: Programme, union: Any, year: int) -> Any:
    """Funds that may pay this programme for a unit: its own and those of the unions above it."""
    rows = Fund.objects.filter(
        union__in=ancestor_ids(union.path), source__in=programme.sources, year=year
    )
    return rows.filter(programme__isnull=True) | rows.filter(programme=programme)


def permits(fund: Fund, programme: Programme, union: Any) -> list[str]:
    """Why this fund may not pay it, in Chinese; empty when it may."""
    problems = []
    if fund.source not in programme.sources:
        problems.append(f"“{fund.get_source_display()}”的资金不能用于{programme.name}。")
    if fund.programme_id and fund.programme_id != programme.pk:
        problems.append(f"{fund}限定用于{fund.programme}。")
    if not union.path.startswith(fund.union.path):
        problems.append(f"{fund}不归该工会或其上级工会管理。")
    return problems


@dataclass(frozen=True)
class Fault:
    entry: int
    why: str


def faults(fund: Fund) -> list[Fault]:
    """Add the whole ledger up again and compare with the running sums; empty when sound."""
    found, sums, expected = [], Balance(), 1
    for entry in fund.entries.order_by("seq").iterator(chunk_size=2000):
        sums = Balance(
            sums.allocated + entry.allocated,
            sums.reserved + entry.reserved,
            sums.spent + entry.spent,
        )
        if entry.seq != expected:
            found.append(Fault(entry.seq, f"缺少第 {expected} 笔"))
        if sums != _sums(entry):
            found.append(Fault(entry.seq, "累计数与逐笔相加不符"))
        expected = entry.seq + 1
    return found
