"""银行回盘: every row judged against the batch, all booked or none, twice without effect."""

import datetime
import io
import itertools
import re

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assistance.bank_file import write_bank_file
from assistance.imports.bank_return import SYNONYMS, is_account
from assistance.models import PaymentBatch, PaymentOutcome
from assistance.services import funds, payments
from assistance.services.payments import Kind
from core.periods import today
from core.sheets import SheetError
from tests.factories import aid, paying
from unions.imports import engine
from unions.imports import plan as plans
from unions.imports.plan import ImportProblem
from unions.models import ImportBatch

pytestmark = pytest.mark.django_db
Ending = engine.Ending


@pytest.fixture
def batch(counter):
    return aid.ordered(paying.approved_for(counter, 4, amount="100.25"), counter.payer)


def check(counter, rows, *below, **extra):
    """What the preview says, and the import batch."""
    upload = paying.uploaded(
        paying.bank_file(rows, *below), counter.federation, extra.pop("by", counter.payer)
    )
    return upload, plans.unseal(upload.findings).plan


def told(batch, *words, **cells):
    rows = zip(batch.payments.order_by("position"), itertools.cycle(words), strict=False)
    return [paying.told(payment, word, **cells) for payment, word in rows]


def only_error(plan):
    (row,) = [row for row in plan.rows if row.refused]
    (finding,) = [f for f in row.findings if f.level == plans.ERROR]
    return row.line, finding.label, finding.message


def book(counter, upload):
    return engine.confirm(upload, by=counter.payer)


def outcomes(batch):
    rows = PaymentOutcome.objects.filter(payment__batch=batch).order_by("payment__position", "pk")
    return list(rows.values_list("payment__position", "kind"))


# --- booking ------------------------------------------------------------------------------------


def test_each_row_is_booked_with_what_the_bank_said(counter, batch):
    upload, plan = check(counter, told(batch, "交易成功", "失败"), ["合计", "", "", "", "401.00"])
    assert not PaymentOutcome.objects.exists(), "a preview writes nothing"
    assert upload.counts["changed"] == 4 and not upload.counts["refused"]
    assert f"批次 {batch}：支付成功 2 笔，支付失败 2 笔。" in plan.notes
    assert any("合计 401 与读到的一致" in note for note in plan.notes)
    assert [f.new for row in plan.rows for f in row.findings] == ["支付成功", "支付失败"] * 2
    assert book(counter, upload) is Ending.DONE
    assert outcomes(batch) == [(1, "paid"), (2, "failed"), (3, "paid"), (4, "failed")]
    failed = PaymentOutcome.objects.get(payment__batch=batch, payment__position=2)
    assert (failed.reason, failed.day) == ("户名不符", today())
    assert failed.reference == f"LS{failed.payment_id}"
    balance = funds.balance(counter.fund)
    assert (str(balance.reserved), str(balance.spent)) == ("200.50", "200.50")


def test_the_same_file_again_changes_nothing(counter, batch):
    rows = told(batch, "成功", "失败")
    upload, _ = check(counter, rows)
    assert book(counter, upload) is Ending.DONE
    before = (outcomes(batch), funds.balance(counter.fund))
    again, plan = check(counter, rows)
    assert again.counts["unchanged"] == 4 and again.counts["changed"] == 0
    assert f"批次 {batch}：没有新的结果。" in plan.notes
    assert book(counter, again) is Ending.NOTHING_TO_DO
    assert (outcomes(batch), funds.balance(counter.fund)) == before


def test_overlapping_returns_book_each_row_once(counter, batch):
    """Both previewed before either is confirmed: the second is shown anew."""
    rows = told(batch, "成功")
    first, _ = check(counter, rows[:3])
    second, plan = check(counter, rows[1:])
    assert any("另有 1 笔表中没有" in note for note in plan.notes)
    assert book(counter, first) is Ending.DONE
    assert book(counter, second) is Ending.CHANGED_MEANWHILE
    second.refresh_from_db()
    assert (second.counts["changed"], second.counts["unchanged"]) == (1, 2)
    assert book(counter, second) is Ending.DONE
    assert outcomes(batch) == [(n, "paid") for n in (1, 2, 3, 4)]
    assert funds.balance(counter.fund).spent == 401


def test_a_paid_row_that_comes_back_waits_to_be_paid_again(counter, batch):
    book(counter, check(counter, told(batch, "成功"))[0])
    row = batch.payments.first().line.application
    row.refresh_from_db()
    assert row.status == "paid"
    upload, plan = check(counter, told(batch, "退票")[:1])
    assert [f.old for f in plan.rows[0].findings] == ["支付成功"]
    assert book(counter, upload) is Ending.DONE
    assert outcomes(batch)[:2] == [(1, "paid"), (1, "returned")]
    row.refresh_from_db()
    assert row.status == "approved"
    assert funds.balance(counter.fund).reserved == batch.payments.first().amount
    for words in (["成功"], ["退票"]):  # either file again
        assert check(counter, told(batch, *words)[:1])[0].counts["unchanged"] == 1


def test_money_that_never_arrived_is_a_failure_even_if_called_returned(counter, batch):
    upload, plan = check(counter, told(batch, "退票")[:1])
    assert plan.rows[0].doubtful
    assert book(counter, upload) is Ending.DONE
    assert outcomes(batch) == [(1, "failed")]
    assert check(counter, told(batch, "退票")[:1])[0].counts["unchanged"] == 1


def test_what_the_bank_has_not_decided_is_left_open(counter, batch):
    upload, plan = check(counter, told(batch, "处理中", "成功", "成功", "成功"))
    assert plan.rows[0].outcome == plans.UNCHANGED and plan.rows[0].doubtful
    assert book(counter, upload) is Ending.DONE
    assert outcomes(batch) == [(2, "paid"), (3, "paid"), (4, "paid")]


@pytest.mark.parametrize("word", sorted(SYNONYMS))
def test_banks_have_many_words(word):
    from assistance.imports.bank_return import BankReturnImporter

    column = next(c for c in BankReturnImporter.columns if c.name == "result")
    assert column.clean(f" {word} ").value == SYNONYMS[word]


# --- refusing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "label", "text"),
    [
        ({"name": "王大山"}, "收款人姓名", "制单时的收款人是“王桂甲甲”"),
        ({"account": "6222000000000000124"}, "收款账号", "（末四位 0123）不同"),
        ({"account": "****9999"}, "收款账号", "不同"),
        ({"amount": "100.26"}, "金额（元）", "制单金额是 100.25 元"),
        ({"amount": ""}, "金额（元）", "请填写金额（元）"),
        ({"position": "99"}, "序号", "只有 4 笔，没有这个序号"),
        ({"position": "一"}, "序号", "不是整数"),
        ({"word": "也许"}, "结果", "不在可选范围内"),
        ({"day": ""}, "日期", "请填写日期"),
        ({"day": "2000-01-01"}, "日期", "日期早于"),
        ({"day": "2099-01-01"}, "日期", "日期晚于今天"),
        ({"account": 6.222e18}, "收款账号", "科学计数"),
    ],
)
def test_a_row_that_differs_is_refused_with_place_and_cure(counter, batch, cells, label, text):
    rows = told(batch, "成功")
    rows[0] = paying.told(batch.payments.get(position=1), "成功", **cells)
    upload, plan = check(counter, rows)
    line, found, message = only_error(plan)
    assert (line, found) == (2, label) and text in message
    assert aid.ACCOUNT not in message
    assert book(counter, upload) is Ending.REFUSED_ROWS
    assert engine.confirm(upload, by=counter.payer, partial=True) is Ending.REFUSED_ROWS
    assert not PaymentOutcome.objects.exists()


def test_rows_of_another_batch_or_union_are_refused(counter, batch, federation):
    other = aid.ordered(paying.approved_for(counter, 1), counter.payer)
    upload, plan = check(counter, [*told(batch, "成功"), *told(other, "成功")])
    line, label, message = only_error(plan)
    assert (line, label) == (6, "批次号") and f"本表是批次 {batch} 的回盘" in message
    assert book(counter, upload) is Ending.REFUSED_ROWS
    row = paying.told(batch.payments.get(position=1), "成功", number="付2016-9999")
    _, plan = check(counter, [row])
    assert "没有找到这个批次" in only_error(plan)[2]
    PaymentBatch.objects.filter(pk=batch.pk).update(union=counter.unit)
    _, foreign = check(counter, told(batch, "成功")[:1])
    assert only_error(foreign)[2] == only_error(plan)[2], "no message tells what others have"


def test_the_same_payment_twice_in_a_file_is_refused(counter, batch):
    rows = told(batch, "成功")
    _, plan = check(counter, [*rows, rows[0]])
    line, label, message = only_error(plan)
    assert (line, label) == (6, "序号") and "与第 2 行是同一笔" in message


def test_contradictions_with_what_is_booked_are_refused(counter, batch):
    book(counter, check(counter, told(batch, "成功", "失败"))[0])
    _, plan = check(counter, told(batch, "失败", "失败", "成功", "失败"))
    assert "请把结果改为“退票”" in only_error(plan)[2]
    _, plan = check(counter, told(batch, "成功"))
    refused = [row.line for row in plan.rows if row.refused]
    assert refused == [3, 5]
    payments.undo(
        batch.payments.get(position=1), Kind.REVERSED, by=counter.payer, day=today(), reason="收回"
    )
    _, plan = check(counter, told(batch, "退票")[:1])
    assert "已登记冲销" in only_error(plan)[2]


@pytest.mark.parametrize(
    ("below", "text"),
    [
        (["合计", "", "", "", "400.99"], "各行相加是 401.00 元"),
        (["合计", "共5笔", "", "", "401.00"], "合计写的是 5 笔，读到 4 笔"),
    ],
)
def test_a_totals_line_that_does_not_tie_refuses_the_file(counter, batch, below, text):
    upload, plan = check(counter, told(batch, "成功"), below)
    line, _, message = only_error(plan)
    assert line == 6 and text in message
    assert book(counter, upload) is Ending.REFUSED_ROWS
    assert not PaymentOutcome.objects.exists()


def test_a_subtotal_is_no_total(counter, batch):
    upload, _ = check(counter, told(batch, "成功"), ["小计", "", "", "", "1.00"])
    assert book(counter, upload) is Ending.DONE


def test_money_in_another_unit_is_refused(counter, batch):
    rows = [["单位：万元"], paying.HEAD, *told(batch, "成功")]
    rows[1] = [cell.replace("（元）", "") for cell in paying.HEAD]
    from tests.core import sheet_files

    with pytest.raises(ImportProblem, match="须以元为单位"):
        paying.uploaded(sheet_files.xlsx(rows), counter.federation, counter.payer)


def test_whoever_reviewed_does_not_book_the_return(counter, batch):
    with pytest.raises(ImportProblem, match="不能再办“付款”"):
        check(counter, told(batch, "成功"), by=counter.clerk)
    with pytest.raises(PermissionDenied):
        check(counter, told(batch, "成功"), by=counter.leader)


@pytest.mark.parametrize(
    ("said", "fits"),
    [("6222000000000000123", True), ("0123", True), ("****0123", True), ("6222****0123", True),
     ("6228****0123", False), ("0124", False), ("62220000000000001230", False)],
)  # fmt: skip
def test_accounts_are_compared_by_what_is_shown_of_them(said, fits):
    assert is_account(said, aid.ACCOUNT) is fits


# --- our own file come back ---------------------------------------------------------------------


def filled(batch, by):
    """The workbook that went to the bank, with results written beside each line."""
    stream = io.BytesIO()
    write_bank_file(batch, stream, by=by)
    book = openpyxl.load_workbook(stream)
    sheet = book.worksheets[0]
    for row in range(3, sheet.max_row):
        words = ("结果", "日期") if row == 3 else ("成功", today().isoformat())
        for column, word in enumerate(words, 8):
            sheet.cell(row, column, word)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_banks_copy_of_our_file_is_recognised_whatever_was_chosen(
    counter, batch, client_of, unit
):
    content = filled(batch, counter.payer)
    client = client_of(counter.payer)
    answer = client.post(
        reverse("unions:import_new"),
        {"file": SimpleUploadedFile("回.xlsx", content), "kind": "roster", "union": unit.pk},
    )
    upload = ImportBatch.objects.get()
    assert (upload.kind, upload.union) == ("bank_return", counter.federation)
    client.post(reverse("unions:import_run", args=[upload.pk]))
    text = client.get(answer["Location"]).content.decode()
    assert "确认导入" in text and "支付成功 4 笔" in text and aid.ACCOUNT not in text
    client.post(reverse("unions:import_confirm", args=[upload.pk]))
    assert outcomes(batch) == [(n, "paid") for n in (1, 2, 3, 4)]


def test_a_stranger_to_the_federation_cannot_use_it(counter, batch, chair):
    content = filled(batch, counter.payer)
    with pytest.raises(SheetError, match="不是从您所管理的工会导出"):
        engine.upload(content, "x.xlsx", "roster", counter.unit, by=chair, options={})


def test_a_refused_row_offers_no_partial_import(counter, batch, client_of):
    rows = told(batch, "成功")
    rows[0] = paying.told(batch.payments.get(position=1), "成功", amount="1")
    upload, _ = check(counter, rows)
    page = reverse("unions:import_detail", args=[upload.pk])
    text = client_of(counter.payer).get(page).content.decode()
    assert "这类表格整张导入" in text and "只导入可用的" not in text


def test_the_upload_form_opens_on_what_the_batch_page_asks_for(counter, batch, client_of):
    client = client_of(counter.payer)
    text = client.get(reverse("assistance:payment_detail", args=[batch.pk])).content.decode()
    link = f"{reverse('unions:import_new')}?kind=bank_return&amp;union={counter.federation.pk}"
    assert link in text
    text = client.get(link.replace("&amp;", "&")).content.decode()
    assert re.search(r'<input type="radio" name="kind" value="bank_return"[^>]* checked', text)
    assert f'<option value="{counter.federation.pk}" selected>' in text


def test_days_before_the_payment_are_no_returns(counter, batch):
    with_time = PaymentBatch.objects.filter(pk=batch.pk)
    with_time.update(day=today() - datetime.timedelta(5))
    book(counter, check(counter, told(batch, "成功"))[0])
    row = paying.told(batch.payments.get(position=1), "退票", day=paying.yesterday().isoformat())
    _, plan = check(counter, [row])
    assert "日期早于" in only_error(plan)[2]
