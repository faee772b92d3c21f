"""经审表: every figure equals the payout rows behind it."""

import datetime
import io
import re
from decimal import Decimal
from html import unescape

import openpyxl
import pytest

from assistance.models import Application, Line
from assistance.services import file_checks, payments
from core.periods import today
from tests.factories import aid, people

pytestmark = pytest.mark.django_db
D = datetime.date
SHEET = "/assistance/funds/sheet/"


def text(response):
    return response.content.decode()


@pytest.fixture
def paid(unit, chair, clerk, leader, federation):
    """Payouts of one year over sources, categories, programmes and quarters."""
    own = aid.fund(federation, "50000", by=clerk, name="本级", year=2016)
    state = aid.fund(federation, "50000", by=clerk, name="财政", source="state", year=2016)
    payer = aid.payer(federation)
    living = aid.programme("living_relief", notice_days=0)
    filed = people.member(unit, "建档人")
    aid.hardship_file(filed, chair, opened_on=D(2016, 1, 1))

    def pay(amount, day, fund=own, member=None, **fields):
        member = member or people.member(unit)
        row = aid.approved(unit, chair, clerk, leader, fund, member, amount=amount, **fields)
        batch = aid.ordered(row, payer, day=day)
        results = [payments.Result(p, "paid", day) for p in batch.payments.all()]
        payments.settle(batch, results, by=payer)
        return batch.payments.get()

    pay("1000.10", D(2016, 3, 31))
    pay("200.20", D(2016, 4, 1))
    pay("30.30", D(2016, 4, 2))
    pay("500", D(2016, 12, 31), state, filed, programme=living)
    pay("600", D(2017, 1, 1), state)
    pay("7", D(2015, 12, 31), state)
    back = pay("9000", D(2016, 5, 1), state)
    payments.undo(back, "reversed", by=payer, day=today(), reason="重复")
    history(unit, clerk)
    return pay


def history(unit, clerk):
    """A line of the old ledger: paid, without fund and payment (as the import writes it)."""
    programme = aid.programme("stoppage_subsidy")
    row = Application(
        union=unit, programme=programme, title="旧账", status="archived", historical=True,
        number="帮2016-9001", settled_on=D(2016, 7, 5), entered_by=clerk,
    )  # fmt: skip
    row.save()
    line = Line(
        application=row, position=1, full_name="旧人", id_number=people.id_number(),
        amount=Decimal("66.60"), status="paid", paid_on=D(2016, 7, 5),
    )  # fmt: skip
    line.save()


def cells(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def test_the_sheet_of_a_year(paid, auditor, client_of):
    rows = cells(client_of(auditor).post(f"{SHEET}?year=2016"))
    assert rows[0][0] == "帮扶救助资金使用情况表（经审）"
    assert "统计年度：2016年" in rows[1][0]
    assert rows[3:] == [
        ["财政专项", "深度困难", "困难救助（生活）", 0, 0, 0, 500, 500, 1],
        ["财政专项小计", None, None, 0, 0, 0, 500, 500, 1],
        ["本级经费", "未建档", "慰问", 1000.1, 230.5, 0, 0, 1230.6, 3],
        ["本级经费小计", None, None, 1000.1, 230.5, 0, 0, 1230.6, 3],
        ["历史台账（未区分来源）", "未建档", "停产补助", 0, 0, 66.6, 0, 66.6, 1],
        ["历史台账（未区分来源）小计", None, None, 0, 0, 66.6, 0, 66.6, 1],
        ["合计", None, None, 1000.1, 230.5, 66.6, 500, 1797.2, 5],
        ["填表人：", *[None] * 8],
        ["审核人：", *[None] * 8],
        ["经审会主任：", *[None] * 8],
    ]


def test_each_figure_links_to_rows_of_that_sum(paid, auditor, client_of):
    browser = client_of(auditor)
    page = text(browser.get(f"{SHEET}?year=2016"))
    figures = re.findall(r'<a href="(/assistance/payouts/\?[^"]+)">([0-9,]+\.[0-9]{2})</a>', page)
    assert len(figures) == 19
    for url, figure in figures:
        rows = browser.get(unescape(url)).context["rows"]
        assert sum(row["amount"] for row in rows) == Decimal(figure.replace(",", "")), url


def test_the_category_is_that_of_the_day_of_payment(paid, unit, chair, clerk, auditor, client_of):
    member = people.member(unit, "变动")
    file = aid.hardship_file(member, chair, opened_on=D(2016, 1, 1), category="relative")
    file_checks.set_category(file, "accident", D(2016, 7, 1), by=clerk, basis="火灾")
    for day in (D(2016, 6, 30), D(2016, 7, 1)):
        paid("100", day, member=member)
    rows = cells(client_of(auditor).post(f"{SHEET}?year=2016"))
    assert ["本级经费", "相对困难", "慰问", 0, 100, 0, 0, 100, 1] in rows
    assert ["本级经费", "意外致困", "慰问", 0, 0, 100, 0, 100, 1] in rows


def test_without_a_year_it_is_this_one_and_a_wrong_year_is_told(paid, auditor, client_of):
    browser = client_of(auditor)
    page = browser.get(SHEET)
    assert f"统计年度：{today().year}年" in text(page)
    assert "这一年没有发放记录" in text(page)
    page = browser.get(f"{SHEET}?year=1")
    assert "不能小于" in text(page)


def test_paper_has_the_three_signatures(paid, auditor, client_of):
    page = text(client_of(auditor).get(f"{SHEET}?year=2016&print=1"))
    for words in ("填表人：", "审核人：", "经审会主任：", "1,797.20", "合计"):
        assert words in page


def test_the_queries_do_not_grow_with_the_rows(paid, auditor, client_of, django_assert_num_queries):
    for year in (2015, 2016):
        browser = client_of(auditor)
        with django_assert_num_queries(5):
            browser.get(f"{SHEET}?year={year}")


def test_a_chair_sees_the_payouts_of_her_own_unit(paid, other_chair, chair, client_of):
    assert "1,797.20" in text(client_of(chair).get(f"{SHEET}?year=2016"))
    page = text(client_of(other_chair).get(f"{SHEET}?year=2016"))
    assert "这一年没有发放记录" in page
