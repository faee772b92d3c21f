"""Cash: the sheet that is signed, and its signatures registered."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance import payment_page
from assistance.services import funds, payments
from assistance.services.payments import Kind
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, paying

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(counter):
    return aid.ordered(paying.approved_for(counter, 3, method="cash"), counter.payer)


@pytest.fixture
def payer(counter, client_of):
    return client_of(counter.payer)


def page_of(batch, name="payment_sign"):
    return reverse(f"assistance:{name}", args=[batch.pk])


# --- the sheet ----------------------------------------------------------------------------------


def test_the_sheet_has_all_columns_capitals_and_places_to_sign(batch, payer):
    text = payer.get(page_of(batch, "payment_sheet")).content.decode()
    heads = re.findall(r'<th scope="col">([^<]+)</th>', text)
    assert heads == ["序号", "姓名", "单位", "身份证号", "金额（元）", "大写金额", "签名", "日期",
                     "代领人及关系"]  # fmt: skip
    assert "人民币壹仟元整" in text and "人民币叁仟元整" in text and "3,000.00" in text
    for sign in ("经手人：", "证明人：", "审核人："):
        assert sign in text
    payment = batch.payments.first()
    assert payment.id_number not in text and payment.masked_id in text
    assert "第 1 页，共 1 页" in text


def test_a_long_sheet_is_cut_into_pages_that_add_up(counter, payer):
    row = paying.approved_for(counter, 23, method="cash", amount="100.01")
    batch = aid.ordered(row, counter.payer)
    sheet = payment_page.sign_off(batch)
    assert [len(page.rows) for page in sheet.pages] == [10, 10, 3]
    assert sum(page.total for page in sheet.pages) == sheet.total
    text = payer.get(page_of(batch, "payment_sheet")).content.decode()
    assert text.count("<thead>") == 3 and "第 3 页，共 3 页" in text
    assert text.count("本页小计") == 3 and text.count(">合计<") == 1
    assert "人民币贰仟叁佰元贰角叁分" in text


def test_a_transfer_has_no_sheet_to_sign(counter, payer):
    batch = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    assert payer.get(page_of(batch, "payment_sheet")).status_code == 404
    assert payer.get(page_of(batch)).status_code == 404
    with pytest.raises(ValidationError, match="签领只用于现金"):
        payments.sign_for(list(batch.payments.all()), today(), by=counter.payer, proxies={})


# --- signatures ---------------------------------------------------------------------------------


def test_ticked_people_are_paid_and_received_each_with_her_proxy(counter, batch, payer):
    one, two, three = batch.payments.order_by("position")
    data = {
        "day": today().isoformat(), "shown": [one.pk, two.pk, three.pk],
        "signed": [one.pk, two.pk], f"proxy_{two.pk}": "李大山 丈夫", f"proxy_{three.pk}": "空",
    }  # fmt: skip
    answer = payer.post(page_of(batch), data)
    assert answer["Location"] == page_of(batch)  # one is left
    lines = {line.pk: line for line in one.line.application.lines.all()}
    assert (lines[one.line_id].received_on, lines[one.line_id].proxy) == (today(), "")
    assert lines[two.line_id].proxy == "李大山 丈夫"
    assert (lines[three.line_id].status, lines[three.line_id].proxy) == ("ordered", "")
    assert funds.balance(counter.fund).spent == 2000
    text = payer.get(page_of(batch)).content.decode()
    assert "还有 1 人没有登记" in text and one.full_name not in text


def test_all_of_a_page_are_signed_with_one_tick_and_a_second_click_changes_nothing(
    counter, batch, payer
):
    shown = [payment.pk for payment in batch.payments.all()]
    data = {"day": today().isoformat(), "shown": shown, "everybody": "on"}
    answers = [payer.post(page_of(batch), data) for _ in range(3)]
    assert {a["Location"] for a in answers} == {page_of(batch, "payment_detail")}
    row = batch.payments.first().line.application
    assert row.status == "paid"
    assert APPLICATION.move(row, "receipt", by=counter.payer).status == "receipted"
    assert batch.payments.filter(outcomes__kind="paid").count() == 3


def test_nobody_ticked_is_told_and_what_was_typed_stays(batch, payer):
    payment = batch.payments.first()
    data = {"day": "不知", "shown": [payment.pk], "signed": [payment.pk],
            f"proxy_{payment.pk}": "李大山 丈夫"}  # fmt: skip
    text = payer.post(page_of(batch), data).content.decode()
    assert "不是日期" in text and 'value="李大山 丈夫"' in text and "checked" in text
    text = payer.post(page_of(batch), {"day": today().isoformat()}).content.decode()
    assert "请至少勾选一名" in text
    tomorrow = today() + datetime.timedelta(1)
    data = {"day": tomorrow.isoformat(), "signed": [payment.pk]}
    assert "不能晚于今天" in payer.post(page_of(batch), data).content.decode()
    assert not payment.outcomes.exists()


def test_another_batchs_people_are_not_signed_here(counter, batch, payer):
    other = aid.ordered(paying.approved_for(counter, 1, method="cash"), counter.payer)
    foreign = other.payments.get()
    payer.post(page_of(batch), {"day": today().isoformat(), "signed": [foreign.pk]})
    assert not foreign.outcomes.exists()


def test_a_signature_on_an_old_sheet_does_not_count_for_a_new_payment(counter, batch):
    rows = list(batch.payments.all())
    payments.sign_for(rows, today(), by=counter.payer, proxies={})
    old = rows[0]
    payments.undo(old, Kind.RETURNED, by=counter.payer, day=today(), reason="退还现金")
    line = type(old.line).objects.get(pk=old.line_id)
    assert line.received_on is None
    again = payments.order([line], counter.federation, "cash", by=counter.payer, form_key="2")
    payments.settle(again, paying.results(again), by=counter.payer)
    payments.sign_for([old], today(), by=counter.payer, proxies={old.pk: "某人"})
    line.refresh_from_db()
    assert (line.received_on, line.proxy) == (None, "")


def test_the_signing_page_shows_a_page_of_people_at_the_same_cost(counter, payer, monkeypatch):
    counts = []
    monkeypatch.setattr(payment_page, "SIGN_ROWS", 3)
    for number in (1, 5):
        batch = aid.ordered(paying.approved_for(counter, number, method="cash"), counter.payer)
        with CaptureQueriesContext(connection) as captured:
            text = payer.get(page_of(batch)).content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1] == 6
    assert text.count('name="signed"') == 3 and "?after=3" in text
    text = payer.get(page_of(batch) + "?after=3").content.decode()
    assert text.count('name="signed"') == 2 and "看后面的人" not in text
