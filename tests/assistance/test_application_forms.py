"""Entering: the sheet, relatives, countersigns; and what forms may not change."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from assistance.models import Application, Countersign, Line, Relation
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people, rows

pytestmark = pytest.mark.django_db
NEW = "assistance:application_new"


def text(response):
    return response.content.decode()


@pytest.fixture
def member(unit):
    return people.member(unit, "沈秀英")


def new_url(programme, **query):
    return reverse(NEW, query={"programme": programme.pk, **query})


def sheet(browser, url, **data):
    """Post the sheet with the form key the page gave."""
    key = browser.get(url).context["form"].initial["form_key"]
    return browser.post(url, {"title": "停产补助", "form_key": key, **data})


# --- the sheet -----------------------------------------------------------------------------------


def test_a_chair_chooses_a_programme_and_enters_for_her_own_union(unit, chair, client_of):
    browser = client_of(chair)
    stopped = aid.programme("warmth_visit", stopped_on=today())
    body = text(browser.get(reverse(NEW)))
    assert "停产补助" in body
    assert stopped.name not in body
    assert 'name="union"' not in body
    answer = sheet(browser, new_url(aid.programme("stoppage_subsidy")), event_from="2026.3.1")
    row = Application.objects.get()
    assert answer["Location"] == reverse("assistance:application_detail", args=[row.pk])
    assert (row.union, row.on_behalf, row.entered_by) == (unit, False, chair)
    assert row.event_from == datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("code", "asked", "not_asked"),
    [
        ("stoppage_subsidy", {"event_from", "event_paper", "employer_paid"}, {"other_aid"}),
        ("autumn_student_aid", {"other_aid"}, {"event_from", "employer_paid"}),
        ("living_relief", {"need", "materials"}, {"event_from", "other_aid", "behalf_reason"}),
    ],
)
def test_only_what_the_programme_needs_is_asked(code, asked, not_asked, unit, chair, client_of):
    form = client_of(chair).get(new_url(aid.programme(code))).context["form"]
    assert asked <= set(form.fields)
    assert not not_asked & set(form.fields)


def test_filing_for_another_union_asks_reason_and_agreement(unit, clerk, client_of):
    browser, url = client_of(clerk), new_url(aid.programme("stoppage_subsidy"), union=unit.pk)
    answer = sheet(browser, url)
    assert answer.status_code == 200
    assert "以上代下须写明原因。" in text(answer)
    late = today() + datetime.timedelta(1)
    answer = sheet(browser, url, behalf_reason="无人经办", behalf_agreed_on=late)
    assert "同意日期不能晚于今天。" in text(answer)
    assert "无人经办" in text(answer)
    sheet(browser, url, behalf_reason="无人经办", behalf_agreed_on=today())
    row = Application.objects.get()
    assert (row.union, row.on_behalf, row.behalf_reason) == (unit, True, "无人经办")


def test_the_same_form_sent_twice_is_one_draft(unit, chair, client_of):
    browser, url = client_of(chair), new_url(aid.programme("stoppage_subsidy"))
    key = browser.get(url).context["form"].initial["form_key"]
    data = {"title": "停产补助", "form_key": key}
    first, second = browser.post(url, data), browser.post(url, data)
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1


def test_somebody_elses_form_key_shows_nothing(unit, other_unit, chair, other_chair, client_of):
    url = new_url(aid.programme("stoppage_subsidy"))
    browser = client_of(chair)
    key = browser.get(url).context["form"].initial["form_key"]
    browser.post(url, {"title": "甲的", "form_key": key})
    answer = client_of(other_chair).post(url, {"title": "乙的", "form_key": key})
    assert answer.status_code == 200
    assert "表单已失效" in text(answer)
    assert Application.objects.count() == 1


HIDDEN = {
    "status": "paid", "union": "{other}", "programme": "1", "number": "帮1", "version": "9",
    "historical": "on", "on_behalf": "on", "entered_by": "{clerk}", "fund": "1", "notice": "1",
    "approved_on": "2001-01-01", "settled_on": "2001-01-01", "paper_materials": "x",
    "lines-0-amount": "9", "amount": "9", "submitted_on": "2001-01-01",
}  # fmt: skip


def test_extra_fields_posted_with_the_sheet_change_nothing(
    unit, other_unit, chair, clerk, client_of
):
    browser, programme = client_of(chair), aid.programme("stoppage_subsidy")
    hidden = {k: v.format(other=other_unit.pk, clerk=clerk.pk) for k, v in HIDDEN.items()}
    sheet(browser, new_url(programme), **hidden)
    row = Application.objects.get()
    assert (row.union, row.programme, row.status, row.number) == (unit, programme, "draft", None)
    assert (row.entered_by, row.on_behalf, row.historical) == (chair, False, False)
    assert (row.fund, row.notice, row.approved_on, row.paper_materials) == (None, None, None, [])
    url = reverse("assistance:application_edit", args=[row.pk])
    data = {**hidden, "title": "改", "version": row.version}
    assert browser.post(url, data).status_code == 302
    after = Application.objects.get(pk=row.pk)
    assert (after.title, after.version) == ("改", row.version + 1)
    assert (after.union, after.programme, after.status) == (unit, programme, "draft")
    assert (after.entered_by, after.on_behalf, after.submitted_on) == (chair, False, None)


@pytest.mark.parametrize("union", ["{other}", "987654321", "x", "٣"])
def test_a_chair_enters_for_no_other_union(union, unit, other_unit, chair, client_of):
    url = new_url(aid.programme("stoppage_subsidy"), union=union.format(other=other_unit.pk))
    sheet(client_of(chair), url)
    assert Application.objects.get().union == unit


def test_materials_are_ticked_as_seen_on_paper(unit, chair, client_of):
    programme = aid.programme("stoppage_subsidy")
    browser, url = client_of(chair), new_url(programme)
    assert sheet(browser, url, materials=["别的"]).status_code == 200
    sheet(browser, url, materials=programme.material_list)
    row = Application.objects.get()
    assert row.paper_materials == programme.material_list


def test_of_two_people_editing_the_second_is_told(unit, chair, clerk, member, client_of):
    row = aid.drafted(unit, chair, member)
    url = reverse("assistance:application_edit", args=[row.pk])
    version = client_of(chair).get(url).context["form"].initial["version"]
    one = client_of(chair).post(url, {"title": "甲改的", "version": version})
    two = client_of(clerk).post(url, {"title": "乙改的", "version": version})
    assert (one.status_code, two.status_code) == (302, 409)
    assert "已有改动" in text(two)
    assert 'value="乙改的"' in text(two), "nothing typed is lost"
    assert Application.objects.get().title == "甲改的"


def test_a_submitted_sheet_is_closed(unit, chair, member, client_of):
    row = aid.submitted(unit, chair, member)
    browser, before = client_of(chair), rows.fingerprint()
    for name, pk in (
        ("application_edit", row.pk), ("line_new", row.pk), ("line_upload", row.pk),
        ("line_edit", row.lines.get().pk),
    ):  # fmt: skip
        url = reverse(f"assistance:{name}", args=[pk])
        assert browser.get(url).status_code == 302, name
        assert browser.post(url, {"title": "x", "amount": "9", "q": "x"}).status_code == 302, name
    answer = browser.post(reverse("assistance:line_remove", args=[row.lines.get().pk]))
    assert answer.status_code in (200, 409)
    assert rows.fingerprint() == before


# --- from a member's page ------------------------------------------------------------------------


def test_from_a_members_page_to_her_line(unit, chair, member, client_of):
    aid.hardship_file(member, chair)
    browser = client_of(chair)
    body = text(browser.get(reverse("members:member_detail", args=[member.pk])))
    start = reverse(NEW, query={"member": member.pk})
    assert f'href="{start}"' in body
    assert "困难档案" in body
    programme = aid.programme("living_relief")
    assert f'name="member" value="{member.pk}"' in text(browser.get(start))
    answer = sheet(browser, new_url(programme, member=member.pk), title="困难", need="病")
    row = Application.objects.get()
    line_new = reverse("assistance:line_new", args=[row.pk])
    assert answer["Location"] == f"{line_new}?member={member.pk}"
    page = browser.get(answer["Location"])
    assert "取自困难档案：****0123" in text(page)
    browser.post(answer["Location"], {"amount": "2000", "method": "bank", "version": row.version})
    line = Line.objects.get()
    assert (line.member, line.amount, line.bank_account) == (member, Decimal(2000), aid.ACCOUNT)
    assert line.file is not None


def test_a_foreign_member_begins_nothing(unit, other_unit, chair, client_of):
    foreign = people.member(other_unit, "钱外人")
    for pk in (foreign.pk, 987654321, "x", "٣"):
        url = reverse(NEW, query={"member": pk})
        assert client_of(chair).get(url).status_code == 404, pk


def test_her_payouts_stand_on_her_page_as_far_as_the_reader_sees_them(
    federation, unit, other_unit, chair, other_chair, clerk, leader, member, client_of
):
    from members.services import chain

    row = aid.approved(unit, chair, clerk, leader, aid.fund(federation, by=clerk), member)
    url = reverse("members:member_detail", args=[member.pk])
    body = text(client_of(chair).get(url))
    assert "帮扶记录" in body
    assert row.number in body
    assert "待支付" in body
    chain.move(member, other_unit, None, today(), by=clerk, reason="调动")
    assert row.number in text(client_of(chair).get(url))
    assert "帮扶记录" not in text(client_of(other_chair).get(url))


def test_the_households_payouts_stand_on_its_file(unit, chair, member, client_of):
    file = aid.hardship_file(member, chair)
    row = aid.submitted(unit, chair, member)
    body = text(client_of(chair).get(reverse("assistance:file_detail", args=[file.pk])))
    assert row.number in body


# --- relatives and countersigns ------------------------------------------------------------------


def test_a_relative_is_declared_among_the_staff_and_taken_back(
    unit, other_unit, chair, other_chair, clerk, leader, auditor, member, client_of
):
    row = aid.submitted(unit, chair, member)
    url = reverse("assistance:relation_new", args=[row.pk])
    browser = client_of(chair)
    body = text(browser.get(url))
    assert "分管主席" in body
    assert "甲会主席" in body
    assert "乙会主席" not in body
    assert client_of(auditor).get(url).status_code == 403
    wrong = {"person": other_chair.pk, "relation": "表哥"}
    assert browser.post(url, wrong).status_code == 200
    data = {"person": leader.pk, "relation": "姐夫"}
    assert [browser.post(url, data).status_code for _ in range(2)] == [302, 200]
    relation = Relation.objects.get()
    assert (relation.person, relation.declared_by) == (leader, chair)
    void = reverse("assistance:relation_void", args=[relation.pk])
    refused = client_of(leader).post(void, {"reason": "不是"})
    assert "本人的亲属关系申报由他人更正。" in text(refused)
    assert client_of(clerk).post(void, {"reason": "登记有误"}).status_code == 302
    assert client_of(clerk).post(void, {"reason": "又一次"}).status_code == 302
    relation.refresh_from_db()
    assert relation.voided_reason == "登记有误"


def test_a_countersign_is_asked_once_and_signed_by_another(
    federation, unit, chair, clerk, leader, auditor, member, client_of
):
    row = aid.submitted(unit, chair, member, programme=aid.programme("warmth_visit"), amount="3500")
    url = reverse("assistance:countersign_new", args=[row.pk, "ceiling"])
    browser = client_of(clerk)
    assert client_of(auditor).get(url).status_code == 403
    assert [browser.post(url, {"reason": "特别困难"}).status_code for _ in range(2)] == [302, 200]
    asked = Countersign.objects.get()
    assert "超出 500.00 元" in asked.summed
    page = reverse("assistance:application_detail", args=[row.pk])
    sign = reverse("assistance:countersign_sign", args=[asked.pk])
    assert sign not in text(browser.get(page))
    assert sign in text(client_of(leader).get(page))
    assert client_of(auditor).post(sign).status_code == 403
    browser.post(sign)
    asked.refresh_from_db()
    assert asked.signed_by is None
    for _ in range(2):
        assert client_of(leader).post(sign).status_code == 302
    asked.refresh_from_db()
    assert asked.signed_by == leader
    assert "分管主席" in text(browser.get(page))


def test_no_ceiling_passed_needs_no_countersign(unit, chair, member, client_of):
    row = aid.submitted(unit, chair, member)
    url = reverse("assistance:countersign_new", args=[row.pk, "ceiling"])
    assert "没有超过限额" in text(client_of(chair).post(url, {"reason": "x"}))


def test_a_second_part_is_asked_with_person_duty_and_minute(
    unit, chair, clerk, leader, member, client_of
):
    row = aid.submitted(unit, chair, member)
    url = reverse("assistance:countersign_new", args=[row.pk, "separation"])
    minute = "会议记录：2026年3月1日，三人参加，同意"
    data = {"person": clerk.pk, "duty": "paid", "reason": minute}
    assert client_of(chair).post(url, {**data, "duty": "x"}).status_code == 200
    assert client_of(chair).post(url, data).status_code == 302
    asked = Countersign.objects.get()
    assert (asked.person, asked.duty, asked.reason) == (clerk, "paid", minute)
    assert client_of(chair).get(url.replace("separation", "other")).status_code == 404


def test_a_foreign_relation_or_countersign_is_404(
    unit, chair, other_chair, clerk, leader, member, client_of
):
    row = aid.submitted(unit, chair, member)
    client_of(chair).post(
        reverse("assistance:countersign_new", args=[row.pk, "separation"]),
        {"person": leader.pk, "duty": "paid", "reason": "会议记录"},
    )
    client_of(chair).post(
        reverse("assistance:relation_new", args=[row.pk]), {"person": clerk.pk, "relation": "叔"}
    )
    void = reverse("assistance:relation_void", args=[Relation.objects.get().pk])
    assert client_of(other_chair).post(void, {"reason": "x"}).status_code == 404
    assert Relation.objects.get().voided_at is None


def test_what_was_said_first_is_there_when_a_step_is_repeated(
    unit, chair, clerk, member, client_of
):
    row = aid.submitted(unit, chair, member)
    said = {"day": today(), "participants": "甲、乙、丙", "conclusion": "同意"}
    row = APPLICATION.move(row, "deliberate", by=chair, **said)
    row = APPLICATION.move(row, "return", by=clerk, reason="缺名单")
    row = APPLICATION.move(row, "submit", by=chair)
    url = reverse("assistance:application_step", args=[row.pk, "deliberate"])
    assert "甲、乙、丙" in text(client_of(chair).get(url))
