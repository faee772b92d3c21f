"""Ledgers of earlier payouts, imported as an office would."""

from typing import Any

from tests.factories import import_files as files
from unions.imports import engine
from unions.imports.engine import Ending

HEAD = ["发放日期", "项目", "姓名", "身份证号", "单位", "金额（元）", "发放方式", "备注"]


def row(member: Any, **cells: Any) -> list[Any]:
    """One payout to a member: a stoppage of 20 July 2015, unless said otherwise."""
    employer = member.memberships.order_by("pk").first().employer
    line = {
        "day": "2015年7月20日", "programme": "停产补助", "name": member.full_name,
        "number": member.id_number, "employer": employer.name if employer else "",
        "amount": 300, "method": "现金", "note": "", **cells,
    }  # fmt: skip
    return list(line.values())


def look(federation: Any, by: Any, *rows: list[Any], head: list[str] = HEAD) -> Any:
    return files.preview("aid_ledger", files.workbook([head, *rows]), federation, by, "台账.xlsx")


def take(federation: Any, by: Any, *rows: list[Any]) -> Any:
    batch = look(federation, by, *rows)
    assert engine.confirm(batch, by=by) is Ending.DONE, files.errors(batch)
    return batch
