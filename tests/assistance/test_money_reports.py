"""Payouts listed and added up: the sums tie, in scope, by the same queries for few and many."""

import datetime
import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.models import Ceiling, Line, Programme
from assistance.money_reports import HouseholdTotals, PayoutList, PayoutSummary
from assistance.services import payments
from assistance.services.payments import Kind, Result
from core.periods import today
from tests.factories import aid, households, people
from tests.factories.ledger import row, take

pytestmark = pytest.mark.django_db
D = datetime.date
LIST, SUMMARY, HOUSES = (
    f"assistance:{name}" for name in ("payout_list", "payout_summary", "household_totals")
)


def named(number: int) -> str:
    return "王" + chr(0x5B89 + number)


def ask(report: Any, user: Any, **params: Any) -> list[dict[str, Any]]:
    report = report()
    return list(report.all_rows(report.ask(user, {k: str(v) for k, v in params.items()})))


def total(report: Any, user: Any, **params: Any) -> Decimal:
    """Of the rows that the report itself counts: its own totals row aside."""
    rows = [r for r in ask(report, user, **params) if r.get("union_name") != "合计"]
    found = sum((r["amount"] if "amount" in r else r["total"] for r in rows), Decimal(0))
    return found.quantize(Decimal("0.01"))


def exported(client: Any, name: str, query: str = "") -> list[dict[str, Any]]:
    response = client.post(reverse(name) + query)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    at = next(
        n for n, line in enumerate(lines) if line[0] in ("序号", "工会", "户（档案编号、户主）")
    )
    head = lines[at]
    return [dict(zip(head, line, strict=True)) for line in lines[at + 1 :] if any(line[2:])]


def live(unit: Any, chair: Any, clerk: Any, leader: Any, member: Any, **fields: Any) -> Any:
    """A payout of today through the whole process; its payment."""
    fund = fields.pop("fund", None) or aid.fund(unit.parent, "50000", by=clerk)
    paper = aid.approved(unit, chair, clerk, leader, fund, member, **fields)
    payer = aid.payer(unit.parent)
    payment = aid.ordered(paper, payer).payments.get()
    payments.settle(payment.batch, [Result(payment, Kind.PAID, today())], by=payer)
    return payment


# --- the sums tie ------------------------------------------------------------------------------


def test_list_summary_and_households_add_up_to_the_same(
    federation, unit, other_unit, clerk, chair, leader, client_of
):
    persons = [people.member(u, named(n)) for n, u in enumerate([unit] * 5 + [other_unit] * 4)]
    households.file(persons[0], clerk, opened_on=D(2014, 1, 1))
    rows = [
        row(
            persons[n % 9], day=f"{2013 + n % 4}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            programme=("停产补助", "金秋助学", "慰问")[n % 3], amount=f"{n * 7 + 1}.{n % 100:02d}",
        )
        for n in range(120)
    ]  # fmt: skip
    take(federation, clerk, *rows)
    live(unit, chair, clerk, leader, persons[1], amount="1234.56")
    expected = sum((line.amount for line in Line.objects.all()), Decimal(0))
    assert [total(report, clerk) for report in (PayoutList, PayoutSummary, HouseholdTotals)] == [
        expected
    ] * 3
    assert ask(PayoutSummary, clerk)[-1]["total"] == expected
    browser = client_of(clerk)
    lists = sum(Decimal(str(line["金额（元）"])) for line in exported(browser, LIST))
    *groups, last = exported(browser, SUMMARY)
    houses = sum(Decimal(str(line["合计（元）"])) for line in exported(browser, HOUSES))
    assert lists == houses == Decimal(str(last["合计"])) == expected
    assert sum(Decimal(str(line["合计"])) for line in groups) == expected
    for year in (2013, 2014, 2015, 2016):
        column = sum(Decimal(str(line[f"{year}年"] or 0)) for line in groups)
        assert column == Decimal(str(last[f"{year}年"])) == total(PayoutList, clerk, year=year)
        assert total(HouseholdTotals, clerk, year=year) == column
    assert f"{expected:,.2f} 元" in browser.get(reverse(LIST)).content.decode()


def test_only_what_is_paid_and_stays_paid_counts(federation, unit, clerk, chair, leader):
    member = people.member(unit)
    fund = aid.fund(federation, "9000", by=clerk)
    aid.approved(unit, chair, clerk, leader, fund, member)
    kept = live(unit, chair, clerk, leader, member, amount="100", fund=fund)
    gone = live(unit, chair, clerk, leader, member, amount="20", fund=fund)
    assert total(PayoutList, clerk) == 120
    payments.undo(gone, Kind.REVERSED, by=gone.batch.created_by, day=today(), reason="误发")
    assert [total(r, clerk) for r in (PayoutList, PayoutSummary, HouseholdTotals)] == [100] * 3
    payments.undo(kept, Kind.RETURNED, by=kept.batch.created_by, day=today(), reason="账号错")
    assert ask(PayoutList, clerk) == [] and ask(PayoutSummary, clerk) == []


def test_as_of_a_day_counts_what_was_paid_by_then(federation, unit, clerk):
    member = people.member(unit)
    take(federation, clerk, row(member), row(member, day="2016-03-01", amount=50))
    for report in (PayoutList, PayoutSummary, HouseholdTotals):
        assert total(report, clerk, on=D(2015, 7, 19)) == 0
        assert total(report, clerk, on=D(2015, 7, 20)) == 300
        assert total(report, clerk, on=D(2016, 3, 1)) == 350


# --- filters ---------------------------------------------------------------------------------


@pytest.fixture
def mixed(federation, unit, other_unit, clerk, chair, leader):
    """A historical payout with a file, one without, and one of this year."""
    filed, plain = people.member(unit, "王桂英"), people.member(other_unit, "李建国")
    file = households.file(filed, clerk, opened_on=D(2015, 1, 1), category="dibao")
    take(
        federation, clerk, row(filed, amount=1), row(filed, amount=2, day="2015-10-01"),
        row(plain, amount=4, programme="慰问"), row(plain, amount=8, day="2014-12-31"),
    )  # fmt: skip
    live(unit, chair, clerk, leader, filed, amount="16")
    return file


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"year": 2015}, 7),
        ({"year": 2015, "quarter": 3}, 5),
        ({"quarter": 4, "on": "2015-12-31"}, 2),
        ({"quarter": 4, "on": "2014-12-31"}, 8),
        ({"programme": "condolence_visit"}, 20),
        ({"source": "historical"}, 15),
        ({"source": "own"}, 16),
        ({"category": "dibao"}, 19),
        ({"category": "none"}, 12),
        ({"union": "unit"}, 19),
        ({"find": "王桂"}, 19),
        ({"find": "wgy"}, 19),
        ({"find": "lijian"}, 12),
        ({"find": "number"}, 12),
        ({"find": "困档2015-0001"}, 19),
        ({"find": "2015-0002"}, 0),
        ({"find": "王小"}, 0),
        ({"year": 1850}, 0),
    ],
)
def test_each_filter_means_the_same_in_all_three(mixed, unit, clerk, params, expected):
    from members import search
    from members.models import Member

    if "programme" in params:
        params = {"programme": Programme.objects.get(code=params["programme"]).pk}
    if "union" in params:
        params = {"union": unit.pk}
    if "find" in params:
        number = Member.objects.get(full_name="李建国").id_number
        params = {"find": search.seal(params["find"].replace("number", number))}
    for report in (PayoutList, PayoutSummary, HouseholdTotals):
        assert total(report, clerk, **params) == expected, report


def test_what_is_looked_for_stands_in_no_address(mixed, clerk, client_of):
    browser = client_of(clerk)
    answer = browser.post(reverse("assistance:payout_search"), {"q": "王桂英"})
    assert answer.status_code == 302 and "王桂英" not in answer.url
    assert "%E7%8E%8B" not in answer.url
    page = browser.get(answer.url).content.decode()
    assert "王桂英" in page and "李建国" not in page
    for empty in ("", " ", "王" * 61):
        again = browser.post(reverse("assistance:payout_search"), {"q": empty}, follow=True)
        assert again.status_code == 200 and "请输入" in again.content.decode()


LINK = re.compile(r'href="(/assistance/payouts/\?[^"]+)">([0-9,.]+)</a>')


@pytest.mark.parametrize("name", [SUMMARY, HOUSES])
def test_every_figure_links_to_the_rows_behind_it(mixed, clerk, client_of, name):
    browser = client_of(clerk)
    for query in ("", "?year=2015", "?source=historical&on=2015-12-31"):
        links = LINK.findall(browser.get(reverse(name) + query).content.decode())
        assert links
        for url, figure in links:
            rows = exported(browser, LIST, url.replace("&amp;", "&").partition("/payouts/")[2])
            value = Decimal(figure.replace(",", ""))
            found = sum(Decimal(str(line["金额（元）"])) for line in rows)
            assert value == (found if "." in figure else len(rows)), (url, figure)


def test_older_years_share_a_column_that_links_to_them(federation, unit, clerk, client_of):
    member = people.member(unit, since=D(2001, 1, 1))
    years = range(2005, 2014)
    take(federation, clerk, *(row(member, day=f"{y}-03-01", amount=y - 2000) for y in years))
    *_, last = exported(client_of(clerk), SUMMARY)
    assert [k for k in last if k.endswith("年")] == [f"{y}年" for y in range(2008, 2014)]
    assert last["以前年度"] == 5 + 6 + 7 == total(PayoutList, clerk, on=D(2007, 12, 31))


# --- scope -----------------------------------------------------------------------------------


def test_a_chair_sees_her_unit_and_no_figure_of_another(
    federation, unit, other_unit, clerk, chair, other_chair, client_of
):
    mine, theirs = people.member(unit, "王桂英"), people.member(other_unit, "李建国")
    file = households.file(theirs, clerk, opened_on=D(2015, 1, 1))
    households.person(
        file, clerk, mine.full_name, id_number=mine.id_number, born=mine.birth_date,
        relation="spouse",
    )  # fmt: skip
    Ceiling.objects.create(
        scope="household", span="year", amount=1000, since=D(2010, 1, 1), basis="约定"
    )
    take(federation, clerk, row(mine, amount=600))
    browser = client_of(chair)
    names = (LIST, SUMMARY, HOUSES)
    before = [browser.get(reverse(name)).content for name in names]
    take(federation, clerk, row(theirs, amount=700))
    pages = [browser.get(reverse(name)).content for name in names]
    assert [_plain(page) for page in pages] == [_plain(page) for page in before]
    for page in (page.decode() for page in pages):
        for foreign in ("李建国", "乙电子", "700", "1,300", file.number, "超过每户"):
            assert foreign not in page
    assert "王桂英 " in pages[2].decode() and "未建档" in pages[2].decode()
    also = people.member(unit, "方小妹")
    households.person(file, clerk, also.full_name, id_number=also.id_number, born=also.birth_date)
    take(federation, clerk, row(also, amount=5))
    # In a household that another unit keeps, her two members stay two for her.
    assert [line["total"] for line in ask(HouseholdTotals, chair)] == [600, 5]
    (house,) = ask(HouseholdTotals, clerk)
    assert (house["total"], house["file"]["number"]) == (1305, file.number)
    assert "1,000.00" in house["over"]


def _plain(page: bytes) -> str:
    return re.sub(r"\b[0-9A-Za-z]{64}\b", "", page.decode())


def test_foreign_parameters_show_nothing_and_no_error(
    federation, unit, other_unit, clerk, chair, client_of
):
    theirs = people.member(other_unit, "李建国")
    file = households.file(theirs, clerk, opened_on=D(2015, 1, 1))
    take(federation, clerk, row(theirs), row(people.member(unit)))
    browser = client_of(chair)
    line = Line.objects.get(member=theirs)
    for query in (
        f"union={other_unit.pk}", f"household={file.pk}", f"person={line.pk}", "household=0",
        "person=99999999999999999999", "year=abc", "quarter=9", "programme=x", "find=x", "on=x",
        f"after={line.pk}",
    ):  # fmt: skip
        for name in (LIST, SUMMARY, HOUSES):
            page = browser.get(f"{reverse(name)}?{query}")
            assert page.status_code == 200 and "李建国" not in page.content.decode()


def test_numbers_are_masked_on_every_medium(federation, unit, clerk, client_of):
    member = people.member(unit)
    take(federation, clerk, row(member))
    browser = client_of(clerk)
    for query in ("", "?print=1"):
        page = browser.get(reverse(LIST) + query).content.decode()
        assert member.id_number not in page and member.masked_id in page
    assert exported(browser, LIST)[0]["证件号码"] == member.masked_id


# --- households --------------------------------------------------------------------------------


def test_the_household_is_that_of_the_day_of_payment(federation, unit, clerk):
    head, son = people.member(unit, "王桂英"), people.member(unit, "方大宝")
    take(
        federation, clerk, row(head, amount=1), row(son, amount=2),
        row(head, amount=4, day="2015-12-01"), row(son, amount=8, day="2015-12-01"),
        row(son, amount=16, day="2016-01-05"),
    )  # fmt: skip
    file = households.file(head, clerk, opened_on=D(2015, 9, 1))
    person = households.person(
        file, clerk, son.full_name, id_number=son.id_number, born=son.birth_date
    )
    from assistance.services import file_people

    file_people.end_person(person, D(2016, 1, 1), by=clerk, reason="分户")
    rows = ask(HouseholdTotals, clerk)
    found = {
        (row["file"]["number"] if row["file"] else row["name"], row["year"]): row["total"]
        for row in rows
    }
    assert found == {
        ("王桂英", 2015): 1, ("方大宝", 2015): 2, (file.number, 2015): 12, ("方大宝", 2016): 16,
    }  # fmt: skip
    for row_ in rows:
        who = {"household": row_["house"]} if row_["house"] else {"person": row_["first"]}
        assert total(PayoutList, clerk, year=row_["year"], **who) == row_["total"]


@pytest.mark.parametrize(
    ("amount", "fields", "marked"),
    [
        ("1000.00", {}, False),
        ("1000.01", {}, True),
        ("1000.01", {"since": D(2016, 1, 1)}, False),
        ("1000.01", {"until": D(2015, 12, 31)}, False),
        ("1000.01", {"scope": "person"}, False),
        ("1000.01", {"source": "own"}, False),
    ],
)
def test_the_mark_stands_above_the_ceiling_of_that_year(
    federation, unit, clerk, amount, fields, marked
):
    fields = {"scope": "household", "span": "year", "since": D(2010, 1, 1), **fields}
    take(federation, clerk, row(people.member(unit), amount=amount))
    Ceiling.objects.create(amount=1000, basis="约定", **fields)
    (found,) = ask(HouseholdTotals, clerk)
    assert bool(found["over"]) is marked


def test_households_page_by_key_through_equal_sums(federation, unit, clerk):
    persons = [people.member(unit, named(n)) for n in range(25)]
    rows = [row(p, amount=Decimal("100.10") + n // 10) for n, p in enumerate(persons)]
    take(federation, clerk, *rows)
    for sort in ("", "year"):
        report, seen, after = HouseholdTotals(), [], ""
        while True:
            context = report.ask(clerk, {"sort": sort, "after": after})
            page = report.page(context, size=7)
            seen += [line["first"] for line in page.rows]
            if not page.has_next:
                break
            after = str(page.rows[-1]["first"])
        assert len(seen) == len(set(seen)) == 25
        whole = [line["first"] for line in ask(HouseholdTotals, clerk, sort=sort)]
        assert seen == whole


def test_the_summary_pages_by_key_with_the_sum_below_each_page(federation, unit, clerk):
    names = ("停产补助", "慰问", "金秋助学", "医疗救助", "送温暖")
    take(federation, clerk, *(row(people.member(unit), programme=name) for name in names))
    report, seen, after = PayoutSummary(), [], ""
    while True:
        page = report.page(report.ask(clerk, {"after": after}), size=2)
        *groups, last = page.rows
        assert (last["union_name"], last["total"]) == ("合计", 1500)
        seen += [line["programme_name"] for line in groups]
        if not page.has_next:
            break
        after = str(last["first"])
    assert sorted(seen) == sorted(names)


# --- cost ------------------------------------------------------------------------------------

QUERIES = {LIST: 8, SUMMARY: 7, HOUSES: 11}


@pytest.mark.parametrize("name", QUERIES)
def test_one_row_and_three_ask_the_same_queries(
    name, federation, unit, clerk, client_of, writes_refused
):
    browser, counts = client_of(clerk), []
    for n in range(3):
        other = people.unit(federation, f"第{n}工会", f"第{n}厂")
        member = people.member(other, named(n))
        households.file(member, clerk, opened_on=D(2015, 1, 1))
        take(federation, clerk, row(member))
        with CaptureQueriesContext(connection) as captured, writes_refused():
            assert browser.get(reverse(name)).status_code == 200
        counts.append(len(captured))
    assert set(counts) == {QUERIES[name]}, counts


def test_without_business_data_there_is_no_page(administrator, client_of, federation):
    for name in (LIST, SUMMARY, HOUSES):
        assert client_of(administrator).get(reverse(name)).status_code == 403
