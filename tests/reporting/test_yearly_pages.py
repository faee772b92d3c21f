"""The pages of yearly statistics: what they show, to whom, at what cost, and what nonsense does."""

import datetime
import re

import pytest
from django.urls import reverse

from reporting.models import Explanation, YearlySheet
from reporting.yearly_indicators import TABLE
from tests.factories import people
from tests.factories.nasty import some
from tests.reporting import yearly as made

D = datetime.date
LIST, ERRORS = "/reports/yearly/", "/reports/yearly/errors/"
pytestmark = pytest.mark.django_db


def body(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def page(union, name="", year=made.YEAR):
    return f"{LIST}{union.pk}/{year}/{name}"


@pytest.fixture
def crowded(unit, clerk):
    made.too_many_members(unit, clerk)
    return unit


def test_every_link_on_a_sheet_opens_and_every_indicator_is_on_it(unit, other_unit, clerk, chair,
                                                                  client_of):  # fmt: skip
    made.full_year(unit, clerk, chair)
    for user in (clerk, chair):
        browser = client_of(user)
        text = body(browser.get(page(unit)))
        assert text.count(page(unit, "fill/")) >= 4  # three figures, and the button
        for indicator in TABLE:
            assert f'class="text">{indicator.number}</td>' in text
        links = set(re.findall(rf'href="({LIST}{unit.pk}/[^"]+/rows/)"', text))
        assert len(links) > 30
        for url in links:
            assert "明细" in body(browser.get(url))


@pytest.mark.parametrize("table", ["organisation", "members", "cadres", "democracy", "aid",
                                   "rights", "economy", "funds"])  # fmt: skip
def test_each_table_of_the_overview(table, unit, other_unit, clerk, chair, client_of):
    made.full_year(unit, clerk, chair)
    browser = client_of(clerk)
    text = body(browser.get(LIST, {"year": made.YEAR, "table": table}))
    assert unit.name in text and other_unit.name in text and "合计" in text
    for url in set(re.findall(rf'href="({LIST}[^"]+/rows/)"', text)):
        body(browser.get(url))
    assert "打印人" in body(browser.get(LIST, {"year": made.YEAR, "table": table, "print": "1"}))


def test_a_chair_sees_her_own_union_only(unit, other_unit, chair, client_of):
    browser = client_of(chair)
    text = body(browser.get(LIST, {"year": made.YEAR}))
    assert unit.name in text
    assert other_unit.name not in text
    for name in ("", "print/", "fill/", "export/"):
        assert browser.get(page(other_unit, name)).status_code in (404, 405)
    assert browser.post(page(other_unit, "export/")).status_code == 404
    assert browser.get(f"{LIST}{unit.parent.pk}/2016-members/rows/").status_code == 404
    assert browser.post(f"{LIST}{unit.parent.pk}/2016/export/").status_code == 404


def test_from_an_error_to_its_explanation(crowded, chair, client_of):
    browser = client_of(chair)
    text = body(browser.get(ERRORS, {"year": made.YEAR}))
    assert "还有 1 项错误" in text
    assert "期末会员（2），应不大于职工＋保留会籍（1）" in text
    assert "更新覆盖单位上报的职工人数" in text
    url = f"{LIST}{crowded.pk}/2016-members-workers/explain/"
    assert url in text
    assert "请" in body(browser.post(url, {"note": " ", "seen": "2:1"}))
    answer = browser.post(url, {"note": "数字已核对", "seen": "2:1"})
    assert answer.url == f"{ERRORS}?year=2016"
    text = body(browser.get(answer.url))
    assert "没有未处理的错误" in text
    assert "数字已核对" in text
    people.member(crowded, "又一人", since=D(2013, 1, 1))
    text = body(browser.post(url, {"note": "还是那个原因", "seen": "2:1"}))
    assert "数字在您打开之后变了" in text
    assert "还是那个原因" in text
    assert Explanation.objects.get().note == "数字已核对"


def test_filling_in_and_an_old_page(unit, chair, client_of):
    browser, url = client_of(chair), page(unit, "fill/")
    data = {"version": 0, "women_workers": "12", "funds_income": "100.50", "filled_on": "2016.10.8",
            "filler": "张填表"}  # fmt: skip
    assert browser.post(url, data).url == page(unit)
    text = body(browser.get(page(unit)))
    assert "张填表" in text and "2016年10月8日" in text and "100.50" in text
    answer = browser.post(url, data | {"women_workers": "13"})
    assert answer.status_code == 409
    assert 'value="13"' in answer.content.decode()
    assert YearlySheet.objects.get().women_workers == 12


def test_a_print_with_open_errors_says_so(crowded, clerk, client_of):
    assert "1 项错误未改正或说明，非正式文本" in body(client_of(clerk).get(page(crowded, "print/")))


def test_years_without_the_union_and_years_to_come_are_not_there(unit, clerk, client_of):
    browser = client_of(clerk)
    for year in (1900, 1999, 2500, 9999, 0, 99999999999999999999):
        assert browser.get(page(unit, year=year)).status_code == 404, year
    assert browser.get(page(unit.parent)).status_code == 404
    for asked in ("2016-nothing", "2016", "members", "9999-members", "2016-women_workers", "x-y"):
        assert browser.get(f"{LIST}{unit.pk}/{asked}/rows/").status_code == 404, asked
        assert browser.get(f"{LIST}{unit.pk}/{asked}/explain/").status_code in (302, 404), asked


@pytest.mark.parametrize("text", some(0, 4))
def test_nonsense_is_answered(text, unit, chair, client_of):
    browser = client_of(chair)
    for url in (LIST, ERRORS):
        for name in ("year", "table", "page", "after", "before", "sort"):
            assert browser.get(url, {name: text}).status_code == 200
    fields = ("version", "women_workers", "funds_income", "funds_spent", "filled_on", "filler")
    for name in fields:
        answer = browser.post(page(unit, "fill/"), {"version": 0, name: text})
        assert answer.status_code in (200, 302, 409)
    made.workers(unit, 0)
    people.member(unit, since=D(2012, 1, 1))
    url = f"{LIST}{unit.pk}/2016-members-workers/explain/"
    assert browser.post(url, {"note": text, "seen": text}).status_code == 200
    assert browser.post(url, {"note": text, "seen": "1:0"}).status_code in (200, 302)


def test_left_out_of_the_sheets_is_told(unit, clerk, client_of):
    people.member(unit.parent, "散户", since=D(2012, 1, 1))
    text = body(client_of(clerk).get(LIST, {"year": made.YEAR}))
    assert "另有1 名由总工会直接管理的会员，不列入" in text


@pytest.mark.parametrize(("url", "cost"), [(LIST, 15), (ERRORS, 20), ("sheet", 24), ("print", 24)])
def test_what_pages_cost(url, cost, crowded, clerk, client_of, django_assert_num_queries):
    """As many with six unions as with one."""
    browser = client_of(clerk)
    address = url if url.startswith("/") else reverse(f"reporting:yearly_{url}",
                                                      args=[crowded.pk, made.YEAR])  # fmt: skip
    for number in range(2):
        with django_assert_num_queries(cost):
            body(browser.get(address, {"year": made.YEAR}))
        for n in range(5):
            more = people.unit(crowded.parent, f"第{number}{n}工会", f"第{number}{n}厂")
            made.too_many_members(more, clerk)


def test_a_step_on_the_shelf_and_in_the_menu(chair, client_of):
    browser = client_of(chair)
    text = body(browser.get(reverse("reporting:shelf")))
    assert text.count(f'href="{LIST}"') == 2
