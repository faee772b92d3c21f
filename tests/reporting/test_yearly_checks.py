"""Logic checks are rows: each finds what it is for, and holds back the export of a year."""

import datetime
import io
import itertools
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry
from core.workflow import Stale
from members.services import memberships
from reporting.models import Explanation, LogicCheck, YearlySheet
from reporting.models.yearly import is_number
from reporting.services import yearly
from reporting.yearly_checks import evaluate, findings
from reporting.yearly_indicators import BY_CODE
from reporting.yearly_rules import CHECKS
from tests.factories import people
from tests.reporting import yearly as made

D = datetime.date
pytestmark = pytest.mark.django_db


def found(union, year=None):
    return {f.check.code: f for f in findings([union], year or made.year())}


@pytest.fixture
def crowded(unit, clerk):
    """Two members, one worker."""
    made.too_many_members(unit, clerk)
    return unit


@pytest.mark.parametrize("code", [row[0] for row in CHECKS])
def test_each_check_finds_what_it_is_for(code):
    """Over all small values of its indicators: found exactly where the relation does not hold."""
    check = LogicCheck.objects.get(code=code)
    sides = [[] if is_number(side) else side.split("+") for side in (check.left, check.right)]
    names = [*sides[0], *sides[1]]
    holds = {"le": lambda a, b: a <= b, "ge": lambda a, b: a >= b, "eq": lambda a, b: a == b}
    broken = 0
    for numbers in itertools.product((0, 1, 2), repeat=len(names)):
        values = {name: {7: number} for name, number in zip(names, numbers, strict=True)}
        left = sum(numbers[: len(sides[0])])
        right = sum(numbers[len(sides[0]) :]) if sides[1] else int(check.right)
        finding = evaluate([check], values, [7])
        assert bool(finding) is not holds[check.operator](left, right), numbers
        broken += bool(finding)
        if finding:
            assert (finding[0].left, finding[0].right) == (left, right)
            assert all(BY_CODE[n].label.removeprefix("其中：") in finding[0].told for n in names)
    assert broken


def test_every_first_check_names_indicators_and_is_sound():
    for check in LogicCheck.objects.all():
        check.full_clean()
        assert check.mend
    assert LogicCheck.objects.count() == len(CHECKS)


def test_what_is_not_known_is_not_judged(unit):
    people.member(unit, since=D(2012, 1, 1))
    assert "members-workers" not in found(unit)
    made.workers(unit, 0)
    assert found(unit)["members-workers"].told == ("期末会员（1），应不大于职工＋保留会籍（0）")


def test_the_balance_of_a_year_holds_through_every_movement(unit, other_unit, clerk):
    person = people.member(unit, "甲", since=D(2012, 1, 1))
    people.member(unit, "乙", since=made.IN)
    memberships.leave(person, "withdraw", made.IN, by=clerk, reason="本人申请")
    kept = people.member(unit, "丙", since=D(2012, 1, 1))
    memberships.retain(kept, made.IN, by=clerk, reason="退休")
    assert "members-balance" not in found(unit)


def test_a_check_holds_for_years_whose_end_it_is_in_force_on(crowded, clerk):
    check = LogicCheck.objects.get(code="members-workers")
    check.until = D(2016, 9, 30)
    yearly.save_check(check, by=clerk)
    assert "members-workers" in found(crowded, made.year(2015))
    assert "members-workers" not in found(crowded)
    again = LogicCheck(
        code="members-workers", left="members", operator="lt", right="3", message="小会",
        mend="改", severity="error", since=D(2016, 9, 30),
    )  # fmt: skip
    yearly.save_check(again, by=clerk)
    assert "members-workers" not in found(crowded)
    again.since = D(2016, 1, 1)
    with pytest.raises(ValidationError, match="先终止"):
        yearly.save_check(again, by=clerk)


@pytest.mark.parametrize("side", ["nothing", "members+", "12", "members-women", "", "__import__"])
def test_a_side_that_names_no_indicator_is_refused(side, clerk):
    check = LogicCheck.objects.first()
    check.left = side
    with pytest.raises(ValidationError) as refused:
        yearly.save_check(check, by=clerk)
    assert "left" in refused.value.message_dict


def test_only_clerks_at_the_root_set_checks(leader, chair, administrator):
    for user in (leader, chair, administrator):
        with pytest.raises(PermissionDenied):
            yearly.save_check(LogicCheck.objects.first(), by=user)


# --- export ------------------------------------------------------------------------------------


def export(browser, union, year=made.YEAR):
    return browser.post(f"/reports/yearly/{union.pk}/{year}/export/")


def explained(union, by, note="临时工未计入上报数", code="members-workers"):
    return yearly.explain(found(union)[code], union, made.year(), by=by, note=note)


def book(answer):
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_export_is_refused_while_an_error_stands(crowded, clerk, chair, client_of):
    for user, union in ((clerk, crowded.parent), (chair, crowded)):
        browser = client_of(user)
        answer = export(browser, union)
        assert answer.status_code == 302
        page = browser.get(answer.url.split("#")[0]).content.decode()
        assert "还有 1 家工会的 1 项错误没有改正或说明，不能导出" in page
    assert not JournalEntry.objects.filter(kind="export").exists()


def test_once_explained_it_is_exported_in_the_sheets_layout(crowded, clerk, chair, client_of):
    explained(crowded, chair)
    made.filled(crowded, chair, women_workers=1, reviewer="李审核")
    sheets = book(export(client_of(clerk), crowded))
    assert sheets.sheetnames == [
        "封面", "表1　组织", "表2　会员", "表3　工会干部", "表4　民主管理与活动", "表5　帮扶",
        "表6　维权", "表7　经济技术", "表8　经费",
    ]  # fmt: skip
    cover = [tuple(c.value for c in row) for row in sheets["封面"].iter_rows()]
    assert ("902", "工会名称", crowded.name) in cover
    assert ("903", "行政区划代码", "330127") in cover
    assert ("904", "工会类型", "1　单独基层工会") in cover
    rows = [tuple(c.value for c in row) for row in sheets["表2　会员"].iter_rows()]
    assert ("期末会员", "人", "206", 2) in rows
    assert "填表人：张填表　审核人：李审核" in rows[-1][0]
    assert JournalEntry.objects.filter(union_id=crowded.pk, kind="export").count() == 1


def test_a_federations_workbook_has_a_union_a_row(crowded, other_unit, clerk, client_of):
    explained(crowded, clerk)
    sheets = book(export(client_of(clerk), crowded.parent))
    rows = [[c.value for c in row] for row in sheets["表2　会员"].iter_rows()]
    head = next(row for row in rows if row[0] == "序号")
    place = head.index("206 期末会员（人）")
    by_name = {row[2]: row[place] for row in rows if row[2]}
    assert by_name["合计"] == 2
    assert by_name[crowded.name] == 2
    assert by_name[other_unit.name] == 0


def test_an_explanation_holds_for_its_two_values_only(crowded, chair, client_of):
    explained(crowded, chair)
    assert not found(crowded)["members-workers"].blocks
    people.member(crowded, "又一人", since=D(2013, 1, 1))
    assert found(crowded)["members-workers"].blocks
    assert found(crowded, made.year(2015))["members-workers"].blocks
    explained(crowded, chair, note="再说明")
    assert Explanation.objects.get().note == "再说明"
    assert Explanation.history.count() == 2


def test_warnings_keep_nothing_from_export(unit, clerk, client_of):
    assert any(not finding.is_error for finding in found(unit).values())
    assert export(client_of(clerk), unit).status_code == 200


def test_nothing_to_export_before_the_first_union(federation, clerk, client_of):
    browser = client_of(clerk)
    answer = export(browser, federation)
    assert "没有基层工会" in browser.get(answer.url).content.decode()


# --- the sheet ----------------------------------------------------------------------------------


def test_what_is_filled_in_keeps_the_first_of_two_at_once(unit, chair, clerk):
    made.filled(unit, chair)
    with pytest.raises(Stale):
        made.filled(unit, clerk)
    row = YearlySheet.objects.get()
    row.women_workers = 5
    yearly.fill(row, by=chair, version=1)
    assert (row.version, YearlySheet.history.count()) == (2, 2)


def test_whose_sheet_it_is(unit, other_chair, leader):
    for user in (other_chair, leader):
        with pytest.raises(PermissionDenied):
            made.filled(unit, user)


def test_a_supplied_amount_cannot_be_negative(unit, chair):
    with pytest.raises(ValidationError, match="不能是负数"):
        made.filled(unit, chair, funds_income=Decimal("-1"))
