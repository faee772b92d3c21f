"""Pages of an application: by role, what is missing, what an old page may not do, cost."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assistance.models import Application
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people, rows

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


def move(browser, row, name, **data):
    data = {"version": row.version, "reason": "", **data}
    return browser.post(detail(row), {"move": name, **data})


# --- one page for everybody ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["chair", "clerk", "leader", "auditor"])
def test_everybody_in_scope_reads_the_same_page(role, unit, chair, member, request, client_of):
    row = aid.submitted(unit, chair, member)
    body = text(client_of(request.getfixturevalue(role)).get(detail(row)))
    assert row.number in body
    assert "等待集体评议。" in body
    assert member.masked_id in body
    assert member.id_number not in body
    assert aid.ACCOUNT not in body
    assert "****0123" in body


def test_a_foreign_application_is_404_like_one_that_does_not_exist(
    unit, chair, other_chair, member, client_of
):
    row = aid.submitted(unit, chair, member)
    line = row.lines.get()
    browser = client_of(other_chair)
    for name, pk in (
        ("application_detail", row.pk), ("application_edit", row.pk), ("application_print", row.pk),
        ("line_list", row.pk), ("line_new", row.pk), ("line_upload", row.pk),
        ("relation_new", row.pk), ("line_edit", line.pk), ("line_remove", line.pk),
    ):  # fmt: skip
        assert browser.get(reverse(f"assistance:{name}", args=[pk])).status_code == 404, name
    before = rows.fingerprint()
    assert move(browser, row, "withdraw", reason="x").status_code == 404
    assert rows.fingerprint() == before


def test_what_is_missing_stands_beside_the_disabled_button(unit, chair, client_of):
    row = aid.application(unit, chair)
    row.relatives_declared = False
    row.save()
    body = text(client_of(chair).get(detail(row)))
    assert "请至少登记一名受助人。" in body
    assert re.search(r'value="submit"[^>]*disabled', body)
    assert re.search(r'value="withdraw"[^>]*>', body)
    assert not re.search(r'value="withdraw"[^>]*disabled', body)


def test_the_chair_sees_stage_reason_and_next_date(
    federation, unit, chair, clerk, leader, member, fund, client_of
):
    browser = client_of(chair)
    row = aid.reviewed(unit, chair, clerk, fund, member)
    assert "已审核，等待公示。" in text(browser.get(detail(row)))
    notice = aid.published(clerk, row)
    following = notice.ends_on + datetime.timedelta(1)
    body = text(browser.get(detail(row)))
    assert f"{following.year}年{following.month}月{following.day}日" in body
    row.refresh_from_db()
    row = APPLICATION.move(row, "return", by=leader, reason="缺一张票据")
    body = text(browser.get(detail(row)))
    assert "已退回" in body
    assert "原因：缺一张票据" in body


def test_who_did_which_step_and_when_stands_on_the_line(
    unit, chair, clerk, leader, member, fund, client_of
):
    row = aid.approved(unit, chair, clerk, leader, fund, member)
    body = text(client_of(clerk).get(detail(row)))
    stages = re.findall(r'<li class="stage-(\w+)"[^>]*>\s*<b>(.*?)</b>(.*?)</li>', body, re.S)
    assert [(state, label) for state, label, _ in stages] == [
        ("done", "登记"), ("done", "提交"), ("done", "集体评议"), ("done", "审核"),
        ("done", "审批"), ("now", "发放"), ("ahead", "签收"), ("ahead", "归档"),
    ]  # fmt: skip
    said = {label: rest for _, label, rest in stages}
    assert "甲会主席" in said["提交"]
    assert "经办员" in said["审核"]
    assert "分管主席" in said["审批"]
    assert str(today()) in said["审批"]
    assert "经办申请：<b>甲会主席</b>" in body


def test_the_title_of_the_page_holds_no_name(unit, chair, member, client_of):
    row = aid.drafted(unit, chair, member, title="沈秀英困难救助")
    head = text(client_of(chair).get(detail(row))).split("</title>")[0]
    assert "沈秀英" not in head


# --- moves on the page ---------------------------------------------------------------------------


def test_moves_by_the_page_from_draft_to_archive(
    federation, unit, chair, clerk, leader, member, fund, client_of
):
    from assistance.services import payments
    from assistance.services.payments import Kind, Result

    programme = aid.programme("condolence_visit")
    row = aid.drafted(unit, chair, member, programme=programme)
    assert move(client_of(chair), row, "submit").status_code == 302
    row.refresh_from_db()
    step = reverse("assistance:application_step", args=[row.pk, "deliberate"])
    data = {"day": today(), "participants": "张三、李四", "conclusion": "同意"}
    assert client_of(chair).post(step, {**data, "version": row.version}).status_code == 302
    row.refresh_from_db()
    step = reverse("assistance:application_step", args=[row.pk, "review"])
    data = {"fund": fund.pk, "opinion": "同意", "version": row.version}
    assert client_of(clerk).post(step, data).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.fund, row.opinion) == ("reviewed", fund, "同意")
    assert move(client_of(leader), row, "approve").status_code == 302
    row.refresh_from_db()
    payer = aid.payer(federation)
    batch = aid.ordered(row, payer)
    payments.settle(batch, [Result(batch.payments.get(), Kind.PAID, today())], by=payer)
    for name, user in (("receipt", payer), ("archive", clerk)):
        row.refresh_from_db()
        assert move(client_of(user), row, name).status_code == 302
    row.refresh_from_db()
    assert row.status == "archived"
    assert batch.number in text(client_of(chair).get(detail(row)))


def test_an_old_page_is_answered_409_with_the_present_state(unit, chair, clerk, member, client_of):
    row = aid.submitted(unit, chair, member)
    old = row.version
    row = APPLICATION.move(
        row, "deliberate", by=chair, day=today(), participants="甲、乙", conclusion="同意"
    )
    answer = move(client_of(clerk), row, "return", version=old, reason="材料不清")
    assert answer.status_code == 409
    assert "已有改动，请看过最新内容再办理" in text(answer)
    assert "等待总工会审核" in text(answer)
    assert f'name="version" value="{row.version}"' in text(answer)
    assert "材料不清" in text(answer), "nothing typed is lost"
    row.refresh_from_db()
    assert row.status == "deliberated"


def test_the_same_post_twice_has_one_effect(unit, chair, member, client_of):
    row = aid.drafted(unit, chair, member)
    browser = client_of(chair)
    assert move(browser, row, "submit").status_code == 302
    before = rows.fingerprint()
    answer = move(browser, row, "submit")
    assert answer.status_code == 409
    assert "当前状态下不能“提交”" in text(answer)
    assert rows.fingerprint() == before


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 30])
def test_a_post_without_its_version_does_nothing(version, unit, chair, member, client_of):
    row = aid.drafted(unit, chair, member)
    before = rows.fingerprint()
    assert move(client_of(chair), row, "submit", version=version).status_code == 409
    assert rows.fingerprint() == before


def test_a_demanded_reason_is_asked_for(unit, chair, leader, member, client_of):
    row = aid.submitted(unit, chair, member)
    answer = move(client_of(leader), row, "reject")
    assert answer.status_code == 200
    assert "请填写原因。" in text(answer)
    assert move(client_of(leader), row, "reject", reason="不符合条件").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.answer) == ("rejected", "不符合条件")


@pytest.mark.parametrize("name", ["settle", "publish", "reopen", "visit", "review", "nothing", ""])
def test_moves_without_a_button_cannot_be_posted_here(name, unit, chair, clerk, member, client_of):
    row = aid.submitted(unit, chair, member)
    before = rows.fingerprint()
    assert move(client_of(clerk), row, name, reason="x").status_code == 200
    assert rows.fingerprint() == before


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_who_has_no_button_is_refused_in_words(role, unit, chair, member, request, client_of):
    row, browser = aid.drafted(unit, chair, member), client_of(request.getfixturevalue(role))
    before = rows.fingerprint()
    answer = move(browser, row, "submit")
    assert answer.status_code == 200
    assert "您没有“提交”的权限。" in text(answer)
    assert rows.fingerprint() == before


def test_extra_fields_posted_with_a_move_change_nothing(
    unit, chair, clerk, leader, member, fund, client_of
):
    row = aid.reviewed(
        unit, chair, clerk, fund, member, programme=aid.programme("condolence_visit")
    )
    answer = move(
        client_of(leader), row, "approve", reason="x", status="paid", amount="9", total="9",
        fund="", entered_by=leader.pk, approved_on="2001-01-01", historical="on", number="帮1",
    )  # fmt: skip
    assert answer.status_code == 302
    after = Application.objects.get(pk=row.pk)
    assert after.status == "approved"
    assert (after.fund, after.entered_by, after.number) == (fund, chair, row.number)
    assert after.approved_on == today()
    assert not after.historical
    assert after.lines.get().amount == Decimal(1000)


# --- steps with a form ---------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["visit", "deliberate"])
def test_a_step_needs_two_people_and_no_future_day(step, unit, chair, member, client_of):
    aid.hardship_file(member, chair)
    row = aid.submitted(unit, chair, member, programme=aid.programme("living_relief"))
    url = reverse("assistance:application_step", args=[row.pk, step])
    who = "visitors" if step == "visit" else "participants"
    said = {"findings": "属实", "conclusion": "同意", "version": row.version}
    if step == "deliberate":
        assert "请先登记入户调查。" in text(client_of(chair).get(url))
        APPLICATION.move(row, "visit", by=chair, day=today(), visitors="甲、乙", findings="属实")
        row.refresh_from_db()
        said["version"] = row.version
    answer = client_of(chair).post(url, {**said, who: "张三", "day": today()})
    assert "至少两" in text(answer)
    late = today() + datetime.timedelta(1)
    answer = client_of(chair).post(url, {**said, who: "张三、李四", "day": late})
    assert "日期不能晚于今天" in text(answer)
    assert "张三、李四" in text(answer)
    answer = client_of(chair).post(url, {**said, who: "张三、李四", "day": today()})
    assert answer.status_code == 302


def test_a_step_posted_from_an_old_page_is_409(unit, chair, clerk, member, client_of):
    row = aid.submitted(unit, chair, member)
    url = reverse("assistance:application_step", args=[row.pk, "deliberate"])
    data = {"day": today(), "participants": "甲、乙", "conclusion": "同意", "version": row.version}
    row = APPLICATION.move(row, "return", by=clerk, reason="缺名单")
    row = APPLICATION.move(row, "submit", by=chair)
    answer = client_of(chair).post(url, data)
    assert answer.status_code == 409
    assert "已有改动" in text(answer)
    row.refresh_from_db()
    assert row.status == "submitted"


def test_review_offers_the_usable_funds_with_what_they_have(
    federation, unit, chair, clerk, member, fund, client_of
):
    aid.fund(federation, "7", by=clerk, name="去年的", year=today().year - 1)
    only = aid.programme("autumn_student_aid")
    aid.fund(federation, "8", by=clerk, name="助学专用", programme=only)
    row = aid.submitted(unit, chair, member)
    row = APPLICATION.move(
        row, "deliberate", by=chair, day=today(), participants="甲、乙", conclusion="同意"
    )
    url = reverse("assistance:application_step", args=[row.pk, "review"])
    body = text(client_of(clerk).get(url))
    assert f"{fund}（本级经费），可用 100,000.00 元" in body
    assert "去年的" not in body
    assert "助学专用" not in body
    wrong = {"fund": fund.pk + 1, "opinion": "同意", "version": row.version}
    assert client_of(clerk).post(url, wrong).status_code == 200
    assert client_of(chair).get(url).status_code == 403
    row.refresh_from_db()
    assert row.status == "deliberated"
