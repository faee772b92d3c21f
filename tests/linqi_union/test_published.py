"""The page of published figures: staff only, only with the sample, every figure opens its rows."""

import re
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from linqi_union import published, published_links
from linqi_union.sample import township
from unions.models import Seat

URL = "/published/"


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        township.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sample(_loaded, db):
    def browser(role):
        client = Client()
        user = Seat.objects.filter(role=role).earliest("pk").user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


def test_every_figure_has_words_and_all_but_the_articles_day_lead_to_rows(db):
    keys = {fact["key"] for fact in township.FACTS["facts"]}
    assert set(published_links.SHOWN) == keys
    assert keys - set(published_links.urls()) == {"article.publish_date"}


def test_without_the_sample_there_is_no_page(clerk, client_of):
    assert client_of(clerk).get(URL).status_code == 404
    assert "公布数字核对" not in client_of(clerk).get("/reports/").content.decode()


@pytest.mark.parametrize("role", ["clerk", "leader", "auditor"])
def test_staff_see_each_figure_expected_and_found(role, sample):
    page = sample(role).get(URL).content.decode()
    assert page.count("相符</span>") == 38
    assert "不符</span>" not in page
    for words in ("会员（人）", "1017", "≥ 170000", "177,340.00", "几千人", "全覆盖"):
        assert words in page


def test_every_figure_opens_its_rows(sample):
    browser = sample("clerk")
    page = browser.get(URL).content.decode()
    found = re.findall(r'<td data-label="记录" class="num"><a href="([^"]+)">([^<]*)</a>', page)
    assert len(found) == 38
    for url, figure in found:
        answer = browser.get(unescape(url))
        assert answer.status_code == 200, url
        assert not answer.context["form"].errors, url
        assert answer.context["rows"] or "covered=0" in url, (url, figure)


def test_counts_are_the_lengths_of_their_lists(sample):
    """Each key that is a number of rows, as the list behind it counts them."""
    browser, urls = sample("clerk"), published_links.urls()
    told = {line.key: line.found for line in published.lines()}
    for key in (
        "town.enterprises", "town.enterprises_above_scale", "union.grassroots_unions",
        "union.joint_unions", "union.unions_rectified", "union.unions_newly_formed",
        "union.grassroots_unions_before_2011", "union.unions_after_campaign",
        "union.rule_documents_named", "union.rights_action_count",
    ):  # fmt: skip
        page = browser.get(urls[key]).content.decode()
        assert f"共 <b>{told[key]}</b> 条" in page, key


def test_it_stands_on_the_shelf_of_staff_only(sample):
    assert "公布数字核对" in sample("clerk").get("/reports/").content.decode()
    assert "公布数字核对" not in sample("chair").get("/reports/").content.decode()


def test_a_chair_is_refused(sample):
    assert sample("chair").get(URL).status_code == 403
