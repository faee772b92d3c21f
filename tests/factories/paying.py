"""Approved applications in numbers, and the sheets a bank sends back, for tests of paying."""

import datetime
from collections.abc import Iterable
from typing import Any

from assistance.models import Application, Payment, PaymentBatch
from assistance.services import payments
from assistance.services.payments import Kind, Result
from core.periods import today
from tests.core import sheet_files
from tests.factories import aid, people
from unions.imports import engine
from unions.models import ImportBatch

HEAD = [
    "批次号",
    "序号",
    "收款人姓名",
    "收款账号",
    "金额（元）",
    "交易结果",
    "失败原因",
    "流水号",
    "日期",
]


def approved_for(place: Any, number: int, **fields: Any) -> Application:
    """One application of `number` people; `place` has unit, chair, clerk, leader, fund."""
    names = "甲乙丙丁戊己庚辛壬癸"
    members = [
        people.member(place.unit, f"王桂{names[n // 10 % 10]}{names[n % 10]}")
        for n in range(number)
    ]
    return aid.approved(
        place.unit, place.chair, place.clerk, place.leader, place.fund, *members, **fields
    )


def results(batch: PaymentBatch, kind: str = Kind.PAID, **fields: Any) -> list[Result]:
    return [
        Result(payment, kind, fields.get("day", today()), fields.get("reason", ""))
        for payment in batch.payments.order_by("position")
    ]


def paid(batch: PaymentBatch, by: Any) -> PaymentBatch:
    payments.settle(batch, results(batch), by=by)
    return batch


def told(payment: Payment, word: str = "交易成功", /, **cells: Any) -> list[Any]:
    """A line of the bank's file about one payment."""
    row = {
        "number": payment.batch.number, "position": payment.position, "name": payment.full_name,
        "account": payment.bank_account, "amount": str(payment.amount), "word": word,
        "reason": "" if "成功" in word else "户名不符", "reference": f"LS{payment.pk}",
        "day": today().isoformat(),
    }  # fmt: skip
    assert row.keys() >= cells.keys()
    return list({**row, **cells}.values())


def bank_file(rows: Iterable[list[Any]], *below: list[Any]) -> bytes:
    return sheet_files.xlsx([HEAD, *rows, *below])


def uploaded(content: bytes, union: Any, by: Any, name: str = "回盘.xlsx") -> ImportBatch:
    """Uploaded and checked."""
    batch = engine.upload(content, name, "bank_return", union, by=by, options={})
    return engine.run(batch, by=by)


def yesterday() -> datetime.date:
    return today() - datetime.timedelta(days=1)
