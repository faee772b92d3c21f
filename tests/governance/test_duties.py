"""Each clock appears once and disappears when fulfilled; whose it is; how it pages."""

import datetime
import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core import history
from core.periods import today
from governance import duty_reports
from governance.check_workflow import CHECK
from governance.meeting_workflow import MEETING, RESOLUTION
from governance.models import Delegation, Election, Office
from governance.services import checks, duty_desk, offices, rectifications, requirements
from tests.factories import cases, people
from tests.governance import checking, life
from unions import duties
from unions.duties import Asking, gather
from unions.models import CalendarDay
from unions.scope import load

D = datetime.date
ONE = datetime.timedelta(days=1)


def found(user=None, code=None, **asked):
    asked.setdefault("people", (user.pk,) if user else ())
    return gather(Asking(load(user) if user else None, today(), **asked), [code] if code else ())


def ending_term(union):
    union.term_started_on, union.term_years = today() - datetime.timedelta(days=1200), 3
    history.save(union, by=None)


def renewed(union, row):
    Election.objects.create(union=union, kind="renewal", form="meeting")


def vacate(union, clerk):
    office = life.office(union, people.member(union, "老主席"), by=clerk, post="chair")
    offices.end_office(office, today() - 10 * ONE, "resigned", by=clerk)


def report(union, clerk):
    from governance.clocks import last_quarter

    year, quarter, _ = last_quarter(today())
    meeting = life.meeting(union.parent, by=clerk, kind="party_report", year=year, quarter=quarter)
    MEETING.move(meeting, "hold", by=clerk)


def acting(union, clerk):
    life.office(union, people.member(union, "代主席"), by=clerk, post="chair", acting=True)


def elected(union, clerk):
    office = Office.objects.get(union=union)
    offices.end_office(office, today(), "other", by=clerk)


def next_year_known():
    for month in (1, 5, 10):
        CalendarDay.objects.create(
            day=D(today().year + 1, month, 1), kind="holiday", name="节", source="国办"
        )


# code -> (makes it, fulfils it); each gets (unit, clerk, chair).
CLOCKS = {
    "term": (lambda u, k, c: ending_term(u), lambda u, k, c: renewed(u, None)),
    "vacancy": (
        lambda u, k, c: vacate(u, k),
        lambda u, k, c: life.office(u, people.member(u, "新主席"), by=k, post="chair", since=today()),
    ),
    "acting": (lambda u, k, c: acting(u, k), lambda u, k, c: elected(u, k)),
    "sign_in": (
        lambda u, k, c: life.office(u, people.member(u, "新主席"), by=k, post="chair"),
        lambda u, k, c: offices.void(Office.objects.get(), by=k, reason="误登"),
    ),
    "resolution": (
        lambda u, k, c: life.resolution(life.meeting(u, by=c), by=c, due_on=today()),
        lambda u, k, c: RESOLUTION.move(
            u.meetings.get().resolutions.get(), "finish", by=c, day=today(), result="好"
        ),
    ),
    "party_report": (lambda u, k, c: None, lambda u, k, c: report(u, k)),
    "submission": (
        lambda u, k, c: life.requirement(u.parent, by=k),
        lambda u, k, c: life.submission(
            duties_of_requirement(), u, by=c
        ),
    ),
    "check_self": (
        lambda u, k, c: checking.begun(u, c),
        lambda u, k, c: CHECK.move(
            checks.fill(u.assessments.get(), checking.all_points(u.assessments.get()), by=c),
            "submit", by=c,
        ),
    ),
    "check_reply": (
        lambda u, k, c: checking.submitted(u, c),
        lambda u, k, c: CHECK.move(u.assessments.get(), "return", by=k, reason="补充说明"),
    ),
    "rectification": (
        lambda u, k, c: life.rectification(u, by=k, planned_until=today()),
        lambda u, k, c: rectifications.RECTIFICATION.move(
            u.rectifications.get(), "finish", by=k, day=today(), after="好"
        ),
    ),
    "transfer": (
        lambda u, k, c: people.transfer(people.member(u), people.unit(u.parent, "丙会"), c),
        lambda u, k, c: withdraw_transfer(c),
    ),
    "case": (
        lambda u, k, c: cases.case(u, c),
        lambda u, k, c: close_case(c),
    ),
}  # fmt: skip


def duties_of_requirement():
    from governance.models import Requirement

    return Requirement.objects.get()


def withdraw_transfer(chair):
    from members.models import TransferRequest
    from members.workflow import TRANSFER

    TRANSFER.move(TransferRequest.objects.get(), "withdraw", by=chair, reason="不转了")


def close_case(chair):
    from assistance.case_workflow import move_case
    from assistance.models import RightsCase

    move_case(RightsCase.objects.get(), "withdraw", by=chair, reason="和解")


@pytest.mark.parametrize("code", CLOCKS)
def test_a_clock_appears_once_and_disappears_when_fulfilled(code, unit, clerk, chair):
    make, fulfil = CLOCKS[code]
    if code == "party_report":
        assert [d.clock.code for d in found(code=code)] == [code]
    else:
        assert found(code=code) == []
    make(unit, clerk, chair)
    rows = found(code=code)
    assert [d.clock.code for d in rows] == [code]
    assert rows[0].url.startswith("/")
    fulfil(unit, clerk, chair)
    assert found(code=code) == []


def test_every_clock_is_tested_here_or_in_its_room():
    elsewhere = {"reply", "calendar", "notice", "objection", "recheck", "came_back"}
    elsewhere |= {"studio_recheck", "quarterly_sign"}
    elsewhere |= {f"innovation_{code}" for code in ("answer", "call", "decision", "scores")}
    assert {clock.code for clock in duties.clocks()} == set(CLOCKS) | elsewhere


def test_aids_clocks(unit, clerk, chair, leader):
    from tests.factories import world_of_aid

    world_of_aid.build(unit, {"chair": chair, "clerk": clerk, "leader": leader})
    until = today() + 400 * ONE
    for code in ("notice", "objection", "recheck"):
        assert len(found(code=code, until=until)) == 1, code


@pytest.mark.parametrize(("day", "there"), [(D(2026, 10, 31), False), (D(2026, 11, 1), True)])
def test_next_years_holidays_are_asked_of_the_administrator_from_november(
    day, there, federation, administrator, clerk, time_machine
):
    time_machine.move_to(datetime.datetime.combine(day, datetime.time(4), datetime.UTC))
    assert bool(found(administrator, "calendar", mine=True)) is there
    assert not found(clerk, "calendar", mine=True)


# --- whose -----------------------------------------------------------------------------------


def test_another_units_duties_are_not_seen(unit, other_unit, clerk, chair, other_chair):
    for make, _ in (CLOCKS["term"], CLOCKS["resolution"], CLOCKS["rectification"]):
        make(unit, clerk, chair)
    assert {d.clock.code for d in found(chair)} == {"term", "resolution", "rectification"}
    assert found(other_chair) == []
    assert found(other_chair, union_id=unit.pk) == []
    assert {d.clock.code for d in found(chair, mine=True)} == {"term", "resolution"}


def test_what_somebody_was_charged_with_is_hers(unit, clerk, chair, leader):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today(), owner=leader)
    assert [d.person_id for d in found(leader, "resolution", mine=True)] == [leader.pk]
    assert found(chair, "resolution", mine=True) == []
    assert len(found(chair, "resolution")) == 1


def test_a_deputy_sees_what_is_delegated_on_leave_days_only(
    unit, clerk, chair, leader, time_machine
):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today(), owner=chair)
    row = Delegation(
        union=unit,
        person=chair,
        deputy=leader,
        since=today(),
        until=today() + 2 * ONE,
        reason="休假",
    )
    requirements.delegate(row, by=chair)
    assert leader.pk not in (chair.pk,)
    assert duty_desk.people_of(leader, today()) == (leader.pk, chair.pk)
    assert [d.clock.code for d in duty_desk.mine(leader, 9, codes=["resolution"])] == ["resolution"]
    assert duty_desk.people_of(leader, today() + 2 * ONE) == (leader.pk,)


def test_a_delegation_is_ones_own_or_the_clerks(unit, clerk, chair, leader, other_chair):
    row = Delegation(
        union=unit, person=chair, deputy=leader, since=today(), until=today() + ONE, reason="休假"
    )
    with pytest.raises(ValidationError, match="只能为自己"):
        requirements.delegate(row, by=leader)
    row.deputy = chair
    with pytest.raises(ValidationError, match="不能委托给自己"):
        requirements.delegate(row, by=chair)
    row.deputy = leader
    requirements.delegate(row, by=clerk)
    with pytest.raises(ValidationError, match="只能结束自己"):
        requirements.end_delegation(row, by=other_chair)
    assert requirements.end_delegation(row, by=chair).is_voided


# --- pages -----------------------------------------------------------------------------------


def test_the_board_pages_by_key_through_equal_days(unit, clerk, chair, client_of, monkeypatch):
    meeting = life.meeting(unit, by=chair)
    for n in range(7):
        life.resolution(meeting, by=chair, text=f"事项{n}", due_on=today() + (n // 3) * ONE)
    seen, after = [], None
    while page := found(chair, "resolution", after=after, limit=2):
        seen += [d.subject for d in page]
        after = page[-1].key
    assert seen == [f"事项{n}" for n in range(7)]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("clerk", 31), ("chair", 31)])
def test_the_board_asks_the_same_queries(
    who, queries, number, unit, clerk, chair, client_of, request, django_assert_num_queries,
    writes_refused,
):  # fmt: skip
    life.requirement(unit.parent, by=clerk)
    ending_term(unit)
    for _ in range(number):
        life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today())
        cases.case(unit, chair)
    browser = client_of(request.getfixturevalue(who))
    with django_assert_num_queries(queries), writes_refused():
        assert browser.get(reverse("governance:duty_board") + "?whose=all").status_code == 200


def test_the_board_says_what_when_who_and_the_next_step(unit, clerk, chair, client_of):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today() - 3 * ONE)
    text = client_of(chair).get(reverse("governance:duty_board")).content.decode()
    for word in ("已逾期（1 项）", "逾期 3 天", "补齐台账", "李某", "登记完成"):
        assert word in text, word
    month = reverse("governance:duty_board") + "?state=month"
    assert "补齐台账" in client_of(chair).get(month).content.decode()


def test_the_board_prints_and_exports_all_it_has(unit, clerk, chair, client_of, monkeypatch):
    monkeypatch.setattr(duty_reports, "BLOCK", 2)
    meeting = life.meeting(unit, by=chair)
    for late in (3, 2, 1, 0, 5):
        life.resolution(meeting, by=chair, due_on=today() - late * ONE)
    browser, page = client_of(clerk), reverse("governance:duty_board") + "?whose=all"
    rows = openpyxl.load_workbook(io.BytesIO(browser.post(page).getvalue())).active
    told = [row[2] for row in rows.iter_rows(values_only=True) if row[3] == "议定事项"]
    assert told == [-5, -3, -2, -1, 0]
    assert "范围：全部" in rows["A2"].value
    paper = browser.get(page + "&print=1").content.decode()
    assert paper.count("补齐台账") == 5
    late = browser.get(page + "&print=1&state=overdue").content.decode()
    assert late.count("补齐台账") == 4
    assert browser.post(page, {"format": "pdf"})["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("query", ["after=x", "after=2016-01-01_x_1", "union=99", "state=z",
                                   "clock=none", "whose=z", "after=2016-13-01_case_1"])  # fmt: skip
def test_nonsense_in_the_address_is_no_error(query, unit, chair, client_of):
    page = client_of(chair).get(reverse("governance:duty_board") + f"?{query}")
    assert page.status_code == 200


def test_a_colleagues_list_is_for_federation_staff(unit, clerk, chair, other_chair, client_of):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today(), owner=chair)
    page = reverse("governance:duty_board") + f"?person={chair.pk}"
    assert "补齐台账" in client_of(clerk).get(page).content.decode()
    assert client_of(other_chair).get(page).status_code == 404
    assert client_of(chair).get(page).status_code == 200


# --- requirements ----------------------------------------------------------------------------


def test_a_unit_hands_in_once_and_the_federation_sees_who_has_not(
    unit, other_unit, clerk, chair, client_of
):
    row = life.requirement(unit.parent, by=clerk)
    page = reverse("governance:requirement_detail", args=[row.pk])
    browser = client_of(chair)
    assert other_unit.name not in browser.get(page).content.decode()
    url = reverse("governance:submission_new", args=[row.pk])
    data = {"union": unit.pk, "day": str(today()), "text": "好"}
    assert browser.post(url, data).status_code == 302
    again = browser.post(url, data)
    assert "已报送过" in again.content.decode()
    context = client_of(clerk).get(page).context
    assert [s.union for s in context["submissions"]] == [unit]
    assert context["owing"] == [other_unit]
    refused = browser.post(url, {**data, "union": other_unit.pk})
    assert refused.status_code == 200


def test_a_duty_of_the_federation_counts_who_owes(unit, other_unit, clerk, chair):
    row = life.requirement(unit.parent, by=clerk)
    (duty,) = found(clerk, "submission")
    assert "2 家未报" in duty.subject
    life.submission(row, unit, by=chair)
    (duty,) = found(clerk, "submission")
    assert "1 家未报" in duty.subject
    assert found(chair, "submission") == []
