"""The list of applications, what waits for whom, and the desk's lines from the same conditions."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.models import Application, Countersign
from assistance.services import application_figures as figures
from assistance.services import applications, notices
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people
from unions.scope import scope_of

pytestmark = pytest.mark.django_db
URL = "assistance:application_list"


def text(response):
    return response.content.decode()


def shown(browser, **query):
    """Titles on the page."""
    rows = browser.get(reverse(URL), query).context["rows"]
    return sorted(row["title"] for row in rows)


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, by=clerk)


@pytest.fixture
def at_each_stage(federation, unit, chair, clerk, leader, fund):
    """One application a stage, named after it."""
    plain = aid.programme("condolence_visit")

    def member():
        return people.member(unit)

    aid.drafted(unit, chair, member(), title="草稿")
    APPLICATION.move(
        aid.submitted(unit, chair, member(), title="退回"), "return", by=leader, reason="x"
    )
    aid.submitted(unit, chair, member(), title="已提交")
    APPLICATION.move(
        aid.submitted(unit, chair, member(), title="已评议"), "deliberate", by=chair, day=today(),
        participants="甲、乙", conclusion="同意",
    )  # fmt: skip
    aid.reviewed(unit, chair, clerk, fund, member(), title="已审核")
    aid.published(clerk, aid.reviewed(unit, chair, clerk, fund, member(), title="公示中"))
    withdrawn = aid.published(clerk, aid.reviewed(unit, chair, clerk, fund, member(), title="撤下"))
    notices.withdraw(withdrawn, by=clerk, reason="登错了")
    aid.reviewed(unit, chair, clerk, fund, member(), title="不需公示", programme=plain)
    aid.approved(unit, chair, clerk, leader, fund, member(), title="已批准")
    APPLICATION.move(
        aid.submitted(unit, chair, member(), title="撤回"), "withdraw", by=chair, reason="x"
    )
    aid.drafted(unit, clerk, member(), title="代办草稿")


MINE = {
    "chair": ["已提交", "草稿", "退回"],
    "clerk": ["代办草稿", "已审核", "已批准", "已评议", "撤下"],
    "leader": ["不需公示"],
    "auditor": [],
}


@pytest.mark.parametrize("role", MINE)
def test_what_waits_for_whom(role, at_each_stage, auditor, request, client_of):
    user = request.getfixturevalue(role)
    if role == "auditor":
        assert figures.waiting(user, scope_of(user)) == []
        assert len(shown(client_of(user))) == 11
        return
    assert shown(client_of(user), status="mine") == sorted(MINE[role])


@pytest.mark.parametrize("role", ["chair", "clerk", "leader"])
def test_each_line_of_the_desk_leads_to_as_many_rows(role, at_each_stage, request, client_of):
    user = request.getfixturevalue(role)
    items = figures.waiting(user, scope_of(user))
    assert sum(item["count"] for item in items) == len(MINE[role])
    for item in items:
        assert f"共 <b>{item['count']}</b> 条" in text(client_of(user).get(item["url"])), item


def test_when_the_notice_is_over_it_waits_for_the_leader(
    federation, unit, chair, clerk, leader, fund
):
    row = aid.reviewed(unit, chair, clerk, fund, people.member(unit))
    notice = aid.published(clerk, row)
    last = datetime.datetime.combine(notice.ends_on, datetime.time(4), tzinfo=datetime.UTC)
    with time_machine.travel(last):
        assert figures.waiting(leader, scope_of(leader)) == []
        (item,) = figures.due(chair)
        assert (item["due"], item["overdue"]) == (notice.ends_on, False)
    with aid.after(notice):
        (item,) = figures.waiting(leader, scope_of(leader))
        assert (item["label"], item["count"]) == ("待审批的救助申请", 1)
        assert figures.due(chair) == []


def test_a_countersign_waits_for_whoever_may_sign_it(federation, unit, chair, clerk, leader):
    row = aid.submitted(unit, chair, people.member(unit))
    asked = Countersign(
        application=row, kind="separation", duty="paid", person=leader, reason="会议记录"
    )
    applications.ask_countersign(asked, by=clerk)
    second = aid.payer(federation)

    def asks(user):
        return Application.objects.filter(figures.condition("to_countersign", user)).count()

    assert [asks(user) for user in (second, clerk, leader, chair)] == [1, 0, 0, 0]
    applications.sign_countersign(asked, by=second)
    assert asks(second) == 0


def test_a_chair_sees_her_own_and_has_no_choice_of_unions(
    unit, other_unit, chair, other_chair, clerk, client_of
):
    aid.drafted(unit, chair, people.member(unit), title="甲的")
    aid.drafted(other_unit, other_chair, people.member(other_unit), title="乙的")
    assert shown(client_of(chair)) == ["甲的"]
    assert shown(client_of(chair), union=other_unit.pk) == ["甲的"]
    assert "乙电子" not in text(client_of(chair).get(reverse(URL)))
    assert shown(client_of(clerk), union=other_unit.pk) == ["乙的"]


def test_days_in_the_stage_and_the_notice_date(federation, unit, chair, clerk, fund, client_of):
    start = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
    with time_machine.travel(start):
        row = aid.submitted(unit, chair, people.member(unit), event_from=start.date())
        noticed = aid.reviewed(unit, chair, clerk, fund, people.member(unit))
        notice = aid.published(clerk, noticed)
    with time_machine.travel(start + datetime.timedelta(3)):
        row.title = "三天后改的标题"
        row.save()
        body = text(client_of(clerk).get(reverse(URL)))
    assert "已 3 天" in body
    assert f"公示至 {notice.ends_on}" in body
    with time_machine.travel(start + datetime.timedelta(8)):
        assert f"公示期满（{notice.ends_on}）" in text(client_of(clerk).get(reverse(URL)))


def test_history_is_left_out_unless_asked(unit, chair, clerk, client_of):
    aid.drafted(unit, chair, people.member(unit), title="新的")
    old = aid.drafted(unit, chair, people.member(unit), title="旧的")
    Application.objects.filter(pk=old.pk).update(
        historical=True, settled_on=datetime.date(2015, 5, 5)
    )
    browser = client_of(clerk)
    assert shown(browser) == ["新的"]
    assert shown(browser, historical="only") == ["旧的"]
    assert shown(browser, historical="with") == ["新的", "旧的"]
    assert shown(browser, historical="with", year=2015) == ["旧的"]
    assert shown(browser, historical="with", year=today().year) == ["新的"]


@pytest.mark.parametrize("typed", ["{number}", "帮{number}", "纺织停产"])
def test_finding_by_number_and_by_words_keeps_them_out_of_the_address(
    typed, unit, chair, client_of
):
    row = aid.submitted(unit, chair, people.member(unit), title="纺织停产补助")
    aid.submitted(unit, chair, people.member(unit), title="别的")
    browser = client_of(chair)
    typed = typed.format(number=row.number.removeprefix("帮"))
    answer = browser.post(reverse("assistance:application_search"), {"q": typed})
    assert typed not in answer["Location"]
    body = text(browser.get(answer["Location"]))
    assert "共 <b>1</b> 条" in body
    assert "纺织停产补助" in body


@pytest.mark.parametrize("query", ["", "?status=mine", "?print=1", "?historical=with&sort=oldest"])
def test_the_list_asks_the_same_queries_for_one_row_and_three(query, unit, chair, clerk, client_of):
    browser, counts = client_of(clerk), []
    for _ in range(3):
        aid.submitted(unit, chair, people.member(unit))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(URL) + query).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


def test_the_desk_asks_one_query_whatever_waits(at_each_stage, clerk, django_assert_num_queries):
    scope = scope_of(clerk)
    with django_assert_num_queries(1):
        figures.waiting(clerk, scope)
    with django_assert_num_queries(1):
        clerk.scope_in_hand = scope
        figures.due(clerk)
