"""The shelf shows what the reader may open; its statistics tie with the lists behind them."""

import datetime
import io
import re
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.periods import today
from members import dimensions
from members.models import Member, Membership
from members.services import memberships
from reporting.shelf import SHELF
from tests.factories import elections, people
from tests.factories.nasty import some
from tests.governance import life
from unions.codes import UnionKind
from unions.models import Enterprise

D = datetime.date
PAST = D(2016, 9, 8)
pytestmark = pytest.mark.django_db
MEMBERS, ORGANISATION, TERMS = (
    f"reporting:{name}" for name in ("member_statistics", "organisation_list", "term_list")
)  # fmt: skip


def body(response):
    assert response.status_code == 200
    return response.content.decode()


# --- the shelf -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["clerk", "leader", "auditor", "chair"])
def test_every_book_shown_opens(role, request, client_of):
    browser = client_of(request.getfixturevalue(role))
    page = body(browser.get(reverse("reporting:shelf")))
    for books in SHELF.values():
        for book in books:
            shown = f'href="{book.url}"' in page
            assert shown or book.needs == "staff"
            assert not shown or browser.get(book.url).status_code == 200, book.label


def test_a_chair_sees_no_books_of_the_federations_money(chair, client_of):
    page = body(client_of(chair).get(reverse("reporting:shelf")))
    assert "发放统计" in page
    assert "经审表" not in page


def test_subjects_are_the_eight_and_each_book_says_what_it_tells():
    assert list(SHELF) == ["组织", "会员", "干部", "帮扶", "维权", "经费", "创新", "活动荣誉"]
    assert all(book.tells for books in SHELF.values() for book in books)


def test_the_shelf_costs_one_query_of_its_own(clerk, client_of, django_assert_num_queries):
    browser = client_of(clerk)
    with django_assert_num_queries(4):  # is this the sample township?
        browser.get(reverse("reporting:shelf"))


# --- statistics of members -----------------------------------------------------------------------


@pytest.fixture
def mixed(unit, other_unit, chair, clerk):
    """People of every sort in two units and a joint one; some moved on, some left."""
    joint = people.unit(unit.parent, "淳安丙联合工会", kind=UnionKind.JOINT_GRASSROOTS)
    births = (D(1999, 2, 28), D(1985, 3, 1), D(1975, 6, 1), D(1960, 1, 1), None)
    for n in range(10):
        birth = births[n % 5]
        person = people.member(
            (unit, other_unit, joint)[n % 3], f"王{'甲乙丙丁戊己庚辛壬癸'[n]}",
            sex="12"[n % 2], education_level=("", "30", "70")[n % 3],
            political_status=("01", "13", "")[n % 3], is_migrant_worker=n % 4 == 0,
            skill_grade=("", "0", "3")[n % 3], birth_date=birth or D(1980, 1, 1),
        )  # fmt: skip
        if birth is None:
            Member.objects.filter(pk=person.pk).update(birth_date=None, sex="0")
    gone = people.member(unit, "去者", education_level="20")
    people.transfer(gone, other_unit, chair)
    memberships.leave(
        people.member(unit, "退者"), "withdraw", D(2018, 1, 1), by=chair, reason="退会"
    )
    return unit


def links(page):
    """(address, number) of each figure that leads to members."""
    found = re.findall(r'<a href="(/members/\?[^"]*)">([0-9,]+)</a>', page)
    return [(unescape(url), int(number.replace(",", ""))) for url, number in found]


def counted(browser, url):
    return int(re.search(r"共 <b>([0-9,]+)</b> 条", body(browser.get(url)))[1].replace(",", ""))


@pytest.mark.parametrize("by", list(dimensions.BY_NAME))
@pytest.mark.parametrize("day", [None, PAST])
@pytest.mark.parametrize("who", ["clerk", "chair"])
def test_every_number_is_the_length_of_its_list(who, day, by, mixed, request, client_of):
    browser = client_of(request.getfixturevalue(who))
    query = {"by": by} | ({"on": day} if day else {})
    page = body(browser.get(reverse(MEMBERS), query))
    found = links(page)
    assert len(found) >= (8 if who == "clerk" else 3)
    for url, number in found:
        assert counted(browser, url) == number, url


@pytest.mark.parametrize("by", list(dimensions.BY_NAME))
def test_columns_and_rows_add_up(by, mixed, clerk, client_of):
    answer = client_of(clerk).get(reverse(MEMBERS), {"by": by, "since": PAST})
    units = [row for row in answer.context["rows"] if not row.get("sum")]
    whole, before, change = (row for row in answer.context["rows"] if row.get("sum"))
    for code, number in whole["now"].items():
        assert number == sum(row["now"][code] for row in units)
        assert before["now"][code] == sum(row["then"][code] for row in units)
        assert change["now"][code] == number - before["now"][code]
    assert sum(whole["now"].values()) == 11
    assert sum(before["now"].values()) == 12


def test_a_birthday_moves_the_band_on_its_day(mixed, clerk, client_of):
    person = people.member(mixed, "寿星", birth_date=D(1991, 9, 8))
    for day, band in ((D(2016, 9, 7), "0-25"), (PAST, "25-35")):
        found = dimensions.AGE.condition(band, day, "")
        assert type(person).objects.filter(found, pk=person.pk).exists()


def test_joint_unions_alone(mixed, clerk, client_of):
    kind = UnionKind.JOINT_GRASSROOTS.value
    browser = client_of(clerk)
    answer = browser.get(reverse(MEMBERS), {"kind": kind, "by": "sex"})
    names = [row["name"] for row in answer.context["rows"]]
    assert names == ["淳安丙联合工会", "合计"]
    for url, number in links(body(answer)):
        assert counted(browser, url) == number


def test_who_moved_on_is_counted_without_particulars(mixed, chair, other_unit, client_of):
    mover = other_unit.memberships.first().member
    row = Membership.objects.get(member=mover)
    row.union, row.until, row.end_kind = mixed, D(2017, 1, 1), "transfer_out"
    row.save()
    Membership.objects.create(
        member=mover, union=other_unit, since=D(2017, 1, 1), start_kind="transfer_in"
    )
    browser = client_of(chair)
    page = browser.get(reverse(MEMBERS), {"by": "education", "on": PAST})
    whole = next(r for r in page.context["rows"] if r["name"] == "合计")
    assert whole["now"]["moved"] == 2  # and who has left altogether
    for url, number in links(body(page)):
        assert counted(browser, url) == number, url


def test_an_earlier_day_must_be_earlier(clerk, client_of):
    page = body(client_of(clerk).get(reverse(MEMBERS), {"on": "2016-01-01", "since": "2016-01-01"}))
    assert "比较日期应早于截至日期" in page


def test_the_sheet_is_what_the_page_shows(mixed, clerk, client_of):
    browser = client_of(clerk)
    answer = browser.get(reverse(MEMBERS), {"by": "sex"})
    file = browser.post(reverse(MEMBERS) + "?by=sex")
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active
    cells = [[cell.value for cell in row] for row in sheet]
    whole = next(line for line in cells if line[1] == "合计")
    shown = next(r for r in answer.context["rows"] if r["name"] == "合计")
    assert whole[2:] == [*shown["now"].values(), sum(shown["now"].values())]
    units = len([row for row in answer.context["rows"] if not row.get("sum")])
    assert f"共 <b>{units}</b> 条" in body(answer)


# --- organisation and terms ----------------------------------------------------------------------


def test_the_organisation_ties_with_its_lists(mixed, clerk, client_of):
    life.office(mixed, None, by=clerk, post="chair")
    Enterprise.objects.filter(name__contains="甲").update(above_scale=True)
    browser = client_of(clerk)
    page = body(browser.get(reverse(ORGANISATION), {"since": PAST}))
    figures = re.findall(r'<a href="(/[a-z/]+\?[^"]*)">([0-9,]+)</a>', page)
    assert {url.split("?")[0] for url, _ in figures} == {
        reverse(name)
        for name in ("members:member_list", "members:coverage_list", "governance:office_list")
    }
    for url, number in figures:
        assert counted(browser, unescape(url)) == int(number), url
    answer = browser.get(reverse(ORGANISATION))
    sums = {row["name"]: row["members"] for row in answer.context["rows"] if row.get("sum")}
    assert sums["合计（4 家）"] == 11
    assert sums["联合基层工会合计（1 家）"] == 3


def test_terms_say_how_long_they_run_and_how_far_the_renewal_is(unit, chair, clerk, client_of):
    unit.term_started_on, unit.term_years = today() - datetime.timedelta(365 * 5 + 30), 5
    unit.save()
    life.office(unit, None, by=clerk, post="chair", full_name="现主席")
    elections.prepared(unit, chair)
    browser = client_of(clerk)
    page = body(browser.get(reverse(TERMS)))
    for word in ("现主席", "已到期", "筹备中", "任期已到期 1 家"):
        assert word in page
    rows = browser.get(reverse(TERMS), {"term": "overdue"}).context["rows"]
    assert [row["id"] for row in rows] == [unit.pk]
    assert not browser.get(reverse(TERMS), {"term": "soon"}).context["rows"]


# --- one cost, in scope, unbreakable -------------------------------------------------------------

QUERIES = {
    (MEMBERS, ""): 5,
    (MEMBERS, "?by=age&since=2016-01-01"): 6,
    (ORGANISATION, ""): 11,
    (ORGANISATION, "?since=2016-01-01"): 12,
    (TERMS, ""): 8,
    ("reporting:payout_statistics", ""): 6,
}


@pytest.mark.parametrize(("name", "query"), QUERIES)
@pytest.mark.parametrize("number", [1, 4])
def test_a_report_asks_the_same_queries_for_one_unit_and_four(
    name, query, number, mixed, clerk, client_of, django_assert_num_queries
):
    for n in range(number):
        union = people.unit(mixed.parent, f"第{n}工会", f"第{n}厂", term_years=3)
        people.member(union, "王某")
    browser = client_of(clerk)
    with django_assert_num_queries(QUERIES[name, query]):
        assert browser.get(reverse(name) + query).status_code == 200


def test_statistics_are_one_group_by_a_day(mixed, clerk, client_of):
    browser = client_of(clerk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(reverse(MEMBERS), {"by": "political", "since": PAST})
    grouped = [q["sql"] for q in asked if "GROUP BY" in q["sql"]]
    assert len(grouped) == 2


@pytest.mark.parametrize("name", [MEMBERS, ORGANISATION, TERMS, "reporting:payout_statistics"])
def test_a_chair_counts_her_own_unit_only(name, mixed, chair, client_of):
    page = body(client_of(chair).get(reverse(name)))
    assert "乙电子" not in page
    assert "丙联合" not in page


@pytest.mark.parametrize("name", [MEMBERS, ORGANISATION, TERMS, "reporting:payout_statistics"])
def test_nasty_filters_break_no_report(name, mixed, clerk, client_of):
    browser = client_of(clerk)
    parameters = ("on", "since", "by", "kind", "term", "step", "year", "union", "programme")
    for turn, parameter in enumerate(parameters):
        for text in some(turn):
            answer = browser.get(reverse(name), {parameter: text})
            assert answer.status_code == 200, (parameter, text)
            assert "<script>alert" not in answer.content.decode()


def test_paper_numbers_its_pages_and_asks_for_hands(mixed, clerk, client_of):
    page = body(
        client_of(clerk).get(reverse("members:member_list"), {"print": 1, "union": mixed.pk})
    )
    for word in ("填表人", "审核人", "序号", f"单位：{mixed.name}", "landscape report"):
        assert word in page
    from django.conf import settings

    css = (settings.BASE_DIR / "static/css/print.css").read_text("utf-8")
    assert "counter(page)" in css
    assert "counter(pages)" in css
