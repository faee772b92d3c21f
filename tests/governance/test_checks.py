"""规范化考核: who fills in, submits, checks, returns, confirms; what is refused and frozen."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry
from core.periods import today
from core.workflow import Stale
from governance.check_workflow import CHECK
from governance.models import Assessment, CheckItem, Mark
from governance.services import check_settings, checks, offices
from tests.factories import people
from tests.governance import checking, life


def test_a_check_from_draft_to_confirmation(unit, chair, leader):
    row = checking.begun(unit, chair)
    assert row.marks.count() == 6
    lines = checking.all_points(row)
    first = next(iter(lines))
    row = checks.fill(row, {**dict.fromkeys(lines, (None, "")), first: (Decimal("0.5"), "草稿")},
                      by=chair)  # fmt: skip
    with pytest.raises(ValidationError, match="第 2、3、4、5、6 项还没有填写自检分"):
        CHECK.move(row, "submit", by=chair)
    row = checks.fill(row, lines, by=chair)
    row = CHECK.move(row, "submit", by=chair)
    assert (row.status, row.submitted_by, row.submitted_on) == ("submitted", chair, today())
    with pytest.raises(ValidationError, match="还没有填写考核分"):
        CHECK.move(row, "confirm", by=leader)
    row = checks.check(row, checking.all_points(row, "0.5"), by=leader)
    row = CHECK.move(row, "confirm", by=leader, opinion="制度还要完善")
    assert (row.status, row.checked_by, row.opinion) == ("checked", leader, "制度还要完善")
    assert row.due_on is None
    assert set(row.marks.values_list("checked_points", flat=True)) == {Decimal("0.5")}
    deeds = JournalEntry.objects.filter(target_type="governance.assessment").order_by("seq")
    assert [deed.summary for deed in deeds] == [
        "规范化考核：开始自查", "规范化考核：填写自检分", "规范化考核：填写自检分",
        "规范化考核：提交自查", "规范化考核：填写考核分", "规范化考核：确认考核",
    ]  # fmt: skip
    assert {deed.union_id for deed in deeds} == {unit.pk}


def test_what_the_records_say_is_frozen_on_submission(unit, chair, clerk):
    life.office(unit, people.member(unit), by=clerk, post="organiser")
    life.office(unit, people.member(unit), by=clerk, post="audit_member")
    row = checking.begun(unit, chair)
    assert not row.marks.exclude(told=None).exists()
    checks.fill(row, checking.all_points(row), by=chair)
    row = CHECK.move(row, "submit", by=chair)
    mark = row.marks.get(item__computed="bodies")
    assert (mark.told, mark.told_text) == (True, "委员会、经审、女职工组织均符合")
    back = CHECK.move(row, "return", by=clerk, reason="请补充说明")
    for office in unit.offices.all():
        offices.end_office(office, today(), "resigned", by=clerk)
    mark.refresh_from_db()
    assert mark.told is True
    CHECK.move(back, "submit", by=chair)
    mark.refresh_from_db()
    assert (mark.told, mark.told_text) == (False, "委员会、经审不健全")


def test_who_submitted_may_not_confirm_nor_mark_nor_return(unit, clerk, leader):
    row = checking.submitted(unit, clerk)
    with pytest.raises(PermissionDenied, match="提交自查的人不能考核"):
        checks.check(row, checking.all_points(row), by=clerk)
    for name in ("confirm", "return"):
        with pytest.raises(PermissionDenied):
            CHECK.move(row, name, by=clerk, reason="不妥")
    assert not {b.move.name for b in CHECK.buttons(row, clerk)}
    checks.check(row, checking.all_points(row), by=leader)
    assert CHECK.move(row, "confirm", by=leader).status == "checked"


def test_only_the_unions_people_fill_and_only_the_federation_checks(
    unit, chair, other_chair, clerk, leader, auditor, administrator
):
    row = checking.begun(unit, chair)
    for person in (other_chair, leader, auditor, administrator):
        with pytest.raises(PermissionDenied):
            checking.begun(unit, person, "model-home")
        with pytest.raises(PermissionDenied):
            checks.fill(row, checking.all_points(row), by=person)
        with pytest.raises(PermissionDenied):
            CHECK.move(row, "submit", by=person)
        with pytest.raises(PermissionDenied):
            checks.discard(row, by=person, reason="误建")
    row = checking.submitted(unit, chair, "model-home")
    for person in (chair, other_chair, auditor, administrator):
        with pytest.raises(PermissionDenied):
            checks.check(row, checking.all_points(row), by=person)
        with pytest.raises(PermissionDenied):
            CHECK.move(row, "confirm", by=person)


@pytest.mark.parametrize("points", ["1.1", "-0.5", "99"])
def test_points_over_the_standard_are_refused_by_line(points, unit, chair, clerk):
    row = checking.begun(unit, chair)
    lines = checking.all_points(row)
    third = row.marks.get(item__position=3).pk
    words = r"第 3 项：自检分应在 0 至标准分 1 之间，填的是"
    with pytest.raises(ValidationError, match=words):
        checks.fill(row, {**lines, third: (Decimal(points), "")}, by=chair)
    assert not row.marks.exclude(self_points=None).exists()
    row = checks.fill(row, lines, by=chair)
    row = CHECK.move(row, "submit", by=chair)
    with pytest.raises(ValidationError, match="第 3 项：考核分应在 0 至标准分 1 之间"):
        checks.check(row, {**lines, third: (Decimal(points), "")}, by=clerk)


def test_lines_of_another_check_are_refused(unit, other_unit, chair, other_chair):
    row, other = checking.begun(unit, chair), checking.begun(other_unit, other_chair)
    with pytest.raises(ValidationError, match="考核项目已有变动"):
        checks.fill(row, checking.all_points(other), by=chair)
    assert not other.marks.exclude(self_points=None).exists()


def test_a_returned_check_carries_the_reason_and_is_submitted_again(unit, chair, clerk):
    row = checking.submitted(unit, chair)
    row = checks.check(row, checking.all_points(row, "0"), by=clerk)
    with pytest.raises(ValidationError, match="原因"):
        CHECK.move(row, "return", by=clerk)
    row = CHECK.move(row, "return", by=clerk, reason="第 3 项请附活动记录")
    assert (row.status, row.opinion) == ("self", "第 3 项请附活动记录")
    with pytest.raises(ValidationError, match="已经提交过"):
        checks.discard(row, by=chair, reason="重来")
    row = CHECK.move(row, "submit", by=chair)
    assert row.opinion == ""
    assert not row.marks.exclude(checked_points=None).exists()


def test_two_confirmations_at_once_count_once(unit, chair, clerk, leader):
    row = checking.submitted(unit, chair)
    row = checks.check(row, checking.all_points(row), by=clerk)
    mine, hers = (Assessment.objects.get(pk=row.pk) for _ in range(2))
    CHECK.move(mine, "confirm", by=clerk, version=mine.version)
    with pytest.raises(ValidationError, match="当前状态下不能"):
        CHECK.move(hers, "confirm", by=leader, version=hers.version)
    row.refresh_from_db()
    assert row.checked_by == clerk
    assert JournalEntry.objects.filter(summary="规范化考核：确认考核").count() == 1


def test_points_changed_meanwhile_stop_a_confirmation(unit, chair, clerk, leader):
    row = checking.submitted(unit, chair)
    seen = checks.check(row, checking.all_points(row), by=clerk).version
    row = checks.check(row, checking.all_points(row, "0"), by=leader)
    with pytest.raises(Stale):
        CHECK.move(row, "confirm", by=clerk, version=seen)
    with pytest.raises(Stale):
        checks.check(row, checking.all_points(row), by=clerk, version=seen)


def test_a_confirmed_check_is_opened_again_with_a_reason(unit, chair, clerk, leader):
    row = checking.confirmed(unit, chair, leader)
    for person in (chair, clerk):
        with pytest.raises((PermissionDenied, ValidationError)):
            CHECK.move(row, "reopen", by=person)
    row = CHECK.move(row, "reopen", by=leader, reason="核实后更正")
    assert (row.status, row.checked_on) == ("submitted", None)
    assert row.due_on is not None
    assert not row.marks.filter(checked_points=None).exists()


@pytest.mark.parametrize("year", [1999, 2100])
def test_a_year_outside_the_unions_life_is_refused(year, unit, chair):
    with pytest.raises(ValidationError, match="年度应在建会年份"):
        checking.begun(unit, chair, year=year)


def test_a_list_once_a_year_and_not_for_the_federation(unit, federation, chair, clerk):
    checking.begun(unit, chair)
    with pytest.raises(ValidationError, match="本年度已有这项考核"):
        checking.begun(unit, clerk)
    checking.begun(unit, chair, "model-home")
    with pytest.raises(ValidationError, match="基层工会"):
        checking.begun(federation, clerk)


def test_a_stopped_list_is_not_begun(unit, chair):
    checklist = checking.listed("six-have")
    checklist.stopped_on = today()
    checklist.save()
    with pytest.raises(ValidationError, match="已停用"):
        checking.begun(unit, chair)


def test_days_that_cannot_be(unit, chair, clerk):
    row = checking.filled(unit, chair)
    for day in (life.ahead(1), today().replace(year=today().year - 1, day=1)):
        with pytest.raises(ValidationError, match="自查日期应在"):
            CHECK.move(row, "submit", by=chair, day=day)
    row = CHECK.move(row, "submit", by=chair)
    row = checks.check(row, checking.all_points(row), by=clerk)
    for day in (life.ahead(1), life.ahead(-1)):
        with pytest.raises(ValidationError, match="考核日期应在"):
            CHECK.move(row, "confirm", by=clerk, day=day)


def test_a_check_begun_by_mistake_is_taken_out_and_stays_in_history(unit, chair):
    row = checking.begun(unit, chair)
    with pytest.raises(ValidationError, match="原因"):
        checks.discard(row, by=chair, reason=" ")
    checks.discard(row, by=chair, reason="选错年度")
    assert not Assessment.objects.exists()
    assert not Mark.objects.exists()
    assert Assessment.history.filter(history_type="-").get().history_change_reason == "选错年度"
    assert checking.begun(unit, chair)


# --- settings --------------------------------------------------------------------------------


def test_the_points_of_a_line_stay_once_it_was_used(unit, chair, clerk):
    item = CheckItem.objects.filter(checklist__code="six-have").earliest("position")
    item.points = Decimal(2)
    check_settings.save_row(item, by=clerk)
    checking.begun(unit, chair)
    item.text = "有依法选举产生的主席"
    check_settings.save_row(item, by=clerk)
    item.points = Decimal(3)
    with pytest.raises(ValidationError, match="标准分不能再改"):
        check_settings.save_row(item, by=clerk)
    with pytest.raises(PermissionDenied):
        check_settings.save_row(item, by=chair)
