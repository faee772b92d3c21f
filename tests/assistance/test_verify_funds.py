"""manage.py verify_funds names whatever does not tie: ledger, lines, payments."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assistance.models import FundEntry, Line, Payment
from assistance.services import fund_check, funds, payments
from core import guards
from core.periods import today
from tests.assistance.test_fund_sheet import history
from tests.factories import aid, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, "50000", by=clerk, name="甲资金", year=2016)


@pytest.fixture
def rows(unit, chair, clerk, leader, federation, fund):
    """A line in every state money can be in."""
    payer = aid.payer(federation)

    def approved(name):
        return aid.approved(unit, chair, clerk, leader, fund, people.member(unit, name))

    made = {"approved": approved("待付"), "ordered": approved("在付")}
    aid.ordered(made["ordered"], payer)
    for state in ("paid", "failed", "returned", "reversed"):
        row = made[state] = approved(state)
        batch = aid.ordered(row, payer)
        kind = "failed" if state == "failed" else "paid"
        (payment,) = batch.payments.all()
        payments.settle(batch, [payments.Result(payment, kind, today())], by=payer)
        if state in ("returned", "reversed"):
            payments.undo(payment, state, by=payer, day=today(), reason="退回")
    made["dropped"] = approved("停发")
    payments.drop(made["dropped"].lines.get(), by=clerk, reason="停发")
    made["planned"] = aid.drafted(unit, chair, people.member(unit))
    again = made["again"] = approved("再付")
    for kind in ("failed", "paid"):
        batch = aid.ordered(again, payer)
        results = [payments.Result(p, kind, today()) for p in batch.payments.all()]
        payments.settle(batch, results, by=payer)
    history(unit, clerk)
    return made


@pytest.fixture
def unguarded():
    """A hand in the database that no program has."""
    guards.drop()
    yield
    guards.install()


def said(capsys):
    with pytest.raises(CommandError) as failed:
        call_command("verify_funds")
    return str(failed.value), capsys.readouterr().err


def test_what_is_sound_ends_well(rows, capsys):
    call_command("verify_funds")
    assert capsys.readouterr().out.startswith("资金账相符，共 1 项资金、")
    states = set(Line.objects.values_list("status", flat=True))
    assert states == {"planned", "approved", "ordered", "paid", "failed", "returned", "reversed",
                      "dropped"}  # fmt: skip


def test_a_changed_entry_is_named(rows, unguarded, capsys):
    entry = FundEntry.objects.get(seq=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assistance_fundentry SET reserved = reserved + 1 WHERE id = %s", [entry.pk]
        )
    summary, errors = said(capsys)
    assert "2016年甲资金第 3 笔：累计数与逐笔相加不符" in errors
    assert f"申请 {entry.line.application.number} 第 1 行" in errors
    assert "处不符" in summary


def test_a_missing_entry_is_named(rows, unguarded, capsys):
    line = rows["paid"].lines.get()
    entry = FundEntry.objects.get(line=line, kind="spend")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assistance_fundentry WHERE id = %s", [entry.pk])
    _, errors = said(capsys)
    assert f"2016年甲资金第 {entry.seq + 1} 笔：缺少第 {entry.seq} 笔" in errors
    assert (
        f"申请 {rows['paid'].number} 第 1 行：状态为“已支付”，应预留 0.00、支出 1,000.00，"
        "流水为预留 1,000.00、支出 0.00"
    ) in errors


def tamper(line, **fields):
    Line.objects.filter(pk=line.pk).update(**fields)


@pytest.mark.parametrize(
    ("state", "changes", "words"),
    [
        ("approved", {"status": "paid"}, "已支付，但没有相符的付款记录"),
        ("approved", {"attempts": 1}, "付款次数记为 1，付款记录有 0 笔"),
        ("ordered", {"status": "failed"}, "第 1 次付款的结果却是没有结果"),
        ("ordered", {"status": "approved"}, "第 1 次付款的结果却是没有结果"),
        ("paid", {"status": "reversed"}, "状态为“已冲销”，第 1 次付款的结果却是支付成功"),
        ("paid", {"amount": Decimal("999.99")}, "付款 1,000.00 元，明细为 999.99 元"),
        ("paid", {"paid_on": "2001-01-01"}, "已支付，但没有相符的付款记录"),
        ("returned", {"status": "paid"}, "的结果却是支付成功、银行退回"),
        ("reversed", {"status": "returned"}, "的结果却是支付成功、冲销"),
        ("planned", {"status": "approved"}, "应预留 1,000.00、支出 0.00"),
        ("dropped", {"status": "planned", "attempts": 0}, ""),
    ],
)
def test_a_line_whose_state_does_not_tie_is_named(state, changes, words, rows):
    tamper(rows[state].lines.get(), **changes)
    found = [str(fault) for fault in fund_check.faults()]
    if not words:
        assert found == []
        return
    name = rows[state].number or f"（草稿 {rows[state].pk}）"
    assert any(f"申请 {name} 第 1 行" in fault and words in fault for fault in found), found


def test_money_left_on_another_fund_is_named(rows, federation, clerk):
    other = aid.fund(federation, "1000", by=clerk, name="乙资金")
    row = rows["approved"]
    row.fund = other
    row.save()
    found = "".join(str(fault) for fault in fund_check.faults())
    assert "在别的资金" in found
    assert "应预留 1,000.00、支出 0.00，流水为预留 0.00" in found


def test_faults_name_no_person(rows, unguarded):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assistance_fundentry SET reserved = 0")
    text = "".join(str(fault) for fault in fund_check.faults())
    assert text
    for payment in Payment.objects.all():
        assert payment.full_name not in text
        assert payment.id_number not in text


def test_all_lines_are_looked_at_block_by_block(rows, monkeypatch):
    monkeypatch.setattr(fund_check, "BLOCK", 2)
    assert list(fund_check.faults()) == []
    tamper(Line.objects.order_by("-pk").first(), attempts=7)
    assert len(list(fund_check.faults())) == 1


def test_a_fund_without_entries_is_sound(federation, clerk):
    assert funds.faults(aid.fund(federation, "0", by=clerk)) == []
