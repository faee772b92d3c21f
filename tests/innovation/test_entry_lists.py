"""Lists and figures: scope, filters, sealed search, and that each number leads to its rows."""

import io
import re
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.periods import today
from innovation.models import AwardGrade, Entry
from tests.factories import innovation, people

pytestmark = pytest.mark.django_db
LIST, FIGURES = "innovation:entry_list", "innovation:entry_figures"


@pytest.fixture
def shelf(unit, other_unit, chair, other_chair, clerk, leader):
    """Of the unit: a draft, one sent in, one awarded; of the other unit one promoted."""
    grade = AwardGrade.objects.get(name="一等奖")
    grade.amount = Decimal(500)
    grade.save()
    mine = people.member(unit, "沈秀英")
    innovation.draft(unit, chair, title="草拟中的点子")
    innovation.submitted(unit, chair, title="模具保温罩")
    innovation.awarded(unit, chair, clerk, leader, mine, title="废水循环使用",
                       kind=innovation.kind("合理化建议"), old_cost=Decimal(10),
                       quantity=Decimal(200))  # fmt: skip
    innovation.promoted(other_unit, other_chair, clerk, leader, "钱外人", title="节电照明改造")


def found(client, name=LIST, **query):
    text = client.get(reverse(name), query).content.decode()
    return {t for t in ("草拟中的点子", "模具保温罩", "废水循环使用", "节电照明改造") if t in text}


def test_a_chair_sees_her_units_entries_and_the_federation_all(
    shelf, chair, other_chair, clerk, auditor, client_of
):
    assert found(client_of(chair)) == {"草拟中的点子", "模具保温罩", "废水循环使用"}
    assert found(client_of(other_chair)) == {"节电照明改造"}
    assert len(found(client_of(clerk))) == len(found(client_of(auditor))) == 4


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"words": "保温"}, {"模具保温罩"}),
        ({"words": "罩"}, {"模具保温罩"}),
        ({"words": "保湿"}, set()),
        ({"status": "draft"}, {"草拟中的点子"}),
        ({"status": "counted"}, {"模具保温罩", "废水循环使用", "节电照明改造"}),
        ({"status": "adopted"}, {"废水循环使用", "节电照明改造"}),
        ({"status": "done"}, {"废水循环使用", "节电照明改造"}),
        ({"status": "benefit"}, {"废水循环使用"}),
        ({"practice": "none"}, {"草拟中的点子", "模具保温罩"}),
        ({"level": "township"}, {"废水循环使用", "节电照明改造"}),
        ({"grade": "any"}, {"废水循环使用", "节电照明改造"}),
        ({"kind": "five"}, {"草拟中的点子", "模具保温罩", "节电照明改造"}),
        ({"year": "1999"}, set()),
        ({"year": "x"}, set()),
    ],
)
def test_filters(shelf, clerk, client_of, query, titles):
    assert found(client_of(clerk), **query) == titles


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("沈秀英", {"废水循环使用"}), ("sxy", {"废水循环使用"}), ("钱外", {"节电照明改造"}),
        ("保温罩", {"模具保温罩"}), (f"创{today().year}-0001", {"模具保温罩"}), ("没有", set()),
    ],
)  # fmt: skip
def test_search_by_number_title_or_author_travels_sealed(shelf, clerk, client_of, typed, titles):
    answer = client_of(clerk).post(reverse("innovation:entry_search"), {"q": typed})
    assert typed not in answer["Location"]
    text = client_of(clerk).get(answer["Location"]).content.decode()
    assert {t for t in ("模具保温罩", "废水循环使用", "节电照明改造") if t in text} == titles


def test_search_reaches_no_other_unit(shelf, chair, client_of):
    for typed in ("钱外人", "节电照明", f"创{today().year}-0003"):
        answer = client_of(chair).post(
            reverse("innovation:entry_search"), {"q": typed}, follow=True
        )
        assert "节电照明改造" not in answer.content.decode()
        assert "共 <b>0</b> 条" in answer.content.decode()


def test_what_is_on_the_screen_is_what_exports(shelf, chair, client_of):
    body = client_of(chair).post(f"{reverse(LIST)}?status=counted").getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    text = str([[cell.value for cell in row] for row in sheet])
    assert "模具保温罩" in text and "沈秀英" in text and "镇级一等奖" in text
    assert "草拟" not in text and "节电" not in text


# --- figures -----------------------------------------------------------------------------------


def figure_rows(client, **query):
    """Union -> {label: (text, address)} of a page."""
    text = client.get(reverse(FIGURES), query).content.decode()
    found = {}
    for line in re.findall(r"<tr>(<td.*?)</tr>", text):
        cells = re.findall(r'data-label="(.*?)" class="[^"]*">(.*?)</td>', line)
        row = {label: (re.sub("<.*?>", "", html), (re.findall('href="(.*?)"', html) or [""])[0])
               for label, html in cells}  # fmt: skip
        found[row["工会"][0]] = row
    return found


def test_figures_of_a_unit_and_year(shelf, unit, clerk, client_of):
    for _ in range(3):
        people.member(unit)
    row = figure_rows(client_of(clerk))["淳安甲纺织工会委员会"]
    told = {label: text for label, (text, _) in row.items()}
    assert told == {
        "工会": "淳安甲纺织工会委员会", "年度": str(today().year), "成果数": "2",
        "人均件数": "0.50", "参与人数": "1", "参与率": "25.0%", "采纳数": "1", "采纳率": "50.0%",
        "实施数": "1", "实施率": "100.0%", "年效益（元）": "2,000.00", "奖金（元）": "500.00",
        "每元奖金效益": "4.00",
    }  # fmt: skip


def test_each_number_leads_to_as_many_rows(shelf, clerk, client_of):
    browser = client_of(clerk)
    for row in figure_rows(browser).values():
        for label in ("成果数", "采纳数", "实施数"):
            number, address = row[label]
            text = browser.get(unescape(address)).content.decode()
            assert f"共 <b>{number}</b> 条" in text, (row["工会"], label)


def test_the_last_row_sums_what_was_asked(shelf, clerk, client_of):
    whole = figure_rows(client_of(clerk))["合计"]
    assert (whole["成果数"][0], whole["采纳数"][0], whole["奖金（元）"][0]) == (
        "3", "2", "1,000.00",
    )  # fmt: skip


def test_a_chairs_figures_do_not_change_with_another_units_entries(
    unit, other_unit, chair, other_chair, client_of
):
    innovation.submitted(unit, chair)
    before = figure_rows(client_of(chair))
    innovation.submitted(other_unit, other_chair, people.member(other_unit, "外人"))
    assert figure_rows(client_of(chair)) == before


# --- cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "cost"), [(LIST, 9), (FIGURES, 10)])
def test_pages_cost_as_many_queries_with_three_rows_as_with_one(
    unit, other_unit, chair, other_chair, clerk, leader, client_of, name, cost
):
    browser, counts = client_of(clerk), []
    third = people.unit(unit.parent, "淳安丙工会委员会", "淳安丙厂")
    third_chair = people.sign_in("third", "丙会主席", third, "chair")
    for added in (((unit, chair),), ((other_unit, other_chair), (third, third_chair))):
        for union, by in added:
            innovation.awarded(union, by, clerk, leader, people.member(union))
        with CaptureQueriesContext(connection) as caught:
            browser.get(reverse(name))
        counts.append(len(caught))
    assert counts == [cost, cost]
    assert Entry.objects.count() == 3
