"""Meetings: planned, held, minuted; what was resolved is followed until it is done."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from docx import Document

from core.periods import today
from core.workflow import Stale
from governance.meeting_workflow import MEETING, RESOLUTION
from governance.models import Attendee, Meeting, Resolution
from governance.services import meetings, offices
from tests.accounts.test_journal import in_threads
from tests.accounts.test_journal import shared_database as shared_database
from tests.factories import people
from tests.governance import life

D = datetime.date
ONE = datetime.timedelta(days=1)
THREE = (("镇长", "government", "present"), ("主席", "union", "present"),
         ("厂长", "enterprise", "present"))  # fmt: skip


def held(unit, by, **fields):
    return MEETING.move(life.meeting(unit, by=by, **fields), "hold", by=by)


def minuted(unit, by, **fields):
    meeting = held(unit, by, **fields)
    life.attend(meeting, ("甲", "union", "present"), by=by)
    meetings.write_minutes(meeting, by=by, decisions="同意")
    return MEETING.move(meeting, "minute", by=by)


# --- planning --------------------------------------------------------------------------------


def test_a_committee_meeting_invites_who_is_in_office_that_day(unit, clerk, chair):
    now, gone = people.member(unit, "在任委员"), people.member(unit, "离任委员")
    life.office(unit, now, by=clerk)
    life.office(unit, now, by=clerk, post="vice_chair")
    ended = life.office(unit, gone, by=clerk)
    offices.end_office(ended, D(2016, 1, 1), "left", by=clerk)
    life.office(unit, people.member(unit, "经审委员"), by=clerk, post="audit_member")
    meeting = life.meeting(unit, by=chair, day=D(2016, 3, 1))
    assert [(a.full_name, a.attendance) for a in meeting.attendees.all()] == [("在任委员", "due")]
    members = life.meeting(unit, by=chair, kind="members")
    assert not members.attendees.exists()


def test_numbers_run_by_year(unit, chair):
    numbers = [
        life.meeting(unit, by=chair, day=day).number
        for day in (D(2015, 3, 1), D(2016, 3, 1), D(2015, 4, 1))
    ]
    assert numbers == ["会2015-0001", "会2016-0001", "会2015-0002"]


def test_a_quarters_report_is_the_federations_and_registered_once(federation, unit, clerk, chair):
    fields = {"kind": "party_report", "year": 2016, "quarter": 3}
    with pytest.raises(ValidationError, match="由总工会登记"):
        life.meeting(unit, by=chair, **fields)
    with pytest.raises(ValidationError, match="年度和季度"):
        life.meeting(federation, by=clerk, kind="party_report")
    first = life.meeting(federation, by=clerk, **fields)
    with pytest.raises(ValidationError, match="已经登记"):
        life.meeting(federation, by=clerk, **fields)
    MEETING.move(first, "cancel", by=clerk, reason="改期")
    life.meeting(federation, by=clerk, **fields)


@pytest.fixture
def committed(transactional_db, federation, clerk):
    return federation


def test_two_clerks_at_once_register_a_quarter_once(committed, clerk, shared_database):
    fields = {"kind": "party_report", "year": 2016, "quarter": 3}
    found = in_threads(*[lambda: life.meeting(committed, by=clerk, **fields)] * 4)
    assert sum(isinstance(one, Meeting) for one in found) == 1, found
    assert all(isinstance(one, Meeting | ValidationError) for one in found), found


def test_only_who_governs_there_keeps_the_record(
    unit, clerk, chair, leader, auditor, administrator, other_chair
):
    meeting = life.meeting(unit, by=chair)
    for person in (leader, auditor, administrator, other_chair):
        for deed in (
            lambda p=person: life.meeting(unit, by=p),
            lambda p=person: meetings.write_minutes(meeting, by=p, decisions="改"),
            lambda p=person: life.attend(meeting, *THREE, by=p),
            lambda p=person: life.resolution(meeting, by=p),
            lambda p=person: MEETING.move(meeting, "hold", by=p),
        ):
            with pytest.raises(PermissionDenied):
                deed()
    assert Meeting.objects.get().version == 1
    MEETING.move(meeting, "hold", by=clerk)


# --- minutes ---------------------------------------------------------------------------------


def test_a_meeting_is_not_held_before_its_day(unit, chair, time_machine):
    meeting = life.meeting(unit, by=chair, day=today() + ONE)
    with pytest.raises(ValidationError, match="还没有到"):
        MEETING.move(meeting, "hold", by=chair)
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + ONE)
    assert MEETING.move(meeting, "hold", by=chair).status == "held"


def test_minutes_settle_when_nothing_is_missing(unit, chair):
    meeting = held(unit, chair)

    def missing():
        (button,) = [b for b in MEETING.buttons(meeting, chair) if b.move.name == "minute"]
        return list(button.missing)

    assert missing() == ["登记参会人员的到会情况。", "填写议定意见。"]
    life.attend(meeting, ("甲", "union", "present"), ("乙", "union", "due"), by=chair)
    assert missing() == ["还有人员没有登记到会情况。", "填写议定意见。"]
    life.attend(meeting, ("甲", "union", "present"), ("乙", "union", "excused"), by=chair)
    meeting = meetings.write_minutes(meeting, by=chair, decisions="同意")
    assert missing() == []
    assert MEETING.move(meeting, "minute", by=chair).minuted_on == today()


@pytest.mark.parametrize("absent", range(3))
def test_a_joint_meeting_hears_all_three_sides(federation, clerk, absent):
    meeting = held(federation, clerk, kind="tripartite", title="三方联席会议")
    meeting = meetings.write_minutes(meeting, by=clerk, decisions="同意")
    rows = list(THREE)
    rows[absent] = (*rows[absent][:2], "excused")
    life.attend(meeting, *rows, by=clerk)
    with pytest.raises(ValidationError, match="方人员到会"):
        MEETING.move(meeting, "minute", by=clerk)
    life.attend(meeting, *THREE, by=clerk)
    assert MEETING.move(meeting, "minute", by=clerk).status == "minuted"


def test_settled_minutes_are_changed_by_nobody_until_reopened(unit, chair):
    meeting = minuted(unit, chair)
    for deed in (
        lambda: meetings.write_minutes(meeting, by=chair, decisions="改"),
        lambda: life.attend(meeting, ("丙", "union", "present"), by=chair),
        lambda: meetings.change(meeting, by=chair),
    ):
        with pytest.raises(ValidationError, match="已定稿"):
            deed()
    with pytest.raises(ValidationError, match="原因"):
        MEETING.move(meeting, "reopen", by=chair)
    MEETING.move(meeting, "reopen", by=chair, reason="漏记一项")
    assert meetings.write_minutes(meeting, by=chair, decisions="改").decisions == "改"


def test_who_looked_at_an_older_version_is_told(unit, chair):
    meeting = life.meeting(unit, by=chair)
    meetings.write_minutes(meeting, by=chair, version=1, decisions="先写")
    with pytest.raises(Stale):
        meetings.write_minutes(meeting, by=chair, version=1, decisions="后写")
    assert Meeting.objects.get().decisions == "先写"


def test_the_list_of_attendees_is_what_the_page_shows(unit, chair):
    meeting = life.meeting(unit, by=chair)
    life.attend(meeting, ("甲", "union", "due"), ("乙", "union", "due"), by=chair)
    first = Attendee.objects.get(full_name="甲")
    row = {"id": first.pk, "full_name": "甲", "party": "union", "attendance": "present",
           "organisation": "", "post": ""}  # fmt: skip
    meetings.set_attendees(meeting, [row], by=chair)
    assert list(meeting.attendees.values_list("pk", "attendance")) == [(first.pk, "present")]
    assert Attendee.history.filter(history_type="-").get().history_user == chair
    other = life.meeting(unit, by=chair)
    life.attend(other, ("外", "union", "due"), by=chair)
    stolen = {**row, "id": other.attendees.get().pk, "full_name": "窃"}
    meetings.set_attendees(meeting, [stolen], by=chair)
    assert other.attendees.get().full_name == "外"


# --- resolutions -----------------------------------------------------------------------------


def test_a_resolution_is_open_until_its_result_is_told(unit, chair, clerk):
    row = life.resolution(minuted(unit, chair), by=chair, owner=clerk, due_on=D(2015, 4, 1))
    for day in (D(2015, 2, 28), today() + ONE):
        with pytest.raises(ValidationError, match="完成日期"):
            RESOLUTION.move(row, "finish", by=clerk, day=day, result="好")
    done = RESOLUTION.move(row, "finish", by=clerk, day=D(2015, 3, 9), result="已补齐")
    assert (done.status, done.finished_on, done.result) == ("done", D(2015, 3, 9), "已补齐")
    again = RESOLUTION.move(done, "reopen", by=chair, reason="又缺了")
    assert (again.status, again.finished_on, again.result) == ("open", None, "")
    with pytest.raises(ValidationError, match="原因"):
        RESOLUTION.move(again, "drop", by=chair)


def test_who_is_charged_answers_and_others_do_not(unit, chair, leader, auditor, other_chair):
    row = life.resolution(life.meeting(unit, by=chair), by=chair, owner=leader)
    for person in (auditor, other_chair):
        with pytest.raises(PermissionDenied):
            RESOLUTION.move(row, "finish", by=person, day=today(), result="好")
    with pytest.raises(PermissionDenied):
        RESOLUTION.move(row, "drop", by=leader, reason="不办了")
    assert RESOLUTION.move(row, "finish", by=leader, day=today(), result="好").status == "done"


def test_a_term_before_the_meeting_is_refused(unit, chair):
    meeting = life.meeting(unit, by=chair)
    with pytest.raises(ValidationError, match="完成期限"):
        life.resolution(meeting, by=chair, due_on=meeting.day - ONE)


# --- pages and papers ------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("meeting_list", 5), ("resolution_list", 5)])
def test_the_registers_ask_the_same_queries(
    number, name, queries, unit, clerk, client_of, django_assert_num_queries, writes_refused
):
    for _ in range(number):
        life.resolution(life.meeting(unit, by=clerk), by=clerk)
    browser = client_of(clerk)
    with django_assert_num_queries(queries), writes_refused():
        assert browser.get(reverse(f"governance:{name}")).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_meetings_page_asks_the_same_queries(
    number, unit, clerk, client_of, django_assert_num_queries
):
    meeting = life.meeting(unit, by=clerk)
    life.attend(meeting, *THREE[:number], by=clerk)
    for _ in range(number):
        life.resolution(meeting, by=clerk)
    browser = client_of(clerk)
    with django_assert_num_queries(7):
        page = reverse("governance:meeting_detail", args=[meeting.pk])
        assert browser.get(page).status_code == 200


def attendee_form(*rows):
    data = {"a-TOTAL_FORMS": len(rows), "a-INITIAL_FORMS": 0}
    for n, (name, attendance) in enumerate(rows):
        data |= {f"a-{n}-full_name": name, f"a-{n}-party": "union", f"a-{n}-attendance": attendance}
    return data


def test_a_chair_holds_a_meeting_by_page(unit, chair, client_of):
    browser = client_of(chair)
    data = {
        "kind": "committee", "title": "季度会议", "day": "2016-3-1", "chaired_by": "王主席",
        "agenda": "议题一\n议题二", "status": "minuted", "number": "会1",
    }  # fmt: skip
    assert browser.post(reverse("governance:meeting_new"), data).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.union, meeting.status, meeting.number) == (unit, "planned", "会2016-0001")

    def post(name, **fields):
        args = [meeting.pk, *fields.pop("args", ())]
        data = {"version": Meeting.objects.get().version, **fields}
        return browser.post(reverse(f"governance:{name}", args=args), data)

    wrong = post("meeting_attendees", **attendee_form(("甲", "present"), ("乙", "nonsense")))
    assert wrong.status_code == 200
    assert not Attendee.objects.exists()
    assert 'value="甲"' in wrong.content.decode()
    assert post("meeting_move", args=["hold"]).status_code == 302
    rows = attendee_form(("甲", "present"), ("", "present"), ("乙", "excused"))
    assert post("meeting_attendees", **rows).status_code == 302
    assert post("meeting_minutes", chaired_by="王主席", decisions="同意").status_code == 302
    assert post("meeting_move", args=["minute"]).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.status, meeting.attendees.count()) == ("minuted", 2)
    stale = post("meeting_move", args=["reopen"], version=0, reason="改")
    assert stale.status_code == 409


def test_the_minutes_paper_has_the_customary_parts(unit, chair, client_of):
    meeting = held(unit, chair, place="会议室", recorder="赵某")
    life.attend(meeting, ("甲<b>", "union", "present"), ("乙", "union", "excused"), by=chair)
    meeting = meetings.write_minutes(meeting, by=chair, decisions="同意", statements="甲：赞成")
    life.resolution(meeting, by=chair, due_on=D(2015, 5, 1))
    browser = client_of(chair)
    texts = {}
    for kind in ("minutes", "sign-in", "notice"):
        url = reverse("governance:meeting_paper", args=[meeting.pk, kind])
        answer = browser.post(url)
        paper = Document(io.BytesIO(answer.getvalue()))
        texts[kind] = "\n".join(p.text for p in paper.paragraphs)
        cells = [c.text for t in paper.tables for c in t._cells]
        assert kind == "notice" or "甲<b>" in [*cells, texts[kind]] or "甲<b>" in texts[kind]
    for word in ("纪要", "2015年3月1日", "王主席主持", "一、发言要点", "二、议定意见", "三、议定事项",
                 "出席：甲<b>（某厂职员）", "请假：乙", "记录：赵某"):  # fmt: skip
        assert word in texts["minutes"], word
    assert "关于召开工会委员会会议的通知" in texts["notice"]


def test_the_owner_finds_her_resolutions(unit, chair, leader, client_of):
    row = life.resolution(life.meeting(unit, by=chair), by=chair, owner=leader)
    life.resolution(life.meeting(unit, by=chair), by=chair, text="别人的事")
    page = client_of(leader).get(reverse("governance:resolution_list") + "?mine=1")
    assert [r["id"] for r in page.context["rows"]] == [row.pk]
    late = client_of(leader).get(reverse("governance:resolution_list") + "?status=overdue")
    assert not late.context["rows"]
    Resolution.objects.filter(pk=row.pk).update(due_on=D(2015, 4, 1))
    late = client_of(leader).get(reverse("governance:resolution_list") + "?status=overdue")
    assert "逾期" in late.content.decode()
