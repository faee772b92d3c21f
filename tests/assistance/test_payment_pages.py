"""Pages of paying: what waits, the new batch, batches with their sums, steps of one payment."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.models import PaymentBatch, PaymentOutcome, Relation
from assistance.services import applications, funds, payments
from assistance.services.payments import Kind
from core.periods import today
from tests.factories import aid, paying
from unions.scope import load

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"assistance:{name}", args=args)


def new_url(*rows, method="bank"):
    keys = "".join(f"&application={row.pk}" for row in rows)
    return f"{url('payment_new')}?method={method}{keys}"


def sent(client, page, **data):
    """Post the new-batch form as its page shows it."""
    text = client.get(page).content.decode()
    fields = {
        "form_key": re.search(r'name="form_key" value="(\w+)"', text)[1],
        "seen": re.findall(r'name="seen" value="([0-9:]+)"', text),
        "day": today().isoformat(),
        **data,
    }
    return fields, client.post(page, fields)


@pytest.fixture
def payer(counter, client_of):
    return client_of(counter.payer)


# --- what waits ---------------------------------------------------------------------------------


def test_what_waits_is_grouped_by_method_with_its_sums(counter, payer):
    bank = paying.approved_for(counter, 2, amount="1000.50")
    cash = paying.approved_for(counter, 1, method="cash")
    text = payer.get(url("payment_due")).content.decode()
    assert "银行转账：1 份 2 人 2,001.00 元" in text
    assert "现金：1 份 1 人 1,000.00 元" in text
    assert bank.number in text and cash.number not in text
    assert f'name="application" value="{bank.pk}"' in text
    text = payer.get(url("payment_due") + "?method=cash").content.decode()
    assert cash.number in text and bank.number not in text


def test_who_may_not_pay_reads_why_and_gets_no_box(counter, client_of):
    row = paying.approved_for(counter, 1)
    box = f'name="application" value="{row.pk}"'
    text = client_of(counter.clerk).get(url("payment_due")).content.decode()
    assert box not in text and "您已承办本笔的“审核”，不能再办“付款”" in text
    for user in (counter.chair, counter.leader):
        text = client_of(user).get(url("payment_due")).content.decode()
        assert row.number in text and box not in text
        assert "为勾选的申请制单" not in text


def test_another_units_applications_are_not_seen(counter, other_chair, client_of):
    row = paying.approved_for(counter, 1)
    text = client_of(other_chair).get(url("payment_due")).content.decode()
    assert row.number not in text and "0 份 0 人 0.00 元" in text


def test_the_list_costs_the_same_with_one_application_and_with_three(counter, payer):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            paying.approved_for(counter, 2)
        with CaptureQueriesContext(connection) as captured:
            payer.get(url("payment_due"))
        counts.append(len(captured))
    assert counts[0] == counts[1] == 13


# --- a new batch --------------------------------------------------------------------------------


def test_a_batch_is_made_of_what_was_chosen_less_what_was_left_out(counter, payer):
    one, two = paying.approved_for(counter, 2), paying.approved_for(counter, 1)
    page = new_url(one, two)
    text = payer.get(page).content.decode()
    assert "3 人，合计 3,000.00 元（人民币叁仟元整）" in text
    assert aid.ACCOUNT not in text and "****0123" in text
    left_out = one.lines.last()
    _, answer = sent(payer, page, skip=[left_out.pk], voucher="记-7")
    batch = PaymentBatch.objects.get()
    assert answer["Location"] == url("payment_detail", batch.pk)
    assert (batch.payments.count(), batch.voucher) == (2, "记-7")
    left_out.refresh_from_db()
    assert left_out.status == "approved"
    assert one.number in payer.get(url("payment_due")).content.decode()


def test_the_same_form_five_times_makes_one_batch_and_gives_one_answer(counter, payer):
    page = new_url(paying.approved_for(counter, 2))
    fields, first = sent(payer, page)
    again = [payer.post(page, fields) for _ in range(4)]
    assert PaymentBatch.objects.count() == 1
    assert {answer["Location"] for answer in again} == {first["Location"]}


def test_a_page_of_before_a_change_is_a_409_that_shows_what_stands_now(counter, payer):
    row = paying.approved_for(counter, 2)
    page = new_url(row)
    text = payer.get(page).content.decode()
    key = re.search(r'name="form_key" value="(\w+)"', text)[1]
    seen = re.search(r'name="seen" value="([0-9:]+)"', text)[1]
    line = row.lines.first()
    payments.change_account(line, "农行", "6222000000009876", by=counter.chair, reason="换卡")
    fields = {"form_key": key, "seen": seen, "day": today().isoformat(), "voucher": "记-9"}
    answer = payer.post(page, fields)
    text = answer.content.decode()
    assert answer.status_code == 409 and not PaymentBatch.objects.exists()
    assert "在您打开之后已有改动" in text and "****9876" in text and "记-9" in text
    fields["seen"] = re.search(r'name="seen" value="([0-9:]+)"', text)[1]
    assert payer.post(page, fields).status_code == 302
    assert PaymentBatch.objects.get().payments.count() == 2


def test_an_application_ordered_by_another_meanwhile_is_told(counter, payer):
    one, two = paying.approved_for(counter, 1), paying.approved_for(counter, 1)
    page = new_url(one, two)
    text = payer.get(page).content.decode()
    seen = re.findall(r'name="seen" value="([0-9:]+)"', text)
    aid.ordered(one, counter.payer)
    fields = {"form_key": "fresh", "seen": seen, "day": today().isoformat()}
    assert payer.post(page, fields).status_code == 409
    assert PaymentBatch.objects.count() == 1


def test_a_wrong_day_or_nothing_left_keeps_what_was_typed(counter, payer):
    row = paying.approved_for(counter, 1)
    page, line = new_url(row), row.lines.get()
    _, answer = sent(payer, page, day="明天", voucher="记-3")
    text = answer.content.decode()
    assert answer.status_code == 200 and "不是日期" in text and "记-3" in text
    _, answer = sent(payer, page, skip=[line.pk])
    text = answer.content.decode()
    assert "请至少留下一笔" in text
    assert re.search(rf'value="{line.pk}" checked', text)
    assert not PaymentBatch.objects.exists()


def test_barred_applications_stay_out_of_the_batch(counter, payer):
    mine, barred = paying.approved_for(counter, 1), paying.approved_for(counter, 1)
    applications.declare_relation(
        Relation(application=barred, person=counter.payer, relation="表妹"), by=counter.clerk
    )
    page = new_url(mine, barred)
    text = payer.get(page).content.decode()
    assert "不计入本批" in text and "表妹" in text and "1 人，合计" in text
    sent(payer, page)
    assert PaymentBatch.objects.get().payments.get().line.application == mine
    forged = [f"{mine.pk}:{mine.version}", f"{barred.pk}:{barred.version}"]
    _, answer = sent(payer, page, seen=forged[1:])
    assert "已申报您与受助人的关系" in answer.content.decode()
    assert PaymentBatch.objects.count() == 1


def test_hostile_parameters_choose_nothing(counter, payer):
    paying.approved_for(counter, 1)
    for junk in ("abc", "９", "-1", "9" * 30, "1:1", ""):
        text = payer.get(f"{url('payment_new')}?method=bank&application={junk}").content.decode()
        assert "没有选中待付款的申请" in text
        answer = payer.post(f"{url('payment_new')}?method=bank", {"seen": junk, "form_key": "x"})
        assert answer.status_code == 200
    assert payer.get(f"{url('payment_new')}?method=gold").status_code == 404
    assert not PaymentBatch.objects.exists()


def test_the_new_batch_page_costs_the_same_for_one_line_and_for_many(counter, payer):
    counts = []
    for number in (1, 3):
        rows = [paying.approved_for(counter, number) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            payer.get(new_url(*rows))
        counts.append(len(captured))
    assert counts[0] == counts[1] == 7


# --- batches ------------------------------------------------------------------------------------


def test_the_sums_of_a_batch_tie(counter, payer):
    batch = aid.ordered(paying.approved_for(counter, 4, amount="250.25"), counter.payer)
    told = paying.results(batch)
    payments.settle(batch, told[:2], by=counter.payer)
    payments.settle(batch, paying.results(batch, Kind.FAILED, reason="销户")[2:3], by=counter.payer)
    payments.undo(told[0].payment, Kind.RETURNED, by=counter.payer, day=today(), reason="账户冻结")
    text = payer.get(url("payment_detail", batch.pk)).content.decode()
    rows = dict(re.findall(r"<tr[^>]*><td>　?(\w+)</td><td[^>]*>(\d+)</td>", text))
    assert rows == {"制单": "4", "成功": "2", "失败": "1", "未回": "1", "成功后退回": "1",
                    "成功后冲销": "0", "实际发放": "1"}  # fmt: skip
    assert "1,001.00" in text and "500.50" in text and "人民币壹仟零壹元整" in text
    assert "有 2 笔失败或退回待处理" in text
    assert "部分登记" in payer.get(url("payment_list")).content.decode()
    shown = {
        state: len(re.findall(r"王桂", payer.get(f"{url('payment_detail', batch.pk)}?state={state}")
                              .content.decode()))
        for state in ("pending", "paid", "failed", "returned", "reversed", "follow")
    }  # fmt: skip
    assert shown == {
        "pending": 1, "paid": 1, "failed": 1, "returned": 1, "reversed": 0, "follow": 2
    }  # fmt: skip


def test_a_batch_shows_masked_numbers_and_its_steps_to_whoever_may(counter, payer, client_of):
    batch = paying.paid(aid.ordered(paying.approved_for(counter, 1), counter.payer), counter.payer)
    payment = batch.payments.get()
    for user, may in ((counter.payer, True), (counter.leader, False)):
        text = client_of(user).get(url("payment_detail", batch.pk)).content.decode()
        assert aid.ACCOUNT not in text and payment.id_number not in text and "****0123" in text
        assert (url("payment_undo", payment.pk) in text) is may
        assert ("导出银行文件" in text) is may


def test_a_batch_is_the_federations_affair(counter, client_of):
    """The unit whose people are paid sees them in its application."""
    batch = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    chair = client_of(counter.chair)
    assert chair.get(url("payment_detail", batch.pk)).status_code == 404
    assert str(batch) not in chair.get(url("payment_list")).content.decode()


def test_lists_and_detail_cost_the_same_with_one_row_and_with_three(counter, payer):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            batch = aid.ordered(paying.approved_for(counter, more * 2), counter.payer)
            paying.paid(batch, counter.payer)
        for page in (url("payment_list"), url("payment_detail", batch.pk)):
            with CaptureQueriesContext(connection) as captured:
                payer.get(page)
            counts.append(len(captured))
    assert counts[:2] == counts[2:] == [6, 9]


@pytest.mark.parametrize("state", ["open", "closed"])
def test_batches_are_found_by_whether_answers_are_outstanding(counter, payer, state):
    one = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    two = paying.paid(aid.ordered(paying.approved_for(counter, 1), counter.payer), counter.payer)
    text = payer.get(f"{url('payment_list')}?state={state}").content.decode()
    assert (str(one) in text, str(two) in text) == (state == "open", state == "closed")


def test_the_list_of_batches_exports_what_it_shows(counter, payer):
    paying.paid(aid.ordered(paying.approved_for(counter, 2), counter.payer), counter.payer)
    from tests.browser.visitor import workbook

    answer = payer.post(url("payment_list"))
    rows = workbook(b"".join(answer.streaming_content))
    head = next(i for i, row in enumerate(rows) if row[0] == "批次号")
    total = rows[head].index("成功（元）")
    assert rows[head + 1][total] == 2000


def test_pages_write_nothing(counter, payer, writes_refused):
    batch = paying.paid(aid.ordered(paying.approved_for(counter, 1), counter.payer), counter.payer)
    cash = aid.ordered(paying.approved_for(counter, 1, method="cash"), counter.payer)
    waiting = paying.approved_for(counter, 1)
    payment = batch.payments.get()
    counter.payer.scope_in_hand = load(counter.payer)
    with writes_refused():
        for page in (
            url("payment_due"), new_url(waiting), url("payment_list"),
            url("payment_detail", batch.pk), url("payment_sheet", cash.pk),
            url("payment_sign", cash.pk), url("payment_result", cash.payments.get().pk),
            url("payment_undo", payment.pk), url("payment_account", waiting.lines.get().pk),
            url("payment_drop", waiting.lines.get().pk),
        ):  # fmt: skip
            assert payer.get(page).status_code == 200, page


# --- steps --------------------------------------------------------------------------------------


def test_a_result_told_by_hand_is_booked(counter, payer):
    batch = aid.ordered(paying.approved_for(counter, 2), counter.payer)
    one, two = batch.payments.order_by("position")
    page = url("payment_result", one.pk)
    data = {"kind": "paid", "day": today().isoformat(), "reference": "LS9"}
    assert payer.post(page, data).status_code == 302
    assert payer.post(page, data).status_code == 302
    assert one.outcomes.get().reference == "LS9"
    data = {"kind": "failed", "day": today().isoformat()}
    answer = payer.post(url("payment_result", two.pk), data)
    assert answer.status_code == 200 and "请填写原因" in answer.content.decode()
    payer.post(url("payment_result", two.pk), {**data, "reason": "销户"})
    assert two.outcomes.get().kind == "failed"
    answer = payer.post(page, {**data, "reason": "改口"})
    assert "已登记为“支付成功”" in answer.content.decode()


def test_a_cash_payment_is_never_booked_paid_without_its_signature(counter, payer):
    batch = aid.ordered(paying.approved_for(counter, 1, method="cash"), counter.payer)
    page = url("payment_result", batch.payments.get().pk)
    payer.post(page, {"kind": "paid", "day": today().isoformat()})
    assert not PaymentOutcome.objects.exists()
    payer.post(page, {"kind": "failed", "day": today().isoformat(), "reason": "外出未领"})
    assert PaymentOutcome.objects.get().kind == "failed"


def test_taking_back_shows_what_it_does_to_the_fund_and_does_it(counter, payer):
    batch = paying.paid(aid.ordered(paying.approved_for(counter, 1), counter.payer), counter.payer)
    page = url("payment_undo", batch.payments.get().pk)
    text = payer.get(page).content.decode()
    found = re.findall(r"<td>(现在|退回待付后|冲销后)</td>(.*?)</tr>", text, re.S)
    sums = {label: re.findall(r">([0-9,.]+)</td>", cells) for label, cells in found}
    assert sums == {
        "现在": ["100,000.00", "0.00", "1,000.00", "99,000.00"],
        "退回待付后": ["100,000.00", "1,000.00", "0.00", "99,000.00"],
        "冲销后": ["100,000.00", "0.00", "0.00", "100,000.00"],
    }
    data = {"kind": "reversed", "day": today().isoformat(), "reason": "重复申领"}
    for _ in range(3):
        assert payer.post(page, data).status_code == 302
    assert PaymentOutcome.objects.filter(kind="reversed").count() == 1
    assert funds.balance(counter.fund).available == Decimal("100000.00")


def test_a_new_account_is_typed_twice_and_the_old_one_not_shown(counter, payer, client_of):
    batch = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    payments.settle(batch, paying.results(batch, Kind.FAILED, reason="销户"), by=counter.payer)
    line = batch.payments.get().line
    page, chair = url("payment_account", line.pk), client_of(counter.chair)
    text = chair.get(page).content.decode()
    assert aid.ACCOUNT not in text and "****0123" in text and "不动资金" in text
    assert "对资金的影响" not in text  # the federation's fund is not the chair's to see
    data = {"method": "bank", "bank_name": "农行", "bank_account": "6222 0000 0000 9876",
            "again": "6222000000009875", "reason": "换卡"}  # fmt: skip
    answer = chair.post(page, data)
    assert "两次输入的账号不一致" in answer.content.decode()
    answer = chair.post(page, {**data, "again": "6222000000009876"})
    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.bank_account == "6222000000009876"
    text = payer.get(new_url(line.application)).content.decode()
    assert "支付失败：销户" in text and "****9876" in text


def test_dropping_shows_and_frees_what_was_reserved(counter, client_of):
    row = paying.approved_for(counter, 2)
    page, clerk = url("payment_drop", row.lines.first().pk), client_of(counter.clerk)
    text = clerk.get(page).content.decode()
    assert "停发后" in text and "99,000.00" in text
    assert clerk.post(page, {"reason": ""}).status_code == 200
    assert clerk.post(page, {"reason": "本人放弃"}).status_code == 302
    assert funds.balance(counter.fund).reserved == Decimal("1000.00")
    assert "当前状态下不能" in clerk.post(page, {"reason": "本人放弃"}).content.decode()


@pytest.mark.parametrize(
    ("name", "of"),
    [("payment_result", "payment"), ("payment_undo", "payment"),
     ("payment_account", "line"), ("payment_drop", "line")],
)  # fmt: skip
def test_steps_are_for_those_who_may_in_their_own_unit(counter, other_chair, client_of, name, of):
    row = paying.approved_for(counter, 1)
    payment = aid.ordered(row, counter.payer).payments.get()
    key = payment.pk if of == "payment" else row.lines.get().pk
    may = {"payment_account": 404}.get(name, 403)
    assert client_of(other_chair).get(url(name, key)).status_code == may
    assert client_of(counter.leader).get(url(name, key)).status_code == 403
