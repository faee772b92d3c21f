"""困难类别 over time, yearly re-checks and when they are due, and the sum that advises."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from assistance.models import CategoryPeriod, FileCheck, HardshipFile
from assistance.rechecks import bases_due_by, due_after
from assistance.services import file_checks, file_figures, files, hardship
from core.periods import today
from tests.factories import households, people, rows
from unions.models import Rule

D = datetime.date


@pytest.fixture
def file(unit, chair):
    return households.file(people.member(unit), chair)


def held(file, day):
    period = CategoryPeriod.objects.on(day).filter(file=file).first()
    return period and period.category


def on(day):
    """Noon of that day in China."""
    return time_machine.travel(
        datetime.datetime(day.year, day.month, day.day, 4, tzinfo=datetime.UTC)
    )


def test_one_category_follows_another(file, chair):
    file_checks.set_category(file, "relative", D(2017, 6, 1), by=chair, basis="收入增加")
    days = (D(2016, 2, 29), D(2016, 3, 1), D(2017, 5, 31), D(2017, 6, 1))
    assert [held(file, day) for day in days] == [None, "deep", "deep", "relative"]


def test_on_its_first_day_a_category_was_a_mistake(file, chair):
    file_checks.set_category(file, "accident", file.opened_on, by=chair, basis="登错")
    assert held(file, today()) == "accident"
    assert [c.category for c in CategoryPeriod.objects.filter(voided_at__isnull=False)] == ["deep"]


@pytest.mark.parametrize(
    ("category", "day", "basis", "where"),
    [
        ("deep", D(2018, 1, 1), "x", "category"),
        ("rich", D(2018, 1, 1), "x", "category"),
        ("relative", D(2016, 2, 29), "x", "day"),
        ("relative", today() + datetime.timedelta(1), "x", "day"),
        ("relative", D(2018, 1, 1), " ", "basis"),
    ],
)
def test_a_category_that_cannot_be_is_refused(category, day, basis, where, file, chair):
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refusal:
        file_checks.set_category(file, category, day, by=chair, basis=basis)
    assert list(refusal.value.message_dict) == [where]
    assert rows.fingerprint() == before


def test_a_check_keeps_changes_or_ends(unit, chair):
    kept, changed, ended = (households.file(people.member(unit), chair) for _ in range(3))
    day = D(2017, 3, 1)
    file_checks.check_file(kept, day, "keep", by=chair)
    file_checks.check_file(changed, day, "change", by=chair, category="relative", note="已就业")
    file_checks.check_file(ended, day, "exit", by=chair, exit_reason="relieved", note="已脱困")
    assert [held(f, day) for f in (kept, changed, ended)] == ["deep", "relative", None]
    ended.refresh_from_db()
    assert (ended.exited_on, ended.exit_reason) == (day, "relieved")
    assert FileCheck.objects.filter(checked_by=chair, day=day).count() == 3


@pytest.mark.parametrize(
    "asked",
    [
        {"result": "change", "category": "relative"},
        {"result": "change", "category": "", "note": "x"},
        {"result": "change", "category": "deep", "note": "x"},
        {"result": "exit", "note": "x"},
        {"result": "", "note": "x"},
        {"result": "keep", "day": D(2016, 2, 29)},
        {"result": "keep", "day": today() + datetime.timedelta(1)},
        {"result": "exit", "exit_reason": "left", "note": "x", "day": households.OPENED},
    ],
)
def test_a_check_that_lacks_something_changes_nothing(asked, file, chair):
    before = rows.fingerprint()
    with pytest.raises(ValidationError):
        file_checks.check_file(file, **{"day": D(2017, 3, 1), "by": chair, **asked})
    assert rows.fingerprint() == before


def test_one_check_a_day_and_no_exit_before_a_check(file, chair):
    file_checks.check_file(file, D(2017, 3, 1), "keep", by=chair)
    with pytest.raises(ValidationError, match="当天已有一次复核"):
        file_checks.check_file(file, D(2017, 3, 1), "keep", by=chair)
    with pytest.raises(ValidationError, match="还有复核记录"):
        files.exit_file(file, D(2017, 2, 1), "relieved", by=chair)


def test_spot_checks_are_the_federations(file, chair, clerk, leader):
    for user in (chair, leader):
        with pytest.raises(PermissionDenied):
            file_checks.check_file(file, today(), "keep", by=user, spot=True)
    check = file_checks.check_file(file, today(), "keep", by=clerk, spot=True)
    with pytest.raises(PermissionDenied):
        file_checks.void_check(check, by=chair, reason="x")
    assert file_figures.spot_checks(clerk, today().year) == (
        f"{today().year} 年已抽查 1 户，占在册 1 户的 100.0%（要求不低于 30%）"
    )


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (D(2016, 3, 1), D(2017, 3, 1)),
        (D(2016, 2, 29), D(2017, 2, 28)),
        (D(2019, 2, 28), D(2020, 2, 28)),
        (D(2016, 12, 31), D(2017, 12, 31)),
    ],
)
def test_a_check_is_due_after_twelve_months(opened, due, unit, chair):
    file = households.file(people.member(unit), chair, opened_on=opened)
    assert file.recheck_due == due


def test_a_check_moves_the_next_one_and_a_voided_one_does_not(file, chair):
    check = file_checks.check_file(file, D(2017, 5, 31), "keep", by=chair)
    assert file.recheck_due == D(2018, 5, 31)
    file_checks.void_check(check, by=chair, reason="日期写错")
    assert file.recheck_due == D(2017, 3, 1)
    with pytest.raises(ValidationError, match="已作废"):
        file_checks.void_check(check, by=chair, reason="x")
    file_checks.check_file(file, D(2017, 5, 31), "keep", by=chair)


def test_the_interval_is_a_rule(file):
    Rule.objects.filter(code="file_recheck_months").update(value=6)
    assert file.recheck_due == D(2016, 9, 1)


@pytest.mark.parametrize("months", [1, 6, 11, 12])
def test_due_by_a_day_is_the_reverse_of_due_after(months):
    """Every day of five years with two leap days, against the plain reading."""
    days = [D(2015, 1, 1) + datetime.timedelta(n) for n in range(5 * 366)]
    for day in days[400:1500]:
        due = [base for base in days if due_after(base, months) <= day]
        assert bases_due_by(day, months) == due[-1], day


def test_the_desk_lists_what_is_due_most_overdue_first(unit, other_unit, chair, clerk):
    opened = (D(2016, 4, 30), D(2016, 2, 29), D(2016, 3, 31), D(2016, 5, 1))
    made = [households.file(people.member(unit), clerk, opened_on=day) for day in opened]
    checked = households.file(people.member(unit), clerk, opened_on=D(2015, 1, 1))
    file_checks.check_file(checked, D(2016, 12, 31), "keep", by=clerk)
    mistaken = file_checks.check_file(made[1], D(2016, 12, 31), "keep", by=clerk)
    file_checks.void_check(mistaken, by=clerk, reason="登错档案")
    gone = households.file(people.member(unit), clerk, opened_on=D(2015, 1, 1))
    files.exit_file(gone, D(2016, 1, 1), "left", by=clerk)
    households.file(people.member(other_unit), clerk, opened_on=D(2015, 6, 1))
    with on(D(2017, 3, 31)):
        items = file_figures.due_checks(chair)
    assert [(item["due"], item["overdue"]) for item in items] == [
        (D(2017, 2, 28), True), (D(2017, 3, 31), True), (D(2017, 4, 30), False),
    ]  # fmt: skip
    assert made[1].number in items[0]["label"]
    assert made[1].head.full_name not in str(items)


def test_files_wait_for_a_reviewer_who_did_not_open_them(unit, chair, clerk, leader):
    households.file(people.member(unit), clerk)
    file = households.file(people.member(unit), chair)
    assert [item["count"] for item in file_figures.waiting(clerk)] == [1]
    assert file_figures.waiting(chair) == file_figures.waiting(leader) == []
    files.review_file(file, by=clerk)
    assert file_figures.waiting(clerk) == []


# --- the sum that advises ----------------------------------------------------------------------


def a_household(unit, chair, people_more=2, **figures):
    file = households.file(people.member(unit), chair, **figures)
    for n in range(people_more):
        households.person(file, chair, f"家人{n}")
    return HardshipFile.objects.get(pk=file.pk)


@pytest.fixture
def dibao(db):
    """600 yuan a person and month."""
    Rule.objects.filter(code="dibao_monthly").update(value=600)


@pytest.mark.parametrize(
    ("income", "spent", "category"),
    [
        ("21599.99", "0", "deep"),
        ("21600", "0", "relative"),
        ("33600", "12000.36", "deep"),
        ("43199.99", "0", "relative"),
        ("43200", "0", None),
        ("0", "5000", "deep"),
    ],
)
def test_the_line_is_drawn_per_person_and_month(income, spent, category, dibao, unit, chair):
    """Three people: 600 × 3 × 12 = 21,600; twice that is 43,200."""
    file = a_household(unit, chair, annual_income=Decimal(income), rigid_expenditure=Decimal(spent))
    assert hardship.suggest(file, today()).category == category


def test_the_sum_is_worked_out_in_words(dibao, unit, chair):
    file = a_household(unit, chair, annual_income=36000, rigid_expenditure=18000)
    assert hardship.suggest(file, today()).text == (
        "（36,000.00 − 18,000.00）÷ 12 ÷ 3 人 = 每人每月 500.00 元，低于低保标准 600.00 元"
    )


@pytest.mark.parametrize(
    ("cause", "spent", "category"),
    [
        ("accident", "160000.01", "accident"),
        ("accident", "160000", None),
        ("other", "199000", None),
    ],
)
def test_an_accident_needs_its_cause_and_its_costs(cause, spent, category, unit, chair):
    """Costs above 0.8 of the year's income; the low line is lowered out of the way."""
    Rule.objects.filter(code="dibao_monthly").update(value=1)
    file = a_household(
        unit, chair, annual_income=200000, rigid_expenditure=Decimal(spent), main_cause=cause
    )
    assert hardship.suggest(file, today()).category == category


def test_without_a_line_or_figures_nothing_is_suggested_but_said(unit, chair):
    empty = hardship.suggest(a_household(unit, chair), today())
    assert (empty.category, "不能测算" in empty.text) == (None, True)
    file = a_household(unit, chair, annual_income=100, rigid_expenditure=0)
    suggestion = hardship.suggest(file, today())
    assert suggestion.category is None
    assert "尚未设置低保标准" in suggestion.warnings[0]


def test_a_total_that_does_not_add_up_is_pointed_out(dibao, unit, chair):
    file = a_household(
        unit, chair, own_monthly_income=1000, other_annual_income=500, annual_income=12500
    )
    assert hardship.suggest(file, today()).warnings == []
    HardshipFile.objects.filter(pk=file.pk).update(annual_income=12400)
    file.refresh_from_db()
    assert "不一致" in hardship.suggest(file, today()).warnings[0]


def test_a_migrant_worker_needs_a_year_of_labour_relation(dibao, unit, chair):
    head = people.member(unit, is_migrant_worker=True)
    file = households.file(head, chair, opened_on=D(2016, 3, 1), work_started_on=D(2015, 3, 2))
    assert "农民工" in hardship.suggest(file, D(2016, 3, 1)).warnings[-1]
    assert hardship.suggest(file, D(2016, 3, 2)).warnings == []


def test_the_suggestion_never_blocks(dibao, unit, chair):
    rich = a_household(unit, chair, annual_income=900000, rigid_expenditure=0, category="deep")
    assert hardship.suggest(rich, today()).category is None
    file_checks.set_category(rich, "relative", D(2018, 1, 1), by=chair, basis="特殊原因，集体研究")
