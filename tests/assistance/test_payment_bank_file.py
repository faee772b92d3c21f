"""The batch file for the bank: text where Excel would spoil a number, a sum, a mark of our own."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.bank_file import write_bank_file
from core.sheets import read_meta
from tests.factories import aid, paying

pytestmark = pytest.mark.django_db


def file_url(batch):
    return reverse("assistance:payment_file", args=[batch.pk])


@pytest.fixture
def batch(counter):
    return aid.ordered(paying.approved_for(counter, 2, amount="1000.50"), counter.payer)


@pytest.fixture
def content(counter, batch):
    stream = io.BytesIO()
    write_bank_file(batch, stream, by=counter.payer)
    return stream.getvalue()


def test_the_file_holds_what_the_batch_was_ordered_with(batch, content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    names = [payment.full_name for payment in batch.payments.order_by("position")]
    assert rows == [
        ["序号", "批次号", "收款人姓名", "收款账号", "开户银行", "金额（元）", "用途"],
        [1, batch.number, names[0], aid.ACCOUNT, "临岐信用社", 1000.5, "工会帮扶款"],
        [2, batch.number, names[1], aid.ACCOUNT, "临岐信用社", 1000.5, "工会帮扶款"],
        ["合计", "共2笔", None, None, None, 2001, None],
    ]
    account = sheet.cell(4, 4)
    assert (account.data_type, account.number_format) == ("s", "@")
    assert read_meta(content) == {"kind": "bank_return", "batch": batch.number}


def test_only_the_payer_takes_it_by_post_and_the_journal_knows(counter, batch, client_of):
    payer = client_of(counter.payer)
    assert payer.get(file_url(batch)).status_code == 405
    for user in (counter.chair, counter.leader):
        assert client_of(user).post(file_url(batch)).status_code == 403
    with pytest.raises(PermissionDenied):
        write_bank_file(batch, io.BytesIO(), by=counter.leader)
    assert not JournalEntry.objects.filter(kind="export").exists()
    answer = payer.post(file_url(batch))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"]
    entry = JournalEntry.objects.get(kind="export")
    assert entry.summary == f"导出银行代发文件：{batch}" and entry.details()["rows"] == 2
    assert aid.ACCOUNT not in entry.detail


def test_cash_has_no_bank_file(counter, client_of):
    batch = aid.ordered(paying.approved_for(counter, 1, method="cash"), counter.payer)
    answer = client_of(counter.payer).post(file_url(batch), follow=True)
    assert "现金发放没有银行文件" in answer.content.decode()
    assert not JournalEntry.objects.filter(kind="export").exists()
