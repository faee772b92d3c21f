"""The gallery: accepted and later, pictures with words, promoted ones for all, never people."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.periods import today
from innovation.gallery import CARDS
from innovation.services import pictures
from tests.factories import innovation, papers

pytestmark = pytest.mark.django_db
URL = "/innovation/gallery/"
TITLES = ("草拟的", "刚提交的", "已受理的", "节电照明改造", "别家受理的")


@pytest.fixture
def shelf(unit, other_unit, chair, other_chair, clerk, leader):
    """Of the unit at each stage, one promoted; of the other unit one accepted."""
    innovation.draft(unit, chair, title="草拟的")
    innovation.submitted(unit, chair, title="刚提交的")
    innovation.accepted(unit, chair, clerk, title="已受理的", kind=innovation.kind("小窍门"))
    innovation.accepted(other_unit, other_chair, clerk, title="别家受理的")
    return innovation.promoted(unit, chair, clerk, leader, "赵作者", title="节电照明改造")


def found(browser, **query):
    text = browser.get(URL, query).content.decode()
    return {title for title in TITLES if title in text}


def test_who_sees_which(shelf, chair, other_chair, clerk, auditor, client_of):
    assert found(client_of(chair)) == {"已受理的", "节电照明改造"}
    assert found(client_of(other_chair)) == {"节电照明改造", "别家受理的"}
    assert len(found(client_of(clerk))) == len(found(client_of(auditor))) == 3


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"status": "promoted"}, {"节电照明改造"}),
        ({"status": "draft"}, set()),
        ({"status": "submitted"}, set()),
        ({"kind": "five"}, {"已受理的", "节电照明改造", "别家受理的"}),
        ({"year": "1999"}, set()),
        ({"year": str(today().year)}, {"已受理的", "节电照明改造", "别家受理的"}),
        ({"union": "x"}, set()),
    ],
)
def test_filters(shelf, clerk, client_of, query, titles):
    assert found(client_of(clerk), **query) == titles
    assert found(client_of(clerk), print=1, **query) == titles


def test_of_another_units_promoted_entry_no_page_and_no_people(shelf, other_chair, client_of):
    text = client_of(other_chair).get(URL).content.decode()
    assert "赵作者" not in text
    assert reverse("innovation:entry_detail", args=[shelf.pk]) + '"' not in text
    assert reverse("innovation:entry_adopt", args=[shelf.pk]) in text
    assert "赵作者" not in client_of(other_chair).get(URL, {"print": 1}).content.decode()


def test_pictures_have_words_come_lazily_and_strangers_may_load_them(
    shelf, unit, chair, other_chair, client_of
):
    after = pictures.attach(shelf, papers.upload(papers.jpeg(), "后.jpg"), "改进后照片", by=chair)
    before = pictures.attach(shelf, papers.upload(), "改进前照片", by=chair)
    proof = pictures.attach(shelf, papers.upload(papers.png(text=b"2"), "证.png"), "证明", by=chair)
    browser = client_of(other_chair)
    text = browser.get(URL).content.decode()
    images = re.findall(r"<img [^>]*lazy[^>]*>", text)
    assert ['alt="节电照明改造，改进前"' in i for i in images] == [True, False]
    for row in (before, after):
        address = reverse("innovation:picture_show", args=[row.pk])
        assert address in text and browser.get(address).status_code == 200
    assert reverse("innovation:picture_show", args=[proof.pk]) not in text
    pictures.void(after, by=chair, reason="误传")
    assert len(re.findall(r"<img [^>]*lazy", browser.get(URL).content.decode())) == 1


def test_pages_are_walked_by_key_with_a_literal_number_of_queries(unit, chair, clerk, client_of):
    browser = client_of(clerk)
    innovation.accepted(unit, chair, clerk)
    with CaptureQueriesContext(connection) as caught:
        browser.get(URL)
    assert len(caught) == 8
    for _ in range(CARDS):
        entry = innovation.accepted(unit, chair, clerk)
    pictures.attach(entry, papers.upload(), "改进后照片", by=chair)
    with CaptureQueriesContext(connection) as caught:
        text = browser.get(URL).content.decode()
    assert len(caught) == 9  # a second page: the rows are counted
    assert text.count("gallery-card") == CARDS
    more = re.search(r'rel="next" href="([^"]+)"', text)[1]
    text = browser.get(more.replace("&amp;", "&")).content.decode()
    assert text.count("gallery-card") == 1 and 'rel="prev"' in text


def test_a_chairs_pages_hold_her_own_and_the_promoted_in_one_order(
    unit, other_unit, chair, other_chair, clerk, leader, client_of
):
    """Two ranges of two indexes, merged: forwards and back nothing is lost or told twice."""
    wanted = []
    for number in range(CARDS):
        wanted.append(innovation.accepted(unit, chair, clerk, title=f"本单位{number}").title)
        innovation.accepted(other_unit, other_chair, clerk, title=f"别家{number}")
        if number % 6 == 0:
            title = f"推广{number}"
            place = (unit, chair) if number else (other_unit, other_chair)
            wanted.append(innovation.promoted(*place, clerk, leader, title=title).title)
    browser = client_of(chair)
    first = browser.get(URL)
    assert [row["title"] for row in first.context["rows"]] == wanted[: -CARDS - 1 : -1]
    second = browser.get(first.context["next_url"])
    assert [row["title"] for row in second.context["rows"]] == wanted[3::-1]
    back = browser.get(second.context["previous_url"])
    assert back.context["rows"] == first.context["rows"]


def test_an_export_holds_what_the_page_shows(shelf, other_chair, client_of):
    answer = client_of(other_chair).post(URL)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
