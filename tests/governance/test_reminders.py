"""Each rung told once to each person; run twice it tells nothing; who was not told, and why."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from core import history
from core.periods import today
from governance.models import Delegation, Reminder
from governance.services import offices, reminders, requirements
from tests.factories import people
from tests.governance import life
from unions.models import Seat, Union

D = datetime.date
ONE = datetime.timedelta(days=1)


def term(union, started, years=3):
    union.term_started_on, union.term_years = started, years
    history.save(union, by=None)


def told(clock):
    rows = Reminder.objects.filter(clock=clock).order_by("id")
    return [(r.recipient.username if r.recipient else "", r.rung) for r in rows]


def test_run_twice_it_tells_nothing_the_second_time(unit, clerk, chair, leader):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today())
    first = reminders.run(today())
    stored = Reminder.objects.exclude(clock="digest").count()
    assert (first.sent + first.not_sent, first.digests) == (stored, 2)
    again = reminders.run(today())
    assert (again.sent, again.not_sent, again.digests) == (0, 0, 0)


def test_a_terms_end_is_told_to_the_unit_and_the_federation(unit, clerk, chair, leader, auditor):
    term(unit, today() - datetime.timedelta(days=1000))
    reminders.run(today())
    assert told("term") == [("clerk", "early"), ("chair", "early")]


def test_a_resolution_is_told_to_who_was_charged_with_it(unit, clerk, chair, leader):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today(), owner=leader)
    reminders.run(today())
    assert told("resolution") == [("leader", "due")]


def test_only_the_nearest_level_is_told_of_what_a_unit_does_itself(unit, clerk, chair):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today())
    reminders.run(today())
    assert told("resolution") == [("chair", "due")]


def test_who_cannot_be_told_is_on_record_with_the_reason(federation, unit):
    term(unit, today() - datetime.timedelta(days=1000))
    outcome = reminders.run(today())
    row = Reminder.objects.get(clock="term")
    assert (row.recipient, row.delivery, row.why) == (None, "not_sent", reminders.NOBODY)
    assert outcome.not_sent >= 1


def test_on_leave_days_the_deputy_is_told(unit, clerk, chair, leader):
    life.resolution(life.meeting(unit, by=chair), by=chair, due_on=today(), owner=chair)
    requirements.delegate(
        Delegation(union=unit, person=chair, deputy=leader, since=today(), until=today() + ONE,
                   reason="休假"),
        by=chair,
    )  # fmt: skip
    reminders.run(today())
    assert told("resolution") == [("leader", "due")]


def test_an_account_switched_off_is_not_told(unit, clerk, chair):
    chair.is_active = False
    chair.save()
    life.resolution(life.meeting(unit, by=clerk), by=clerk, due_on=today())
    reminders.run(today())
    assert told("resolution") == [("clerk", "due")]


def test_over_a_year_each_rung_is_told_once(unit, clerk, chair, time_machine):
    """A term that ends on 1 July 2027, run every week from January to December."""
    term(unit, D(2024, 7, 1))
    day = D(2026, 12, 1)
    while day < D(2027, 12, 1):
        time_machine.move_to(datetime.datetime.combine(day, datetime.time(4), datetime.UTC))
        reminders.run(day)
        day += 7 * ONE
    assert [row for row in told("term") if row[0] == "chair"] == [
        ("chair", "early"), ("chair", "near"), ("chair", "overdue"),
    ]  # fmt: skip
    digests = Reminder.objects.filter(clock="digest", recipient=clerk)
    assert digests.count() == 53
    assert Reminder.objects.filter(clock="party_report", rung="overdue").count() == 5


def test_the_rungs_of_a_term_are_six_months_three_months_and_over(unit):
    end = D(2027, 7, 1)
    term(unit, D(2024, 7, 1))

    def rung(day):
        from unions.duties import Asking, gather

        found = gather(Asking(None, day), ["term"])
        return [str(reminders.rung_of(duty, day)) for duty in found]

    assert rung(D(2026, 12, 31)) == []
    assert rung(D(2027, 1, 1)) == ["early"]
    assert rung(D(2027, 4, 1)) == ["early"]
    assert rung(D(2027, 4, 2)) == ["near"]
    assert rung(end) == ["due"]
    assert rung(end + ONE) == ["overdue"]


def test_a_chair_whose_day_has_come_is_named_on_the_record(unit, clerk, time_machine):
    life.office(unit, people.member(unit, "候任人"), by=clerk, post="chair", since=today() + ONE)
    assert reminders.note_chairs(today()) == 0
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + ONE)
    assert reminders.note_chairs(today()) == 1
    assert Union.objects.get(pk=unit.pk).chair_name == "候任人"
    assert reminders.note_chairs(today()) == 0


def test_the_ledger_is_append_only(unit, clerk, chair):
    reminders.run(today())
    row = Reminder.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Reminder.objects.filter(pk=row.pk).update(why="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_the_command_says_what_it_did_and_refuses_no_day(unit, clerk):
    out = StringIO()
    call_command("remind", stdout=out)
    assert "每周摘要 1 份" in out.getvalue()
    with pytest.raises(CommandError, match="2016-09-08"):
        call_command("remind", day="昨天")


def test_a_chair_sees_what_she_was_told_and_no_other_unit(
    unit, other_unit, clerk, chair, other_chair, client_of
):
    for union in (unit, other_unit):
        term(union, today() - datetime.timedelta(days=1000))
    reminders.run(today())
    rows = client_of(chair).get(reverse("governance:reminder_list")).context["rows"]
    assert {r["union__name"] for r in rows} == {unit.name}
    assert {r["recipient__display_name"] for r in rows} == {chair.display_name}
    everything = client_of(clerk).get(reverse("governance:reminder_list")).context["rows"]
    assert {r["union__name"] for r in everything} >= {unit.name, other_unit.name}


def test_no_reminder_bears_a_number(unit, clerk, chair):
    office = life.office(unit, people.member(unit, "新主席"), by=clerk, post="chair",
                         phone="13812345678")  # fmt: skip
    reminders.run(today())
    offices.void(office, by=clerk, reason="误登")
    assert not Reminder.objects.filter(label__contains="138").exists()
    assert Seat.objects.exists()
