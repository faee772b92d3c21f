"""What waits to be paid, the batches, and the payments of one batch with what became of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.urls import reverse

from assistance import separation
from assistance.codes import ApplicationStatus, Duty, LineStatus, Method, OutcomeKind
from assistance.forms.payments import BatchFilter, DueFilter, LineFilter
from assistance.models import Application, Line, Payment, PaymentBatch, PaymentOutcome
from assistance.services.payments import PAYABLE
from core import identifiers
from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, Row
from unions.scope import scope_of

_METHOD = dict(Method.choices)
_KIND = dict(OutcomeKind.choices)
TO_FOLLOW = (LineStatus.FAILED, LineStatus.RETURNED)
# Payments that failed or came back and whose line still waits for somebody.
TO_DO = Q(line__status__in=TO_FOLLOW, line__attempts=F("attempt"))
_TONES = {"paid": "ok", "failed": "bad", "returned": "warn", "reversed": "mute", "": "info"}


class DueList(Report):
    """Applications with approved lines that are not on their way, for one method."""

    title = "待付款"
    empty = "没有待付款的申请。批准后的申请会出现在这里。"
    form_class = DueFilter
    orders = {
        "": Order("先登记的在前", ("id",)),
        "newest": Order("后登记的在前", ("-id",)),
    }
    values = (
        "id", "number", "title", "programme__name", "union__name", "approved_on", "version",
        "fund__name", "fund__year", "fund__union_id", "fund__union__path",
    )  # fmt: skip

    def method(self, context: Context) -> str:
        return context.get("method") or Method.BANK

    def subtitle(self, context: Context) -> str:
        return f"发放方式：{_METHOD[self.method(context)]}"

    def queryset(self, context: Context) -> QuerySet:
        waiting = Line.objects.filter(
            application=OuterRef("pk"), status__in=PAYABLE, method=self.method(context)
        )
        rows = Application.objects.visible_to(context.user)
        rows = rows.filter(Exists(waiting), status=ApplicationStatus.APPROVED)
        for name in ("programme", "union"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Counts and sums of each application's lines, and why she may not pay it; in bulk."""
        keys = [row["id"] for row in rows]
        lines = Line.objects.filter(
            application__in=keys, status__in=PAYABLE, method=self.method(context)
        )
        sums = lines.order_by().values_list("application_id").annotate(
            n=Count("pk"), total=Sum("amount"), again=Count("pk", filter=Q(status__in=TO_FOLLOW))
        )  # fmt: skip
        found = {key: tuple(rest) for key, *rest in sums}
        bars = separation.bars_of(keys, context.user, Duty.PAID)
        scope = scope_of(context.user)
        for row in rows:
            row["people"], row["sum"], row["again"] = found[row["id"]]
            holder = SimpleNamespace(path=row["fund__union__path"] or "")
            row["may"] = scope.may("aid_pay", holder)
            row["bars"] = bars[row["id"]] if row["may"] else []
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        return (
            # kind "date": numbers of papers do not break.
            Column("申请编号", lambda r: r["number"], _chooser, kind="date", width=16),
            Column("标题", lambda r: r["title"], _title_html, width=28),
            Column("项目", lambda r: r["programme__name"]),
            Column("所属工会", lambda r: r["union__name"], width=28),
            Column("资金", lambda r: f"{r['fund__year']}年{r['fund__name']}", width=20),
            Column("批准日期", lambda r: r["approved_on"], kind="date"),
            Column("人数", lambda r: r["people"], kind="num", width=8),
            Column("金额（元）", lambda r: r["sum"], kind="money", width=14),
            Column("其中再付", lambda r: r["again"] or "", _again_html, kind="num", width=10),
        )


def _title_html(row: Row) -> str:
    """Why she may not pay it stands below, where she looks for the box."""
    why = "".join(f'<div class="mute">不能办理：{escape(text)}</div>' for text in row["bars"])
    return f"<div>{escape(row['title'])}{why}</div>"


def _chooser(row: Row) -> str:
    """The number, with a box to tick for whoever may pay it."""
    number = link(reverse("assistance:application_detail", args=[row["id"]]), row["number"])
    if not row["may"] or row["bars"]:
        return number
    return (
        f'<input type="checkbox" form="choose" name="application" value="{row["id"]}"'
        f' aria-label="选择 {escape(row["number"])}">{number}'
    )


def _again_html(row: Row) -> str:
    return badge("warn", f"{row['again']} 笔失败或退回") if row["again"] else ""


# --- batches ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """So many payments, so much yuan."""

    count: int = 0
    amount: Decimal = Decimal("0.00")

    def __sub__(self, other: "Share") -> "Share":
        return Share(self.count - other.count, self.amount - other.amount)


@dataclass(frozen=True)
class Sums:
    """Of one batch: ordered = paid + failed + pending; of the paid ones some came back."""

    ordered: Share = Share()
    paid: Share = Share()
    failed: Share = Share()
    returned: Share = Share()
    reversed: Share = Share()

    @property
    def pending(self) -> Share:
        return self.ordered - self.paid - self.failed

    @property
    def standing(self) -> Share:
        """What is with the beneficiaries now."""
        return self.paid - self.returned - self.reversed

    @property
    def state(self) -> tuple[str, str]:
        """(tone, word)."""
        if self.pending.count == self.ordered.count:
            return "warn", "制单"
        return ("info", "部分登记") if self.pending.count else ("ok", "已办结")


def sums_of(batches: Iterable[int]) -> dict[int, Sums]:
    """Two queries however many batches."""
    keys = list(batches)
    parts: dict[int, dict[str, Share]] = {key: {} for key in keys}
    payments = Payment.objects.filter(batch__in=keys).order_by()
    for key, count, amount in payments.values_list("batch_id").annotate(
        n=Count("pk"), total=Sum("amount")
    ):
        parts[key]["ordered"] = Share(count, amount)
    outcomes = PaymentOutcome.objects.filter(payment__batch__in=keys).order_by()
    for key, kind, count, amount in outcomes.values_list("payment__batch_id", "kind").annotate(
        n=Count("pk"), total=Sum("payment__amount")
    ):
        parts[key][kind] = Share(count, amount)
    return {key: Sums(**found) for key, found in parts.items()}


class BatchList(Report):
    title = "发放批次"
    empty = "还没有发放批次。请从“待付款”选择申请制单。"
    form_class = BatchFilter
    orders = {
        "": Order("最近制单在前", ("-id",)),
        "day": Order("按日期", ("day", "id")),
    }
    values = (
        "id", "number", "day", "method", "voucher", "union__name", "created_by__display_name",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年" if year else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = PaymentBatch.objects.visible_to(context.user)
        if method := context.get("method"):
            rows = rows.filter(method=method)
        if year := context.get("year"):
            rows = rows.filter(day__year=year)
        if state := context.get("state"):
            told = PaymentOutcome.objects.filter(payment=OuterRef("pk"))
            pending = Payment.objects.filter(~Exists(told), batch=OuterRef("pk"))
            rows = rows.filter(Exists(pending) if state == "open" else ~Exists(pending))
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        found = sums_of(row["id"] for row in rows)
        return [{**row, "sums": found[row["id"]]} for row in rows]

    def columns(self, context: Context) -> Sequence[Column]:
        def amount(name: str) -> Callable[[Row], Decimal]:
            return lambda r: getattr(r["sums"], name).amount

        def count(name: str) -> Callable[[Row], int]:
            return lambda r: getattr(r["sums"], name).count

        return (
            Column("批次号", lambda r: r["number"], _batch_link, kind="date", width=16),
            Column("日期", lambda r: r["day"], kind="date"),
            Column("发放方式", lambda r: _METHOD[r["method"]], width=10),
            Column("付款工会", lambda r: r["union__name"], width=22),
            Column("笔数", count("ordered"), kind="num", width=8),
            Column("金额（元）", amount("ordered"), kind="money", width=14),
            Column("成功（元）", amount("paid"), kind="money", width=14),
            Column("失败（元）", amount("failed"), kind="money", width=14),
            Column("未回（元）", amount("pending"), kind="money", width=14),
            Column("成功后退回、冲销（元）", _came_back, kind="money", width=16),
            Column("状态", lambda r: r["sums"].state[1], _state_html, width=10),
            Column("凭证号", lambda r: r["voucher"]),
            Column("经办人", lambda r: r["created_by__display_name"]),
        )


def _batch_link(row: Row) -> str:
    return link(reverse("assistance:payment_detail", args=[row["id"]]), row["number"])


def _came_back(row: Row) -> Decimal:
    return row["sums"].returned.amount + row["sums"].reversed.amount


def _state_html(row: Row) -> str:
    return badge(*row["sums"].state)


# --- one batch ----------------------------------------------------------------------------------


class BatchLines(Report):
    """Payments of one batch with the particulars they were ordered with; numbers masked."""

    title = "发放明细"
    empty = "没有符合条件的付款。"
    form_class = LineFilter
    orders = {"": Order("按序号", ("position", "id"))}
    values = (
        "id", "position", "full_name", "employer_name", "id_number", "bank_name", "bank_account",
        "amount", "attempt", "line_id", "line__status", "line__attempts", "line__received_on",
        "line__proxy", "line__application__number",
    )  # fmt: skip

    def __init__(self, batch: PaymentBatch) -> None:
        self.batch = batch

    def subtitle(self, context: Context) -> str:
        batch = self.batch
        return f"批次 {batch.number}　{batch.get_method_display()}　{batch.day}"

    def queryset(self, context: Context) -> QuerySet:
        rows = Payment.objects.visible_to(context.user).filter(batch=self.batch)
        told = PaymentOutcome.objects.filter(payment=OuterRef("pk"))
        state = context.get("state")
        if not state:
            return rows
        if state == "pending":
            return rows.filter(~Exists(told))
        if state == "follow":
            return rows.filter(TO_DO)
        if state == "paid":  # and still with her
            back = told.filter(kind__in=[OutcomeKind.RETURNED, OutcomeKind.REVERSED])
            rows = rows.exclude(Exists(back))
        return rows.filter(Exists(told.filter(kind=state)))

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        outcomes = PaymentOutcome.objects.filter(payment__in=[row["id"] for row in rows])
        last = {outcome.payment_id: outcome for outcome in outcomes.order_by("pk")}
        scope, union = scope_of(context.user), self.batch.union
        may = {name: scope.may(name, union) for name in ("aid_pay", "aid_enter", "aid_review")}
        for row in rows:
            outcome = last.get(row["id"])
            row["kind"] = outcome.kind if outcome else ""
            row["told_on"] = outcome.day if outcome else None
            row["reason"] = outcome.reason if outcome else ""
            row["reference"] = outcome.reference if outcome else ""
            row["steps"] = steps(row, may)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        """On the page what is decided on comes first."""
        (
            name,
            serial,
            employer,
            number,
            *where,
            amount,
            kind,
            day,
            reason,
            reference,
            application,
        ) = self.sheet_columns(context)
        todo = Column("办理", lambda r: "", _steps_html, kind="date")  # does not break either
        return (
            name, serial, amount, kind, day, reason, todo, *where, employer, number, reference,
            application,
        )  # fmt: skip

    def sheet_columns(self, context: Context) -> Sequence[Column]:
        cash = self.batch.method == Method.CASH
        return (
            Column("姓名", lambda r: r["full_name"]),
            Column("序号", lambda r: r["position"], kind="num", width=8),
            Column("单位", lambda r: r["employer_name"], width=26),
            Column("证件号码", lambda r: identifiers.mask_id(r["id_number"] or ""), width=21),
            *(_CASH if cash else _BANK),
            Column("金额（元）", lambda r: r["amount"], kind="money", width=14),
            Column("结果", lambda r: _KIND.get(r["kind"], "未回"), _kind_html, width=10),
            Column("结果日期", lambda r: r["told_on"], kind="date"),
            Column("原因", lambda r: r["reason"], width=20),
            Column("流水号", lambda r: r["reference"]),
            Column("申请编号", lambda r: r["line__application__number"], kind="date", width=16),
        )


def steps(row: Row, may: dict[str, bool]) -> list[tuple[str, str, int]]:
    """(label, URL name, row number) of what this person could do about a payment."""
    newest = row["line__attempts"] == row["attempt"]
    found = []
    if not row["kind"] and may["aid_pay"]:
        found.append(("登记结果", "payment_result", row["id"]))
    if row["kind"] == OutcomeKind.PAID and may["aid_pay"]:
        found.append(("退回或冲销", "payment_undo", row["id"]))
    if newest and row["line__status"] in TO_FOLLOW:
        if may["aid_enter"]:
            found.append(("更正后再付", "payment_account", row["line_id"]))
        if may["aid_review"]:
            found.append(("停发", "payment_drop", row["line_id"]))
    return found


def _steps_html(row: Row) -> str:
    return " ".join(
        link(reverse(f"assistance:{name}", args=[key]), label) for label, name, key in row["steps"]
    )


def _kind_html(row: Row) -> str:
    return badge(_TONES[row["kind"]], _KIND.get(row["kind"], "未回"))


def _signed(row: Row) -> str:
    day, proxy = row["line__received_on"], row["line__proxy"]
    if day is None or row["kind"] != OutcomeKind.PAID:
        return ""
    return f"{day}" + (f"（{proxy}代领）" if proxy else "")


_CASH = (Column("签收", _signed, width=20),)
_BANK = (
    Column("开户银行", lambda r: r["bank_name"], width=20),
    Column("收款账号", lambda r: identifiers.mask_account(r["bank_account"] or "")),
)
