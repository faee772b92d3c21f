"""The notice's days, its names, and what it holds back."""

import datetime
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError

from assistance.models import FamilyPerson, Objection
from assistance.services import file_people, notices
from assistance.workflow import APPLICATION, OBJECTION
from core.periods import today
from tests.factories import aid, people
from unions.models import CalendarDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, by=clerk)


@pytest.fixture
def member(unit):
    return people.member(unit)


def at(year, month, day):
    """Noon in China."""
    return time_machine.travel(datetime.datetime(year, month, day, 4, tzinfo=datetime.UTC))


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [
        # 2016: 1–7 October off, Saturday 8 and Sunday 9 worked.
        ((2016, 9, 30), (2016, 10, 11)),
        # 2020: 1–8 October off; Sunday 27 September and Saturday 10 October worked.
        ((2020, 9, 27), (2020, 10, 9)),
        # Without a holiday between: Monday to Friday.
        ((2016, 9, 5), (2016, 9, 9)),
        # Begun on a Saturday that is not worked: Monday is the first day.
        ((2016, 9, 3), (2016, 9, 9)),
    ],
)
def test_five_working_days_over_national_day(unit, chair, clerk, leader, fund, member, first, last):
    """Approval is refused on the last day and allowed on the next one."""
    programme = aid.programme("stoppage_subsidy", notice_days=5, notice_working=True)
    with at(*first):
        fund.year = first[0]
        fund.save()
        row = aid.reviewed(
            unit, chair, clerk, fund, member, programme=programme, event_from=today()
        )
        notice = aid.published(clerk, row)
    assert notice.ends_on == datetime.date(*last)
    with at(*last), pytest.raises(ValidationError, match="次日起可以批准"):
        APPLICATION.move(row, "approve", by=leader)
    with aid.after(notice):
        assert APPLICATION.move(row, "approve", by=leader).status == "approved"


def test_calendar_days_are_plain_days(unit, chair, clerk, fund, member):
    with at(2016, 9, 28):
        row = aid.reviewed(unit, chair, clerk, fund, member)
        assert aid.published(clerk, row).ends_on == datetime.date(2016, 10, 4)


def test_working_days_of_a_year_nobody_entered_are_not_guessed(unit, chair, clerk, fund, member):
    CalendarDay.objects.filter(day__year=2020).delete()
    programme = aid.programme("stoppage_subsidy", notice_days=5, notice_working=True)
    with at(2020, 9, 28):
        row = aid.reviewed(unit, chair, clerk, fund, member, programme=programme)
        with pytest.raises(ValidationError, match="2020年的放假和调休安排尚未登记"):
            aid.published(clerk, row)
    row.refresh_from_db()
    assert row.status == "reviewed"


def test_fewer_days_need_a_reason(unit, chair, clerk, fund, member):
    row = aid.reviewed(unit, chair, clerk, fund, member)
    with pytest.raises(ValidationError) as refused:
        aid.published(clerk, row, days=3)
    assert "shortened_reason" in refused.value.message_dict
    notice = aid.published(clerk, row, days=3, shortened_reason="台风灾害，急需救助")
    assert notice.ends_on == today() + datetime.timedelta(2)


def test_a_notice_does_not_begin_in_the_past(unit, chair, clerk, fund, member):
    row = aid.reviewed(unit, chair, clerk, fund, member)
    with pytest.raises(ValidationError) as refused:
        aid.published(clerk, row, starts_on=today() - datetime.timedelta(1))
    assert "starts_on" in refused.value.message_dict


# --- objections -----------------------------------------------------------------------------


def objection(notice, by, **fields):
    return notices.object_to(
        Objection(
            **{"notice": notice, "received_on": today(), "content": "家中有车", **fields}
        ),
        by=by,
    )  # fmt: skip


def test_an_open_objection_holds_approval_after_the_end(unit, chair, clerk, leader, fund, member):
    row = aid.reviewed(unit, chair, clerk, fund, member)
    notice = aid.published(clerk, row)
    raised = objection(notice, clerk)
    with aid.after(notice):
        with pytest.raises(ValidationError, match="1 件异议待核实"):
            APPLICATION.move(row, "approve", by=leader)
        OBJECTION.move(raised, "dismiss", by=clerk, reason="经核实，车辆系单位所有")
        assert APPLICATION.move(row, "approve", by=leader).status == "approved"


def test_an_upheld_objection_lets_nothing_pass_until_its_line_is_dropped(
    unit, chair, clerk, leader, fund, member
):
    from assistance.services import payments

    other = people.member(unit, "李某某")
    row = aid.reviewed(unit, chair, clerk, fund, member, other)
    notice = aid.published(clerk, row)
    entry = notice.entries.get(line__full_name="李某某")
    raised = objection(notice, clerk, entry=entry)
    OBJECTION.move(raised, "uphold", by=clerk, reason="未停产")
    with aid.after(notice):
        with pytest.raises(ValidationError, match="异议成立"):
            APPLICATION.move(row, "approve", by=leader)
        payments.drop(entry.line, by=clerk, reason="异议成立")
        row = APPLICATION.move(row, "approve", by=leader)
    assert set(row.lines.values_list("full_name", "status")) == {
        ("王桂英", "approved"), ("李某某", "dropped"),
    }  # fmt: skip


def test_what_an_objector_said_is_in_no_journal_line(unit, chair, clerk, fund, member):
    from accounts.models import JournalEntry

    row = aid.reviewed(unit, chair, clerk, fund, member)
    raised = objection(aid.published(clerk, row), clerk, content="邻居张某称其有房")
    OBJECTION.move(raised, "dismiss", by=clerk, reason="张某所述不实")
    told = "".join(e.summary + e.detail for e in JournalEntry.objects.all())
    assert "张某" not in told


def test_a_withdrawn_notice_approves_nothing(unit, chair, clerk, leader, fund, member):
    row = aid.reviewed(unit, chair, clerk, fund, member)
    notice = aid.published(clerk, row)
    notices.withdraw(notice, by=clerk, reason="金额有误")
    with aid.after(notice), pytest.raises(ValidationError, match="公示已撤下"):
        APPLICATION.move(row, "approve", by=leader)
    row = APPLICATION.move(row, "return", by=clerk, reason="金额有误")
    assert row.notice is None


def test_no_approval_without_a_notice(unit, chair, clerk, leader, fund, member):
    row = aid.reviewed(unit, chair, clerk, fund, member)
    with pytest.raises(ValidationError, match="尚未公示"):
        APPLICATION.move(row, "approve", by=leader)


# --- names ----------------------------------------------------------------------------------


def names(notice):
    return list(notice.entries.order_by("position").values_list("shown_name", flat=True))


def test_one_name_stands_alone(unit, chair, clerk, fund, member):
    row = aid.reviewed(unit, chair, clerk, fund, member)
    assert names(aid.published(clerk, row)) == ["王桂英"]


def test_namesakes_of_one_unit_are_told_apart_by_as_little_as_needed(unit, chair, clerk, fund):
    def wei(sex, *birth):
        return people.member(unit, "王伟", sex=sex, birth_date=datetime.date(*birth))

    by_sex = aid.reviewed(unit, chair, clerk, fund, wei("1", 1976, 3, 1), wei("2", 1980, 1, 1))
    assert names(aid.published(clerk, by_sex)) == ["王伟（男）", "王伟（女）"]
    by_year = aid.reviewed(unit, chair, clerk, fund, wei("1", 1976, 3, 1), wei("1", 1980, 1, 1))
    assert names(aid.published(clerk, by_year)) == ["王伟（1976年生）", "王伟（1980年生）"]
    by_month = aid.reviewed(unit, chair, clerk, fund, wei("1", 1976, 3, 1), wei("1", 1976, 4, 1))
    assert names(aid.published(clerk, by_month)) == ["王伟（1976年3月生）", "王伟（1976年4月生）"]
    alike = aid.reviewed(unit, chair, clerk, fund, wei("1", 1976, 3, 1), wei("1", 1976, 3, 9))
    assert names(aid.published(clerk, alike)) == ["王伟（一）", "王伟（二）"]


def test_a_child_is_named_by_the_parent_only(unit, chair, clerk, fund, member):
    file = aid.hardship_file(member, chair)
    children = [
        FamilyPerson(
            file=file, full_name=name, relation="child", since=file.opened_on, birth_date=birth,
            id_number=people.id_number(birth, sex), guardian_consent_on=file.opened_on,
        )
        for name, sex, birth in (
            ("孩子甲", "1", datetime.date(2012, 1, 1)), ("孩子乙", "2", datetime.date(2014, 1, 1)),
        )
    ]  # fmt: skip
    for child in children:
        child.relation = "son" if child.full_name == "孩子甲" else "daughter"
        file_people.add_person(child, by=chair)
    row = aid.application(unit, chair, programme=aid.programme("autumn_student_aid"))
    from assistance.services import applications

    applications.add_lines(
        row, [aid.line(member, "2000", student=child) for child in children], by=chair
    )
    row = APPLICATION.move(row, "submit", by=chair)
    row = APPLICATION.move(
        row, "deliberate", by=chair, day=today(), participants="甲、乙", conclusion="同意"
    )
    row = APPLICATION.move(row, "review", by=clerk, fund=fund, opinion="")
    shown = names(aid.published(clerk, row))
    assert shown == ["王桂英之子", "王桂英之女"]


def test_no_entry_holds_a_number_of_a_person(unit, chair, clerk, fund, member):
    row = aid.reviewed(unit, chair, clerk, fund, member)
    (entry,) = aid.published(clerk, row).entries.all()
    text = " ".join(str(value) for value in vars(entry).values())
    assert not re.search(r"[0-9]{11,}", text)
    assert member.id_number[:6] not in text
