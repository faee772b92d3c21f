"""The clocks of a case: when each is due, by which rule, and when it stops."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from assistance import deadlines
from assistance.case_workflow import move_case
from assistance.models import RightsCase
from assistance.services import case_figures, case_steps
from assistance.services import cases as services
from core.periods import today
from tests.factories import cases, rows
from unions.models import CalendarDay, Rule

D = datetime.date
ONE = datetime.timedelta(days=1)


@pytest.fixture
def go_to(time_machine):
    noon = datetime.time(4, tzinfo=datetime.UTC)
    return lambda day: time_machine.move_to(datetime.datetime.combine(day, noon))


@pytest.fixture(autouse=True)
def before_national_day(go_to):
    """Thursday 29 September 2016; 1 to 7 October off, Saturday 8 and Sunday 9 worked."""
    go_to(D(2016, 9, 29))


def clocks(case):
    row = RightsCase.objects.get(pk=case.pk)
    found = deadlines.of_cases([row])[row.pk]
    return {clock.kind.value: clock for clock in found}


def running(case):
    return {kind: clock.due for kind, clock in clocks(case).items() if clock.running}


def nearest(case):
    row = RightsCase.objects.get(pk=case.pk)
    return row.next_due, row.next_due_on


def test_five_working_days_for_the_written_refusal_over_national_day(unit, chair, go_to):
    case = cases.case(unit, chair)
    assert running(case) == {"acceptance": D(2016, 10, 11)}
    assert nearest(case) == ("acceptance", D(2016, 10, 11))
    assert clocks(case)["acceptance"].source == "浙江省工会劳动法律监督条例第十七条"
    move_case(case, "refuse", by=chair, reason="法院已立案")
    assert running(case) == {"acceptance": D(2016, 10, 11)}, "the notice is still owed"
    go_to(D(2016, 10, 12))
    assert clocks(case)["acceptance"].overdue
    services.notify(case, by=chair, day=D(2016, 10, 11))
    assert running(case) == {}
    assert not clocks(case)["acceptance"].overdue
    assert nearest(case) == ("", None)


def test_what_the_union_found_itself_owes_nobody_a_notice(unit, chair):
    assert running(cases.case(unit, chair, channel="found")) == {}


def test_mediation_ends_in_fifteen_days_of_the_application_unless_both_extend(unit, chair):
    case = cases.case(unit, chair, received_on=D(2016, 9, 20))
    case = move_case(case, "accept", by=chair, day=today(), applied_on=D(2016, 9, 26))
    assert running(case) == {"mediation": D(2016, 10, 11)}
    with pytest.raises(ValidationError, match="应晚于现在的期限"):
        services.extend(case, by=chair, day=D(2016, 10, 11))
    services.extend(case, by=chair, day=D(2016, 10, 20))
    assert nearest(case) == ("mediation", D(2016, 10, 20))
    _agree(case, chair)
    assert clocks(case)["mediation"].met_on == today()


def _agree(case, chair):
    case = move_case(case, "mediate", by=chair)
    cases.mediation(case, chair)
    return move_case(case, "agree", by=chair, day=today(), agreement="付清")


def test_without_an_application_named_the_receipt_is_the_beginning(unit, chair):
    case = cases.accepted(unit, chair, received_on=D(2016, 9, 20))
    assert running(case) == {"mediation": D(2016, 10, 5)}


def test_a_letter_is_answered_in_fifteen_working_days(unit, chair, go_to):
    case = cases.accepted(unit, chair, received_on=D(2016, 9, 28))
    letter = cases.step(case, chair, "letter", day=D(2016, 9, 28))
    assert letter.reply_due == D(2016, 10, 24)
    assert running(case) == {"mediation": D(2016, 10, 13), "letter": D(2016, 10, 24)}
    go_to(D(2016, 10, 25))
    case_steps.record_reply(letter, by=chair, day=D(2016, 10, 25), reply="整改")
    assert clocks(case)["letter"].overdue, "answered, but late"
    assert running(case) == {"mediation": D(2016, 10, 13)}


def test_a_voided_letter_has_no_clock(unit, chair):
    case = cases.accepted(unit, chair, received_on=D(2016, 9, 1))
    letter = cases.step(case, chair, "letter")
    services.extend(case, by=chair, day=D(2017, 1, 1))
    assert nearest(case)[0] == "letter"
    case_steps.void_step(letter, by=chair, reason="没有送达")
    assert nearest(case) == ("mediation", D(2017, 1, 1))


def test_a_petition_has_its_own_clocks(unit, chair):
    """Notice in 15 days of receipt, end in 60 of acceptance, at most 30 more."""
    case = cases.case(unit, chair, petition=True, channel="found", received_on=D(2016, 9, 20))
    assert running(case) == {"petition_notice": D(2016, 10, 5)}
    services.notify(case, by=chair, day=today())
    case = move_case(case, "accept", by=chair, day=D(2016, 9, 29))
    assert running(case)["petition_end"] == D(2016, 11, 28)
    services.extend_petition(case, by=chair, day=today())
    assert running(case)["petition_end"] == D(2016, 12, 28)
    with pytest.raises(ValidationError, match="延期一次"):
        services.extend_petition(case, by=chair, day=today())


def test_the_year_for_arbitration_runs_from_knowing(unit, chair):
    case = cases.accepted(unit, chair, channel="found", known_on=D(2016, 2, 29))
    assert running(case)["arbitration"] == D(2017, 2, 28)
    assert clocks(case)["arbitration"].source == "劳动争议调解仲裁法第二十七条"
    move_case(case, "transfer", by=chair, reason="调解不成", outcome="arbitration")
    assert clocks(case)["arbitration"].met_on == today()
    other = cases.accepted(unit, chair, known_on=D(2016, 2, 29))
    move_case(other, "withdraw", by=chair, reason="自行和解")
    assert clocks(other)["arbitration"].moot


def test_the_end_of_a_case_stops_its_clocks(unit, chair):
    case = cases.closed(unit, chair, known_on=D(2016, 9, 1), petition=True)
    assert running(case) == {}
    assert nearest(case) == ("", None)


def test_no_clock_runs_for_an_old_case(unit, clerk):
    assert clocks(cases.old(unit, clerk, D(2012, 5, 4))) == {}


def test_the_rule_of_the_clocks_first_day_holds(unit, chair):
    Rule.objects.filter(code="case_mediation_days").update(until=D(2016, 9, 25))
    Rule.objects.create(
        code="case_mediation_days", label="调解期限", value=Decimal(30), unit="天",
        source="新规定", since=D(2016, 9, 25),
    )  # fmt: skip
    before = cases.accepted(unit, chair, received_on=D(2016, 9, 24))
    after = cases.accepted(unit, chair, received_on=D(2016, 9, 25))
    assert running(before)["mediation"] == D(2016, 10, 9)
    assert running(after)["mediation"] == D(2016, 10, 25)
    assert clocks(after)["mediation"].source == "新规定"


@pytest.mark.parametrize("days_on", [0, 1])
def test_a_deadline_is_over_when_its_day_is(days_on, unit, chair, go_to):
    case = cases.case(unit, chair)
    go_to(D(2016, 10, 11) + days_on * ONE)
    assert clocks(case)["acceptance"].overdue == bool(days_on)
    [item] = case_figures.due(chair)
    assert (item["due"], item["overdue"]) == (D(2016, 10, 11), bool(days_on))


def test_what_falls_due_is_told_by_number_and_in_scope(unit, chair, other_chair, clerk, go_to):
    case = cases.case(unit, chair)
    assert case_figures.due(chair) == [], "not yet within the rule's days"
    go_to(D(2016, 10, 8))
    assert [i["label"] for i in case_figures.due(clerk)] == [
        f"{case.number} 受理或书面告知不予受理"
    ]
    assert case_figures.due(other_chair) == []


# --- kept days against rules and calendar ------------------------------------------------------


def command(**options):
    out, err = StringIO(), StringIO()
    call_command("check_deadlines", stdout=out, stderr=err, **options)
    return out.getvalue() + err.getvalue()


def test_kept_deadlines_agree_and_the_check_writes_nothing(unit, chair, clerk):
    case = cases.accepted(unit, chair)
    cases.step(case, chair, "letter")
    cases.hand_up(case, chair)
    cases.closed(unit, chair)
    before = rows.fingerprint()
    assert "全部相符" in command()
    assert rows.fingerprint() == before


def test_a_holiday_entered_later_is_found_and_mended(unit, chair):
    case = cases.accepted(unit, chair, channel="found", petition=False)
    services.extend(case, by=chair, day=D(2017, 1, 1))
    letter = cases.step(case, chair, "letter")
    deed = cases.hand_up(case, chair)
    waiting = cases.case(unit, chair)
    CalendarDay.objects.create(day=D(2016, 9, 30), kind="holiday", name="停电", source="通知")
    before = rows.fingerprint()
    with pytest.raises(CommandError, match="不符"):
        command()
    assert rows.fingerprint() == before
    assert "已重算" in command(repair=True)
    for row in (letter, deed, waiting):
        row.refresh_from_db()
    assert deed.answer_due == D(2016, 10, 12)
    assert letter.reply_due == D(2016, 10, 26)
    assert waiting.next_due_on == D(2016, 10, 12)
    assert nearest(case) == ("takeover", D(2016, 10, 12))
    assert "全部相符" in command()


def test_a_kept_day_changed_behind_the_services_is_found(unit, chair):
    case = cases.case(unit, chair)
    RightsCase.objects.filter(pk=case.pk).update(next_due_on=None, next_due="")
    with pytest.raises(CommandError, match="1 处"):
        command()
