"""以上代下 as a deed: who asks, who answers, who holds the case on which day."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.case_workflow import TAKEOVER, move_case, move_takeover
from assistance.models import RightsCase, Takeover
from assistance.services import case_figures, case_steps, takeovers
from core.periods import today
from tests.factories import cases, people, rows
from unions.models import Seat
from unions.scope import scope_of

ONE = datetime.timedelta(days=1)
NOON = datetime.time(4, tzinfo=datetime.UTC)  # noon in China


@pytest.fixture
def go_to(time_machine):
    return lambda day: time_machine.move_to(datetime.datetime.combine(day, NOON))


@pytest.fixture
def second(federation):
    return people.sign_in("clerk2", "另一经办", federation, "clerk")


@pytest.fixture
def case(unit, chair):
    return cases.case(unit, chair, received_on=today() - 10 * ONE)


@pytest.fixture
def handed_up(case, chair):
    return cases.hand_up(case, chair)


def url(takeover, move="accept"):
    return reverse("assistance:takeover_move", args=[takeover.pk, move])


# --- handing up ------------------------------------------------------------------------------


def test_accepting_passes_the_case_to_the_federation(handed_up, case, unit, federation, clerk):
    done = move_takeover(handed_up, "accept", by=clerk)
    case.refresh_from_db()
    assert (done.status, done.answered_by, done.answered_on) == ("accepted", clerk, today())
    assert (case.union, case.holder, case.handler) == (unit, federation, clerk)
    held = takeovers.timeline(case)
    assert [(part.holding.union, part.days) for part in held] == [(unit, 10), (federation, 0)]


def test_the_handing_person_cannot_accept_by_service(case, clerk, second):
    """The clerk may act at both unions, and still another person answers."""
    asked = cases.hand_up(case, clerk)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        move_takeover(asked, "accept", by=clerk)
    assert rows.fingerprint() == before
    assert move_takeover(asked, "accept", by=second).answered_by == second


def test_the_handing_person_cannot_accept_by_page(case, clerk, client_of):
    asked = cases.hand_up(case, clerk)
    browser, before = client_of(clerk), rows.fingerprint()
    assert browser.get(url(asked)).status_code == 403
    assert browser.post(url(asked), {"reason": "同意"}).status_code == 403
    assert rows.fingerprint() == before
    page = browser.get(reverse("assistance:case_detail", args=[case.pk])).content.decode()
    assert url(asked) not in page
    assert "不能自己答复" in page


def test_the_handing_person_cannot_accept_by_database(handed_up, chair):
    handed_up.status, handed_up.answered_by, handed_up.answered_on = "accepted", chair, today()
    with pytest.raises(IntegrityError, match="takeover_by_two_people|CHECK"), transaction.atomic():
        handed_up.save()


@pytest.mark.parametrize("move", ["accept", "refuse"])
@pytest.mark.parametrize("who", ["chair", "other_chair", "leader", "auditor", "administrator"])
def test_only_the_federations_case_people_answer_what_a_unit_hands_up(
    move, who, handed_up, request
):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        move_takeover(handed_up, move, by=user, reason="x")
    assert rows.fingerprint() == before


def test_a_second_person_of_the_handing_union_does_not_answer(handed_up, unit):
    colleague = people.sign_in("chair2", "甲会副主席", unit, "chair")
    with pytest.raises(PermissionDenied):
        move_takeover(handed_up, "accept", by=colleague)


def test_a_superuser_flag_answers_nothing(handed_up, chair):
    chair.is_superuser = True
    chair.save()
    with pytest.raises(PermissionDenied):
        move_takeover(handed_up, "accept", by=chair)


@pytest.mark.parametrize(("move", "who"), [("refuse", "clerk"), ("withdraw", "chair")])
def test_refusing_and_withdrawing_need_a_reason(move, who, handed_up, case, unit, request):
    user = request.getfixturevalue(who)
    for empty in ("", "  "):
        with pytest.raises(ValidationError, match="请填写原因"):
            move_takeover(handed_up, move, by=user, reason=empty)
    done = move_takeover(handed_up, move, by=user, reason="可在基层解决")
    case.refresh_from_db()
    assert (done.answer, case.holder) == ("可在基层解决", unit)


def test_a_refusal_without_reason_is_refused_by_page_and_database(handed_up, clerk, client_of):
    answer = client_of(clerk).post(url(handed_up, "refuse"), {"reason": " "})
    assert "请填写原因" in answer.content.decode()
    handed_up.refresh_from_db()
    assert handed_up.status == "asked"
    handed_up.status, handed_up.answered_by, handed_up.answered_on = "refused", clerk, today()
    with pytest.raises(IntegrityError), transaction.atomic():
        handed_up.save()


def test_an_answer_is_final(handed_up, clerk):
    move_takeover(handed_up, "accept", by=clerk)
    before = rows.fingerprint()
    for move in ("accept", "refuse", "withdraw"):
        with pytest.raises(ValidationError, match="刷新页面"):
            move_takeover(handed_up, move, by=clerk, reason="x")
    assert rows.fingerprint() == before


def test_one_takeover_waits_at_a_time(handed_up, case, chair):
    with pytest.raises(ValidationError, match="已有一份待答复"):
        cases.hand_up(case, chair)
    copy = Takeover.objects.get(pk=handed_up.pk)
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    move_takeover(handed_up, "withdraw", by=chair, reason="填错")
    assert cases.hand_up(case, chair).pk


def test_a_waiting_takeover_keeps_the_case_open(handed_up, case, chair):
    with pytest.raises(ValidationError, match="有待答复的移交"):
        move_case(case, "refuse", by=chair, reason="不属范围")


def test_a_case_at_the_top_is_handed_up_to_nobody(federation, clerk, chair, case):
    top = cases.case(federation, clerk)
    assert takeovers.directions(top, clerk) == []
    with pytest.raises(PermissionDenied):
        cases.hand_up(top, clerk)
    with pytest.raises(PermissionDenied):
        cases.draw_up(case, chair)


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_hands_a_case_up(who, case, request):
    for ask in (cases.hand_up, cases.draw_up):
        with pytest.raises(PermissionDenied):
            ask(case, request.getfixturevalue(who))


def test_an_ended_case_moves_no_more(case, chair):
    move_case(case, "refuse", by=chair, reason="不属范围")
    with pytest.raises(ValidationError, match="已办结"):
        cases.hand_up(case, chair)


# --- drawing up --------------------------------------------------------------------------------


def test_what_the_federation_draws_up_the_unit_answers(case, clerk, second, chair, federation):
    asked = cases.draw_up(case, clerk)
    for one in (clerk, second):
        with pytest.raises(PermissionDenied):
            move_takeover(asked, "accept", by=one, reason="x")
    move_takeover(asked, "accept", by=chair)
    case.refresh_from_db()
    assert (case.holder, case.handler) == (federation, clerk)


def test_a_unit_that_does_not_answer_in_time_is_answered_for_by_a_second_person(
    case, clerk, second, chair, go_to
):
    asked = cases.draw_up(case, clerk)
    go_to(asked.answer_due)
    with pytest.raises(PermissionDenied):
        move_takeover(asked, "accept", by=second, reason="逾期")
    go_to(asked.answer_due + ONE)
    with pytest.raises(PermissionDenied):
        move_takeover(asked, "accept", by=clerk, reason="逾期")
    with pytest.raises(ValidationError, match="请写明情况"):
        move_takeover(asked, "accept", by=second)
    assert move_takeover(asked, "accept", by=second, reason="逾期未答复").answer == "逾期未答复"


def test_a_unit_without_an_account_is_answered_for_at_once(case, clerk, second, chair):
    asked = cases.draw_up(case, clerk)
    Seat.objects.filter(user=chair).update(until=today())
    assert TAKEOVER.buttons(asked, clerk)[:2] != TAKEOVER.buttons(asked, second)[:2]
    assert move_takeover(asked, "accept", by=second, reason="基层没有账号").status == "accepted"


def test_where_one_clerk_is_all_there_is_the_leader_is_the_second_person(
    case, clerk, leader, auditor, chair, client_of
):
    asked = cases.draw_up(case, clerk)
    assert client_of(leader).get(url(asked)).status_code == 403, "the unit can answer"
    Seat.objects.filter(user=chair).update(until=today())
    assert client_of(auditor).get(url(asked)).status_code == 403
    answer = client_of(leader).post(url(asked), {"reason": "基层没有账号"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.holder, case.handler) == (case.union.parent, clerk)


# --- after it ----------------------------------------------------------------------------------


def test_the_chair_keeps_sight_of_the_progress_and_a_hand_in_nothing(case, chair, clerk, client_of):
    cases.taken(case, chair, clerk)
    cases.step(case, clerk, text="约谈厂长")
    browser, before = client_of(chair), rows.fingerprint()
    page = browser.get(reverse("assistance:case_detail", args=[case.pk])).content.decode()
    assert "约谈厂长" in page
    assert "您可以查看进展" in page
    for name, args in (
        ("case_edit", []), ("case_step_new", []), ("case_move", ["accept"]),
        ("case_record", ["notice"]), ("takeover_new", []), ("case_notes", []),
    ):  # fmt: skip
        address = reverse(f"assistance:{name}", args=[case.pk, *args])
        assert browser.get(address).status_code == 403, name
        assert browser.post(address, _typed(case)).status_code in (200, 403), name
    with pytest.raises(PermissionDenied):
        move_case(case, "accept", by=chair, day=today())
    with pytest.raises(PermissionDenied):
        cases.step(case, chair)
    assert rows.fingerprint() == before


def _typed(case):
    return {
        "reason": "x", "version": RightsCase.objects.get(pk=case.pk).version, "day": str(today()),
        "kind": "talk", "text": "x", "notes": "x", "consent_on": str(today()),
        "applicant_name": "改名", "channel": "visit", "grade": "simple", "group_size": 1,
        "request": "x", "handler": case.handler_id, "received_on": str(case.received_on),
    }  # fmt: skip


def test_in_joint_handling_both_sides_act(case, chair, clerk, other_chair):
    cases.taken(case, chair, clerk, joint=True)
    cases.step(case, chair)
    cases.step(case, clerk)
    assert move_case(case, "accept", by=chair, day=today()).status == "accepted"
    with pytest.raises(PermissionDenied):
        cases.step(case, other_chair)


def test_handing_back_needs_a_result_and_returns_the_case(case, chair, clerk, unit, go_to):
    deed = cases.taken(case, chair, clerk)
    go_to(today() + 5 * ONE)
    with pytest.raises(ValidationError, match="请填写原因"):
        move_takeover(deed, "hand_back", by=clerk)
    with pytest.raises(PermissionDenied):
        move_takeover(deed, "hand_back", by=chair, reason="要回来")
    done = move_takeover(deed, "hand_back", by=clerk, reason="企业已同意调解")
    case.refresh_from_db()
    assert (done.result, done.handed_back_on) == ("企业已同意调解", today())
    assert (case.holder, case.handler) == (unit, chair)
    assert [part.days for part in takeovers.timeline(case)] == [10, 5, 0]
    assert move_case(case, "accept", by=chair, day=today()).status == "accepted"


def test_of_an_ended_case_the_result_is_told_and_the_holder_stays(case, chair, clerk, federation):
    deed = cases.taken(case, chair, clerk)
    move_case(case, "withdraw", by=clerk, reason="已私下解决")
    move_takeover(deed, "hand_back", by=clerk, reason="当事人撤回")
    case.refresh_from_db()
    assert case.holder == federation
    assert case.holdings.not_voided().count() == 2


def test_a_third_level_takes_over_and_gives_back_in_turn(federation, unit, chair, clerk):
    from unions.codes import UnionKind

    county = people.federation("淳安县总工会")
    town = people.unit(county, "某镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    small = people.unit(town, "某厂工会")
    upper, middle, lower = (
        people.sign_in(name, name, at, role)
        for name, at, role in (
            ("county", county, "clerk"), ("town", town, "clerk"), ("small", small, "chair"),
        )
    )  # fmt: skip
    case = cases.case(small, lower)
    first = cases.taken(case, lower, middle, joint=True)
    case.refresh_from_db()
    second = cases.taken(case, middle, upper)
    with pytest.raises(ValidationError, match="由其他工会承办"):
        move_takeover(first, "hand_back", by=upper, reason="x")
    move_takeover(second, "hand_back", by=upper, reason="已协调")
    case.refresh_from_db()
    assert case.holder == town
    assert cases.step(case, lower).by == lower  # joint as before
    move_takeover(first, "hand_back", by=middle, reason="已办妥")
    case.refresh_from_db()
    assert case.holder == small


# --- who is told -------------------------------------------------------------------------------


def counts(user):
    items = case_figures.waiting(user, scope_of(user))
    return {item["label"]: item["count"] for item in items}


def test_the_home_page_tells_exactly_those_who_may_answer(
    case, chair, clerk, second, other_chair, leader, go_to, client_of
):
    asked = cases.draw_up(case, clerk)
    everybody = (chair, clerk, second, other_chair, leader)
    for day in (today(), asked.answer_due + ONE):
        go_to(day)
        told = [user for user in everybody if "待答复的案件移交" in counts(user)]
        can = [user for user in everybody if TAKEOVER.moves["accept"].who(asked, user)]
        assert told == can
        for user in told:
            found = client_of(user).get(reverse("assistance:case_list") + "?takeover=answer")
            assert case.number in found.content.decode()
    assert told == [chair, second, leader]


def test_each_move_is_a_journal_line_without_what_was_written(handed_up, clerk, unit):
    move_takeover(handed_up, "refuse", by=clerk, reason="钱桂花可在基层解决")
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.actor, entry.union_id) == ("move", clerk, unit.pk)
    assert entry.details() == {"from": "asked", "to": "refused"}
    assert "钱桂花" not in str(list(JournalEntry.objects.values()))


def test_only_the_holders_side_writes_steps_for_a_letter(case, chair, clerk):
    cases.taken(case, chair, clerk)
    letter = cases.step(case, clerk, "letter", day=today() - ONE)
    with pytest.raises(PermissionDenied):
        case_steps.record_reply(letter, by=chair, day=today(), reply="收到")
