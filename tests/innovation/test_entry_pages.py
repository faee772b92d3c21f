"""The page of an entry: buttons with what is missing, moves by their forms, mergers, paper."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.periods import today
from innovation.models import Adoption, AwardGrade, Entry
from tests.factories import innovation, people, rows

pytestmark = pytest.mark.django_db


def url(entry, name="entry_detail", *more):
    return reverse(f"innovation:{name}", args=[entry.pk, *more])


def test_what_is_missing_stands_beside_the_button_and_the_post_is_refused(unit, chair, client_of):
    entry = innovation.draft(unit, chair, measure="")
    text = client_of(chair).get(url(entry)).content.decode()
    assert "请填写改进措施。" in text and "disabled" in text
    before = rows.fingerprint()
    answer = client_of(chair).post(url(entry), {"move": "submit", "version": entry.version})
    assert "请填写改进措施。" in answer.content.decode()
    assert rows.fingerprint() == before


def test_declined_with_a_reason_its_authors_unit_reads(unit, chair, clerk, client_of):
    entry = innovation.submitted(unit, chair)
    data = {"move": "decline", "version": entry.version}
    assert "请填写原因" in client_of(clerk).post(url(entry), data).content.decode()
    client_of(clerk).post(url(entry), {**data, "reason": "已列入技改计划"})
    assert "不予受理：</b>已列入技改计划" in client_of(chair).get(url(entry)).content.decode()


def test_an_old_page_decides_nothing(unit, chair, clerk, client_of):
    entry = innovation.submitted(unit, chair)
    data = {"move": "accept", "version": entry.version - 1}
    answer = client_of(clerk).post(url(entry), data)
    assert answer.status_code == 409
    assert Entry.objects.get().status == "submitted"


def test_the_enterer_sees_why_she_may_not_judge(unit, clerk, client_of):
    entry = innovation.submitted(unit, clerk)
    text = client_of(clerk).get(url(entry)).content.decode()
    assert "由您登记或提交" in text
    before = rows.fingerprint()
    client_of(clerk).post(url(entry), {"move": "accept", "version": entry.version})
    assert rows.fingerprint() == before


@pytest.mark.parametrize("move", ["merge", "award", "trial", "nothing"])
def test_moves_with_a_form_of_their_own_are_not_posted_to_the_page(unit, chair, clerk, client_of,
                                                                   move):  # fmt: skip
    entry = innovation.submitted(unit, chair)
    before = rows.fingerprint()
    client_of(clerk).post(url(entry), {"move": move, "version": entry.version, "reason": "x"})
    assert rows.fingerprint() == before


def test_from_acceptance_to_award_by_pages(unit, chair, clerk, leader, client_of):
    entry = innovation.submitted(unit, chair, "甲")
    client_of(clerk).post(url(entry), {"move": "accept", "version": entry.version})
    browser = client_of(chair)

    def post(who, name, data, *more):
        entry.refresh_from_db()
        return who.post(url(entry, name, *more), {"version": entry.version, **data})

    post(browser, "entry_move", {"day": "2099-1-1"}, "implement")
    assert Entry.objects.get().practice == "none"
    post(browser, "entry_move", {"day": str(today())}, "implement")
    sums = {"old_cost": "12", "new_cost": "10.5", "quantity": "1000", "effect": "省料"}
    post(browser, "entry_benefit", sums)
    post(browser, "entry_finance", {"name": "财务科", "day": str(today())})
    post(client_of(clerk), "entry_detail", {"move": "evaluate"})
    grade = AwardGrade.objects.get(name="二等奖").pk
    told = {"grade": grade, "amount": "300", "day": str(today())}
    text = post(client_of(leader), "entry_move", told, "award").content.decode()
    assert "没有保存" in text  # no meeting named
    post(client_of(leader), "entry_move", {**told, "meeting": "主席办公会"}, "award")
    entry.refresh_from_db()
    assert (entry.status, entry.annual_benefit) == ("awarded", Decimal(1500))
    text = client_of(chair).get(url(entry)).content.decode()
    assert "镇级二等奖" in text and "主席办公会" in text and "财务科" in text
    assert "1,500.00" in text


def test_who_has_no_right_at_a_step_gets_403_for_page_and_post(
    unit, chair, clerk, leader, client_of
):
    entry = innovation.evaluated(unit, chair, clerk)
    before = rows.fingerprint()
    for who in (chair, clerk):
        page = url(entry, "entry_move", "award")
        assert client_of(who).get(page).status_code == 403
        assert client_of(who).post(page, {"version": entry.version}).status_code == 403
    assert client_of(leader).get(url(entry, "entry_move", "implement")).status_code == 403
    assert client_of(chair).get(url(entry, "entry_move", "submit")).status_code == 404
    assert rows.fingerprint() == before


# --- mergers -----------------------------------------------------------------------------------


def test_the_clerk_merges_from_the_page_and_both_names_stay(
    unit, other_unit, chair, other_chair, clerk, client_of
):
    first = innovation.submitted(unit, chair, "甲", title="模具保温罩")
    second = innovation.submitted(other_unit, other_chair, "乙", title="模具保温罩子")
    page = url(first, "entry_merge", second.pk)
    assert page in client_of(clerk).get(url(first)).content.decode()
    assert page not in client_of(chair).get(url(first)).content.decode()
    text = client_of(clerk).get(page).content.decode()
    assert "甲" in text and "乙" in text
    client_of(clerk).post(page, {"version": first.version, "reason": "同一项"})
    text = client_of(chair).get(url(first)).content.decode()
    assert "甲" in text and "乙" in text and "来自合并的“模具保温罩子”" in text
    text = client_of(other_chair).get(url(second)).content.decode()
    assert "已并入" in text


# --- adoption ----------------------------------------------------------------------------------


def test_another_unit_takes_a_promoted_entry_over(
    unit, other_unit, chair, other_chair, clerk, leader, client_of
):
    entry = innovation.promoted(unit, chair, clerk, leader)
    data = {"union": other_unit.pk, "adopted_on": str(today()), "effect": "省料"}
    assert client_of(other_chair).post(url(entry, "entry_adopt"), data).status_code == 302
    assert Adoption.objects.get().union == other_unit
    assert "淳安乙电子工会委员会" in client_of(chair).get(url(entry)).content.decode()
    hidden = innovation.awarded(unit, chair, clerk, leader)
    assert client_of(other_chair).get(url(hidden, "entry_adopt")).status_code == 404
    assert client_of(other_chair).get(url(entry)).status_code == 404


def test_nobody_takes_over_for_another_unit(
    unit, other_unit, chair, other_chair, clerk, leader, client_of
):
    entry = innovation.promoted(unit, chair, clerk, leader)
    third = people.unit(unit.parent, "淳安丙工会委员会")
    data = {"union": third.pk, "adopted_on": str(today())}
    assert client_of(other_chair).post(url(entry, "entry_adopt"), data).status_code == 200
    assert not Adoption.objects.exists()


# --- calls, paper, cost ------------------------------------------------------------------------


def test_a_call_is_opened_by_the_clerk_and_offered_to_the_chairs(
    federation, unit, chair, clerk, client_of
):
    data = {"union": federation.pk, "year": today().year, "title": "五小征集",
            "opens_on": str(today()), "closes_on": str(today()),
            "criteria": innovation.CriterionSet.objects.earliest("pk").pk}  # fmt: skip
    assert client_of(clerk).post(reverse("innovation:call_new"), data).status_code == 302
    assert "五小征集" in client_of(chair).get(reverse("innovation:entry_new")).content.decode()
    assert "五小征集" in client_of(chair).get(reverse("innovation:call_list")).content.decode()
    again = client_of(clerk).post(reverse("innovation:call_new"), data)
    assert "本年度已有同名的征集" in again.content.decode()


def test_the_sheet_holds_what_the_form_of_the_county_asks(unit, chair, client_of):
    entry = innovation.submitted(unit, chair, "甲", effect="省时")
    text = client_of(chair).get(url(entry, "entry_print")).content.decode()
    for words in ("现状分析", "改进措施", "效益评估", "单位推荐意见", "甲（100%）", "省时"):
        assert words in text


def test_a_page_with_many_authors_and_likes_costs_as_many_queries(unit, chair, clerk, client_of):
    browser, counts = client_of(clerk), []
    for number in (1, 3):
        entry = innovation.submitted(unit, chair, *"甲乙丙"[:number], title=f"模具保温罩{number}")
        for _ in range(number):
            innovation.submitted(unit, chair, title=f"模具保温罩{number}")
        with CaptureQueriesContext(connection) as caught:
            browser.get(url(entry))
        counts.append(len(caught))
    assert counts == [QUERIES, QUERIES]


QUERIES = 14
