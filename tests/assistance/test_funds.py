"""Funds: the ledger against a plain model, money in once, and the pages."""

import datetime
import io
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.codes import EntryKind
from assistance.models import Fund, FundEntry, Line
from assistance.services import applications, funds
from core.periods import today
from tests.factories import aid, people

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, "0", by=clerk)


def text(response):
    return response.content.decode()


def lines(unit, chair, number, rng):
    """Beneficiaries of odd sums; their state is not looked at here."""
    member = people.member(unit)
    row = aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))
    found = [
        aid.line(member, Decimal(rng.randrange(1, 300_000)) / 100, student=None)
        for _ in range(number)
    ]
    for line in found:
        line.member, line.full_name, line.employer_name = None, "某人", "甲厂"
        line.id_number = people.id_number()
    applications.add_lines(row, found, by=chair)
    return found


# --- the ledger against plain Python ----------------------------------------------------------


class Book:
    """What a fund must hold, kept as plain sums; knows which deeds it would refuse."""

    def __init__(self) -> None:
        self.sums = {"allocated": ZERO, "reserved": ZERO, "spent": ZERO}
        self.keys: set[str] = set()

    def takes(self, key: str, **changes: Decimal) -> bool:
        after = {name: value + changes.get(name, ZERO) for name, value in self.sums.items()}
        if key in self.keys or after["reserved"] < 0 or after["spent"] < 0:
            return False
        if after["allocated"] < after["reserved"] + after["spent"]:
            return False
        self.sums, self.keys = after, self.keys | {key}
        return True


def deed(rng: random.Random, pool: list[Line], number: int) -> tuple[str, str, Any, dict]:
    """A random deed: kind, key, the line or the amount, and what it changes."""
    kind = rng.choice(["allocate", "reserve", "reserve", "release", "spend", "spend", "refund",
                       "reverse", "again"])  # fmt: skip
    if kind == "allocate":
        amount = Decimal(rng.randrange(-200_000, 400_000) or 1) / 100
        return kind, f"a{number}", amount, {"allocated": amount}
    line = rng.choice(pool)
    movement = {
        "reserve": {"reserved": line.amount}, "release": {"reserved": -line.amount},
        "spend": {"reserved": -line.amount, "spent": line.amount},
        "refund": {"reserved": line.amount, "spent": -line.amount},
        "reverse": {"spent": -line.amount}, "again": {"reserved": line.amount},
    }  # fmt: skip
    # "again" comes with a key that may be in the books already.
    key = f"k{rng.randrange(number + 1)}" if kind == "again" else f"k{number}"
    return kind, key, line, movement[kind]


def book(fund: Fund, kind: str, key: str, what: Any, by: Any) -> None:
    if kind == "allocate":
        funds.allocate(fund, what, by=by, key=key, reason="调整")
    elif kind in ("refund", "reverse"):
        funds.post(fund, [getattr(funds, kind)(what, key, "退")], by=by)
    else:
        funds.post(fund, [getattr(funds, kind.replace("again", "reserve"))(what, key)], by=by)


@pytest.mark.parametrize("seed", [1, 2])
def test_five_hundred_random_deeds_agree_with_a_plain_model(seed, fund, unit, chair, clerk):
    """The balance is exact at each step; every refusal is one the model foresaw."""
    rng, plain, seen = random.Random(seed), Book(), Counter()
    pool = lines(unit, chair, 25, rng)
    for number in range(500):
        kind, key, what, changes = deed(rng, pool, number)
        expected = plain.takes(key, **changes)
        try:
            book(fund, kind, key, what, clerk)
        except ValidationError:
            assert not expected, f"{number}: {kind} refused"
        else:
            assert expected, f"{number}: {kind} booked"
        assert funds.balance(fund) == funds.Balance(**plain.sums), f"{number}: {kind}"
        seen[kind, expected] += 1
    assert all(seen[kind, True] for kind in ("allocate", "reserve", "spend", "refund", "reverse"))
    assert all(seen[kind, False] for kind in ("allocate", "reserve", "spend", "again"))
    assert funds.faults(fund) == []
    assert fund.entries.count() == len(plain.keys)
    yesterday = today() - datetime.timedelta(1)
    assert funds.balances([fund.pk], today()) == {fund.pk: funds.Balance(**plain.sums)}
    assert funds.balances([fund.pk], yesterday) == {}
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(1)):
        # Summed up from the entries instead of read off the last one.
        assert funds.balances([fund.pk], yesterday + datetime.timedelta(1)) == {
            fund.pk: funds.Balance(**plain.sums)
        }


def test_a_hundred_sums_with_fen_are_exact(fund, clerk):
    for number in range(30):
        funds.allocate(fund, Decimal("0.10"), by=clerk, key=f"n{number}")
    assert funds.balance(fund).available == Decimal("3.00")
    assert funds.together(Fund.objects.all(), today()).available == Decimal("3.00")


def test_the_database_itself_refuses_an_overdraft(fund, clerk):
    """Also past the service, for whoever should forget it."""
    row = FundEntry(
        fund=fund, seq=1, kind="reserve", reserved=Decimal(1), allocated_after=ZERO,
        reserved_after=Decimal(1), spent_after=ZERO, key="x", day=today(),
        at=datetime.datetime.now(datetime.UTC),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="fund_never_overdrawn"), transaction.atomic():
        FundEntry.objects.bulk_create([row])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assistance_fundentry SET allocated = 1",
        "DELETE FROM assistance_fundentry",
    ],
)
def test_no_entry_is_changed_or_removed(statement, fund, clerk):
    funds.allocate(fund, Decimal(5), by=clerk, key="one")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- money in ---------------------------------------------------------------------------------


def form(**fields):
    return {
        "kind": "in", "amount": "10050.30", "day": today().isoformat(), "key": "a" * 20, **fields
    }  # fmt: skip


@pytest.fixture
def url(fund):
    return reverse("assistance:fund_allocate", args=[fund.pk])


def test_an_amount_is_echoed_in_capitals_first_and_booked_after(fund, url, clerk, client_of):
    browser = client_of(clerk)
    page = text(browser.post(url, form(**{"try": "1"})))
    assert "人民币<b>壹万零伍拾元叁角整</b>；办理后可用余额 10,050.30 元" in page
    assert not FundEntry.objects.exists()
    answer = browser.post(url, form(voucher="记-12"), follow=True)
    assert "下达 10,050.30 元，人民币壹万零伍拾元叁角整。" in text(answer)
    entry = fund.entries.get()
    assert (entry.kind, entry.allocated, entry.voucher) == (
        EntryKind.ALLOCATE, Decimal("10050.30"), "记-12",
    )  # fmt: skip


def test_a_form_sent_five_times_is_booked_once(fund, url, clerk, client_of):
    browser = client_of(clerk)
    answers = {browser.post(url, form()).status_code for _ in range(5)}
    assert answers == {302}
    assert funds.balance(fund).allocated == Decimal("10050.30")
    deeds = JournalEntry.objects.filter(summary__startswith="资金下达")
    assert deeds.count() == 1


def test_a_form_sent_again_with_another_amount_is_refused(fund, url, clerk, client_of):
    browser = client_of(clerk)
    browser.post(url, form())
    page = text(browser.post(url, form(amount="99")))
    assert "已经记账 10,050.30 元，不能改用别的金额" in page
    assert 'value="99"' in page
    assert funds.balance(fund).allocated == Decimal("10050.30")


def test_each_form_has_a_key_of_its_own(url, clerk, client_of):
    keys = {client_of(clerk).get(url).context["form"]["key"].value() for _ in range(2)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "0"}, "不能小于"),
        ({"amount": "-5"}, "不能小于"),
        ({"amount": "1.005"}, "小数"),
        ({"amount": "1e9999"}, "数字"),
        ({"amount": "NaN"}, "请填写数字"),
        ({"amount": "十元"}, "请填写数字"),
        ({"day": "2200-01-01"}, "超出"),
        ({"day": "2099-01-01"}, "日期不能晚于今天"),
        ({"kind": "out", "reason": ""}, "调减须写明原因"),
        ({"kind": "out", "reason": "收回"}, "可用余额不足"),
        ({"key": "x"}, "输入一个有效的值"),
    ],
)
def test_an_error_books_nothing_and_keeps_what_was_typed(change, words, url, clerk, client_of):
    page = client_of(clerk).post(url, form(voucher="记-77", **change))
    assert page.status_code == 200
    assert words in text(page)
    assert 'value="记-77"' in text(page)
    assert not FundEntry.objects.exists()


def test_what_is_reserved_cannot_be_taken_back(fund, url, unit, chair, clerk, client_of):
    funds.allocate(fund, Decimal(100), by=clerk, key="first")
    (line,) = lines(unit, chair, 1, random.Random(3))
    line.amount = Decimal(60)
    funds.post(fund, [funds.reserve(line, "r")], by=clerk)
    browser = client_of(clerk)
    page = browser.post(url, form(kind="out", amount="40.01", reason="收回"))
    assert "还差 0.01 元" in text(page)
    assert browser.post(url, form(kind="out", amount="40", reason="收回")).status_code == 302
    assert funds.balance(fund).available == ZERO


def test_a_fund_is_opened_once_a_year_by_name(federation, clerk, client_of):
    browser = client_of(clerk)
    data = {"union": federation.pk, "name": "送温暖资金", "source": "state", "year": "2026",
            "head": "warmth", "programme": ""}  # fmt: skip
    answer = browser.post("/assistance/funds/new/", data)
    fund = Fund.objects.get()
    assert answer.headers["Location"] == reverse("assistance:fund_allocate", args=[fund.pk])
    again = browser.post("/assistance/funds/new/", {**data, "remark": "重复"})
    assert "本年度已有同名资金" in text(again)
    assert "重复" in text(again)


@pytest.mark.parametrize("who", ["leader", "auditor", "chair", "administrator"])
def test_only_a_clerk_moves_money(who, fund, url, federation, client_of, request):
    user = request.getfixturevalue(who)
    browser = client_of(user)
    data = {
        "union": federation.pk,
        "name": "私设",
        "source": "own",
        "year": "2026",
        "head": "other",
    }
    for path, sent in ((url, form()), ("/assistance/funds/new/", data)):
        assert browser.get(path).status_code == 403
        assert browser.post(path, sent).status_code == 403
    with pytest.raises(PermissionDenied):
        funds.allocate(fund, Decimal(1), by=user, key="k")
    assert (Fund.objects.count(), FundEntry.objects.count()) == (1, 0)


# --- list and ledger --------------------------------------------------------------------------


def test_the_list_sums_up_as_of_a_day(federation, clerk, client_of):
    early = today() - datetime.timedelta(400)
    first = aid.fund(federation, "0", by=clerk, name="甲资金", year=early.year)
    funds.allocate(first, Decimal("0.10"), by=clerk, key="old", day=early)
    funds.allocate(first, Decimal("0.20"), by=clerk, key="new")
    second = aid.fund(federation, "1000", by=clerk, name="乙资金", source="state")
    browser = client_of(clerk)
    page = text(browser.get("/assistance/funds/"))
    assert "合计（元）：下达 1,000.30，预留 0.00，支出 0.00，可用 1,000.30" in page
    page = text(browser.get(f"/assistance/funds/?on={early}"))
    assert "合计（元）：下达 0.10" in page
    page = text(browser.get(f"/assistance/funds/?source=state&year={second.year}"))
    assert "乙资金" in page
    assert "甲资金" not in page
    assert "下达 1,000.00" in page
    assert "甲资金" in text(browser.get(f"/assistance/funds/?year={early.year}"))


def test_the_list_narrows_to_what_may_pay_a_programme(federation, clerk, client_of):
    programme = aid.programme("living_relief", sources=["own"])
    other = aid.programme("warmth_visit")
    for name, fields in {
        "可用": {}, "专用": {"programme": programme}, "他用": {"programme": other},
        "财政": {"source": "state"},
    }.items():  # fmt: skip
        aid.fund(federation, "1", by=clerk, name=f"{name}资金", **fields)
    page = text(client_of(clerk).get(f"/assistance/funds/?programme={programme.pk}"))
    assert [name in page for name in ("可用资金", "专用资金", "他用资金", "财政资金")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_ledger_ask_the_same_queries_for_one_row_and_three(
    number, federation, unit, chair, clerk, leader, client_of, django_assert_num_queries
):
    for _ in range(number):
        fund = aid.fund(federation, "5000", by=clerk)
    for _ in range(number):
        aid.approved(unit, chair, clerk, leader, fund, people.member(unit))
    browser = client_of(clerk)
    with django_assert_num_queries(7):
        browser.get("/assistance/funds/")
    with django_assert_num_queries(6):
        browser.get(f"/assistance/funds/{fund.pk}/")


def test_the_ledger_shows_each_entry_with_its_running_balance(
    fund, unit, chair, clerk, leader, client_of
):
    funds.allocate(fund, Decimal("1500.50"), by=clerk, key="in", voucher="记-1")
    row = aid.approved(unit, chair, clerk, leader, fund, people.member(unit), amount="1500.50")
    browser = client_of(clerk)
    page = text(browser.get(f"/assistance/funds/{fund.pk}/"))
    assert f'<a href="/assistance/{row.pk}/">{row.number}</a>' in page
    assert "可用余额为零" in page
    answer = browser.post(f"/assistance/funds/{fund.pk}/?sort=oldest")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()][3:5]
    assert [(line[0], line[2], line[6], line[10]) for line in cells] == [
        (1, "下达", 1500.5, "记-1"), (2, "审批预留", 0, None),
    ]  # fmt: skip


def test_the_ledger_is_read_in_pages_by_serial_number(fund, clerk, client_of):
    for number in range(120):
        funds.allocate(fund, Decimal(1), by=clerk, key=f"n{number}")
    browser, url, seen = client_of(clerk), f"/assistance/funds/{fund.pk}/", []
    while url:
        page = browser.get(url)
        seen += [row["seq"] for row in page.context["rows"]]
        url = page.context.get("next_url")
    assert seen == list(range(120, 0, -1))


def test_the_ledger_is_added_up_when_asked(fund, clerk, client_of, monkeypatch):
    funds.allocate(fund, Decimal(1), by=clerk, key="one")
    browser, url = client_of(clerk), f"/assistance/funds/{fund.pk}/?check=1"
    assert "逐笔相加与累计数相符" in text(browser.get(url))
    monkeypatch.setattr(funds, "faults", lambda fund: [funds.Fault(1, "累计数与逐笔相加不符")])
    assert "第 1 笔：累计数与逐笔相加不符" in text(browser.get(url))


def test_money_of_a_past_year_still_reserved_is_pointed_out(
    federation, unit, chair, clerk, leader, client_of
):
    fund = aid.fund(federation, "5000", by=clerk, year=today().year)
    aid.approved(unit, chair, clerk, leader, fund, people.member(unit))
    fund.year -= 1
    fund.save()
    assert "尚有预留 1,000.00 元" in text(client_of(clerk).get(f"/assistance/funds/{fund.pk}/"))


def test_a_chair_sees_only_funds_of_her_own_union(fund, unit, clerk, chair, other_chair, client_of):
    own = aid.fund(unit, "300", by=clerk, name="本会资金")
    page = text(client_of(chair).get("/assistance/funds/"))
    assert "本会资金" in page
    assert fund.name not in page
    assert "合计（元）：下达 300.00" in page
    assert client_of(chair).get(f"/assistance/funds/{fund.pk}/").status_code == 404
    assert client_of(other_chair).get(f"/assistance/funds/{own.pk}/").status_code == 404
