"""Pages of one union and one enterprise: what they show, to whom, at what cost."""

import datetime

import pytest
from django.urls import reverse

from core.periods import today
from tests.factories import people
from unions.models import Coverage, EnterpriseFigure, Headcount
from unions.services import life
from unions.services.coverage import cover

D = datetime.date
UNION_QUERIES, ENTERPRISE_QUERIES = 27, 9


def text(response):
    return response.content.decode()


@pytest.fixture
def rich(unit, clerk):
    """A union with three of everything."""
    for n in range(3):
        enterprise = people.enterprise(unit.parent, f"第{n}厂")
        Coverage.objects.create(union=unit, enterprise=enterprise, since=D(2010 + n, 1, 1))
        EnterpriseFigure.objects.create(
            enterprise=enterprise, kind="workers", value=10, as_of=D(2020, 1, 1), source="年报"
        )
        Headcount.objects.create(union=unit, workers=9, as_of=D(2020, 1, n + 1), source="年报")
        life.rectify(unit, D(2012, 1, n + 1), by=clerk, reason="整顿")
        people.member(unit)
    return unit


def test_a_union_page_asks_the_same_queries_however_much_befell_it(
    rich, other_unit, clerk, client_of, django_assert_num_queries
):
    browser = client_of(clerk)
    for union in (other_unit, rich):
        with django_assert_num_queries(UNION_QUERIES):
            assert browser.get(reverse("unions:union_detail", args=[union.pk])).status_code == 200


def test_an_enterprise_page_asks_the_same_queries_however_long_its_life(
    unit, other_unit, clerk, client_of, django_assert_num_queries
):
    short, long = (u.coverages.get().enterprise for u in (unit, other_unit))
    cover(long, unit, D(2015, 1, 1), by=clerk)
    for n in range(3):
        EnterpriseFigure.objects.create(
            enterprise=long, kind="sales", value="1234.50", as_of=D(2020, 1, n + 1), source="年报"
        )
    browser = client_of(clerk)
    for enterprise in (short, long):
        with django_assert_num_queries(ENTERPRISE_QUERIES):
            url = reverse("unions:enterprise_detail", args=[enterprise.pk])
            assert browser.get(url).status_code == 200


def test_the_life_line_tells_what_befell_the_union_newest_first(rich, clerk, client_of):
    body = text(client_of(clerk).get(reverse("unions:union_detail", args=[rich.pk])))
    days = [event["day"] for event in client_of(clerk).get(
        reverse("unions:union_detail", args=[rich.pk])).context["events"]]  # fmt: skip
    assert days == sorted(days, reverse=True)
    for words in ("建会", "整顿", "覆盖 第2厂"):
        assert words in body


def test_a_bank_account_is_masked(unit, clerk, client_of):
    unit.bank_account = "6222021202001234567"
    unit.save()
    body = text(client_of(clerk).get(reverse("unions:union_detail", args=[unit.pk])))
    assert "****4567" in body
    assert "6222021202001234567" not in body


@pytest.mark.parametrize(("who", "edits"), [("clerk", True), ("leader", False), ("chair", False)])
def test_only_whoever_may_edit_is_offered_it(who, edits, unit, client_of, request):
    user = request.getfixturevalue(who)
    for url in (
        reverse("unions:union_detail", args=[unit.pk]),
        reverse("unions:enterprise_detail", args=[unit.coverages.get().enterprise_id]),
    ):
        assert ("/change/" in text(client_of(user).get(url))) is edits


def test_an_enterprise_page_names_todays_union_and_the_former_ones(
    unit, other_unit, clerk, chair, client_of
):
    enterprise = unit.coverages.get().enterprise
    cover(enterprise, other_unit, D(2015, 1, 1), by=clerk)
    url = reverse("unions:enterprise_detail", args=[enterprise.pk])
    whole = client_of(clerk).get(url)
    assert whole.context["bond"].union == other_unit
    assert unit.name in text(whole)
    own = text(client_of(chair).get(url))
    assert unit.name in own
    assert other_unit.name not in own


def test_a_chairs_page_shows_only_her_own_seats_and_coverage(unit, other_chair, chair, client_of):
    body = text(client_of(chair).get(reverse("unions:union_detail", args=[unit.pk])))
    assert chair.display_name in body
    assert other_chair.display_name not in body


def test_a_dissolved_union_says_so(unit, clerk, client_of):
    life.end(unit, "dissolved", D(2020, 6, 30), by=clerk, reason="企业终止")
    body = text(client_of(clerk).get(reverse("unions:union_detail", args=[unit.pk])))
    assert "已于2020年6月30日撤销" in body


@pytest.mark.parametrize("offset", [0, 1])
def test_a_term_that_ends_today_is_over(offset, federation, clerk, client_of):
    started = (today() + offset * datetime.timedelta(days=1)).replace(year=today().year - 3)
    union = people.unit(federation, "甲工会", term_started_on=started, term_years=3)
    body = text(client_of(clerk).get(reverse("unions:union_detail", args=[union.pk])))
    assert ("已到期" in body) is (offset == 0)


def test_names_are_escaped(federation, clerk, client_of):
    union = people.unit(federation, "<script>alert(1)</script>", "<b>厂</b>")
    browser = client_of(clerk)
    for url in (
        reverse("unions:union_list"), reverse("unions:enterprise_list"), "/",
        reverse("unions:union_detail", args=[union.pk]), reverse("members:coverage_list"),
        reverse("members:quality_list"), reverse("members:member_new") + f"?union={union.pk}",
    ):  # fmt: skip
        body = text(browser.get(url))
        assert "<script>alert" not in body, url
        assert "<b>厂" not in body, url
