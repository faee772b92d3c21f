"""Transfers: asked for by the sending union, answered by the receiving one, by another person."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import JournalEntry
from core.periods import today
from members.models import TransferRequest
from members.services import chain, memberships, records
from members.workflow import TRANSFER
from tests.factories import people, rows

DAY = datetime.date(2020, 1, 1)
ONE = datetime.timedelta(days=1)


@pytest.fixture
def member(unit):
    return people.member(unit)


@pytest.fixture
def request_(member, other_unit, chair):
    return people.transfer(member, other_unit, chair, day=DAY, reason="工作调动", paper="介字1号")


def test_accepting_moves_the_membership_and_keeps_the_first_joining_day(
    request_, member, unit, other_unit, other_chair
):
    employer = other_unit.coverages.get().enterprise
    done = TRANSFER.move(request_, "accept", by=other_chair, employer=employer)
    assert (done.status, done.to_employer) == ("accepted", employer)
    periods = list(member.memberships.order_by("since"))
    assert [(p.union, p.since, p.until) for p in periods] == [
        (unit, datetime.date(2010, 3, 1), DAY),
        (other_unit, DAY, None),
    ]
    assert (periods[0].end_kind, periods[1].start_kind) == ("transfer_out", "transfer_in")
    assert (periods[1].paper, periods[1].employer) == ("介字1号", employer)
    member.refresh_from_db()
    assert member.first_joined_on == datetime.date(2010, 3, 1)


def test_a_transfer_without_an_employer_makes_the_record_lack_one(request_, member, other_chair):
    TRANSFER.move(request_, "accept", by=other_chair)
    member.refresh_from_db()
    assert member.defects == "no_employer"


@pytest.mark.parametrize("move", ["accept", "refuse"])
@pytest.mark.parametrize("who", ["chair", "leader", "auditor", "administrator"])
def test_only_the_receiving_side_answers(move, who, request_, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        TRANSFER.move(request_, move, by=user, reason="x")
    assert rows.fingerprint() == before


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor"])
def test_only_the_sending_side_withdraws(who, request_, request):
    with pytest.raises(PermissionDenied):
        TRANSFER.move(request_, "withdraw", by=request.getfixturevalue(who), reason="x")


def test_whoever_asked_does_not_accept_though_she_could(member, other_unit, clerk):
    """The clerk may edit at both unions: still another person answers."""
    asked = people.transfer(member, other_unit, clerk)
    with pytest.raises(PermissionDenied):
        TRANSFER.move(asked, "accept", by=clerk)
    second = people.sign_in("clerk2", "另一经办", other_unit.parent, "clerk")
    assert TRANSFER.move(asked, "accept", by=second).status == "accepted"


def test_a_superuser_flag_answers_nothing(request_, chair):
    chair.is_superuser = True
    chair.save()
    with pytest.raises(PermissionDenied):
        TRANSFER.move(request_, "accept", by=chair)


@pytest.mark.parametrize(("move", "who"), [("refuse", "other_chair"), ("withdraw", "chair")])
def test_refusing_and_withdrawing_need_a_reason(move, who, request_, request):
    user = request.getfixturevalue(who)
    for reason in ("", "  "):
        with pytest.raises(ValidationError, match="请填写原因"):
            TRANSFER.move(request_, move, by=user, reason=reason)
    done = TRANSFER.move(request_, move, by=user, reason="不属本会")
    assert done.answer == "不属本会"


@pytest.mark.parametrize("first", ["accept", "refuse"])
@pytest.mark.parametrize("again", ["accept", "refuse"])
def test_an_answer_is_final(first, again, request_, member, other_chair):
    TRANSFER.move(request_, first, by=other_chair, reason="x")
    before = rows.fingerprint()
    stale = TransferRequest.objects.get(pk=request_.pk)
    stale.status = "requested"
    with pytest.raises(ValidationError, match="请刷新页面"):
        TRANSFER.move(stale, again, by=other_chair, reason="x")
    assert rows.fingerprint() == before


# --- what becomes of a request when the membership goes ----------------------------------------


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (lambda m, by: memberships.leave(m, "withdraw", DAY, by=by, reason="因病"), "退会"),
        (lambda m, by: memberships.leave(m, "deceased", DAY, by=by, reason="因病"), "死亡"),
        (lambda m, by: memberships.retain(m, DAY, by=by, reason="因病退休"), "保留会籍"),
        (lambda m, by: memberships.void(m.memberships.get(), by=by, reason="登错人"), "作废"),
    ],
)
def test_a_request_that_cannot_be_accepted_any_more_lapses(
    deed, told, request_, member, clerk, other_chair
):
    deed(member, clerk)
    request_.refresh_from_db()
    assert request_.status == "lapsed"
    assert told in request_.answer
    # Why she left is between her and her union.
    assert "因病" not in request_.answer
    entry = JournalEntry.objects.get(summary="转会申请：自动失效")
    assert entry.actor == clerk
    assert entry.details() == {"from": "requested", "to": "lapsed", "reason": request_.answer}
    line = request_.history.first()
    assert (line.status, line.history_user) == ("lapsed", clerk)
    for move in ("accept", "refuse"):
        with pytest.raises(ValidationError, match="请刷新页面"):
            TRANSFER.move(request_, move, by=other_chair, reason="x")


def test_a_request_that_can_still_be_accepted_goes_on_waiting(request_, member, clerk, other_chair):
    memberships.retain(member, DAY - ONE, by=clerk, reason="待岗")
    request_.refresh_from_db()
    assert request_.status == "requested"
    assert TRANSFER.move(request_, "accept", by=other_chair).status == "accepted"
    assert not JournalEntry.objects.filter(summary__contains="自动失效").exists()


def test_after_a_lapse_the_person_may_be_asked_for_again(
    request_, member, unit, other_unit, clerk, chair
):
    memberships.leave(member, "withdraw", DAY, by=clerk, reason="本人申请")
    memberships.join(member, unit, None, by=clerk, since=DAY + ONE)
    assert people.transfer(member, other_unit, chair).status == "requested"


def test_nobody_lets_a_request_lapse_by_hand(request_, chair, other_chair, client_of):
    url = reverse("members:transfer_detail", args=[request_.pk])
    before = rows.fingerprint()
    for user in (chair, other_chair):
        with pytest.raises(PermissionDenied):
            TRANSFER.move(request_, "lapse", by=user, reason="x")
        answer = client_of(user).post(url, {"move": "lapse", "reason": "x"})
        assert "自动失效" not in answer.content.decode()
    assert rows.fingerprint() == before


def test_a_membership_ended_past_the_services_is_not_accepted(request_, member, other_chair):
    """The acceptance does not rely on the lapse alone."""
    member.memberships.update(until=DAY, end_kind="withdraw")
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="已不在转出工会"):
        TRANSFER.move(request_, "accept", by=other_chair)
    assert rows.fingerprint() == before


def test_a_lapsed_request_waits_on_no_desk_and_shows_what_became_of_it(
    request_, member, clerk, other_chair, client_of
):
    memberships.leave(member, "withdraw", DAY, by=clerk, reason="本人申请")
    browser = client_of(other_chair)
    assert "待接收的转会" not in browser.get("/").content.decode()
    text = browser.get(reverse("members:transfer_detail", args=[request_.pk])).content.decode()
    assert "已失效" in text and "等待" not in text
    assert "已失效" in browser.get(reverse("members:transfer_list")).content.decode()


def test_one_request_waits_at_a_time(request_, member, other_unit, chair):
    with pytest.raises(ValidationError, match="已有一份待接收"):
        people.transfer(member, other_unit, chair)
    TRANSFER.move(request_, "withdraw", by=chair, reason="填错")
    assert people.transfer(member, other_unit, chair).pk


def test_one_request_waits_at_a_time_in_the_database_too(request_, chair):
    copy = TransferRequest.objects.get(pk=request_.pk)
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_transfer_goes_to_another_union(member, unit, chair):
    with pytest.raises(ValidationError, match="不能相同"):
        people.transfer(member, unit, chair)


@pytest.mark.parametrize(
    ("day", "words"),
    [(today() + ONE, "不能晚于今天"), (datetime.date(2010, 3, 1), "应晚于本段会籍")],
)
def test_the_day_lies_in_the_present_membership(day, words, member, other_unit, chair):
    with pytest.raises(ValidationError, match=words):
        people.transfer(member, other_unit, chair, day=day)


def test_nobody_is_transferred_without_a_membership(member, other_unit, clerk):
    memberships.leave(member, "withdraw", DAY, by=clerk, reason="本人申请")
    with pytest.raises(ValidationError, match="没有会籍"):
        people.transfer(member, other_unit, clerk)


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_asks_for_a_transfer(who, member, other_unit, request):
    with pytest.raises(PermissionDenied):
        people.transfer(member, other_unit, request.getfixturevalue(who))


def test_each_move_is_a_journal_line_without_the_persons_name(request_, member, other_chair):
    TRANSFER.move(request_, "accept", by=other_chair)
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.actor, entry.summary) == ("move", other_chair, "转会申请：接收")
    assert entry.details() == {"from": "requested", "to": "accepted", "reason": ""}
    assert member.full_name not in str(list(JournalEntry.objects.values()))


# --- what each side sees ---------------------------------------------------------------------


def page(client_of, user, name, pk):
    return client_of(user).get(reverse(name, args=[pk]))


def test_both_sides_see_the_request_and_a_third_does_not(
    request_, unit, chair, other_chair, client_of
):
    third = people.sign_in(
        "third", "丙会主席", people.unit(unit.parent, "淳安丙工会委员会"), "chair"
    )
    codes = [
        page(client_of, user, "members:transfer_detail", request_.pk).status_code
        for user in (chair, other_chair, third)
    ]
    assert codes == [200, 200, 404]


def test_the_receiving_side_sees_no_particulars_before_it_accepts(
    request_, member, other_chair, client_of
):
    assert page(client_of, other_chair, "members:member_detail", member.pk).status_code == 404
    text = page(client_of, other_chair, "members:transfer_detail", request_.pk).content.decode()
    assert member.masked_id not in text
    assert member.masked_mobile not in text


def test_the_former_unit_sees_who_it_was_and_no_particulars(
    request_, member, chair, other_chair, client_of
):
    before = page(client_of, chair, "members:member_detail", member.pk).content.decode()
    assert member.masked_id in before
    TRANSFER.move(request_, "accept", by=other_chair)
    after = page(client_of, chair, "members:member_detail", member.pk).content.decode()
    assert member.full_name in after
    for hidden in (member.masked_id, member.masked_mobile, "1980-05-06", "初中", "群众"):
        assert hidden not in after
    for action in ("修改资料", "查看完整证件号"):
        assert action not in after


def test_a_chair_sees_only_the_years_in_her_unit(member, unit, other_unit, chair, clerk, client_of):
    third = people.unit(unit.parent, "淳安丙工会委员会")
    chain.move(member, other_unit, None, DAY, by=clerk, reason="调往乙会")
    chain.move(member, third, None, DAY + 365 * ONE, by=clerk, reason="调往丙会")
    other = people.sign_in("otherchair2", "乙会主席", other_unit, "chair")
    seen = page(client_of, other, "members:member_detail", member.pk).content.decode()
    assert other_unit.name in seen
    assert unit.name not in seen
    assert third.name not in seen
    assert "2010-03-01" not in seen
    whole = page(client_of, clerk, "members:member_detail", member.pk).content.decode()
    assert all(union.name in whole for union in (unit, other_unit, third))


def test_the_former_unit_can_do_nothing_more(request_, member, chair, other_chair, client_of):
    TRANSFER.move(request_, "accept", by=other_chair)
    browser = client_of(chair)
    before = rows.fingerprint()
    for name, args in (
        ("members:member_edit", []), ("members:member_transfer", []),
        ("members:member_unmask", []), ("members:member_step", ["leave"]),
    ):  # fmt: skip
        answer = browser.post(
            reverse(name, args=[member.pk, *args]),
            {"reason": "x", "kind": "withdraw", "day": "2024-01-01", "full_name": "改"},
        )
        assert answer.status_code in (302, 403, 404), name
    assert rows.fingerprint() == before
    assert records.current_membership(member).union == request_.to_union
