"""The process of an election: each step with whom it must refuse, twice, and two people at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.periods import months_before, today
from core.workflow import Stale
from governance import election_result
from governance.codes import ElectionKind
from governance.election_workflow import ELECTION, move_election
from governance.models import Election, Office, RollEntry
from governance.services import elections
from members.services import memberships
from tests.factories import elections as made
from tests.factories import people
from unions.calendar import add_working_days
from unions.models import Union

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)


def paper(day=None):
    return {"number": "甲工〔2016〕1号", "day": day or today()}


@pytest.fixture
def election(unit, other_unit, chair, leader):
    made.voters(other_unit, 3)
    return made.with_candidates(made.prepared(unit, chair), made.voters(unit), chair)


def names(election, user):
    return [button.move.name for button in ELECTION.buttons(election, user)]


# --- who ---------------------------------------------------------------------------------------


def test_the_unit_files_and_the_upper_union_replies(election, chair, clerk, leader, auditor):
    assert names(election, chair) == ["request", "cancel"]
    assert names(election, leader) == names(election, auditor) == []
    election = move_election(election, "request", by=chair, **paper())
    assert names(election, chair) == ["cancel"]
    assert names(election, leader) == ["permit", "send_back"]
    assert names(election, clerk) == ["permit", "send_back", "cancel"]


def test_who_filed_for_the_unit_does_not_reply(election, clerk, leader):
    election = move_election(election, "request", by=clerk, **paper())
    for move, data in (("permit", paper()), ("send_back", {"reason": "重报"})):
        with pytest.raises(PermissionDenied):
            move_election(election, move, by=clerk, **data)
    assert move_election(election, "permit", by=leader, **paper()).status == "permitted"


def test_who_reported_does_not_confirm(unit, clerk, leader):
    election = made.brought_to("report", unit, clerk, leader)
    with pytest.raises(PermissionDenied):
        move_election(election, "confirm", by=clerk, **paper())
    assert move_election(election, "confirm", by=leader, **paper()).confirmed_by == leader


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "other_chair"])
def test_these_people_start_and_file_nothing(who, unit, election, request):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        move_election(election, "request", by=user, **paper())
    with pytest.raises(PermissionDenied):
        made.prepared(unit, user)


@pytest.mark.parametrize("who", ["chair", "auditor", "administrator", "other_chair"])
def test_these_people_give_no_reply(who, election, chair, request):
    election = move_election(election, "request", by=chair, **paper())
    with pytest.raises(PermissionDenied):
        move_election(election, "permit", by=request.getfixturevalue(who), **paper())


def test_for_the_root_the_clerk_registers_the_countys_reply(federation, clerk):
    made.voters(people.unit(federation, "淳安丁工会", "淳安丁厂"), 6)
    election = made.prepared(federation, clerk, form="congress", term_years=5)
    election = move_election(election, "request", by=clerk, **paper())
    assert move_election(election, "permit", by=clerk, **paper()).status == "permitted"


# --- in order ----------------------------------------------------------------------------------


def test_the_reply_is_due_in_fifteen_working_days(election, chair):
    day = datetime.date(2016, 9, 8)
    election = move_election(election, "request", by=chair, **paper(day))
    assert election.reply_due_on == add_working_days(day, 15)
    assert election.reply_due_on > day + 15 * DAY


def test_days_come_in_order_and_none_lies_ahead(election, chair, leader):
    with pytest.raises(ValidationError, match="不能晚于今天"):
        move_election(election, "request", by=chair, **paper(today() + DAY))
    election = move_election(election, "request", by=chair, **paper())
    with pytest.raises(ValidationError, match="请示日期"):
        move_election(election, "permit", by=leader, **paper(today() - DAY))
    election = move_election(election, "permit", by=leader, **paper())
    with pytest.raises(ValidationError, match="同意选举批复日期"):
        move_election(election, "freeze", by=chair, day=today() - DAY)
    election.refresh_from_db()
    assert election.status == "permitted"
    assert not election.roll.exists()


def test_a_step_taken_twice_is_refused(election, chair, leader):
    move_election(election, "request", by=chair, **paper())
    with pytest.raises(ValidationError, match="请刷新页面"):
        move_election(election, "request", by=chair, **paper())
    move_election(election, "permit", by=leader, **paper())
    with pytest.raises(ValidationError, match="请刷新页面"):
        move_election(election, "permit", by=leader, **paper())


def test_nobody_decides_on_what_she_has_not_seen(election, unit, chair, clerk):
    seen = election.version
    made.stand(election, people.member(unit, "后增人", sex="1"), "committee_member", clerk)
    with pytest.raises(Stale):
        move_election(election, "request", by=chair, version=seen, **paper())
    with pytest.raises(Stale):
        elections.change(election, by=chair, version=seen)


def test_two_clerks_cannot_both_open_one(unit, chair, clerk):
    made.prepared(unit, clerk)
    with pytest.raises(ValidationError, match="已有一次选举正在进行"):
        made.prepared(unit, chair)


def test_a_request_sent_back_says_why_and_goes_again(election, chair, leader):
    election = move_election(election, "request", by=chair, **paper())
    with pytest.raises(ValidationError, match="请填写原因"):
        move_election(election, "send_back", by=leader)
    election = move_election(election, "send_back", by=leader, reason="候选人偏少")
    assert (election.status, election.returned_reason) == ("prepared", "候选人偏少")
    election = move_election(election, "request", by=chair, **paper())
    assert election.returned_reason == ""


def test_a_report_sent_back_is_reported_again(unit, chair, leader):
    election = made.brought_to("report", unit, chair, leader)
    election = move_election(election, "return_report", by=leader, reason="票数不符")
    assert election.status == "held"
    election = move_election(election, "recount", by=chair, reason="重新计票")
    assert election.status == "frozen"
    assert not election.candidates.filter(elected=True).exists()


@pytest.mark.parametrize("stage", ["request", "permit", "freeze"])
def test_cancelled_until_it_is_held(stage, unit, chair, leader):
    election = made.brought_to(stage, unit, chair, leader)
    with pytest.raises(ValidationError, match="请填写原因"):
        move_election(election, "cancel", by=chair)
    election = move_election(election, "cancel", by=chair, reason="企业停产")
    assert election.cancelled_reason == "企业停产"
    assert made.prepared(unit, chair).status == "prepared"


def test_a_held_election_is_not_cancelled(unit, chair, leader):
    election = made.brought_to("hold", unit, chair, leader)
    with pytest.raises(ValidationError, match="当前状态下不能"):
        move_election(election, "cancel", by=chair, reason="不办了")


def test_what_is_missing_stands_beside_the_button(unit, chair):
    election = made.prepared(unit, chair, planned_on=None)
    missing = ELECTION.buttons(election, chair)[0].missing
    assert "请填写拟召开日期。" in missing


# --- late renewal ------------------------------------------------------------------------------


def test_a_renewal_is_put_off_by_half_a_year_with_a_number(unit, chair):
    unit.term_started_on, unit.term_years = today().replace(day=1, month=1, year=2020), 3
    unit.save()
    end = datetime.date(2023, 1, 1)
    latest = datetime.date(2023, 7, 1)
    with pytest.raises(ValidationError, match="请填写延期批准文号"):
        made.prepared(unit, chair, delayed_until=latest)
    for day in (latest + DAY, end):
        with pytest.raises(ValidationError, match="延期最长至"):
            made.prepared(unit, chair, delayed_until=day, delay_no="临总工〔2023〕1号")
    row = made.prepared(unit, chair, delayed_until=latest, delay_no="临总工〔2023〕1号")
    assert row.delayed_until == latest


def test_an_early_renewal_says_why(unit, chair):
    unit.term_started_on, unit.term_years = months_before(today(), 12), 3
    unit.save()
    with pytest.raises(ValidationError, match="提前换届"):
        made.prepared(unit, chair, reason="")
    assert made.prepared(unit, chair, reason="主席退休，提前换届").status == "prepared"


# --- hand-over ---------------------------------------------------------------------------------


def office(union, member, post, since, **fields):
    row = Office(union=union, post=post, member=member, full_name=member.full_name, since=since,
                 chosen="election", **fields)  # fmt: skip
    row.save()
    return row


def test_the_former_offices_end_and_the_elected_take_theirs(unit, other_unit, chair, leader):
    former = people.member(unit, "前主席", sex="1")
    stranger = people.member(other_unit, "乙会主席")
    old = office(unit, former, "chair", people.FOUNDED, sole="chair")
    theirs = office(other_unit, stranger, "chair", people.FOUNDED, sole="chair")
    women = office(unit, former, "women_member", people.FOUNDED)
    election = made.brought_to("hand_over", unit, chair, leader)
    old.refresh_from_db(), theirs.refresh_from_db(), women.refresh_from_db()
    assert (old.until, old.ended_by) == (today(), "term")
    assert theirs.until is None
    assert women.until is None, "no women's committee was elected"
    now = Office.objects.on(today()).filter(union=unit, election=election)
    assert sorted(now.values_list("post", flat=True)) == [
        "audit_member", "chair", "committee_member", "committee_member",
    ]  # fmt: skip
    assert {o.paper for o in now} == {"临总工〔2016〕6号"}
    unit.refresh_from_db()
    assert (unit.term_started_on, unit.term_years) == (today(), 3)
    assert unit.history.first().history_change_reason == "选举交接"
    assert election.status == "handed_over"


def test_they_may_take_office_on_a_later_day(unit, chair, leader):
    election = made.brought_to("confirm", unit, chair, leader)
    with pytest.raises(ValidationError, match="到任日期不能早于选举日期"):
        move_election(election, "hand_over", by=chair, starts_on=today() - DAY)
    move_election(election, "hand_over", by=chair, starts_on=today() + 10 * DAY)
    assert not Office.objects.on(today()).filter(union=unit).exists()
    assert Office.objects.on(today() + 10 * DAY).filter(union=unit).count() == 4


def test_the_first_election_sets_its_day(unit, chair, leader):
    made.brought_to("hand_over", unit, chair, leader, kind=ElectionKind.FOUNDING, term_no=1)
    assert Union.objects.get(pk=unit.pk).first_elected_on == today()


def test_a_by_election_touches_only_the_posts_it_filled(unit, chair, leader):
    unit.term_started_on, unit.term_years = datetime.date(2015, 1, 1), 3
    unit.save()
    members = made.voters(unit)
    sitting = [office(unit, m, "committee_member", people.FOUNDED) for m in members[:3]]
    gone = office(unit, members[5], "chair", people.FOUNDED, sole="chair")
    election = made.prepared(
        unit, chair, kind=ElectionKind.BY_ELECTION, committee_seats=0, audit_seats=0, term_no=None
    )
    made.stand(election, members[0], "chair", chair)
    for move, by, data in (
        ("request", chair, paper()), ("permit", leader, paper()),
        ("freeze", chair, {"day": today()}),
    ):  # fmt: skip
        election = move_election(election, move, by=by, **data)
    made.sign_in(election, 8, chair)
    # By the sitting committee: three members and the chair on leave; more than half of four.
    made.count(election, {"chair": [3]}, chair)
    for move, by, data in (
        ("hold", chair, {}), ("report", chair, paper()), ("confirm", leader, paper()),
        ("hand_over", chair, {"starts_on": today()}),
    ):  # fmt: skip
        election = move_election(election, move, by=by, **data)
    gone.refresh_from_db()
    assert gone.until == today()
    for row in sitting:
        row.refresh_from_db()
        assert row.until is None
    counted = election_result.compute(election).posts[0]
    assert counted.due == 4, "what was counted stays"
    new = Office.objects.get(election=election)
    assert (new.post, new.member, new.chosen) == ("chair", members[0], "by_election")
    unit.refresh_from_db()
    assert unit.term_started_on == datetime.date(2015, 1, 1)


# --- the roll ----------------------------------------------------------------------------------


def test_the_roll_holds_those_with_a_vote_on_the_day(unit, other_unit, chair, leader, clerk):
    made.voters(other_unit, 2)
    retained = people.member(unit, "退休人", sex="1")
    memberships.retain(retained, today(), by=clerk, reason="退休")
    left = people.member(unit, "已离会", sex="1")
    memberships.leave(left, "withdraw", today(), by=clerk, reason="本人申请")
    election = made.brought_to("freeze", unit, chair, leader)
    assert election.due == election.roll.count() == 8
    assert not election.roll.filter(member__in=[retained, left]).exists()
    assert not election.roll.exclude(member__memberships__union=unit).exists()


def test_who_leaves_later_stays_on_the_roll(unit, chair, leader, clerk):
    election = made.brought_to("freeze", unit, chair, leader)
    before = list(election.roll.values_list("position", "full_name"))
    member = election.roll.first().member
    memberships.leave(member, "withdraw", today(), by=clerk, reason="本人申请")
    assert list(election.roll.values_list("position", "full_name")) == before
    assert RollEntry.objects.filter(election=election, member=member).exists()


def test_a_meeting_put_off_gets_the_roll_of_its_new_day(unit, chair, leader):
    election = made.brought_to("count", unit, chair, leader)
    with pytest.raises(ValidationError, match="请填写原因"):
        move_election(election, "thaw", by=chair)
    election = move_election(election, "thaw", by=chair, reason="未达到法定人数")
    assert not election.roll.exists()
    assert (election.due, election.elected_on, election.frozen_at) == (None, None, None)
    people.member(unit, "新会员", sex="1")
    election = move_election(election, "freeze", by=chair, day=today())
    assert (election.due, election.present) == (9, 0)
    assert RollEntry.history.filter(history_type="-").count() == 8
    assert Election.objects.get().ballots.count() == 0
