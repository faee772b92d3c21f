"""What the pages of paying show beside their lists: lines to order, effects on a fund, sheets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.http import HttpRequest
from django.utils.safestring import SafeString

from assistance import separation
from assistance.codes import Duty, Method, OutcomeKind
from assistance.forms.payments import keys_in
from assistance.models import Application, Fund, Line, Payment, PaymentBatch, PaymentOutcome
from assistance.payment_reports import TO_DO, TO_FOLLOW
from assistance.services import funds, payments
from core import report_html
from core.reports import Column, Row
from unions.scope import scope_of

SHEET_ROWS = 10  # on one A4 page, with room for names that take two lines
SIGN_ROWS = 50


# --- choosing ---------------------------------------------------------------------------------


def waiting(user: Any) -> dict[str, dict[str, Any]]:
    """Method -> people and yuan waiting; one query."""
    rows = payments.payable(user).order_by().values("method")
    found = {
        row["method"]: row
        for row in rows.annotate(
            people=Count("pk"),
            total=Sum("amount"),
            applications=Count("application", distinct=True),
        )
    }
    empty = {"people": 0, "total": Decimal("0.00"), "applications": 0}
    return {
        method: {**empty, **found.get(method, {}), "label": label}
        for method, label in Method.choices
    }


@dataclass
class Group:
    """One application's lines of one method, as they would be ordered."""

    application: Application
    lines: list[Line]
    bars: list[str]
    failures: dict[int, str] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def seen(self) -> str:
        return f"{self.application.pk}:{self.application.version}"

    @cached_property
    def table(self) -> SafeString:
        rows = [{"line": line} for line in self.lines]
        return report_html.table(self._columns(), rows, str(self.application))

    def _columns(self) -> Sequence[Column]:
        return (
            Column("姓名", lambda r: r["line"].full_name),
            Column("单位", lambda r: r["line"].employer_name, width=26),
            Column("证件号码", lambda r: r["line"].masked_id, width=21),
            Column("开户银行", lambda r: r["line"].bank_name, width=20),
            Column("收款账号", lambda r: r["line"].masked_account),
            Column("金额（元）", lambda r: r["line"].amount, kind="money"),
            Column("上次未成的原因", lambda r: self.failures.get(r["line"].pk, ""), width=20),
            Column("本次不付", lambda r: "", None if self.bars else self._skip),
        )

    def _skip(self, row: Row) -> str:
        line = row["line"]
        ticked = " checked" if line.pk in self.skipped else ""
        return (
            f'<input type="checkbox" name="skip" value="{line.pk}"{ticked}'
            f' aria-label="本次不付 {report_html.escape(line.full_name)}">'
        )


def groups(user: Any, keys: Iterable[int], method: str, skipped: Iterable[int]) -> list[Group]:
    """The chosen applications with what they have to pay; a fixed number of queries."""
    rows = payments.payable(user).filter(application__in=list(keys), method=method)
    rows = rows.select_related("application__fund__union", "application__programme")
    lines = list(rows.order_by("application_id", "position")[: payments.BATCH_LIMIT + 1])
    bars = separation.bars_of({line.application_id for line in lines}, user, Duty.PAID)
    failures = _failures(lines)
    return [
        Group(members[0].application, members, bars[key], failures, frozenset(skipped))
        for key, grouped in groupby(lines, key=lambda line: line.application_id)
        if (members := list(grouped))
    ]


def _failures(lines: Sequence[Line]) -> dict[int, str]:
    """Line -> why the last try came to nothing."""
    tried = [line.pk for line in lines if line.status in TO_FOLLOW]
    told = PaymentOutcome.objects.filter(
        payment__line__in=tried, kind__in=[OutcomeKind.FAILED, OutcomeKind.RETURNED]
    )
    rows = told.order_by("pk").values_list("payment__line_id", "kind", "reason")
    return {line: f"{OutcomeKind(kind).label}：{reason}" for line, kind, reason in rows}


# --- what a deed does to the fund ---------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """The fund's sums before or after a deed."""

    label: str
    balance: funds.Balance


def effects(
    fund: Fund | None, user: Any, *deeds: tuple[str, Decimal, Decimal]
) -> tuple[Effect, ...]:
    """Now, and after each of the deeds (label, change of reserved, change of spent).

    Nothing for whoever does not see the fund.
    """
    if fund is None or not scope_of(user).may("view", fund.union):
        return ()
    now = funds.balance(fund)
    return (
        Effect("现在", now),
        *(
            Effect(label, funds.Balance(now.allocated, now.reserved + held, now.spent + out))
            for label, held, out in deeds
        ),
    )


# --- cash ---------------------------------------------------------------------------------------


def untold(batch: PaymentBatch) -> QuerySet:
    """Payments of a batch of which nothing is known yet, by number."""
    told = PaymentOutcome.objects.filter(payment=OuterRef("pk"))
    return Payment.objects.filter(~Exists(told), batch=batch).order_by("position")


def to_do(batch: PaymentBatch) -> int:
    """Failed or returned payments for which somebody must decide."""
    return Payment.objects.filter(TO_DO, batch=batch).count()


def to_sign(batch: PaymentBatch, request: HttpRequest) -> dict[str, Any]:
    """One page of those who have not signed, after the number in ?after=; what was typed stays."""
    after = keys_in([request.GET.get("after", "")])
    rows = untold(batch)
    left = rows.count()
    if after:
        rows = rows.filter(position__gt=after[0])
    page = list(rows[: SIGN_ROWS + 1])
    typed = request.POST
    return {
        "left": left,
        "next": page[SIGN_ROWS - 1].position if len(page) > SIGN_ROWS else None,
        "rows": [
            {
                "payment": row,
                "signed": str(row.pk) in typed.getlist("signed"),
                "proxy": typed.get(f"proxy_{row.pk}", ""),
            }
            for row in page[:SIGN_ROWS]
        ],
    }


@dataclass(frozen=True)
class Sheet:
    """One page of the sign-off sheet."""

    number: int
    rows: list[Payment]
    total: Decimal


@dataclass(frozen=True)
class SignOff:
    """签领表, cut into pages here: not every browser numbers pages or repeats a head by itself."""

    batch: PaymentBatch
    pages: list[Sheet]
    count: int
    total: Decimal


def sign_off(batch: PaymentBatch) -> SignOff:
    rows = list(batch.payments.order_by("position"))
    pages = [
        Sheet(number, part, sum((row.amount for row in part), Decimal("0.00")))
        for number, start in enumerate(range(0, len(rows), SHEET_ROWS), 1)
        if (part := rows[start : start + SHEET_ROWS])
    ]
    total = sum((page.total for page in pages), Decimal("0.00"))
    return SignOff(batch, pages, len(rows), total)
