"""The batch file for the bank, with full account numbers: for whoever pays, and journaled."""

from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from assistance.codes import Method
from assistance.models import PaymentBatch
from core.sheets import write_table
from unions.access import require

KIND = "bank_return"  # the workbook says so when it comes back with results
PURPOSE = "工会帮扶款"  # what a teller reads: no programme, which could tell an illness
COLUMNS = (
    ("序号", 8, "center"), ("批次号", 14, "left"), ("收款人姓名", 14, "left"),
    ("收款账号", 26, "left"), ("开户银行", 28, "left"), ("金额（元）", 14, "right"),
    ("用途", 18, "left"),
)  # fmt: skip


@transaction.atomic
def write_bank_file(batch: PaymentBatch, stream: IO[bytes], *, by: Any) -> int:
    """How many payments. Raises ValidationError for cash, PermissionDenied."""
    require(by, "aid_pay", batch.union)
    if batch.method != Method.BANK:
        raise ValidationError("现金发放没有银行文件，请打印签领表。")
    payments = list(batch.payments.order_by("position"))
    total = sum((payment.amount for payment in payments), Decimal("0.00"))

    def rows() -> Iterator[list[Any]]:
        for payment in payments:
            yield [
                payment.position, batch.number, payment.full_name, payment.bank_account,
                payment.bank_name, payment.amount, PURPOSE,
            ]  # fmt: skip
        yield ["合计", f"共{len(payments)}笔", "", "", "", total, ""]

    write_table(
        stream,
        title="代发明细表",
        subtitle=f"付款单位：{batch.union}　批次号：{batch.number}　日期：{batch.day}　"
        f"共 {len(payments):,} 笔，合计 {total:,.2f} 元",
        columns=COLUMNS,
        rows=rows(),
        meta={"kind": KIND, "batch": batch.number},
    )
    journal.record(
        journal.Kind.EXPORT, f"导出银行代发文件：{batch.number}", by=by, target=batch,
        detail={"rows": len(payments), "amount": total},
    )  # fmt: skip
    return len(payments)
