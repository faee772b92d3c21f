"""One payout walked by four people: chair, clerk, leader, cashier; its papers as pages.

Two beneficiaries of one bus home, one paid by the bank and one in cash, so that both ways of
paying leave their paper.
"""

import datetime
import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from django.utils import timezone

from assistance.models import Application, Fund, FundEntry, Notice, PaymentBatch
from assistance.services import funds
from members.models import Membership
from tests.browser.visitor import Visitor
from unions.models import Union

PHONE = {"width": 390, "height": 844}
PROGRAMME = "外来职工回乡补助"
ACCOUNT = "6222020000000001234"
DETAIL = "/assistance/{0.pk}/"


@pytest.fixture
def clock() -> Any:
    """Set the day for browser, server and test alike: they share this process."""
    travels = []

    def to(day: datetime.date) -> None:
        noon = datetime.datetime.combine(day, datetime.time(4), tzinfo=datetime.UTC)
        travel = time_machine.travel(noon)
        travel.start()
        travels.append(travel)

    yield to
    for travel in reversed(travels):
        travel.stop()


def test_four_people_carry_a_payout_through(
    visit: Any, township: dict[str, str], clock: Any
) -> None:
    def at_desk(name: str, **window: int) -> Visitor:
        return visit(**window).sign_in(name, township[name])

    own = Union.objects.get(seats__user__username="chair1")
    members = [m.member for m in Membership.objects.open().filter(union=own).order_by("-pk")[:2]]
    chair = at_desk("chair1", **PHONE)
    row = she_enters_it(chair, members)
    clerk = at_desk("clerk")
    fund = Fund.objects.filter(source="own").latest("pk")
    she_reviews_it(clerk, row, fund)
    notice = she_publishes_it(clerk, row)
    anybody_reads_it(visit(**PHONE), notice, members)
    chair.open(DETAIL.format(row)).sees("期满无异议的次日起审批")
    chair.shot("chair-on-notice")
    leader = at_desk("leader")
    leader.open(DETAIL.format(row)).sees("次日起可以批准")
    leader.shot("leader-must-wait")
    assert leader.main.get_by_role("button", name="批准", exact=True).is_disabled()

    clock(notice.ends_on + datetime.timedelta(1))
    visit().open(f"/notices/{notice.token}/", 410).sees_not(members[0].full_name)
    leader = at_desk("leader")
    before = funds.balance(fund)
    leader.open(DETAIL.format(row)).press("批准").sees("已批准")
    leader.shot("approved")
    assert funds.balance(fund).reserved == before.reserved + Decimal("860.00")
    cashier = at_desk("clerk2")
    by_bank = she_orders(cashier, row, "银行转账")
    the_bank_answers(cashier, by_bank)
    in_cash = she_orders(cashier, row, "现金")
    she_has_it_signed(cashier, in_cash)
    cashier.open(DETAIL.format(row)).press("确认签收").sees("已签收")
    clerk = at_desk("clerk")
    clerk.open(DETAIL.format(row)).press("归档").sees("已归档")
    clerk.shot("archived")
    approval_sheet(clerk, row)
    she_sees_what_came_of_it(at_desk("chair1", **PHONE), row)
    assert FundEntry.objects.filter(line__application=row, kind="spend").count() == 2
    assert funds.faults(fund) == []


def she_enters_it(chair: Visitor, members: list[Any]) -> Application:
    page = chair.open("/assistance/").follow("登记申请").page
    page.get_by_label(PROGRAMME).check()
    chair.press("下一步")
    page.get_by_label("标题").fill("中秋返乡包车补助")
    page.get_by_label("起始日期").fill("2026.9.20")
    page.get_by_label("车票或乘车名单").check()
    chair.shot("chair-sheet")
    chair.press("保存").sees("草稿")
    row = Application.objects.latest("pk")
    assert chair.main.get_by_role("button", name="提交", exact=True).is_disabled()
    chair.sees("请至少登记一名受助人").sees("亲属关系")
    chair.shot("chair-what-is-missing")
    for member, amount, account in zip(members, ("500", "360"), (ACCOUNT, ""), strict=True):
        chair.open(DETAIL.format(row)).follow("登记受助人")
        page.get_by_label("查找会员").last.fill(member.id_number)
        chair.press("查找")
        chair.follow(member.full_name)
        page.get_by_label("金额（元）").fill(amount)
        page.get_by_label("发放方式").select_option(label="银行转账" if account else "现金")
        if account:
            page.get_by_label("开户银行").fill("淳安农商银行临岐支行")
            page.get_by_label("银行账号").fill(account)
        chair.press("保存").sees(member.full_name).sees_not(member.id_number).sees_not(ACCOUNT)
    chair.open(DETAIL.format(row)).follow("修改申请")
    page.get_by_label("已核对亲属关系").check()
    chair.press("保存").press("提交").sees("已提交")
    chair.follow("登记集体评议")
    page.get_by_label("参加评议人员").fill("董宁、方晓明、洪秀珍")
    page.get_by_label("评议意见").fill("同意上报")
    chair.press("登记集体评议").sees("已评议")
    chair.shot("chair-deliberated")
    return row


def she_reviews_it(clerk: Visitor, row: Application, fund: Fund) -> None:
    clerk.open(DETAIL.format(row)).follow("审核通过")
    clerk.page.locator("[name=fund]").select_option(value=str(fund.pk))
    clerk.shot("clerk-reviews")
    clerk.press("审核通过").sees("已审核")


def she_publishes_it(clerk: Visitor, row: Application) -> Notice:
    clerk.follow("公示")
    clerk.page.locator("[name=phone]").fill("0571-64000000")
    clerk.page.locator("[name=address]").fill("淳安县临岐镇政府")
    clerk.press("试算截止日")
    clerk.shot("clerk-publishes")
    clerk.press("发布公示")
    notice = Notice.objects.latest("pk")
    row.refresh_from_db()
    assert row.notice == notice
    clerk.open(f"/assistance/notices/{notice.pk}/print/")
    clerk.sees("公示").sees(row.lines.earliest("pk").full_name)
    paper(clerk, "notice")
    return notice


def anybody_reads_it(reader: Visitor, notice: Notice, members: list[Any]) -> None:
    reader.open(f"/notices/{notice.token}/").sees(members[0].full_name)
    text = reader.page.content()
    for member in members:
        assert member.id_number not in text
        assert member.mobile not in text
    assert ACCOUNT not in text
    assert not re.search(r"[0-9]{17}", reader.main.inner_text())
    reader.shot("public")


def she_orders(cashier: Visitor, row: Application, method: str) -> PaymentBatch:
    code = "bank" if method == "银行转账" else "cash"
    cashier.open(f"/assistance/payments/?method={code}")
    cashier.page.get_by_label(f"选择 {row.number}").check()
    cashier.press("为勾选的申请制单")
    cashier.shot(f"cashier-orders-{code}")
    cashier.press("制单").sees("制单")
    return PaymentBatch.objects.filter(method=code).latest("pk")


def the_bank_answers(cashier: Visitor, batch: PaymentBatch) -> None:
    """The bank fills the columns beside ours: its return is our own file, told its outcome."""
    content = cashier.download("导出银行文件")
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    head = next(r for r in sheet.iter_rows() if any(c.value == "收款账号" for c in r))
    columns = {cell.value: cell.column for cell in head}
    accounts = [
        sheet.cell(head[0].row + n + 1, columns["收款账号"]).value
        for n in range(batch.payments.count())
    ]
    assert accounts == [ACCOUNT], "whole, as text"
    width = sheet.max_column
    sheet.cell(head[0].row, width + 1, "结果")
    sheet.cell(head[0].row, width + 2, "日期")
    for n in range(batch.payments.count()):
        sheet.cell(head[0].row + n + 1, width + 1, "交易成功")
        sheet.cell(head[0].row + n + 1, width + 2, timezone.localdate().isoformat())
    answered = io.BytesIO()
    book.save(answered)
    for outcome in ("first", "again"):
        cashier.upload(answered.getvalue(), "回盘.xlsx", "银行回盘", "临岐镇总工会")
        assert cashier.outcome["不能导入"] == 0
        assert cashier.outcome["修改"] == (1 if outcome == "first" else 0)
        cashier.shot(f"bank-return-{outcome}")
        if outcome == "first":
            cashier.confirm()
    cashier.open(f"/assistance/payments/batches/{batch.pk}/").sees("支付成功")
    cashier.shot("batch-settled")


def she_has_it_signed(cashier: Visitor, batch: PaymentBatch) -> None:
    cashier.open(f"/assistance/payments/batches/{batch.pk}/sheet/").sees("叁佰陆拾元整")
    paper(cashier, "sign-off")
    cashier.open(f"/assistance/payments/batches/{batch.pk}/").follow("登记签领")
    cashier.main.get_by_role("checkbox", name=re.compile("已签领$")).last.check()
    cashier.press("登记签领")
    cashier.open(f"/assistance/payments/batches/{batch.pk}/").sees("支付成功")


def approval_sheet(clerk: Visitor, row: Application) -> None:
    clerk.open(f"{DETAIL.format(row)}print/").sees("捌佰陆拾元整")
    for name in ("董宁", "方经办", "章主席", "徐出纳"):
        clerk.sees(name)
    paper(clerk, "approval")


def she_sees_what_came_of_it(chair: Visitor, row: Application) -> None:
    chair.open(DETAIL.format(row)).sees("已归档").sees("章主席")
    chair.shot("chair-end")


def paper(visitor: Visitor, name: str) -> None:
    """The page as it comes out of the printer, kept beside the screenshots."""
    visitor.shot(name)
    target = visitor._screenshots / f"paper-{name}.pdf"
    visitor.page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    assert target.read_bytes().startswith(b"%PDF")
