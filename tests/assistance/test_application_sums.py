"""Sums before the buttons, what a page costs, and the approval sheet."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance import application_page
from assistance.models import Line
from core.periods import today
from members.services import chain
from tests.factories import aid, people

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def detail(row):
    return reverse("assistance:application_detail", args=[row.pk])


@pytest.fixture
def member(unit):
    return people.member(unit, "沈秀英")


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, by=clerk)


# --- ceilings and clashes before the button ------------------------------------------------------


def test_ceilings_stand_on_the_page_in_sums(federation, unit, chair, clerk, leader, member, fund):
    warmth = aid.programme("warmth_visit", notice_days=0, batch=False)
    aid.approved(unit, chair, clerk, leader, fund, member, programme=warmth, amount="2500")
    row = aid.submitted(unit, chair, member, programme=warmth, amount="3600")
    found = application_page.examined(row, clerk)
    assert [(str(c.ceiling), c.sums.reserved, c.asked, c.exceeded) for c in found["checks"]] == [
        ("送温暖每人每次", Decimal("0.00"), Decimal(3600), True),
        ("送温暖每人每年", Decimal("2500.00"), Decimal(3600), True),
    ]


def test_passing_a_ceiling_is_red_and_its_clash_is_linked(
    unit, chair, clerk, leader, member, fund, client_of
):
    warmth = aid.programme("warmth_visit", notice_days=0)
    first = aid.approved(unit, chair, clerk, leader, fund, member, programme=warmth, amount="2500")
    row = aid.reviewed(unit, chair, clerk, fund, member, programme=warmth, amount="2600.50")
    body = text(client_of(leader).get(detail(row)))
    assert "共核算 2 项，均未超过限额" in body
    assert f'<a href="{detail(first)}">{first.number}</a>' in body
    row.lines.update(amount=Decimal("3600.50"))
    body = text(client_of(leader).get(detail(row)))
    assert "超出 100.50" in body
    assert "超出 600.50" in body
    assert re.search(r'value="approve"[^>]*disabled', body)
    assert "超过限额须写明原因" in body


def test_a_chair_is_not_told_what_another_unit_pays(
    unit, other_unit, chair, other_chair, clerk, leader, fund, client_of
):
    """The same person, helped before by the unit she has left."""
    warmth = aid.programme("warmth_visit", notice_days=0)
    moved = people.member(other_unit, "钱外人")
    first = aid.approved(
        other_unit, other_chair, clerk, leader, fund, moved, programme=warmth, amount="2987"
    )
    chain.move(moved, unit, None, today(), by=clerk, reason="调动")
    row = aid.drafted(unit, chair, moved, programme=warmth, amount="3500")
    mine, theirs = (text(client_of(user).get(detail(row))) for user in (chair, clerk))
    assert "2,987.00" in theirs
    assert first.number in theirs
    assert "2,987.00" not in mine
    assert first.number not in mine
    assert "只含本会经手的救助" in mine


# --- cost ----------------------------------------------------------------------------------------


def queries(browser, url):
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("role", ["chair", "clerk", "leader", "auditor"])
@pytest.mark.parametrize("state", ["drafted", "submitted"])
def test_the_page_asks_the_same_queries_for_one_line_and_many(
    role, state, unit, chair, request, client_of
):
    user = request.getfixturevalue(role)
    names = ("application_detail", "application_print", "line_list")
    counts = []
    for number in (1, 3, 60):
        members = [people.member(unit, f"王{n}") for n in range(number)]
        for person in members[:2]:
            aid.hardship_file(person, chair)
        row = getattr(aid, state)(unit, chair, *members, event_from=today())
        browser = client_of(user)
        urls = [reverse(f"assistance:{name}", args=[row.pk]) for name in names]
        counts.append([queries(browser, url) for url in urls])
    counts[2][2] -= 1  # a list that fits the page is counted without asking
    assert counts[0] == counts[1] == counts[2], counts


def test_only_the_first_lines_stand_on_the_page(unit, chair, client_of):
    row = aid.drafted(unit, chair, *[people.member(unit, f"王{n}") for n in range(53)])
    body = text(client_of(chair).get(detail(row)))
    assert "（53 人，53,000.00 元）" in body
    assert body.count('class="list"') >= 1
    assert body.count("****0123") == 50
    assert reverse("assistance:line_list", args=[row.pk]) in body
    listed = text(client_of(chair).get(reverse("assistance:line_list", args=[row.pk])))
    assert "共 <b>53</b> 条" in listed


@pytest.mark.parametrize("name", ["application_detail", "application_print", "line_list"])
def test_reading_writes_nothing(
    name, unit, chair, clerk, leader, member, fund, client_of, writes_refused
):
    row = aid.approved(unit, chair, clerk, leader, fund, member)
    browser = client_of(clerk)
    with writes_refused():
        assert browser.get(reverse(f"assistance:{name}", args=[row.pk])).status_code == 200


# --- paper ---------------------------------------------------------------------------------------


def test_the_sheet_names_everybody_and_the_sum_in_capitals(
    federation, unit, chair, clerk, leader, member, fund, client_of
):
    aid.hardship_file(member, chair)
    row = aid.approved(
        unit, chair, clerk, leader, fund, member, amount="10050.30",
        programme=aid.programme("living_relief", notice_days=0),
    )  # fmt: skip
    body = text(client_of(chair).get(reverse("assistance:application_print", args=[row.pk])))
    assert "人民币壹万零伍拾元叁角整" in body
    assert "（￥10,050.30）" in body
    for said in ("沈秀英", member.masked_id, "张三、李四、王五", "经办员", "分管主席", "甲会主席"):
        assert said in body, said
    assert member.id_number not in body
    assert "深度困难" in body


def test_the_sheet_of_a_batch_lists_its_people_masked(unit, chair, client_of):
    members = [people.member(unit, f"王{n}") for n in range(3)]
    row = aid.submitted(unit, chair, *members)
    body = text(client_of(chair).get(reverse("assistance:application_print", args=[row.pk])))
    assert "共 3 人，名单附后" in body
    assert body.count(members[0].masked_id) == 3
    assert "3,000.00" in body
    assert Line.objects.filter(application=row).count() == 3
