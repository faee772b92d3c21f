"""Working days: the announced years, the notice convention across National Day, a missing year."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import JournalEntry
from tests.factories import people, rows
from tests.unions.admin_pages import change_url, posted
from unions import calendar
from unions.codes import UnionKind
from unions.holidays import announced
from unions.models import CalendarDay, Role
from unions.services import calendar as service

D = datetime.date
pytestmark = pytest.mark.django_db


# --- the announced years ---------------------------------------------------------------------
def test_no_day_is_announced_twice_and_only_week_ends_are_worked_instead():
    days = [row.day for row in announced()]
    assert len(days) == len(set(days))
    assert {row.day.weekday() for row in announced() if row.kind == "workday"} == {5, 6}


@pytest.mark.parametrize("year", range(2014, 2027))
def test_each_year_frees_exactly_the_days_the_statute_gives(year):
    """全国年节及纪念日放假办法: 11 days, 13 since 2025; all else is worked before or after.

    2015 had Victory Day by 国发明电〔2015〕1号 and 2020 two days by 国办发明电〔2020〕1号 besides.
    """
    first, last = D(year, 1, 1), D(year, 12, 31)
    every = (first + datetime.timedelta(n) for n in range((last - first).days + 1))
    week_days = sum(day.weekday() < 5 for day in every)
    free = week_days - calendar.working_days_between(first, last)
    assert free == (13 if year >= 2025 else 11) + {2015: 1, 2020: 2}.get(year, 0)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2016, 9, 30), True),
        (D(2016, 10, 3), False),
        (D(2016, 10, 8), True),  # Saturday worked
        (D(2016, 10, 15), False),  # an ordinary Saturday
        (D(2018, 12, 29), True),  # announced with the next year's
        (D(2018, 12, 31), False),
        (D(2020, 2, 1), False),  # first to be worked, then free
        (D(2023, 10, 8), True),  # Sunday worked
        (D(2026, 2, 14), True),
    ],
)
def test_a_day_is_what_was_announced_else_what_its_weekday_says(day, works):
    assert calendar.is_working_day(day) is works


# --- counting --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        # The working day before National Day is day 1; both week-end days after are worked.
        (D(2016, 9, 30), 1, D(2016, 9, 30)),
        (D(2016, 9, 30), 2, D(2016, 10, 8)),
        (D(2016, 9, 30), 3, D(2016, 10, 9)),
        (D(2016, 9, 30), 5, D(2016, 10, 11)),
        (D(2020, 9, 30), 3, D(2020, 10, 10)),
        (D(2020, 9, 30), 4, D(2020, 10, 12)),
        (D(2023, 9, 28), 3, D(2023, 10, 8)),
        (D(2023, 9, 28), 7, D(2023, 10, 12)),
        # Put up during the holiday: day 1 is the first day worked.
        (D(2023, 10, 1), 1, D(2023, 10, 7)),
        # Both make-up days of 2019: Sunday before, Saturday a week after.
        (D(2019, 9, 27), 3, D(2019, 9, 30)),
        (D(2019, 9, 30), 6, D(2019, 10, 12)),
    ],
)
def test_the_last_of_so_many_working_days(first, days, last):
    assert calendar.last_day(first, days, working=True) == last


def test_calendar_days_count_holidays_too():
    assert calendar.last_day(D(2016, 9, 30), 7, working=False) == D(2016, 10, 6)
    assert calendar.last_day(D(2016, 9, 30), 1, working=False) == D(2016, 9, 30)


@pytest.mark.parametrize("working", [True, False])
@pytest.mark.parametrize("days", [0, -3])
def test_a_period_of_no_days_is_refused(days, working):
    with pytest.raises(ValueError, match="days"):
        calendar.last_day(D(2016, 9, 30), days, working=working)


def test_a_deadline_counts_from_the_next_day():
    assert calendar.add_working_days(D(2016, 9, 30), 1) == D(2016, 10, 8)
    assert calendar.add_working_days(D(2016, 9, 30), 5) == D(2016, 10, 12)
    assert calendar.add_working_days(D(2016, 9, 30), 0) == D(2016, 9, 30)


@pytest.mark.parametrize("first", [D(2016, 1, 30), D(2019, 12, 28), D(2023, 4, 22)])
def test_counting_on_and_counting_between_agree(first):
    for days in (1, 2, 9, 40, 260):
        last = calendar.last_day(first, days, working=True)
        assert calendar.working_days_between(first, last) == days
        assert calendar.is_working_day(last)
    assert calendar.working_days_between(first, first - datetime.timedelta(1)) == 0


def test_years_nobody_entered_are_named():
    assert calendar.missing_years(D(2025, 12, 1), D(2026, 12, 31)) == []
    assert calendar.missing_years(D(2026, 12, 28), D(2027, 1, 5)) == [2027]
    assert calendar.missing_years(D(2012, 6, 1), D(2014, 1, 1)) == [2012, 2013]
    # Weekdays still count there.
    assert calendar.last_day(D(2027, 9, 30), 2, working=True) == D(2027, 10, 1)


def test_a_whole_month_freed_by_mistake_only_costs_another_look():
    for number in range(120):
        day = D(2027, 1, 1) + datetime.timedelta(number)
        CalendarDay.objects.create(day=day, kind="holiday", name="误", source="误")
    assert calendar.last_day(D(2027, 1, 1), 2, working=True) == D(2027, 5, 4)


@pytest.mark.parametrize(
    "ask",
    [
        lambda last: calendar.is_working_day(last),
        lambda last: calendar.working_days_between(D(2014, 1, 1), last),
        lambda last: calendar.missing_years(D(2014, 1, 1), last),
        lambda last: calendar.last_day(D(2014, 1, 1), (last - D(2014, 1, 1)).days, working=True),
        lambda last: calendar.add_working_days(D(2014, 1, 1), (last - D(2014, 1, 1)).days),
    ],
)
def test_each_question_is_one_query_whatever_the_range(ask):
    for last in (D(2014, 1, 9), D(2016, 1, 1), D(2026, 12, 31)):
        with CaptureQueriesContext(connection) as captured:
            ask(last)
        assert len(captured) == 1


# --- entering --------------------------------------------------------------------------------
FIRST = D(2027, 10, 1)


def new(day=FIRST, kind="holiday"):
    return CalendarDay(day=day, kind=kind, name="国庆节", source="国办发明电〔2026〕9号")


def test_a_holiday_is_entered_from_first_to_last_with_history_and_journal(administrator):
    before = JournalEntry.objects.count()
    made = service.enter(new(), D(2027, 10, 7), by=administrator)
    assert [row.day.day for row in made] == [1, 2, 3, 4, 5, 6, 7]
    assert {row.history.get().history_user for row in made} == {administrator}
    assert JournalEntry.objects.count() == before + 1
    assert calendar.missing_years(D(2027, 1, 1), D(2027, 12, 31)) == []
    assert calendar.last_day(D(2027, 9, 30), 2, working=True) == D(2027, 10, 8)


def test_a_day_entered_before_is_refused_and_nothing_of_the_range_stays(administrator):
    service.enter(new(D(2027, 10, 5)), by=administrator)
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="2027-10-05 国庆节放假，已经登记过"):
        service.enter(new(), D(2027, 10, 7), by=administrator)
    assert rows.fingerprint() == before


@pytest.mark.parametrize("last", [D(2027, 9, 30), D(2027, 11, 1), D(9999, 12, 31)])
def test_a_range_ends_after_it_begins_and_is_no_longer_than_a_month(administrator, last):
    with pytest.raises(ValidationError, match="一次最多登记 31 天"):
        service.enter(new(), last, by=administrator)


def test_a_day_may_be_corrected_and_keeps_what_it_was(administrator):
    (row,) = service.enter(new(D(2027, 10, 9)), by=administrator)
    row.kind = "workday"
    service.correct(row, by=administrator)
    assert calendar.is_working_day(D(2027, 10, 9))
    assert [old.kind for old in row.history.order_by("history_id")] == ["holiday", "workday"]


@pytest.mark.parametrize("who", ["chair", "clerk", "leader", "auditor"])
def test_only_the_administrator_at_the_root_keeps_the_calendar(who, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        service.enter(new(), by=user)
    with pytest.raises(PermissionDenied):
        service.correct(CalendarDay.objects.first(), by=user)
    assert rows.fingerprint() == before


def test_the_database_keeps_one_row_a_day():
    with pytest.raises(IntegrityError), transaction.atomic():
        new(D(2016, 10, 1)).save()


# --- the data-entry page ---------------------------------------------------------------------
ADD = "/admin/unions/calendarday/add/"
TYPED = {"kind": "holiday", "name": "国庆节", "day": "2027-10-01", "last": "2027-10-07",
         "source": "国办发明电〔2026〕9号"}  # fmt: skip


def test_the_administrator_enters_and_corrects_on_the_page(administrator, client_of):
    browser = client_of(administrator)
    assert browser.post(ADD, TYPED).status_code == 302
    assert CalendarDay.objects.filter(day__year=2027).count() == 7
    row = CalendarDay.objects.get(day=D(2027, 10, 7))
    page = browser.get(change_url(row))
    assert browser.post(change_url(row), posted(page, kind="workday")).status_code == 302
    row.refresh_from_db()
    assert row.kind == "workday"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2016-10-01", "last": ""}, "2016-10-01 国庆节放假，已经登记过"),
        ({"last": "2027-09-01"}, "一次最多登记 31 天"),
        ({"day": "0001-01-01", "last": "9999-12-31"}, "1900 年至 2200 年之间"),
        ({"day": "", "last": "2027-10-07"}, "请填写"),
        ({"kind": "maybe"}, "maybe"),
    ],
)
def test_what_is_refused_stands_on_the_form(typed, said, administrator, client_of):
    page = client_of(administrator).post(ADD, {**TYPED, **typed})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_two_days_may_not_be_moved_onto_one(administrator, client_of):
    browser, row = client_of(administrator), CalendarDay.objects.get(day=D(2016, 10, 1))
    page = browser.post(change_url(row), posted(browser.get(change_url(row)), day="2016-10-02"))
    assert "这一天已经登记过" in page.content.decode()


def test_an_administrator_below_the_root_only_reads(client_of):
    county = people.federation("淳安县总工会")
    town = people.unit(county, "临岐镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    admin = people.sign_in("townadmin", "镇管理员", town, Role.ADMINISTRATOR)
    row = CalendarDay.objects.first()
    assert client_of(admin).get(ADD).status_code == 403
    assert client_of(admin).get("/admin/unions/calendarday/").status_code == 200
    assert client_of(admin).post(change_url(row), {"name": "改"}).status_code == 403


def test_the_list_costs_the_same_for_any_number(administrator, client_of):
    browser = client_of(administrator)
    for day in (D(2027, 1, 1), D(2027, 1, 2)):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/admin/unions/calendarday/").status_code == 200
        assert len(captured) == 6
        service.enter(new(day), by=administrator)


def test_the_list_narrows_to_a_year_and_stands_any_other_in_the_address(administrator, client_of):
    browser, url = client_of(administrator), "/admin/unions/calendarday/"
    page = browser.get(url, {"year": "2016"})
    assert {row.day.year for row in page.context["cl"].result_list} == {2016}
    for year in ("", "x", "0", "1999", "9999", "9" * 30, "٢٠١٦"):
        assert browser.get(url, {"year": year}).status_code in (200, 302), year
