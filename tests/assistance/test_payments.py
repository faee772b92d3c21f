"""Ordering and settling: once, all or none, and the fund follows to the fen."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import JournalEntry
from assistance.codes import Duty
from assistance.models import Line, Payment, PaymentBatch, PaymentOutcome
from assistance.services import funds, payments
from assistance.services.funds import Balance
from assistance.services.payments import Kind, Result
from assistance.workflow import APPLICATION
from core.periods import today
from core.workflow import Stale
from tests.factories import aid, paying, people
from unions.scope import load

pytestmark = pytest.mark.django_db


def yuan(allocated, reserved, spent):
    return Balance(Decimal(allocated), Decimal(reserved), Decimal(spent))


def test_ordering_freezes_particulars_and_moves_no_money(counter):
    row = paying.approved_for(counter, 2)
    batch = aid.ordered(row, counter.payer, voucher="记-12")
    payment = batch.payments.first()
    line = row.lines.get(pk=payment.line_id)
    assert (payment.full_name, payment.bank_account, payment.id_number, payment.amount) == (
        line.full_name, line.bank_account, line.id_number, line.amount
    )  # fmt: skip
    assert (payment.attempt, payment.position, line.status) == (1, 1, "ordered")
    assert funds.balance(counter.fund) == yuan(100000, 2000, 0)
    assert batch.created_by == counter.payer
    assert row.parts.get(duty=Duty.PAID).person == counter.payer
    line.bank_account = "6222999999999999999"
    line.save()
    assert Payment.objects.get(pk=payment.pk).bank_account == aid.ACCOUNT


def test_numbers_of_batches_run_without_a_gap(counter):
    numbers = [aid.ordered(paying.approved_for(counter, 1), counter.payer).number for _ in range(3)]
    year = today().year
    assert numbers == [f"付{year}-0001", f"付{year}-0002", f"付{year}-0003"]


def test_the_same_form_sent_again_is_the_first_batch(counter):
    row = paying.approved_for(counter, 2)
    lines = list(row.lines.all())
    ask = {"by": counter.payer, "form_key": "k1"}
    first = payments.order(lines, counter.federation, "bank", **ask)
    assert payments.order(lines, counter.federation, "bank", **ask) == first
    assert payments.order([], counter.federation, "bank", **ask) == first
    assert (PaymentBatch.objects.count(), Payment.objects.count()) == (1, 2)
    other = list(paying.approved_for(counter, 1).lines.all())
    with pytest.raises(ValidationError, match=f"已制成批次 {first}"):
        payments.order(other, counter.federation, "bank", **ask)


def test_a_line_on_its_way_is_not_ordered_again(counter):
    row = paying.approved_for(counter, 2)
    stale = list(row.lines.all())
    aid.ordered(row, counter.payer)
    with pytest.raises(ValidationError, match="当前状态下不能“付款”"):
        payments.order(stale, counter.federation, "bank", by=counter.payer, form_key="k2")
    assert PaymentBatch.objects.count() == 1


def test_two_orders_of_one_line_are_one_too_many_for_the_database(counter):
    from core import ledger

    batch = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    payment = batch.payments.get()
    payment.pk = None
    with pytest.raises(ValidationError, match="这一笔已在付款中，不能重复付款。"):
        ledger.append([payment])


def test_what_the_payer_did_not_see_she_does_not_order(counter):
    """B4: an account changed, a beneficiary dropped, a part ordered by another since."""
    row = paying.approved_for(counter, 2)
    seen = {row.pk: row.version}
    one, two = row.lines.order_by("pk")
    ask = {"by": counter.payer, "form_key": "k1", "versions": seen}
    payments.change_account(one, "农行", "6222000000000000999", by=counter.chair, reason="换卡")
    with pytest.raises(Stale):
        payments.order([one, two], counter.federation, "bank", **ask)
    row.refresh_from_db()
    ask["versions"] = {row.pk: row.version}
    payments.drop(two, by=counter.clerk, reason="本人放弃")
    with pytest.raises(Stale):
        payments.order([one], counter.federation, "bank", **ask)
    row.refresh_from_db()
    ask["versions"] = {row.pk: row.version}
    assert payments.order([one], counter.federation, "bank", **ask).payments.count() == 1
    with pytest.raises(Stale):
        payments.order([two], counter.federation, "bank", **{**ask, "form_key": "k2"})


def test_an_order_is_refused_as_a_whole_with_all_its_reasons(counter):
    row = paying.approved_for(counter, 2)
    poor = row.lines.first()
    Line.objects.filter(pk=poor.pk).update(bank_account="")
    ask = {"by": counter.payer, "form_key": "k"}
    with pytest.raises(ValidationError, match=f"{poor.full_name}缺银行账号"):
        payments.order(list(row.lines.all()), counter.federation, "bank", **ask)
    with pytest.raises(ValidationError, match="发放方式是银行转账"):
        payments.order(list(row.lines.all()), counter.federation, "cash", **ask)
    with pytest.raises(ValidationError, match="请至少选择一笔"):
        payments.order([], counter.federation, "bank", **ask)
    tomorrow = today() + datetime.timedelta(1)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        payments.order(list(row.lines.all()), counter.federation, "bank", day=tomorrow, **ask)
    assert not PaymentBatch.objects.exists()
    assert set(row.lines.values_list("status", flat=True)) == {"approved"}


def test_only_the_federations_payer_orders_from_its_fund(counter):
    row = paying.approved_for(counter, 1)
    lines = list(row.lines.all())
    for user in (counter.chair, counter.leader):
        with pytest.raises(PermissionDenied):
            payments.order(lines, counter.federation, "bank", by=user, form_key="k")
    with pytest.raises(ValidationError, match="资金不归"):
        payments.order(lines, counter.unit, "bank", by=counter.payer, form_key="k")


def test_settling_spends_what_was_paid_and_keeps_the_rest_reserved(counter):
    row = paying.approved_for(counter, 3, amount="100.10")
    batch = aid.ordered(row, counter.payer)
    one, two, _three = batch.payments.order_by("position")
    told = [
        Result(one, Kind.PAID, today(), reference="LS1"),
        Result(two, Kind.FAILED, today(), "户名不符"),
    ]
    assert payments.settle(batch, told, by=counter.payer) == 2
    assert funds.balance(counter.fund) == yuan(100000, "200.20", "100.10")
    states = list(row.lines.order_by("position").values_list("status", flat=True))
    assert states == ["paid", "failed", "ordered"]
    assert one.outcomes.get().reference == "LS1"
    assert payments.settle(batch, told, by=counter.payer) == 0
    assert PaymentOutcome.objects.count() == 2
    contrary = [Result(one, Kind.FAILED, today(), "改口")]
    with pytest.raises(ValidationError, match="第 1 笔已登记为“支付成功”"):
        payments.settle(batch, contrary, by=counter.payer)
    row.refresh_from_db()
    assert row.status == "approved"


def test_the_day_of_a_result_lies_between_the_order_and_today(counter):
    batch = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    for day, text in (
        (today() + datetime.timedelta(1), "不能晚于今天"),
        (paying.yesterday(), "不能早于制单日期"),
    ):
        with pytest.raises(ValidationError, match=text):
            payments.settle(batch, paying.results(batch, day=day), by=counter.payer)


def test_results_of_another_batch_are_refused(counter):
    one = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    two = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    with pytest.raises(ValidationError, match=f"只登记批次 {one}"):
        payments.settle(one, paying.results(two), by=counter.payer)
    twice = paying.results(one) * 2
    with pytest.raises(ValidationError, match="每笔一个结果"):
        payments.settle(one, twice, by=counter.payer)


def test_whoever_played_another_part_settles_and_signs_nothing(counter):
    """Registering that cash was handed over is paying."""
    batch = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    with pytest.raises(ValidationError, match="不能再办“付款”"):
        payments.settle(batch, paying.results(batch), by=counter.clerk)
    paying.paid(batch, counter.payer)
    with pytest.raises(ValidationError, match="不能再办“付款”"):
        payments.undo(
            batch.payments.get(), Kind.REVERSED, by=counter.clerk, day=today(), reason="收回"
        )


# --- follow-up ----------------------------------------------------------------------------------


def test_a_failed_payment_is_paid_again_under_its_new_account(counter):
    row = paying.approved_for(counter, 1)
    first = aid.ordered(row, counter.payer)
    payments.settle(first, paying.results(first, Kind.FAILED, reason="户名不符"), by=counter.payer)
    line = row.lines.get()
    payments.change_account(line, "农行", "6222000000000000999", by=counter.chair, reason="换卡")
    second = aid.ordered(row, counter.payer)
    again = second.payments.get()
    assert (again.attempt, again.bank_account) == (2, "6222000000000000999")
    assert first.payments.get().bank_account == aid.ACCOUNT
    paying.paid(second, counter.payer)
    row.refresh_from_db()
    assert row.status == "paid"
    assert funds.balance(counter.fund) == yuan(100000, 0, 1000)


def test_whoever_writes_a_new_account_does_not_pay_it(counter):
    row = paying.approved_for(counter, 1)
    batch = aid.ordered(row, counter.payer)
    payments.settle(batch, paying.results(batch, Kind.FAILED, reason="错"), by=counter.payer)
    change = {"reason": "换卡"}
    with pytest.raises(ValidationError, match="您已承办本笔的“付款”，不能再办“经办申请”"):
        payments.change_account(row.lines.get(), "农行", "62229", by=counter.payer, **change)
    other = aid.payer(counter.federation)
    payments.change_account(row.lines.get(), "农行", "6222000099", by=other, **change)
    with pytest.raises(ValidationError, match="您已承办本笔的“经办申请”，不能再办“付款”"):
        aid.ordered(row, other)


def test_a_failed_transfer_may_be_paid_in_cash(counter):
    row = paying.approved_for(counter, 1)
    batch = aid.ordered(row, counter.payer)
    payments.settle(batch, paying.results(batch, Kind.FAILED, reason="销户"), by=counter.payer)
    ask = {"by": counter.chair, "reason": "无卡"}
    line = row.lines.get()
    with pytest.raises(ValidationError, match="缺银行账号"):
        payments.change_account(line, "", "", **ask)
    payments.change_account(line, "", "", method="cash", **ask)
    assert aid.ordered(row, counter.payer).method == "cash"


def test_an_account_is_not_changed_on_its_way_nor_after(counter):
    row = paying.approved_for(counter, 1)
    batch = aid.ordered(row, counter.payer)
    for _ in range(2):
        with pytest.raises(ValidationError, match="可以更正账号"):
            payments.change_account(
                row.lines.get(), "农行", "62221234", by=counter.chair, reason="换卡"
            )
        paying.paid(batch, counter.payer)


def test_a_sum_that_came_back_reopens_its_application_and_is_paid_again(counter):
    row = paying.approved_for(counter, 2)
    batch = paying.paid(aid.ordered(row, counter.payer), counter.payer)
    row.refresh_from_db()
    assert row.status == "paid"
    payment = batch.payments.first()
    ask = {"by": counter.payer, "day": today(), "reason": "户名不符"}
    payments.undo(payment, Kind.RETURNED, **ask)
    row.refresh_from_db()
    assert row.status == "approved"
    assert funds.balance(counter.fund) == yuan(100000, 1000, 1000)
    payments.undo(payment, Kind.RETURNED, **ask)
    assert PaymentOutcome.objects.filter(kind=Kind.RETURNED).count() == 1
    with pytest.raises(ValidationError, match="已登记为“银行退回”"):
        payments.undo(payment, Kind.REVERSED, **ask)
    line = Line.objects.get(pk=payment.line_id)
    again = payments.order([line], counter.federation, "bank", by=counter.payer, form_key="2")
    paying.paid(again, counter.payer)
    row.refresh_from_db()
    assert row.status == "paid"
    assert funds.balance(counter.fund) == yuan(100000, 0, 2000)
    assert funds.faults(counter.fund) == []


def test_a_reversed_sum_is_free_again_and_nothing_is_rewritten(counter):
    row = paying.approved_for(counter, 1)
    batch = paying.paid(aid.ordered(row, counter.payer), counter.payer)
    row.refresh_from_db()
    row = APPLICATION.move(row, "receipt", by=counter.payer)
    before = list(PaymentOutcome.objects.values())
    payments.undo(
        batch.payments.get(), Kind.REVERSED, by=counter.payer, day=today(), reason="重复申领"
    )
    assert list(PaymentOutcome.objects.order_by("pk").values())[:1] == before
    assert funds.balance(counter.fund) == yuan(100000, 0, 0)
    row.refresh_from_db()
    assert (row.status, row.lines.get().status) == ("receipted", "reversed")


def test_only_what_was_paid_comes_back_with_a_reason_and_not_before(counter):
    row = paying.approved_for(counter, 1)
    batch = aid.ordered(row, counter.payer)
    payment = batch.payments.get()
    ask = {"by": counter.payer, "day": today(), "reason": "收回"}
    with pytest.raises(ValidationError, match="没有支付成功"):
        payments.undo(payment, Kind.REVERSED, **ask)
    payments.settle(batch, paying.results(batch, Kind.FAILED, reason="错"), by=counter.payer)
    second = paying.paid(aid.ordered(row, counter.payer), counter.payer)
    with pytest.raises(ValidationError, match="没有支付成功"):  # the first try, not the second
        payments.undo(payment, Kind.REVERSED, **ask)
    with pytest.raises(ValidationError, match="请填写原因"):
        payments.undo(second.payments.get(), Kind.REVERSED, **{**ask, "reason": " "})
    assert funds.balance(counter.fund) == yuan(100000, 0, 1000)


def test_dropping_a_beneficiary_frees_her_sum_and_closes_what_is_left(counter):
    row = paying.approved_for(counter, 2)
    one, two = row.lines.order_by("pk")
    batch = payments.order([one], counter.federation, "bank", by=counter.payer, form_key="1")
    with pytest.raises(ValidationError, match="当前状态下不能"):
        payments.drop(Line.objects.get(pk=one.pk), by=counter.clerk, reason="退出")
    paying.paid(batch, counter.payer)
    payments.drop(two, by=counter.clerk, reason="本人放弃")
    assert funds.balance(counter.fund) == yuan(100000, 0, 1000)
    row.refresh_from_db()
    assert row.status == "paid"
    with pytest.raises(ValidationError, match="当前状态下不能"):
        payments.drop(two, by=counter.clerk, reason="本人放弃")
    with pytest.raises(PermissionDenied):
        payments.drop(one, by=counter.chair, reason="不给")


def test_the_journal_tells_each_deed_without_a_number_of_anybody(counter):
    row = paying.approved_for(counter, 1)
    batch = paying.paid(aid.ordered(row, counter.payer), counter.payer)
    payments.undo(
        batch.payments.get(), Kind.RETURNED, by=counter.payer, day=today(),
        reason=f"账号{aid.ACCOUNT}有误",
    )  # fmt: skip
    entries = JournalEntry.objects.filter(target_type="assistance.paymentbatch")
    summaries = list(entries.order_by("seq").values_list("summary", flat=True))
    assert summaries == [f"付款制单：{batch}", f"登记付款结果：{batch}", f"登记付款结果：{batch}"]
    assert not any(aid.ACCOUNT in entry.detail for entry in entries)


# --- how much it costs --------------------------------------------------------------------------


def cost_of(deed):
    with CaptureQueriesContext(connection) as captured:
        deed()
    return len(captured)


def costs(counter, applications, lines):
    """Queries of ordering, settling and taking back so many applications of so many lines."""
    by = counter.payer
    rows = [paying.approved_for(counter, lines) for _ in range(applications)]
    chosen = [line for row in rows for line in row.lines.all()]
    batches = []
    ask = {"by": by, "form_key": f"{applications} {lines}"}
    ordering = cost_of(
        lambda: batches.append(payments.order(chosen, counter.federation, "bank", **ask))
    )
    told = paying.results(batches[0])
    back = paying.results(batches[0], Kind.RETURNED, reason="退")
    return (
        ordering,
        cost_of(lambda: payments.settle(batches[0], told, by=by)),
        cost_of(lambda: payments.settle(batches[0], back, by=by)),
    )


def test_the_number_of_queries_does_not_grow_with_the_batch(counter):
    """Neither with its lines nor with its applications."""
    counter.payer.scope_in_hand = load(counter.payer)  # as in a request
    assert costs(counter, 1, 1) == costs(counter, 1, 8) == costs(counter, 6, 1)


def test_a_beneficiary_is_never_her_own_payer(counter):
    member = people.member(counter.unit)
    row = aid.approved(
        counter.unit, counter.chair, counter.clerk, counter.leader, counter.fund, member
    )
    counter.payer.id_number = member.id_number
    counter.payer.save()
    with pytest.raises(ValidationError, match="您是受助人本人"):
        aid.ordered(row, counter.payer)
