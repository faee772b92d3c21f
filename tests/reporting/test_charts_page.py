"""The page of charts: readable without colour, a table behind each, one cost, in scope."""

import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from tests.factories import innovation, people
from tests.factories.ledger import row, take

CHARTS = "reporting:charts"
pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(unit, other_unit, chair, other_chair, clerk):
    lines = [
        row(people.member(union, "王桂英"), day=day, programme=programme)
        for union, day, programme in (
            (unit, "2014年11月20日", "停产补助"),
            (unit, "2016年4月1日", "返乡补助"),
            (other_unit, "2015年4月1日", "停产补助"),
        )
    ]
    take(unit.parent, clerk, *lines)
    innovation.submitted(unit, chair, "甲某")
    innovation.submitted(other_unit, other_chair, "乙某")
    return unit


def page(browser):
    response = browser.get(reverse(CHARTS))
    assert response.status_code == 200
    return response.content.decode()


def test_each_chart_is_told_in_words_and_in_a_table(drawn, clerk, client_of):
    text = page(client_of(clerk))
    drawings = re.findall(r"<svg.*?</svg>", text, re.S)
    assert len(drawings) == 7
    assert text.count('<details class="chart-data">') == 7
    for drawing in drawings:
        svg = ElementTree.fromstring(drawing)
        assert svg.find("title").text
        assert svg.find("desc").text
        assert not [e for e in svg.iter() if "style" in e.attrib or e.tag == "style"]
        assert svg.findall("text"), "labels stand beside what they name"


def test_lines_differ_by_dashes_and_markers_not_by_colour_alone(drawn, clerk, client_of):
    text = page(client_of(clerk))
    several = next(d for d in re.findall(r"<svg.*?</svg>", text, re.S) if "主要项目" in d)
    dashes = re.findall(r'stroke-dasharray="([^"]*)"', several)
    assert len(dashes) == len(set(dashes)) == 2


def test_a_year_without_payouts_is_zero_not_a_gap(unit, clerk, client_of):
    member = people.member(unit)
    take(unit.parent, clerk, *(row(member, day=f"{y}年4月1日") for y in (2013, 2016)))
    text = page(client_of(clerk))
    table = re.search(r"历年发放救助金（元）</caption>.*?</table>", text, re.S)[0]
    assert re.findall(r'scope="row" class="text">([0-9]+)<', table) == [
        "2013", "2014", "2015", "2016",
    ]  # fmt: skip
    assert re.findall(r">([0-9,.]+)</td>", table) == ["300", "0", "0", "300"]


def test_an_empty_house_says_so(clerk, client_of):
    assert page(client_of(clerk)).count("暂无数据") >= 5


def test_a_chair_sees_her_own_unit(drawn, chair, other_unit, client_of):
    text = page(client_of(chair))
    assert "组建情况" not in text
    table = re.search(r"历年发放救助金（元）</caption>.*?</table>", text, re.S)[0]
    assert re.findall(r">([0-9,.]+)</td>", table) == ["300", "0", "300"]


@pytest.mark.parametrize(("who", "queries"), [("clerk", 8), ("chair", 7)])
@pytest.mark.parametrize("more", [0, 3])
def test_the_charts_ask_the_same_queries_for_few_and_many(
    who, queries, more, drawn, clerk, request, client_of, django_assert_num_queries
):
    for n in range(more):
        member = people.member(people.unit(drawn.parent, f"第{n}工会"), f"王{'甲乙丙'[n]}")
        take(drawn.parent, clerk, row(member, day=f"201{n}年5月1日"))
    browser = client_of(request.getfixturevalue(who))
    with django_assert_num_queries(queries):
        browser.get(reverse(CHARTS))
