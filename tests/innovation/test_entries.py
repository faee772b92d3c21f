"""Entering entries: authors and shares, benefit and finance, levels, units that take one over."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import JournalEntry
from core.periods import today
from core.workflow import Stale
from innovation.models import Adoption, Author, Entry
from innovation.services import calls, entries
from innovation.services.authors import Line, portions
from innovation.workflow import move_entry
from tests.factories import innovation, people

pytestmark = pytest.mark.django_db


# --- authors -----------------------------------------------------------------------------------


def test_shares_left_open_are_equal_and_sum_to_a_hundred(unit, chair):
    entry = innovation.draft(unit, chair, people.member(unit, "甲"), "乙", "丙")
    assert innovation.shares(entry) == [("甲", "33.34"), ("乙", "33.33"), ("丙", "33.33")]
    assert entry.authors.filter(member__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("weights", "found"),
    [((1,), ["100.00"]), ((1, 1), ["50.00", "50.00"]), ((2, 1), ["66.67", "33.33"]), ((), [])],
)
def test_portions_sum_to_exactly_a_hundred(weights, found):
    assert [f"{p:f}" for p in portions([Decimal(w) for w in weights])] == found


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ((60, 50), "合计应为 100%，现为 110%"),
        ((60, None), "全部填写，要么全部留空"),
        ((100, 0), "合计应为 100%|大于 0"),
    ],
)
def test_shares_that_do_not_make_a_whole_are_refused(unit, chair, typed, words):
    lines = [Line(name, None, None if s is None else Decimal(s))
             for name, s in zip("甲乙", typed, strict=True)]  # fmt: skip
    row = Entry(union=unit, kind=innovation.kind(), title="装置")
    with pytest.raises(ValidationError, match=words):
        entries.enter(row, lines, by=chair)
    assert not Author.objects.exists()


def test_only_members_of_the_unit_come_from_the_roster_and_each_once(unit, other_unit, chair):
    stranger, mine = people.member(other_unit, "外人"), people.member(unit, "自己人")
    with pytest.raises(ValidationError, match="本工会的会员"):
        innovation.draft(unit, chair, stranger)
    with pytest.raises(ValidationError, match="只列一次"):
        innovation.draft(unit, chair, mine, mine)


def test_an_author_taken_off_keeps_the_row_and_who_stays_keeps_hers(unit, chair):
    first, second = people.member(unit, "甲"), people.member(unit, "乙")
    entry = innovation.draft(unit, chair, first, second, "丙")
    kept = entry.authors.get(full_name="乙").pk
    entries.change(entry, innovation.lines(second, "丁"), by=chair, version=1)
    assert innovation.shares(entry) == [("乙", "50.00"), ("丁", "50.00")]
    assert entry.authors.standing().get(full_name="乙").pk == kept
    assert entry.authors.filter(dropped_at__isnull=False).count() == 2
    # Named again after having been taken off: a new row, the unique index allows it.
    entries.change(entry, innovation.lines(first, second), by=chair, version=2)
    assert [name for name, _ in innovation.shares(entry)] == ["甲", "乙"]


# --- the entry ---------------------------------------------------------------------------------


def test_a_draft_needs_little_and_has_no_number_yet(unit, chair):
    row = entries.enter(Entry(union=unit, kind=innovation.kind(), title="  省  料 "), [], by=chair)
    assert (row.title, row.status, row.number, row.year) == ("省 料", "draft", "", today().year)
    assert row.entered_by == chair and row.history.count() == 1
    assert JournalEntry.objects.filter(summary="登记创新成果").count() == 1


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_who_is_not_of_the_unit_enters_nothing(unit, who, request):
    with pytest.raises(PermissionDenied):
        innovation.draft(unit, request.getfixturevalue(who))
    assert not Entry.objects.exists()


def test_the_clerk_may_enter_for_a_unit(unit, clerk):
    assert innovation.draft(unit, clerk).union == unit


def test_an_enterprise_of_another_union_is_refused(unit, other_unit, chair):
    theirs, own = (u.coverages.get().enterprise for u in (other_unit, unit))
    with pytest.raises(ValidationError, match="不由这家工会覆盖"):
        innovation.draft(unit, chair, enterprise=theirs)
    assert innovation.draft(unit, chair, enterprise=own).enterprise == own


def test_the_year_is_the_calls_else_of_the_day_it_was_proposed(federation, unit, chair, clerk):
    call = innovation.call(federation, clerk, year=today().year - 1)
    assert innovation.draft(unit, chair, call=call).year == today().year - 1
    old = innovation.draft(unit, chair, proposed_on=datetime.date(2015, 3, 1))
    assert old.year == 2015
    with pytest.raises(ValidationError, match="不能晚于今天"):
        innovation.draft(unit, chair, proposed_on=today() + datetime.timedelta(1))


def test_a_closed_call_or_another_federations_takes_no_entry(federation, unit, chair, clerk):
    day = today() - datetime.timedelta(10)
    closed = innovation.call(federation, clerk, opens_on=day, closes_on=day)
    elsewhere = people.federation("外镇总工会")
    other = people.sign_in("elsewhere", "外镇经办", elsewhere, "clerk")
    foreign = innovation.call(elsewhere, other, title="外镇征集")
    for call in (closed, foreign):
        with pytest.raises(ValidationError, match="未开放"):
            innovation.draft(unit, chair, call=call)


def test_an_older_look_changes_nothing(unit, chair):
    entry = innovation.draft(unit, chair)
    entries.change(entry, innovation.lines("甲"), by=chair, version=1)
    old = Entry.objects.get(pk=entry.pk)
    old.title = "别的名称"
    with pytest.raises(Stale):
        entries.change(old, innovation.lines("乙"), by=chair, version=1)
    assert innovation.shares(entry) == [("甲", "100.00")]


def test_what_was_sent_in_is_no_longer_changed(unit, chair):
    entry = innovation.submitted(unit, chair)
    with pytest.raises(ValidationError, match="已提交"):
        entries.change(entry, [], by=chair, version=entry.version)


def test_what_an_old_list_brought_is_set_right_by_the_federation_only(unit, chair, clerk):
    entry = innovation.draft(unit, chair)
    Entry.objects.filter(pk=entry.pk).update(
        historical=True, status="awarded", number="创2013-0001", year=2013, proposed_on=None
    )
    entry = Entry.objects.get(pk=entry.pk)
    entry.added_profit = Decimal(900)
    with pytest.raises(ValidationError, match="不能再改"):
        entries.change(entry, innovation.lines("甲"), by=chair, version=1)
    entries.change(entry, innovation.lines("甲"), by=clerk, version=1)
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.year, entry.status, entry.annual_benefit) == (2013, "awarded", 900)


# --- benefit and finance -----------------------------------------------------------------------

SUMS = {"old_cost": Decimal(12), "new_cost": Decimal(10), "quantity": Decimal(5000),
        "added_profit": None, "investment": Decimal(2000), "effect": "省时"}  # fmt: skip


def test_the_benefit_is_computed_and_another_sum_undoes_the_confirmation(unit, chair, clerk):
    row = innovation.accepted(unit, chair, clerk)
    with pytest.raises(ValidationError, match="请先登记年效益"):
        entries.confirm_finance(row, by=chair, version=row.version, name="会计", day=today())
    row = entries.set_benefit(row, by=chair, version=row.version, **SUMS)
    assert row.annual_benefit == Decimal("8000.00")
    row = entries.confirm_finance(row, by=chair, version=row.version, name="会计", day=today())
    row = entries.set_benefit(row, by=chair, version=row.version, **{**SUMS, "effect": "另述"})
    assert row.finance_confirmed_by == "会计"
    row = entries.set_benefit(
        row, by=chair, version=row.version, **{**SUMS, "investment": Decimal(0)}
    )
    assert (row.annual_benefit, row.finance_confirmed_by, row.finance_confirmed_on) == (
        Decimal("10000.00"), "", None,
    )  # fmt: skip


def test_a_negative_sum_is_refused_by_form_and_by_database(unit, chair):
    with pytest.raises(ValidationError, match="不能是负数"):
        innovation.draft(unit, chair, old_cost=Decimal(-1))
    entry = innovation.draft(unit, chair)
    with pytest.raises(IntegrityError, match="old_cost_not_negative"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(old_cost=-1)


def test_after_the_evaluation_the_benefit_stands(unit, chair, clerk):
    row = innovation.evaluated(unit, chair, clerk)
    with pytest.raises(ValidationError, match="已评审"):
        entries.set_benefit(row, by=chair, version=row.version, **SUMS)


# --- level, adoption -----------------------------------------------------------------------------


def test_levels_go_up_only_after_an_award(unit, chair, clerk, leader):
    row = innovation.evaluated(unit, chair, clerk)
    with pytest.raises(ValidationError, match="表彰后"):
        entries.raise_level(row, "county", by=clerk, version=row.version, reason="推荐")
    row = innovation.awarded(unit, chair, clerk, leader)
    assert row.level == "township"
    row = entries.raise_level(row, "county", by=clerk, version=row.version, reason="推荐")
    assert row.level == "county"
    for level in ("township", "county", "moon"):
        with pytest.raises(ValidationError, match="应高于"):
            entries.raise_level(row, level, by=clerk, version=row.version, reason="推荐")
    with pytest.raises(PermissionDenied):
        entries.raise_level(row, "city", by=chair, version=row.version, reason="推荐")


def test_a_promoted_entry_is_taken_over_by_other_units_once_each(
    unit, other_unit, chair, other_chair, clerk, leader
):
    entry = innovation.awarded(unit, chair, clerk, leader)
    row = Adoption(entry=entry, union=other_unit, adopted_on=today(), effect="省料")
    with pytest.raises(ValidationError, match="只有已推广"):
        entries.adopt(row, by=other_chair)
    move_entry(entry, "promote", by=clerk)
    with pytest.raises(PermissionDenied):
        entries.adopt(row, by=chair)
    entries.adopt(row, by=other_chair)
    again = Adoption(entry=entry, union=other_unit, adopted_on=today())
    with pytest.raises(ValidationError, match="已登记应用"):
        entries.adopt(again, by=clerk)
    with pytest.raises(ValidationError, match="自己的成果"):
        entries.adopt(Adoption(entry=entry, union=unit, adopted_on=today()), by=chair)


# --- calls -------------------------------------------------------------------------------------


def test_only_the_federation_calls(federation, unit, chair, clerk):
    with pytest.raises(PermissionDenied):
        innovation.call(federation, chair)
    call = innovation.call(federation, clerk)
    call.closes_on = call.opens_on - datetime.timedelta(1)
    with pytest.raises(ValidationError, match="截止日期不能早于"):
        calls.save_call(call, by=clerk)


def test_the_shelves_show_a_stranger_only_what_was_promoted(
    unit, other_unit, chair, other_chair, clerk, leader
):
    innovation.awarded(unit, chair, clerk, leader)
    promoted = innovation.promoted(unit, chair, clerk, leader)
    assert list(Entry.showcase.visible_to(other_chair)) == [promoted]
    assert not Entry.objects.visible_to(other_chair).exists()
    assert Entry.showcase.visible_to(chair).count() == 2
