"""The process: who moves, from which state, and that nobody judges her own."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry
from core.periods import today
from innovation import own
from innovation.models import Award, AwardGrade, Entry
from innovation.workflow import ENTRY, move_entry
from tests.factories import innovation, people

pytestmark = pytest.mark.django_db


def test_from_a_draft_to_what_other_units_take_over(unit, chair, clerk, leader):
    row = innovation.promoted(unit, chair, clerk, leader, "王小窍", old_cost=Decimal(3),
                              quantity=Decimal(10))  # fmt: skip
    assert (row.status, row.practice, row.implemented_on) == ("promoted", "done", today())
    assert row.number == f"创{today().year}-0001" and row.submitted_by == chair
    award = row.awards.get()
    assert (award.grade.name, award.level, award.by) == ("一等奖", "township", leader)
    assert award.decided_on == today() and award.meeting


def test_numbers_run_on_without_a_gap(unit, other_unit, chair, other_chair):
    innovation.draft(unit, chair)
    first = innovation.submitted(unit, chair)
    second = innovation.submitted(other_unit, other_chair)
    assert [row.number[-4:] for row in (first, second)] == ["0001", "0002"]


def test_what_is_missing_stands_beside_the_button(unit, chair):
    row = innovation.draft(unit, chair, problem="", measure="", bar="planned")
    for author in row.authors.all():
        author.dropped_at = datetime.datetime.now(datetime.UTC)
        author.save()
    (submit,) = [b for b in ENTRY.buttons(row, chair) if b.move.name == "submit"]
    text = "".join(submit.missing)
    for words in ("现状和问题", "改进措施", "完成人", "已列入政府计划的项目不在受理范围"):
        assert words in text
    with pytest.raises(ValidationError):
        move_entry(row, "submit", by=chair)
    assert Entry.objects.get().status == "draft"


@pytest.mark.parametrize("bar", ["awarded", "planned", "disputed", ""])
def test_declared_reasons_not_to_accept_stop_the_entry(unit, chair, bar):
    row = innovation.draft(unit, chair, bar=bar)
    with pytest.raises(ValidationError, match=r"受理范围|有无不受理"):
        move_entry(row, "submit", by=chair)


def test_a_refusal_has_a_reason_its_authors_see(unit, chair, clerk):
    row = innovation.submitted(unit, chair)
    with pytest.raises(ValidationError, match="请填写原因"):
        move_entry(row, "decline", by=clerk)
    row = move_entry(row, "return", by=clerk, reason="请补写效果")
    assert (row.status, row.answer) == ("returned", "请补写效果")
    row = move_entry(row, "submit", by=chair)
    assert (row.answer, row.number[-4:]) == ("", "0001")
    row = move_entry(row, "decline", by=clerk, reason="与往年相同")
    assert (row.status, row.answer) == ("declined", "与往年相同")
    assert not JournalEntry.objects.filter(detail__contains="与往年相同").exists()


# Move -> (the state it starts from, who may).
RIGHTS = {
    "submit": ("draft", {"chair", "clerk"}),
    "accept": ("submitted", {"clerk", "leader"}),
    "return": ("submitted", {"clerk", "leader"}),
    "decline": ("submitted", {"clerk", "leader"}),
    "trial": ("accepted", {"chair", "clerk"}),
    "implement": ("accepted", {"chair", "clerk"}),
    "evaluate": ("trial", {"clerk", "leader"}),
    "award": ("evaluated", {"leader"}),
    "promote": ("awarded", {"clerk", "leader"}),
    "withdraw": ("submitted", {"chair", "clerk"}),
    "merge": ("submitted", {"clerk"}),
}
WHO = ("administrator", "clerk", "leader", "auditor", "chair", "other_chair")


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("move", RIGHTS)
def test_each_move_refuses_whoever_may_not(move, who, unit, chair, request):
    state, allowed = RIGHTS[move]
    user = request.getfixturevalue(who)
    row = innovation.submitted(unit, chair)
    Entry.objects.filter(pk=row.pk).update(status=state)
    row.refresh_from_db()
    row = Entry.objects.get(pk=row.pk)
    if who in allowed:
        shown = {b.move.name for b in ENTRY.buttons(row, user)}
        assert move in shown or move == "merge"
        return
    with pytest.raises(PermissionDenied):
        move_entry(row, move, by=user, reason="因故", **({"day": today()}
                   if move in ("trial", "implement") else {}))  # fmt: skip
    assert Entry.objects.get(pk=row.pk).status == state


def test_every_move_is_in_the_table_of_rights():
    assert set(RIGHTS) == set(ENTRY.moves)


def test_the_second_click_finds_the_state_moved_on(unit, chair, clerk):
    row = innovation.submitted(unit, chair)
    move_entry(row, "accept", by=clerk)
    with pytest.raises(ValidationError, match="当前状态"):
        move_entry(row, "accept", by=clerk)


# --- nobody judges her own ---------------------------------------------------------------------


@pytest.mark.parametrize("move", ["accept", "return", "decline"])
def test_who_entered_it_does_not_judge_it_and_the_leader_does(unit, clerk, leader, move):
    row = innovation.submitted(unit, clerk)
    with pytest.raises(ValidationError, match="由您登记或提交"):
        move_entry(row, move, by=clerk, reason="因故")
    assert move_entry(row, move, by=leader, reason="因故").status != "submitted"


def test_an_author_by_her_number_judges_nothing_of_her_own(unit, chair, clerk, leader):
    author = people.member(unit, "换了姓名")
    leader.id_number = author.id_number
    leader.save()
    row = innovation.submitted(unit, chair, author)
    with pytest.raises(ValidationError, match="您是完成人"):
        move_entry(row, "accept", by=leader)
    row = move_entry(row, "accept", by=clerk)
    row = move_entry(row, "implement", by=chair, day=today())
    row = move_entry(row, "evaluate", by=clerk)
    with pytest.raises(ValidationError, match="您是完成人"):
        move_entry(row, "award", by=leader, grade=AwardGrade.objects.first(), meeting="会议",
                   day=today())  # fmt: skip
    assert not Award.objects.exists()


def test_a_namesake_is_barred_until_her_number_is_on_record(unit, chair, clerk):
    author = people.member(unit, clerk.display_name)
    row = innovation.submitted(unit, chair, author)
    with pytest.raises(ValidationError, match="同名"):
        move_entry(row, "accept", by=clerk)
    clerk.id_number = people.id_number()
    clerk.save()
    assert move_entry(row, "accept", by=clerk).status == "accepted"
    # A name without a person behind it cannot be told from hers.
    other = innovation.submitted(unit, chair, clerk.display_name)
    with pytest.raises(ValidationError, match="同名"):
        move_entry(other, "accept", by=clerk)


def test_an_author_taken_off_bars_nobody(unit, chair, clerk):
    from innovation.services import entries

    row = innovation.draft(unit, chair, clerk.display_name)
    row = entries.change(row, innovation.lines("甲"), by=chair, version=row.version)
    assert not own.bars(row, clerk)


def test_to_score_ones_own_unit_is_barred_besides(unit, other_unit, chair, other_chair, clerk):
    row = innovation.submitted(unit, chair)
    assert not own.bars_to_score(row, clerk) and not own.bars_to_score(row, other_chair)
    helper = people.sign_in("second", "二号人", unit, "chair")
    assert "本单位" in "".join(own.bars_to_score(row, helper))
    clerk.id_number = people.member(unit, "另有其名").id_number
    clerk.save()
    assert "本单位" in "".join(own.bars_to_score(row, clerk))


# --- days and sums -----------------------------------------------------------------------------


def test_days_stand_in_order(unit, chair, clerk):
    row = innovation.accepted(unit, chair, clerk)
    for day, words in ((today() + datetime.timedelta(1), "不能晚于今天"),
                       (today() - datetime.timedelta(1), "不能早于提出日期")):  # fmt: skip
        with pytest.raises(ValidationError, match=words):
            move_entry(row, "trial", by=chair, day=day)
    row = move_entry(row, "trial", by=chair, day=today())
    assert (row.practice, row.trial_on) == ("trial", today())


def test_a_benefit_is_confirmed_by_finance_before_it_is_judged(unit, chair, clerk):
    row = innovation.accepted(unit, chair, clerk, old_cost=Decimal(3), quantity=Decimal(9))
    row = move_entry(row, "implement", by=chair, day=today())
    with pytest.raises(ValidationError, match="财务确认"):
        move_entry(row, "evaluate", by=clerk)


def test_the_prize_is_the_grades_or_the_meetings(unit, chair, clerk, leader):
    grade = AwardGrade.objects.get(name="二等奖")
    grade.amount = Decimal(500)
    grade.save()
    usual = innovation.awarded(unit, chair, clerk, leader, grade="二等奖")
    assert usual.awards.get().amount == 500
    row = innovation.evaluated(unit, chair, clerk)
    with pytest.raises(ValidationError, match="会议"):
        move_entry(row, "award", by=leader, grade=grade, meeting=" ", day=today())
    row = move_entry(row, "award", by=leader, grade=grade, meeting="办公会", day=today(),
                     amount=Decimal(0))  # fmt: skip
    assert row.awards.get().amount == 0
