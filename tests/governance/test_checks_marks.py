"""系统判定: each function against rows that meet it, that do not, and that cannot tell."""

import datetime

import pytest

from assistance.models import Line
from core import history
from core.periods import today
from governance import check_marks
from governance.check_lists import FIRST
from governance.meeting_workflow import MEETING
from governance.models import Activity, CheckItem, CheckList, RegulationVersion
from governance.models.records import Regulation
from governance.services import records, regulations
from tests.factories import aid, people
from tests.governance import life
from unions.models import EnterpriseFigure

D = datetime.date
YEAR = 2016
MIDYEAR = D(2016, 6, 30)


def told(code, union, year=YEAR):
    return check_marks.tell(code, check_marks.facts(union, year))


def met(code, union, year=YEAR):
    return told(code, union, year).met


def set_up(union, **fields):
    for name, value in fields.items():
        setattr(union, name, value)
    history.save(union, by=None)


def workers(union, number, as_of=MIDYEAR):
    EnterpriseFigure.objects.create(
        enterprise=union.coverages.get().enterprise, kind="workers", value=number, as_of=as_of,
        source="年报",
    )  # fmt: skip


def many(union, number, sex="2"):
    people.crowd(
        union,
        [
            {
                "full_name": f"会员{n}",
                "sex": sex,
                "first_joined_on": D(2010, 3, 1),
                "id_number": people.id_number(sex=sex),
            }
            for n in range(number)
        ],
    )


# --- people in office ------------------------------------------------------------------------


def test_an_elected_chair_within_the_term(unit, clerk):
    assert met("chair", unit) is False
    life.office(unit, people.member(unit), by=clerk, post="chair")
    assert met("chair", unit) is None
    set_up(unit, term_started_on=D(2015, 3, 1), term_years=3)
    answer = told("chair", unit)
    assert (answer.met, "2018-03-01" in answer.text) == (True, True)
    assert answer.url.endswith(f"?union={unit.pk}")
    set_up(unit, term_started_on=D(2012, 3, 1))
    assert met("chair", unit) is False


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"acting": True}, False),
        ({"chosen": "appointed"}, False),
        ({"chosen": "by_election"}, True),
        ({"chosen": "registered"}, True),
        ({"until": D(2015, 9, 1), "ended_by": "resigned"}, False),
    ],
)
def test_how_the_chair_came_to_office_counts(fields, verdict, unit, clerk):
    set_up(unit, term_started_on=D(2015, 3, 1), term_years=3)
    row = life.office(unit, people.member(unit), by=clerk, post="chair")
    for name, value in fields.items():
        setattr(row, name, value)
    history.save(row, by=None)
    assert met("chair", unit) is verdict


def test_of_a_chair_from_the_old_sheets_without_an_election_day_nothing_is_told(unit, clerk):
    life.office(unit, people.member(unit), by=clerk, post="chair", chosen="registered")
    assert met("chair", unit) is None


@pytest.mark.parametrize(
    ("started", "verdict"), [(None, None), (D(2014, 1, 1), True), (D(2013, 12, 31), False)]
)
def test_a_term_ends_on_its_own_day(started, verdict, unit):
    set_up(unit, term_started_on=started, term_years=3)
    assert met("term", unit) is verdict


def test_a_committee_has_the_seats_of_its_band(unit, clerk):
    many(unit, 30)
    for n in range(3):
        assert met("committee", unit) is False
        life.office(unit, people.member(unit, f"委员{n}"), by=clerk)
    answer = told("committee", unit)
    assert (answer.met, answer.text) == (True, "会员 33 人，委员会至少 3 人，在任 3 人")


def test_of_few_members_one_does(unit, clerk):
    assert (met("committee", unit), met("audit", unit)) == (False, False)
    life.office(unit, people.member(unit), by=clerk, post="organiser")
    life.office(unit, people.member(unit), by=clerk, post="audit_member")
    assert (met("committee", unit), met("audit", unit)) == (True, True)


def test_an_audit_committee_has_three(unit, clerk):
    many(unit, 30)
    for n in range(3):
        assert met("audit", unit) is False
        life.office(unit, people.member(unit, f"经审{n}"), by=clerk, post="audit_member")
    assert met("audit", unit) is True


def test_women_from_ten_on_need_a_committee(unit, clerk):
    many(unit, 2)
    many(unit, 20, sex="1")
    answer = told("women", unit)
    assert (answer.met, answer.text) == (True, "2 名女会员，不足 10 名，不要求")
    assert "sex=2" in answer.url
    many(unit, 8)
    assert told("women", unit).text.startswith("10 名女会员，应设女职工委员会")
    assert met("women", unit) is False
    life.office(unit, people.member(unit), by=clerk, post="women_chair")
    assert met("women", unit) is True


def test_the_three_bodies_together_name_what_lacks(unit, clerk):
    life.office(unit, people.member(unit), by=clerk, post="organiser")
    assert told("bodies", unit).text == "经审不健全"
    life.office(unit, people.member(unit), by=clerk, post="audit_member")
    assert met("bodies", unit) is True


def test_a_full_time_chair_from_two_hundred_workers(unit, clerk):
    assert met("full_time_chair", unit) is None
    workers(unit, 199, D(2016, 1, 1))
    assert told("full_time_chair", unit).text == "职工 199 人，不足 200 人，不要求"
    workers(unit, 200)
    assert met("full_time_chair", unit) is False
    life.office(unit, people.member(unit), by=clerk, post="chair", full_time=True)
    assert met("full_time_chair", unit) is True


# --- members, papers, deeds of the year ------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "verdict"), [(None, None), (10, True), (11, True), (12, False), (9, None)]
)
def test_the_entry_rate_is_ninety_per_cent(number, verdict, unit):
    many(unit, 10)
    if number:
        workers(unit, number)
    answer = told("entry_rate", unit)
    assert answer.met is verdict, answer.text
    assert "members" in answer.url


def test_the_entry_rate_says_what_it_stands_on_and_the_rule_can_change(unit, federation):
    many(unit, 10)
    workers(unit, 12, D(2014, 1, 31))
    text = told("entry_rate", unit).text
    for word in ("83.3%", "会员 10 / 职工 12 人", "截至 2014-01-31", "职工人数已过期"):
        assert word in text


def test_regulations_in_force_of_its_own(unit, federation, clerk, chair):
    version = {"text": "第一条", "since": D(2015, 1, 1)}
    regulations.lay_down(
        Regulation(union=federation, title="总工会制度"), RegulationVersion(**version), by=clerk
    )
    assert met("regulations", unit) is False
    regulations.lay_down(
        Regulation(union=unit, title="财务制度"), RegulationVersion(**version), by=chair
    )
    assert told("regulations", unit).text == "现行制度 1 项"
    assert met("regulations", unit, 2014) is False


def test_legal_person_and_account(unit):
    assert (met("legal_person", unit), met("account", unit)) == (False, None)
    set_up(unit, legal_person_cert_no="工法证字1号", bank_name="农商银行")
    assert (met("legal_person", unit), met("account", unit)) == (True, True)


def test_member_meetings_that_were_held_in_the_year(unit, chair):
    for fields in (
        {"kind": "committee", "day": D(2016, 3, 1)},
        {"kind": "members", "day": D(2015, 3, 1)},
        {"kind": "members", "day": D(2016, 3, 1)},
    ):
        meeting = life.meeting(unit, by=chair, **fields)
    assert met("meetings", unit) is False
    MEETING.move(meeting, "hold", by=chair)
    answer = told("meetings", unit)
    assert (answer.met, answer.text) == (True, "2016 年召开 1 次，最近一次 2016-03-01")


def test_activities_and_training_of_the_year(unit, chair):
    def enter(kind, day):
        return records.enter(Activity(union=unit, kind=kind, title="活动", day=day), by=chair)

    enter("training", D(2015, 3, 1))
    assert (met("activities", unit), met("training", unit)) == (False, False)
    enter("culture", D(2016, 3, 1))
    assert (met("activities", unit), met("training", unit)) == (True, False)
    lesson = enter("training", D(2016, 5, 1))
    assert met("training", unit) is True
    records.void(lesson, by=chair, reason="误登")
    assert met("training", unit) is False


# --- the register ----------------------------------------------------------------------------


def test_what_is_asked_today_is_told_as_of_today(unit, clerk):
    life.office(unit, people.member(unit), by=clerk, post="organiser", since=today())
    assert met("committee", unit, today().year) is True
    assert met("committee", unit, today().year - 1) is False


def test_another_units_rows_tell_nothing(unit, other_unit, clerk, other_chair):
    before = {code: told(code, unit) for code, _ in check_marks.choices()}
    many(other_unit, 30)
    life.office(other_unit, people.member(other_unit), by=clerk, post="chair")
    MEETING.move(life.meeting(other_unit, by=other_chair, kind="members", day=D(2016, 3, 1)),
                 "hold", by=other_chair)  # fmt: skip
    assert {code: told(code, unit) for code, _ in check_marks.choices()} == before


def test_a_room_above_may_register_what_it_knows(unit, monkeypatch):
    monkeypatch.setattr(check_marks, "_FUNCTIONS", dict(check_marks._FUNCTIONS))
    assert check_marks.tell("reading", check_marks.facts(unit, YEAR)) == check_marks.UNTOLD
    check_marks.register("reading", "有职工书屋")(lambda known: check_marks.Told(True, "3 处"))
    assert told("reading", unit).text == "3 处"
    assert ("reading", "有职工书屋") in check_marks.choices()


def test_aid_tells_who_in_need_was_helped_in_the_year(unit, chair):
    year = today().year
    assert told("aid", unit, year).met is None
    member = people.member(unit, "受助者")
    aid.hardship_file(member, chair)
    application = aid.drafted(unit, chair, member)
    assert told("aid", unit, year).met is False
    Line.objects.filter(application=application).update(status="paid", paid_on=today())
    assert told("aid", unit, year).met is True
    assert told("aid", unit, year).text == f"在册困难档案 1 户，{year} 年发放 1 人次"


def test_one_query_for_a_fact_however_many_lines_ask(unit, clerk, django_assert_num_queries):
    many(unit, 30)
    life.office(unit, people.member(unit), by=clerk, post="chair")
    workers(unit, 300)
    codes = [code for code, _ in check_marks.choices()] * 2
    from unions import rules

    # rules, offices, members, bands, covered enterprises, their figures, regulations, meetings,
    # activities, hardship files
    with rules.in_hand(), django_assert_num_queries(10):
        check_marks.tell_all(codes, check_marks.facts(unit, YEAR))


# --- the first lists -------------------------------------------------------------------------


def test_the_lists_are_those_of_the_rules_of_the_field(db):
    six, home, model = (CheckList.objects.get(code=row[0]) for row in FIRST)
    assert six.items.count() == 6
    points = list(home.items.filter(section="组织健全").values_list("points", flat=True))
    assert points == [4, 4, 4, 3, 3]
    for section in ("制度完善", "维权到位"):
        rows = CheckItem.objects.filter(checklist=home, section=section)
        assert sum(rows.values_list("points", flat=True)) == 18
    assert model.items.filter(computed="full_time_chair").exists()
    assert all(row.source for row in (six, home, model))
    codes = dict(check_marks.choices())
    asked = set(CheckItem.objects.exclude(computed="").values_list("computed", flat=True))
    assert not asked - set(codes)
