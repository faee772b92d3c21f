"""Pages of hardship files: cost, scope, masks, what is lacking, steps by form, list and paper."""

import datetime
import re

import pytest
from django.urls import reverse

from accounts.models import JournalEntry
from assistance import file_page
from assistance.forms.files import (
    version_of,
)
from assistance.models import FamilyPerson, FileCheck, HardshipFile
from assistance.services import file_checks
from core.periods import today
from members.services import chain
from tests.factories import households, people, rows

D = datetime.date


def url(name, *args):
    return reverse(f"assistance:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.fixture
def file(unit, chair):
    return households.file(
        people.member(unit, "方桂英", mobile="13812345678"), chair,
        health="serious", illness="尿毒症", bank_account=households.ACCOUNT, address="临岐村一号",
    )  # fmt: skip


QUERIES = {"file_detail": 13, "file_print": 12, "file_unmask": 4, "file_edit": 5}


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_asks_the_same_queries_for_one_person_and_for_many(
    name, unit, chair, clerk, client_of, django_assert_num_queries, monkeypatch
):
    """Panels of other parts of the room are counted by their own tests."""
    monkeypatch.setattr(file_page, "PANELS", [])
    small, large = (households.file(people.member(unit), chair) for _ in range(2))
    for n in range(3):
        households.child(large, chair, age=5 + n)
        file_checks.check_file(large, D(2017 + n, 3, 1), "keep", by=clerk)
    file_checks.set_category(large, "relative", D(2018, 1, 1), by=clerk, basis="x")
    browser = client_of(clerk)
    for file in (small, large):
        with django_assert_num_queries(QUERIES[name]):
            assert browser.get(url(name, file.pk)).status_code == 200


def test_the_list_asks_the_same_queries_for_one_row_and_for_three(
    unit, chair, client_of, django_assert_num_queries
):
    browser = client_of(chair)
    for more in (1, 2):
        for _ in range(more):
            households.child(households.file(people.member(unit), chair), chair)
        with django_assert_num_queries(11):
            browser.get(url("file_list"))


def test_the_page_masks_numbers_and_the_title_names_nobody(file, chair, client_of):
    child = households.child(file, chair)
    body = text(client_of(chair).get(url("file_detail", file.pk)))
    for secret in (file.head.id_number, "13812345678", households.ACCOUNT, child.id_number):
        assert secret not in body
    for shown in (file.head.masked_id, "138****5678", "****4321", child.masked_id, "尿毒症"):
        assert shown in body
    title = re.search("<title>(.*?)</title>", body, re.DOTALL)[1]
    assert "方" not in title


def test_list_export_and_paper_of_the_list_name_no_child_and_no_illness(file, chair, client_of):
    child = households.child(file, chair)
    browser = client_of(chair)
    sheet = browser.post(url("file_list"))
    assert sheet.status_code == 200
    bodies = [text(browser.get(url("file_list") + query)) for query in ("", "?print=1")]
    bodies.append(str(sheet_cells(b"".join(sheet.streaming_content))))
    for body in bodies:
        assert "方桂英" in body
        for secret in (child.full_name, "尿毒症", "4321", file.head.id_number, "临岐村一号"):
            assert secret not in body


def sheet_cells(data):
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_foreign_unit_finds_nothing(file, chair, other_chair, client_of):
    son = households.person(file, chair)
    check = file_checks.check_file(file, today(), "keep", by=chair)
    browser = client_of(other_chair)
    pages = [
        url("file_detail", file.pk), url("file_edit", file.pk), url("file_print", file.pk),
        url("file_unmask", file.pk), url("file_person_new", file.pk),
        url("file_person_edit", son.pk), url("file_person_step", son.pk, "end"),
        url("file_check_void", check.pk), url("file_step", file.pk, "exit"),
        f"{url('file_new')}?member={file.head_id}",
    ]  # fmt: skip
    before = rows.fingerprint()
    for page in pages:
        for answer in (browser.get(page), browser.post(page, {"reason": "x", "day": "2018-01-01"})):
            assert answer.status_code == 404, page
    assert file.number not in text(browser.get(url("file_list")))
    assert rows.fingerprint() == before


def test_readers_see_and_have_no_buttons(file, leader, auditor, administrator, client_of):
    for user in (leader, auditor):
        body = text(client_of(user).get(url("file_detail", file.pk)))
        assert "尿毒症" in body
        assert "修改档案" not in body
        assert client_of(user).get(url("file_step", file.pk, "exit")).status_code == 403
    assert client_of(administrator).get(url("file_list")).status_code == 403


def test_opening_by_the_form(unit, chair, client_of):
    head = people.member(unit, "方桂英", household_region="浙江淳安")
    browser = client_of(chair)
    page = f"{url('file_new')}?member={head.pk}"
    assert "浙江淳安" in text(browser.get(page))
    typed = {
        "opened_on": "2016年3月1日", "category": "deep", "basis": "申报", "health": "good",
        "main_cause": "illness", "other_causes": ["schooling", "unable"], "annual_income": "8000",
        "bank_account": "6222 0000 0000 0004 321", "single_parent": "on",
    }  # fmt: skip
    wrong = browser.post(page, {**typed, "other_causes": ["illness"], "address": "临岐村"})
    assert "不能与主要致困原因相同" in text(wrong)
    assert 'value="临岐村"' in text(wrong), "nothing typed is lost"
    answer = browser.post(page, typed, follow=True)
    assert "困档2016-0001" in text(answer)
    file = HardshipFile.objects.get()
    assert (file.other_causes, file.bank_account) == ("schooling unable", households.ACCOUNT)
    again = browser.get(page, follow=True)
    assert "已有一份在册的困难档案" in text(again)


@pytest.mark.parametrize("member", ["x", "0", "-1", "9" * 30, "٣"])
def test_a_member_who_is_none_is_not_found(member, chair, client_of):
    assert client_of(chair).get(url("file_new"), {"member": member}).status_code == 404


def test_the_head_is_found_by_a_posted_search_in_ones_own_union(unit, other_unit, chair, client_of):
    head, stranger = people.member(unit, "方桂英"), people.member(other_unit, "方桂英")
    answer = client_of(chair).post(url("file_new"), {"q": "方桂英"})
    assert f"?member={head.pk}" in text(answer)
    assert f"?member={stranger.pk}" not in text(answer)
    assert head.id_number not in text(answer)


def test_a_file_is_found_by_number_and_by_head_without_a_name_in_the_address(
    file, other_unit, other_chair, clerk, chair, client_of
):
    households.file(people.member(other_unit, "何大山"), other_chair)
    browser = client_of(clerk)
    for typed in ("困档2016-0001", "2016-0001", "方桂", "fgy", file.head.id_number):
        answer = browser.post(url("file_search"), {"q": typed}, follow=True)
        body, address = text(answer), answer.redirect_chain[-1][0]
        assert "方桂英" in body, typed
        assert "何大山" not in body, typed
        assert typed not in address
    nothing = client_of(chair).post(url("file_search"), {"q": "何大山"}, follow=True)
    assert "没有符合条件的档案" in text(nothing)


def test_the_edit_form_does_not_show_the_account_and_keeps_it_when_left_empty(
    file, chair, client_of
):
    browser, page = client_of(chair), url("file_edit", file.pk)
    body = text(browser.get(page))
    assert households.ACCOUNT not in body
    assert "****4321" in body
    typed = {"version": version_of(file), "address": "临岐村二号", "reason": "搬家"}
    assert browser.post(page, typed).status_code == 302
    file.refresh_from_db()
    assert (file.address, file.bank_account) == ("临岐村二号", households.ACCOUNT)


def test_of_two_people_editing_at_once_the_second_is_told(file, chair, clerk, client_of):
    page, version = url("file_edit", file.pk), version_of(file)
    assert client_of(chair).post(page, {"version": version, "address": "甲"}).status_code == 302
    answer = client_of(clerk).post(page, {"version": version, "address": "乙"})
    assert "已被别人修改" in text(answer)
    assert 'value="乙"' in text(answer)
    file.refresh_from_db()
    assert file.address == "甲"


def test_fields_that_are_not_of_the_form_are_not_taken(file, chair, other_unit, client_of):
    typed = {
        "version": version_of(file), "union": other_unit.pk, "number": "困档1999-0001",
        "opened_on": "1999-01-01", "reviewed_by": chair.pk, "exited_on": "2017-01-01",
        "exit_reason": "left", "head": 999,
    }  # fmt: skip
    assert client_of(chair).post(url("file_edit", file.pk), typed).status_code == 302
    now = HardshipFile.objects.get(pk=file.pk)
    assert (now.union_id, now.number, now.opened_on) == (file.union_id, file.number, file.opened_on)
    assert (now.reviewed_by, now.exited_on, now.head_id) == (None, None, file.head_id)


def test_people_come_change_and_go_by_their_forms(file, chair, client_of):
    browser = client_of(chair)
    number = people.id_number(today() - datetime.timedelta(366 * 9), "2")
    typed = {
        "full_name": "方小贝", "relation": "daughter", "id_type": "id_card", "id_number": number,
        "since": "2016-03-01",
    }  # fmt: skip
    wrong = browser.post(url("file_person_new", file.pk), typed)
    assert "须先征得监护人同意" in text(wrong)
    typed["guardian_consent_on"] = today().isoformat()
    assert browser.post(url("file_person_new", file.pk), typed).status_code == 302
    child = FamilyPerson.objects.get(relation="daughter")
    page = browser.get(url("file_person_edit", child.pk))
    assert number not in text(page)
    changed = {**typed, "id_number": "", "version": version_of(child), "school": "临岐小学"}
    assert browser.post(url("file_person_edit", child.pk), changed).status_code == 302
    child.refresh_from_db()
    assert (child.school, child.id_number) == ("临岐小学", number)
    gone = {"day": "2018-01-01", "reason": "随母生活"}
    answer = browser.post(url("file_person_step", child.pk, "end"), gone, follow=True)
    assert "曾在这户的成员" in text(answer)
    browser.post(url("file_person_step", child.pk, "void"), {"reason": "登错"})
    child.refresh_from_db()
    assert (child.until, child.voided_reason) == (D(2018, 1, 1), "登错")


def test_every_step_by_its_form(file, chair, clerk, client_of):
    browser = client_of(clerk)

    def step(name, **typed):
        page = url("file_step", file.pk, name)
        assert browser.get(page).status_code == 200
        answer = browser.post(page, typed, follow=True)
        assert "已办理" in text(answer), text(answer)
        return answer

    step("review")
    step("category", category="relative", day="2017-01-01", basis="收入增加")
    step("check", day="2017.3.1", result="keep", spot="on")
    body = text(step("exit", exit_reason="relieved", day="2018-03-01", note="已脱困"))
    for word in ("审核人：经办员", "相对困难", "抽查：维持", "退出：脱困", "已脱困"):
        assert word in body
    assert "修改档案" not in body
    check = FileCheck.objects.get()
    refused = browser.post(url("file_check_void", check.pk), {"reason": "x"})
    assert "已退出或作废" in text(refused)


def test_a_chair_is_not_offered_the_spot_check_nor_taken_at_her_word(file, chair, client_of):
    browser, page = client_of(chair), url("file_step", file.pk, "check")
    assert "抽查" not in text(browser.get(page))
    browser.post(page, {"day": "2017-03-01", "result": "keep", "spot": "on"})
    assert FileCheck.objects.get().spot is False


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "昨天", "result": "keep"}, "复核日期"),
        ({"day": "2017-03-01", "result": "keep", "category": "relative"}, "只有结果为"),
        ({"day": "2017-03-01", "result": "exit", "note": "x"}, "请选择退出原因"),
        ({"day": "2017-03-01", "result": "change", "category": "relative"}, "请写明复核情况"),
        ({"day": "2017-03-01", "result": "nonsense"}, "复核结果"),
    ],
)
def test_a_step_that_cannot_be_is_explained_and_keeps_what_was_typed(
    typed, words, file, chair, client_of
):
    before = rows.fingerprint()
    answer = client_of(chair).post(url("file_step", file.pk, "check"), typed)
    assert answer.status_code == 200
    assert words in text(answer)
    assert f'value="{typed["day"]}"' in text(answer)
    assert rows.fingerprint() == before


def test_a_step_that_is_none_is_not_found(file, chair, client_of):
    person = households.person(file, chair)
    for page in (url("file_step", file.pk, "approve"), url("file_person_step", person.pk, "x")):
        assert client_of(chair).get(page).status_code == 404


def test_moving_out_of_sight_leads_the_way_back(file, other_unit, clerk, chair, client_of):
    chain.move(file.head, other_unit, None, D(2017, 1, 1), by=clerk, reason="调动")
    body = text(client_of(chair).get(url("file_detail", file.pk)))
    assert "户主已转到其他工会" in body
    assert "138****5678" not in body, "of one who moved on: who she is, and no more"
    refused = client_of(chair).post(url("file_step", file.pk, "move"))
    assert "没有办理此事的权限" in text(refused)
    answer = client_of(clerk).post(url("file_step", file.pk, "move"), follow=True)
    assert other_unit.name in text(answer)
    assert client_of(chair).get(url("file_detail", file.pk)).status_code == 404


def test_what_is_lacking_is_named(file, chair, clerk, client_of):
    households.person(file, chair, id_number="", born=D(2000, 1, 1))
    households.child(file, chair, age=15, guardian_consent_on=None)
    body = text(client_of(clerk).get(url("file_detail", file.pk)))
    lacking = re.search("档案还缺：(.*?)。", body)[1].split("、")
    for word in ("住房类型", "家庭年度总收入", "婚姻状况", "审核人", "1 名未成年人的监护人同意",
                 "1 名家庭成员的证件号码", "《家庭经济状况核对授权委托书》"):  # fmt: skip
        assert word in lacking
    assert "健康状况" not in lacking
    assert "困难类别" not in lacking


def test_unmasking_shows_the_numbers_once_with_a_reason_in_the_journal(file, chair, client_of):
    child = households.child(file, chair)
    numbers = (file.head.id_number, "13812345678", households.ACCOUNT, child.id_number)
    browser, page = client_of(chair), url("file_unmask", file.pk)
    for answer in (browser.get(page), browser.post(page, {"reason": ""})):
        assert not any(number in text(answer) for number in numbers)
    before = JournalEntry.objects.count()
    for more in ({}, {"paper": "on"}):
        shown = text(browser.post(page, {"reason": "核对", **more}))
        assert all(number in shown for number in numbers), more
    assert JournalEntry.objects.count() == before + 2
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.target_id) == ("unmask", str(file.pk))
    assert not any(number in str(entry.__dict__) for number in numbers)


def test_the_paper_has_every_part_of_the_sheet(file, clerk, chair, client_of):
    households.child(file, chair, school="临岐小学", enrolled_year=2022, school_years=6)
    body = text(client_of(chair).get(url("file_print", file.pk)))
    for word in ("困难职工档案表", file.number, "困难类别", "主要致困原因", "医保状况", "临岐小学",
                 "2022年入学", "6年制", "建档人：甲会主席", "审核人（盖章）：", "本人签名", "尿毒症"):  # fmt: skip
        assert word in body
    assert file.head.id_number not in body
