"""银行回盘: what became of the payments of one batch, booked all or none.

A row is recognised by our own batch number and serial number; name, account and amount must be
those the batch was ordered with. The same file twice changes nothing.
"""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistance import bank_file
from assistance.codes import Method, OutcomeKind
from assistance.models import Payment, PaymentBatch, PaymentOutcome
from assistance.services import payments
from assistance.services.results import Result
from core import sheets
from core.periods import today
from core.sheets import Cell, Column, Row, SheetError, Table
from core.sheets.cells import compact
from unions.imports import registry
from unions.imports.fields import value_of
from unions.imports.plan import CHANGED, ImportProblem, RowPlan
from unions.models import Union
from unions.scope import scope_of

PENDING = "pending"  # the bank has not decided yet
RESULTS = {"paid": "成功", "failed": "失败", "returned": "退票", PENDING: "处理中"}
SYNONYMS = {
    **dict.fromkeys(
        ("交易成功", "付款成功", "支付成功", "转账成功", "代发成功", "处理成功", "入账成功", "已入账",
         "已付", "已支付", "已发放", "成功入账"), "paid",
    ),
    **dict.fromkeys(
        ("交易失败", "付款失败", "支付失败", "转账失败", "代发失败", "处理失败", "入账失败", "未成功",
         "未入账", "已拒绝", "拒绝"), "failed",
    ),
    **dict.fromkeys(("退汇", "已退票", "已退汇", "退回", "已退回", "银行退回", "款项退回"), "returned"),
    **dict.fromkeys(("待处理", "已受理", "处理中待查", "银行处理中"), PENDING),
}  # fmt: skip
_MASKED = re.compile(r"([0-9]*)[*＊xX×]+([0-9]{4,})")
_PAYMENTS = re.compile(r"(?:共计?|合计)?([0-9][0-9,]*)笔")
_NO_BATCH = "没有找到这个批次。请核对批次号，或确认上传时“登记到”选的是付款工会。"
_UNUSABLE = "这份银行文件不是从您所管理的工会导出的，不能在这里登记结果。"


def account(raw: Any) -> Cell:
    """A full number, one with stars before its last digits, or the last four alone."""
    text = compact(raw).replace("-", "")
    if _MASKED.fullmatch(text) or re.fullmatch(r"[0-9]{4}", text):
        return Cell(raw, text)
    return sheets.bank_account(raw)


def is_account(told: str, stored: str) -> bool:
    """Can what the bank tells be the account the batch was ordered with?"""
    if found := _MASKED.fullmatch(told):
        return stored.startswith(found[1]) and stored.endswith(found[2])
    return stored.endswith(told) if len(told) == 4 else stored == told


class BankReturnImporter(registry.Importer):
    kind = bank_file.KIND
    label = "银行回盘"
    capability = "aid_pay"
    whole = True
    help = (
        "一次导入一个批次的结果，整张登记或不登记；同一份回盘再导入一次不会重复记账。",
        "按批次号和序号对应，收款人姓名、账号（全号或末四位）、金额须与制单时一致。",
        "结果填“成功”“失败”或“退票”；已登记成功、后来退回的填“退票”。可在导出的银行文件后面加列填写。",
    )
    columns = (
        Column("batch", "批次号", ("批号", "付款批次", "发放批次", "企业批次号"), sheets.text(20),
               required=True),
        Column("position", "序号", ("编号", "明细序号", "笔序号"), sheets.whole_number(1, 99_999),
               required=True),
        Column("full_name", "收款人姓名",
               ("收款人", "收款人名称", "户名", "收款户名", "收款方户名", "姓名"), sheets.person_name,
               required=True),
        Column("account", "收款账号", ("收款人账号", "账号", "卡号", "收款方账号", "收款卡号"),
               account),
        Column("amount", "金额（元）", ("金额", "交易金额", "付款金额", "实发金额", "转账金额"),
               sheets.amount(), required=True),
        Column("result", "结果", ("状态", "交易结果", "交易状态", "处理结果", "处理状态", "入账结果"),
               sheets.choice(RESULTS, SYNONYMS), required=True),
        Column("reason", "失败原因", ("原因", "退票原因", "失败信息", "返回信息", "银行反馈"),
               sheets.text(200)),
        Column("reference", "流水号", ("交易流水号", "银行流水号", "流水", "凭证号"), sheets.text(60)),
        Column("day", "日期", ("交易日期", "入账日期", "处理日期", "记账日期", "交易时间"),
               sheets.day(month_ok=False), required=True),
    )  # fmt: skip
    choices = {"result": ("成功", "失败", "退票")}

    @classmethod
    def filed_at(cls, meta: Mapping[str, str], by: Any) -> Union | None:
        if meta.get("kind") != cls.kind:
            return None
        rows = PaymentBatch.objects.visible_to(by).filter(number=meta.get("batch", ""))
        batch = rows.select_related("union").first()
        if batch is None or not scope_of(by).may(cls.capability, batch.union):
            raise SheetError(_UNUSABLE)
        return batch.union

    def start(self, table: Table) -> None:
        super().start(table)
        if table.unit_of("amount") not in ("", "元"):
            raise ImportProblem("金额须以元为单位，请把金额换算成元、改好表头后重新上传。")
        self.batch: PaymentBatch | None = None
        self.lines: dict[int, int] = {}  # serial number -> line of the file
        self.results: list[Result] = []
        self.read = Counter[str]()
        self.sum = Decimal("0.00")

    # -- checking --------------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        if self.batch is None:
            self._load(next((n for row in rows if (n := value_of(row, "batch"))), ""))
        return [self._row(row) for row in rows]

    def _load(self, number: str) -> None:
        """The batch the file speaks of, as a whole: some hundred payments."""
        found = PaymentBatch.objects.visible_to(self.by).filter(
            number=compact(number), union=self.context.union, method=Method.BANK
        )
        self.batch = found.first()
        rows = Payment.objects.filter(batch=self.batch) if self.batch else Payment.objects.none()
        self.payments = {payment.position: payment for payment in rows}
        self.told: dict[int, dict[str, PaymentOutcome]] = {}
        told = PaymentOutcome.objects.filter(payment__batch=self.batch)
        for outcome in told if self.batch else ():
            self.told.setdefault(outcome.payment_id, {})[outcome.kind] = outcome

    def _row(self, row: Row) -> RowPlan:
        plan = RowPlan(row.line, title=value_of(row, "full_name") or "（未填姓名）")
        plan.read(row.cells, self.labels)
        self.sum += value_of(row, "amount") or 0
        for name in ("batch", "position", "full_name", "amount", "result"):
            if value_of(row, name) in ("", None) and not row.cells[name].error:
                plan.error(self.labels[name], f"请填写{self.labels[name]}。")
        payment = None if plan.refused else self._payment(plan, row)
        if payment is not None:
            self._compare(plan, row, payment)
            self._judge(plan, row, payment)
        return plan

    def _payment(self, plan: RowPlan, row: Row) -> Payment | None:
        number, position = compact(value_of(row, "batch")), value_of(row, "position")
        if self.batch is None:
            plan.error(self.labels["batch"], _NO_BATCH, number)
            return None
        if number != self.batch.number:
            plan.error(
                self.labels["batch"],
                f"本表是批次 {self.batch.number} 的回盘，本行属于另一批次，请移到另一张表分别导入。",
                number,
            )
            return None
        first = self.lines.setdefault(position, row.line)
        if first != row.line:
            plan.error(
                self.labels["position"], f"与第 {first} 行是同一笔，请只保留最后的结果。", position
            )
            return None
        payment = self.payments.get(position)
        if payment is None:
            plan.error(
                self.labels["position"],
                f"批次 {self.batch.number} 只有 {len(self.payments)} 笔，没有这个序号，请对照银行文件核对。",
                position,
            )
        return payment

    def _compare(self, plan: RowPlan, row: Row, payment: Payment) -> None:
        """Particulars against those the batch was ordered with."""
        mine = "请对照导出的银行文件核对；确有变动的，按失败登记后更正再付。"
        name, told = value_of(row, "full_name"), value_of(row, "account")
        if compact(name) != compact(payment.full_name):
            plan.error(
                self.labels["full_name"], f"制单时的收款人是“{payment.full_name}”，{mine}", name
            )
        if told and not is_account(told, compact(payment.bank_account)):
            plan.error(
                self.labels["account"],
                f"与制单时的账号（末四位 {payment.bank_account[-4:]}）不同，{mine}",
            )
        amount = value_of(row, "amount")
        if amount != payment.amount:
            plan.error(
                self.labels["amount"], f"制单金额是 {payment.amount:,.2f} 元，{mine}", amount
            )

    def _judge(self, plan: RowPlan, row: Row, payment: Payment) -> None:
        result, told = value_of(row, "result"), self.told.get(payment.pk, {})
        if result == PENDING:
            plan.doubt(self.labels["result"], "银行尚未处理完，本行不登记，请以后再导入结果。")
            self.read[PENDING] += 1
            return
        self._check_day(plan, row, told.get(OutcomeKind.PAID))
        kind, problem = _meaning(result, told)
        if problem:
            plan.error(self.labels["result"], problem, row.cells["result"].raw)
        if plan.refused:
            return
        self.read[kind] += kind not in told
        if kind in told:
            return
        self._tell(plan, row, payment, kind)

    def _check_day(self, plan: RowPlan, row: Row, paid: PaymentOutcome | None) -> None:
        day, label = value_of(row, "day"), self.labels["day"]
        earliest = self.batch.day if self.batch else None
        if value_of(row, "result") == OutcomeKind.RETURNED and paid is not None:
            earliest = paid.day
        if day is None:
            if not row.cells["day"].error:
                plan.error(label, "请填写日期（银行入账或退回的日期）。")
        elif day > today():
            plan.error(label, "日期晚于今天，请核对。", day)
        elif earliest and day < earliest:
            plan.error(label, f"日期早于 {earliest}（制单或支付的日期），请核对。", day)

    def _tell(self, plan: RowPlan, row: Row, payment: Payment, kind: str) -> None:
        before = "支付成功" if kind == OutcomeKind.RETURNED else "支付中"
        plan.change(self.labels["result"], before, OutcomeKind(kind).label)
        if kind == OutcomeKind.FAILED and value_of(row, "result") == OutcomeKind.RETURNED:
            plan.doubt(self.labels["result"], "此前没有登记成功，退票按支付失败登记。")
        plan.outcome = CHANGED
        reason = value_of(row, "reason") or ""
        plan.summary = f"{payment.amount:,.2f} 元" + (f"：{reason}" if reason else "")
        if kind != OutcomeKind.PAID:
            reason = reason or "银行未说明原因"
        plan.payload = Result(
            payment, kind, value_of(row, "day"), reason, value_of(row, "reference") or ""
        )

    # -- writing ---------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan]) -> None:
        """Kept until the last row is read: the batch is booked as a whole, in `finish`."""
        self.results += [plan.payload for plan in plans if plan.payload is not None]

    def finish(self) -> list[RowPlan]:
        totals = self._totals_lines()
        refused = any(row.refused for row in [*self.plan.rows, *totals])
        if self.batch is not None and self.results and not refused:
            payments.settle(self.batch, self.results, by=self.by)
        self._notes()
        return totals

    def _totals_lines(self) -> list[RowPlan]:
        """A totals line that does not tie refuses the file: a row may be missing or doubled."""
        wrong = []
        for line, cells in self.table.totals.items():
            words = [compact(cell) for cell in cells.values()]
            if any("小计" in word or "本页" in word for word in words):
                continue
            plan = RowPlan(line, title="合计行")
            said = sheets.amount()(cells.get("amount", "")).value
            if said is not None and said != self.sum:
                text = f"合计写的是 {said:,.2f} 元，各行相加是 {self.sum:,.2f} 元。"
                plan.error(self.labels["amount"], text + "请核对是否缺行、多行或金额有误。")
            rows = len(self.plan.rows)
            for found in filter(None, map(_PAYMENTS.fullmatch, words)):
                if int(found[1].replace(",", "")) != rows:
                    plan.error("笔数", f"合计写的是 {found[1]} 笔，读到 {rows} 笔，请核对。")
            if plan.refused:
                wrong.append(plan)
        return wrong

    def _notes(self) -> None:
        if self.batch is None:
            return
        counted = [
            f"{label} {self.read[kind]} 笔"
            for kind, label in (*OutcomeKind.choices, (PENDING, "处理中"))
            if self.read[kind]
        ]
        text = f"批次 {self.batch.number}：" + ("，".join(counted) or "没有新的结果") + "。"
        silent = self.payments.keys() - self.lines.keys()
        silent = {n for n in silent if self.payments[n].pk not in self.told}
        if silent:
            text += f"另有 {len(silent)} 笔表中没有，仍为未回。"
        self.plan.notes.append(text)

    def totals(self) -> dict[str, Any]:
        return {"amount": self.sum}


def _meaning(result: str, told: Mapping[str, Any]) -> tuple[str, str]:
    """(what is to be booked, why it cannot be), given what is booked already."""
    if result == OutcomeKind.RETURNED:
        if OutcomeKind.REVERSED in told:
            return result, "这一笔已登记冲销，不能再登记退票，请核对。"
        return (result if OutcomeKind.PAID in told else OutcomeKind.FAILED), ""
    other = OutcomeKind.FAILED if result == OutcomeKind.PAID else OutcomeKind.PAID
    if other not in told:
        return result, ""
    if result == OutcomeKind.FAILED:
        return result, "这一笔已登记支付成功；如银行后来退回，请把结果改为“退票”。"
    return result, "这一笔已登记支付失败，请与银行核对是否重复付款。"
