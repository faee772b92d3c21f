"""The desk: what waits for whom, what is due, figures that lead to their rows, one cost for all."""

import datetime
import re

import pytest
from django.urls import reverse

from core.periods import today
from linqi_union import desk
from members.services import memberships
from tests.factories import people
from unions.codes import UnionKind
from unions.models import ImportBatch
from unions.scope import load
from unions.services import life

D = datetime.date


def text(response):
    return response.content.decode()


def laid(user):
    return desk.lay(user, load(user))


def terms_due(user):
    """Of what is due the lines about terms, which lead to unions."""
    return [item for item in laid(user).due if item["url"].startswith(reverse("unions:union_list"))]


@pytest.mark.parametrize(("who", "queries"), [("clerk", 34), ("chair", 27)])
def test_the_desk_asks_the_same_queries_however_much_lies_on_it(
    who, queries, unit, other_unit, clerk, client_of, request, django_assert_num_queries
):
    user = request.getfixturevalue(who)
    browser = client_of(user)
    people.member(unit)
    for n in range(2):
        with django_assert_num_queries(queries):
            assert browser.get("/").status_code == 200
        people.unit(unit.parent, f"第{n}工会", term_started_on=D(2015, 1, 1), term_years=3)
        people.member(unit)
        people.member(other_unit)


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "chair", "administrator"])
def test_everybody_has_a_desk(who, unit, client_of, request):
    user = request.getfixturevalue(who)
    people.member(unit)
    body = text(client_of(user).get("/"))
    assert user.display_name in body
    assert ("今天等您办" in body) is (who != "administrator")


def test_an_administrators_desk_leads_to_her_work(administrator, client_of):
    body = text(client_of(administrator).get("/"))
    assert reverse("unions:account_list") in body


def test_a_transfer_waits_for_the_receiving_side_and_nobody_else(
    unit, other_unit, chair, other_chair, clerk, leader
):
    people.transfer(people.member(unit), other_unit, chair)
    waiting = {
        user: [(i["label"], i["count"]) for i in laid(user).waiting]
        for user in (chair, other_chair, clerk, leader)
    }
    line = [("待接收的转会", 1)]
    assert waiting == {chair: [], other_chair: line, clerk: line, leader: []}


def test_a_transfer_leaves_the_desk_once_answered(unit, other_unit, chair, other_chair):
    from members.workflow import TRANSFER

    asked = people.transfer(people.member(unit), other_unit, chair)
    TRANSFER.move(asked, "refuse", by=other_chair, reason="不属本会")
    assert laid(other_chair).waiting == []


def test_an_unfinished_import_waits_for_whoever_uploaded_it(unit, chair, clerk):
    for status in ("uploaded", "checked", "done", "discarded"):
        ImportBatch.objects.create(
            union=unit, user=chair, kind="roster", filename="a.xlsx", status=status
        )
    assert [(i["label"], i["count"]) for i in laid(chair).waiting] == [("待确认的导入", 2)]
    assert laid(clerk).waiting == []


@pytest.mark.parametrize(
    ("ends_in", "shown", "overdue"),
    [(-400, True, True), (0, True, True), (1, True, False), (150, True, False),
     (200, False, None)],
)  # fmt: skip
def test_terms_that_are_over_or_end_within_the_rule(ends_in, shown, overdue, federation, clerk):
    end = today() + datetime.timedelta(days=ends_in)
    day = 28 if (end.month, end.day) == (2, 29) else end.day
    people.unit(federation, "甲工会", term_started_on=D(end.year - 3, end.month, day), term_years=3)
    due = terms_due(clerk)
    assert [item["label"] for item in due] == (["甲工会换届"] if shown else [])
    if shown:
        assert due[0]["overdue"] is overdue


def test_several_terms_that_are_over_are_one_line_that_leads_to_them(federation, clerk, client_of):
    for name in ("甲工会", "乙工会", "丙工会"):
        people.unit(federation, name, term_started_on=D(2010, 1, 1), term_years=3)
    (line,) = terms_due(clerk)
    assert (line["label"], line["count"], line["overdue"]) == ("任期已到期的工会", 3, True)
    page = client_of(clerk).get(line["url"]).content.decode()
    assert all(name in page for name in ("甲工会", "乙工会", "丙工会"))


def test_due_terms_are_of_unions_in_scope_that_exist(federation, unit, chair, clerk):
    over = {"term_started_on": D(2015, 1, 1), "term_years": 3}
    people.unit(federation, "乙工会", **over)
    gone = people.unit(federation, "丙工会", **over)
    life.end(gone, "dissolved", D(2020, 1, 1), by=clerk, reason="企业终止")
    assert [i["label"] for i in terms_due(clerk)] == ["乙工会换届"]
    assert terms_due(chair) == []


def test_every_figure_equals_the_rows_it_leads_to(unit, other_unit, clerk, chair, client_of):
    for n in range(3):
        people.member(unit, mobile="" if n else "13800000000")
    memberships.retain(people.member(other_unit), D(2020, 1, 1), by=clerk, reason="退休")
    people.unit(unit.parent, "联合会", kind=UnionKind.JOINT_GRASSROOTS)
    for user in (clerk, chair):
        browser = client_of(user)
        for figure in laid(user).figures:
            if not isinstance(figure["value"], int):
                continue
            page = browser.get(figure["url"])
            assert f"共 <b>{figure['value']}</b> 条" in text(page), figure["label"]


def test_a_chairs_figures_are_of_her_unit(unit, other_unit, chair, clerk):
    people.member(unit)
    for _ in range(2):
        people.member(other_unit)
    values = {f["label"]: f["value"] for f in laid(chair).figures}
    assert (values["会员"], values["覆盖企业"]) == (1, 1)
    whole = {f["label"]: f["value"] for f in laid(clerk).figures}
    assert (whole["会员"], whole["企业"], whole["基层工会"]) == (3, 2, 2)


def test_the_record_quality_counts_what_is_lacking(unit, clerk):
    people.member(unit)
    for _ in range(2):
        people.member(unit, mobile="")
    quality = {f["label"]: f for f in laid(clerk).figures}["资料合格率"]
    assert (quality["value"], quality["note"]) == ("33.3%", "2 份待完善")


def test_the_charts_end_with_this_year(unit, other_unit, clerk, chair):
    people.member(unit)
    life.end(other_unit, "dissolved", D(today().year, 1, 1), by=clerk, reason="企业终止")
    members = laid(clerk).members_series["会员"]
    assert members[-1] == (str(today().year), 1)
    assert len(members) == desk.CHART_YEARS
    unions = laid(clerk).unions_series["单独基层工会"]
    assert [number for _, number in unions[-2:]] == [2, 1]
    assert laid(chair).unions_series == {}


def test_the_navigation_offers_only_what_opens(unit, client_of, request):
    for who in ("administrator", "clerk", "leader", "auditor", "chair"):
        browser = client_of(request.getfixturevalue(who))
        addresses = re.findall(r'<li><a href="([^"]+)"', browser.get("/").context["nav"])
        assert len(addresses) >= 5
        for address in addresses:
            assert browser.get(address).status_code == 200, (who, address)


def test_the_menu_marks_where_one_is_the_longest_address(client_of, clerk):
    browser = client_of(clerk)
    for address in ("/", "/members/", "/members/transfers/"):
        menu = browser.get(address).context["nav"]
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [address]


@pytest.mark.parametrize(
    ("day", "words"),
    [(D(2016, 9, 8), "2016年9月8日　星期四"), (D(2024, 2, 29), "2024年2月29日　星期四"),
     (D(2026, 11, 22), "2026年11月22日　星期日")],
)  # fmt: skip
def test_the_greeting_names_the_day(day, words):
    assert desk.greeting(day) == words
