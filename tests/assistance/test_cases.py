"""The process of a rights case: who moves it, what must be there, what it leaves behind."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import JournalEntry
from assistance.case_codes import OPEN
from assistance.case_workflow import CASE, move_case
from assistance.models import CaseStep, RightsCase
from assistance.services import case_steps, takeovers
from assistance.services import cases as services
from core.periods import today
from core.workflow import Stale
from tests.factories import cases, people, rows

D = datetime.date
ONE = datetime.timedelta(days=1)


def fresh(case):
    return RightsCase.objects.get(pk=case.pk)


# --- registering -----------------------------------------------------------------------------


def test_a_registered_case_is_held_by_the_workers_union(unit, chair):
    case = cases.case(unit, chair)
    assert (case.holder, case.handler, case.status) == (unit, chair, "received")
    assert [(h.union, h.since, h.until) for h in case.holdings.all()] == [(unit, today(), None)]
    assert case.respondent == unit.coverages.get().enterprise
    entry = JournalEntry.objects.first()
    assert (entry.summary, entry.union_id) == ("登记维权案件", unit.pk)
    assert case.applicant_name not in str(list(JournalEntry.objects.values()))


def test_an_enterprise_that_is_not_on_the_list_stays_a_name(unit, chair):
    case = cases.case(unit, chair, respondent_name="外地某公司")
    assert (case.respondent, case.respondent_name) == (None, "外地某公司")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"received_on": D(2999, 1, 1)}, "不能晚于今天"),
        ({"known_on": D(2999, 1, 1)}, "不能晚于今天"),
        ({"group_size": 0}, "至少 1 人"),
        ({"amount_claimed": -1}, "不能是负数"),
        ({"applicant_phone": "１３８"}, "5 至 20 位数字"),
    ],
)
def test_what_cannot_be_is_refused_in_words(fields, words, unit, chair):
    with pytest.raises(ValidationError, match=words):
        cases.case(unit, chair, **fields)


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_registers_a_case(who, unit, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        cases.case(unit, user)
    assert rows.fingerprint() == before


# --- the process -----------------------------------------------------------------------------


def test_a_case_goes_from_receipt_to_its_end(unit, chair):
    case = cases.closed(unit, chair, amount_claimed=9000)
    assert (case.status, case.outcome, case.ended_on) == ("closed", "agreement", today())
    assert (case.next_due_on, case.next_due) == (None, "")
    assert [e.kind for e in JournalEntry.objects.filter(target_type="assistance.rightscase")]


def test_each_move_asks_for_what_must_be_there(unit, chair):
    case = cases.case(unit, chair, facts="", respondent_name="")
    case = move_case(case, "accept", by=chair, day=today())
    with pytest.raises(ValidationError) as refused:
        move_case(case, "mediate", by=chair)
    assert refused.value.messages == ["请先登记被申请单位。", "请先登记事实和理由。"]
    button = next(b for b in CASE.buttons(case, chair) if b.move.name == "mediate")
    assert not button.enabled
    ready = cases.mediating(unit, chair)
    with pytest.raises(ValidationError, match="调解会议和笔录"):
        move_case(ready, "agree", by=chair, day=today(), agreement="付清")
    agreed = cases.agreed(unit, chair)
    done = move_case(agreed, "fulfil", by=chair, day=today())
    with pytest.raises(ValidationError, match="请先登记回访"):
        move_case(done, "close", by=chair)


def test_a_voided_mediation_no_longer_carries_an_agreement(unit, chair):
    case = cases.mediating(unit, chair)
    case_steps.void_step(cases.mediation(case, chair), by=chair, reason="记错案件")
    with pytest.raises(ValidationError, match="调解会议和笔录"):
        move_case(case, "agree", by=chair, day=today(), agreement="付清")


@pytest.mark.parametrize(
    ("move", "data", "status", "outcome"),
    [
        ("refuse", {}, "refused", "refused"),
        ("withdraw", {}, "withdrawn", "withdrawn"),
    ],
)
def test_a_case_ends_before_acceptance_with_a_reason(move, data, status, outcome, unit, chair):
    case = cases.case(unit, chair)
    with pytest.raises(ValidationError, match="请填写原因"):
        move_case(case, move, by=chair, reason=" ", **data)
    done = move_case(case, move, by=chair, reason="法院已受理", **data)
    assert (done.status, done.outcome, done.result) == (status, outcome, "法院已受理")


@pytest.mark.parametrize("outcome", ["arbitration", "petition"])
def test_a_transferred_case_counts_as_ended_with_its_step(outcome, unit, chair):
    case = cases.mediating(unit, chair)
    done = move_case(case, "transfer", by=chair, reason="调解不成", outcome=outcome)
    assert (done.status, done.outcome, done.ended_on) == ("transferred", outcome, today())
    assert list(case.steps.values_list("kind", flat=True)) == [outcome]


def test_outcomes_of_other_moves_are_refused(unit, chair):
    case = cases.accepted(unit, chair)
    for move, outcome in (("transfer", "settled"), ("conclude", "arbitration"), ("conclude", "x")):
        with pytest.raises(ValidationError):
            move_case(case, move, by=chair, reason="x", outcome=outcome)
    assert fresh(case).status == "accepted"


@pytest.mark.parametrize("name", list(CASE.moves))
@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_moves_a_case(name, who, unit, chair, request):
    case = cases.case(unit, chair)
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        move_case(case, name, by=user, reason="x")
    assert rows.fingerprint() == before


def test_the_same_move_twice_moves_once(unit, chair):
    case = cases.case(unit, chair)
    move_case(case, "accept", by=chair, day=today())
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="刷新页面"):
        move_case(case, "accept", by=chair, day=today())
    assert rows.fingerprint() == before


def test_a_decision_on_an_older_page_is_refused(unit, chair, clerk):
    case = cases.case(unit, chair)
    seen = case.version
    case.grade = "grave"
    services.change(case, by=clerk, version=seen, reason="人数多")
    with pytest.raises(Stale):
        move_case(case, "accept", by=chair, day=today(), version=seen)
    with pytest.raises(Stale):
        services.change(fresh(case), by=chair, version=seen, reason="x")


def test_days_stand_in_order(unit, chair):
    case = cases.case(unit, chair, received_on=today() - 5 * ONE)
    with pytest.raises(ValidationError, match="不能早于收到日期"):
        move_case(case, "accept", by=chair, day=today() - 6 * ONE)
    case = move_case(case, "accept", by=chair, day=today() - 2 * ONE)
    case = move_case(case, "mediate", by=chair)
    cases.mediation(case, chair)
    with pytest.raises(ValidationError, match="不能早于受理日期"):
        move_case(case, "agree", by=chair, day=today() - 3 * ONE, agreement="付清")
    with pytest.raises(ValidationError, match="不能晚于今天"):
        move_case(case, "agree", by=chair, day=today() + ONE, agreement="付清")


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "closed"}, {"status": "accepted"}, {"ended_on": D(2020, 1, 1)},
        {"status": "agreed", "accepted_on": D(2999, 1, 1)}, {"group_size": 0},
        {"accepted_on": D(2000, 1, 1)}, {"outcome": "settled"},
    ],
)  # fmt: skip
def test_the_database_keeps_states_and_days_together(broken, unit, chair):
    case = cases.case(unit, chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsCase.objects.filter(pk=case.pk).update(**broken)


# --- changing --------------------------------------------------------------------------------


def test_the_day_of_receipt_stays_and_an_ended_case_is_not_changed(unit, chair):
    case = cases.case(unit, chair)
    case.received_on -= ONE
    with pytest.raises(ValidationError, match="登记后不能改"):
        services.change(case, by=chair, version=case.version, reason="x")
    done = move_case(fresh(case), "refuse", by=chair, reason="不属范围")
    with pytest.raises(ValidationError, match="已办结"):
        services.change(done, by=chair, version=done.version, reason="x")


def test_the_handler_is_somebody_of_the_holder(unit, chair, clerk, other_chair, leader):
    case = cases.case(unit, chair)
    for stranger in (other_chair, leader):
        case.handler = stranger
        with pytest.raises(ValidationError, match="承办工会的办案人员"):
            services.change(case, by=chair, version=case.version, reason="换人")
    case.handler = clerk
    assert services.change(case, by=chair, version=case.version, reason="换人").handler == clerk


def test_a_follow_up_belongs_to_an_agreement(unit, chair):
    case = cases.accepted(unit, chair)
    with pytest.raises(ValidationError, match="达成协议以后"):
        services.follow_up(case, by=chair, day=today(), text="好")


# --- steps -----------------------------------------------------------------------------------


def test_an_inquiry_is_made_by_two(unit, chair):
    """浙江省工会劳动法律监督条例第二十条."""
    case = cases.accepted(unit, chair)
    for names in ("", "方明", "方明、方明"):
        with pytest.raises(ValidationError, match="至少 2 名"):
            cases.step(case, chair, "inquiry", participants=names)
    assert cases.step(case, chair, "inquiry", participants="方明、余亮").pk


def test_a_recommendation_follows_a_letter(unit, chair):
    """第二十三条."""
    case = cases.accepted(unit, chair)
    with pytest.raises(ValidationError, match="先向用人单位发意见书"):
        cases.step(case, chair, "recommendation")
    letter = cases.step(case, chair, "letter")
    case_steps.void_step(letter, by=chair, reason="没有送达")
    with pytest.raises(ValidationError, match="先向用人单位发意见书"):
        cases.step(case, chair, "recommendation")
    cases.step(case, chair, "letter")
    assert cases.step(case, chair, "recommendation").pk


def test_a_mediation_meeting_has_minutes(unit, chair):
    with pytest.raises(ValidationError, match="请附笔录"):
        cases.step(cases.accepted(unit, chair), chair, "mediation")


def test_steps_lie_between_receipt_and_today(unit, chair):
    case = cases.accepted(unit, chair)
    for day, words in ((today() + ONE, "不能晚于今天"), (today() - ONE, "不能早于收到日期")):
        with pytest.raises(ValidationError, match=words):
            cases.step(case, chair, day=day)


def test_after_the_end_only_talks_and_service_are_put_on_record(unit, chair):
    case = move_case(cases.case(unit, chair), "refuse", by=chair, reason="不属范围")
    with pytest.raises(ValidationError, match="只能补记"):
        cases.step(case, chair, "letter")
    step = cases.step(case, chair, "service")
    with pytest.raises(ValidationError, match="不能再作废"):
        case_steps.void_step(step, by=chair, reason="x")


def test_a_reply_is_recorded_once_and_not_before_the_letter(unit, chair):
    case = cases.accepted(unit, chair, received_on=today() - 9 * ONE)
    letter = cases.step(case, chair, "letter", day=today() - 3 * ONE)
    with pytest.raises(ValidationError, match="不能早于送达日期"):
        case_steps.record_reply(letter, by=chair, day=today() - 4 * ONE, reply="已改正")
    case_steps.record_reply(letter, by=chair, day=today(), reply="已改正")
    with pytest.raises(ValidationError, match="没有待登记的答复"):
        case_steps.record_reply(letter, by=chair, day=today(), reply="又一次")


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_writes_voids_or_answers_a_step(who, unit, chair, request):
    case = cases.accepted(unit, chair)
    letter = cases.step(case, chair, "letter")
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    for deed in (
        lambda: cases.step(case, user),
        lambda: case_steps.void_step(letter, by=user, reason="x"),
        lambda: case_steps.record_reply(letter, by=user, day=today(), reply="x"),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert rows.fingerprint() == before


# --- old records -----------------------------------------------------------------------------


def test_an_old_case_comes_in_ended_with_who_held_it(unit, federation, clerk):
    case = cases.old(
        unit, clerk, D(2012, 5, 4), ended_on=D(2012, 6, 1), taken_up_on=D(2012, 5, 10),
        result="追回工资",
    )  # fmt: skip
    assert (case.number, case.status, case.holder) == ("维2012-0001", "closed", federation)
    held = takeovers.timeline(case)
    assert [(p.holding.union, p.days) for p in held] == [(unit, 6), (federation, 22)]
    assert takeovers.age(case) == 28
    assert case.next_due_on is None


@pytest.mark.parametrize(
    "ending",
    [
        {"ended_on": D(2012, 5, 3)}, {"ended_on": D(2999, 1, 1)}, {"outcome": ""},
        {"ended_on": D(2012, 6, 1), "taken_up_on": D(2012, 6, 2)}, {"outcome": "x"},
    ],
)  # fmt: skip
def test_an_old_case_that_cannot_be_is_refused(ending, unit, clerk):
    before = rows.fingerprint()
    with pytest.raises(ValidationError):
        cases.old(unit, clerk, D(2012, 5, 4), **ending)
    assert rows.fingerprint() == before


def test_a_grassroots_worker_without_a_union_belongs_to_the_federation(federation, clerk, chair):
    case = cases.case(federation, clerk, applicant_name="散户职工")
    assert not RightsCase.objects.visible_to(chair).exists()
    assert case.holder == federation


def test_open_states_are_those_with_moves_left():
    assert {source for move in CASE.moves.values() for source in move.sources} == set(OPEN)


def test_every_step_and_case_is_scoped(unit, chair, other_chair, clerk):
    people.unit(unit.parent, "淳安丙工会委员会")
    cases.step(cases.case(unit, chair), chair)
    for model in (RightsCase, CaseStep):
        assert model.objects.visible_to(clerk).count() == 1
        assert not model.objects.visible_to(other_chair).exists()
