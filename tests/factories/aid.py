"""Applications, funds and hardship files for tests, made through the services as people would."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

import time_machine

from assistance.codes import Method
from assistance.models import Application, Fund, HardshipFile, Line, Notice, Programme
from assistance.services import applications, files, funds, notices, payments
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import people
from unions.models import Role

ACCOUNT = "6222000000000000123"
_serial = itertools.count(1)


def programme(code: str = "living_relief", **fields: Any) -> Programme:
    """A seeded programme, with fields set for the test."""
    row = Programme.objects.get(code=code)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def fund(union: Any, amount: str | Decimal = "100000", **fields: Any) -> Fund:
    """A fund of the federation's own money with an allocation."""
    by = fields.pop("by", None) or people._registrar(union)
    row = Fund(
        **{"union": union, "name": f"帮扶资金{next(_serial)}", "source": "own",
           "year": today().year, **fields}
    )  # fmt: skip
    funds.open_fund(row, by=by)
    if Decimal(amount):
        funds.allocate(row, Decimal(amount), by=by, key="first")
    return row


def hardship_file(member: Any, by: Any, **fields: Any) -> HardshipFile:
    union = member.memberships.open().get().union
    opened = fields.pop("opened_on", today() - datetime.timedelta(30))
    category = fields.pop("category", "deep")
    return files.open_file(
        HardshipFile(
            union=union, head=member, opened_on=opened,
            **{"bank_name": "临岐信用社", "bank_account": ACCOUNT, "consent_on": opened, **fields},
        ),
        by=by,
        category=category,
    )  # fmt: skip


def application(union: Any, by: Any, **fields: Any) -> Application:
    """A draft with everything its sheet needs."""
    row = Application(
        **{
            "union": union,
            "programme": fields.pop("programme", None) or programme(),
            "title": "困难救助",
            "need": "家庭困难",
            "other_aid": "无",
            "relatives_declared": True,
            **fields,
        }
    )
    row.paper_materials = row.programme.material_list
    if row.programme.batch and row.event_from is None:
        row.event_from = row.event_until = today()
    if applications.fills_in_for(union, by):
        row.behalf_reason, row.behalf_agreed_on = "单位小、无人经办", today()
    return applications.enter(row, by=by)


def line(member: Any, amount: str | Decimal = "1000", **fields: Any) -> Line:
    return Line(
        **{"member": member, "amount": Decimal(amount), "method": Method.BANK,
           "bank_name": "临岐信用社", "bank_account": ACCOUNT, **fields}
    )  # fmt: skip


def drafted(
    union: Any, by: Any, *members: Any, amount: str | Decimal = "1000", **fields: Any
) -> Application:
    """A draft with one line a member; without a programme, stoppage, which needs no file."""
    line_fields = {k: fields.pop(k) for k in ("method", "bank_account", "student") if k in fields}
    fields.setdefault("programme", programme("stoppage_subsidy"))
    row = application(union, by, **fields)
    applications.add_lines(row, [line(m, amount, **line_fields) for m in members], by=by)
    row.refresh_from_db()
    return row


def submitted(union: Any, by: Any, *members: Any, **fields: Any) -> Application:
    return APPLICATION.move(drafted(union, by, *members, **fields), "submit", by=by)


def reviewed(union: Any, by: Any, reviewer: Any, fund: Fund, *members: Any, **fields: Any) -> Any:
    """Through visit and deliberation to the federation's review."""
    row = submitted(union, by, *members, **fields)
    if row.programme.needs_visit:
        row = APPLICATION.move(
            row, "visit", by=by, day=today(), visitors="张三、李四", findings="属实"
        )
    row = APPLICATION.move(
        row, "deliberate", by=by, day=today(), participants="张三、李四、王五", conclusion="同意"
    )
    return APPLICATION.move(row, "review", by=reviewer, fund=fund, opinion="同意")


def published(reviewer: Any, *rows: Application, **fields: Any) -> Notice:
    first = rows[0]
    union = first.fund.union
    notice = Notice(
        **{
            "union": union, "programme": first.programme, "title": "关于拟补助对象的公示",
            "basis": "经申请、评议、审核，现予公示。", "starts_on": today(),
            "days": first.programme.notice_days, "working": first.programme.notice_working,
            "phone": "0571-00000000", "address": "临岐镇政府", **fields,
        }
    )  # fmt: skip
    return notices.publish(notice, rows, by=reviewer)


def after(notice: Notice) -> Any:
    """`with aid.after(notice):` the day after its last day."""
    noon = datetime.datetime.combine(notice.ends_on, datetime.time(4), tzinfo=datetime.UTC)
    return time_machine.travel(noon + datetime.timedelta(1))


def approved(
    union: Any, by: Any, reviewer: Any, approver: Any, fund: Fund, *members: Any, **fields: Any
) -> Application:
    """On a programme of zero notice days, so that no clock need be moved."""
    fields.setdefault("programme", programme("condolence_visit"))
    row = reviewed(union, by, reviewer, fund, *members, **fields)
    return APPLICATION.move(row, "approve", by=approver)


def ordered(row: Application, payer: Any, **fields: Any) -> Any:
    """One batch of all its lines."""
    lines = list(row.lines.exclude(status="dropped"))
    key = fields.pop("form_key", f"form{next(_serial)}")
    return payments.order(lines, row.fund.union, lines[0].method, by=payer, form_key=key, **fields)


def payer(federation: Any) -> Any:
    """A second clerk, who has entered and reviewed nothing."""
    return people.sign_in(f"cashier{next(_serial)}", "出纳员", federation, Role.CLERK)
