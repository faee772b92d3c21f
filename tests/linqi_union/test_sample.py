"""The sample township: the published figures restated, and aid at every stage for a first look."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from assistance import checks, deadlines
from assistance.case_codes import CaseStatus, TakeoverStatus
from assistance.codes import LineStatus, ObjectionStatus
from assistance.models import (
    Application,
    FamilyPerson,
    Fund,
    HardshipFile,
    Line,
    Notice,
    Objection,
    RightsCase,
    Takeover,
)
from assistance.services import funds, notices
from core import history
from core.periods import today
from linqi_union import published
from linqi_union.sample import township
from unions.models import Role


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[dict[str, str]]]:
    """Loaded once for all tests of this file, each of which then changes what it likes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield township.load()
        transaction.set_rollback(True)


@pytest.fixture
def sample(_loaded: list[dict[str, str]], db: None) -> list[dict[str, str]]:
    return _loaded


def printed() -> dict[str, published.Line]:
    return {line.key: line for line in published.lines()}


# --- the published figures -----------------------------------------------------------------------

RESTATED = {
    "aid.stoppage_subsidy_min": ("≥ 30000", "31,060.00"),
    "aid.homecoming_subsidy_min": ("≥ 40000", "40,680.00"),
    "aid.hardship_and_student_aid_min": ("≥ 100000", "105,600.00"),
    "aid.total_min": ("≥ 170000", "177,340.00"),
    "aid.max_household_year_min": ("≥ 10000", "11,000.00"),
    "aid.max_household_count": ("1", "1"),
    "aid.period_years": ("2", "2"),
    "union.members": ("1017", "1017"),
    "union.rights_action_year": ("2012", "2012"),
    "union.rights_action_count": ("1", "1"),
}


def test_every_recorded_figure_agrees_and_sums_stand_to_the_yuan(sample):
    lines = printed()
    assert not [line for line in lines.values() if line.differs]
    for key, (expected, found) in RESTATED.items():
        assert (lines[key].expected, lines[key].found) == (expected, found), key
    assert lines["innovation.kinds"].found is None


def test_a_sum_above_what_was_printed_does_not_differ(sample):
    line = Line.objects.filter(application__programme__code="stoppage_subsidy", status="paid")
    one = line.order_by("pk").first()
    one.amount += 1000
    history.save(one, by=None)
    restated = printed()["aid.stoppage_subsidy_min"]
    assert (restated.found, restated.differs) == ("32,060.00", False)


def test_the_command_prints_both_and_fails_where_one_is_below(sample):
    out = io.StringIO()
    call_command("published_figures", stdout=out)
    said = " ".join(out.getvalue().split())
    assert "aid.stoppage_subsidy_min 公布 ≥ 30000 记录 31,060.00" in said
    for line in Line.objects.filter(application__programme__code="homecoming_subsidy")[:10]:
        line.amount = Decimal("0.01")
        history.save(line, by=None)
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"aid\.homecoming_subsidy_min"):
        call_command("published_figures", stdout=out)
    assert "不符 aid.homecoming_subsidy_min" in out.getvalue()


# --- what there is to look at ------------------------------------------------------------------


def test_every_role_signs_in_and_payouts_find_four_people(sample):
    assert {row["role"] for row in sample} == set(Role.values)
    clerks = [row["username"] for row in sample if row["role"] == "clerk"]
    assert clerks == ["clerk", "clerk2"]
    done = Application.objects.get(status="archived", historical=False)
    people = dict(done.parts.values_list("duty", "person__username"))
    assert people == {
        "entered": "chair2", "reviewed": "clerk", "approved": "leader", "paid": "clerk2",
    }  # fmt: skip


def test_applications_stand_at_every_stage(sample):
    live = Application.objects.filter(historical=False)
    assert set(live.values_list("status", flat=True)) == {
        "draft", "returned", "submitted", "deliberated", "on_notice", "approved", "archived",
    }  # fmt: skip
    old = Line.objects.filter(application__historical=True, application__status="archived")
    assert old.filter(status=LineStatus.PAID).count() == 304
    leader = User.objects.get(username="leader")
    over = [row for row in live.filter(status="on_notice") if row.notice.ends_on < today()]
    ready, above = sorted(over, key=lambda row: bool(checks.within_ceilings(row, leader)))
    assert checks.within_ceilings(above, leader) and not checks.within_ceilings(ready, leader)
    assert not checks.notice_over(ready)
    assert above.countersigns.get().signed_by is None
    states = set(Line.objects.filter(application__in=live).values_list("status", flat=True))
    assert {LineStatus.PAID, LineStatus.FAILED, LineStatus.ORDERED, LineStatus.APPROVED} <= states


def test_one_notice_stands_with_an_objection_and_names_no_child(sample):
    (standing,) = [n for n in Notice.objects.all() if notices.is_standing(n, today())]
    assert Objection.objects.get().notice == standing
    assert standing.objections.get().status == ObjectionStatus.OPEN
    shown = " ".join(Notice.objects.values_list("entries__shown_name", flat=True))
    assert "之女" in shown and "小雨" not in shown


def test_funds_are_sound_and_of_this_year(sample):
    found = list(Fund.objects.all())
    assert {fund.source for fund in found} == {"state", "own", "upper"}
    for fund in found:
        balance = funds.balance(fund)
        assert fund.year == today().year and not funds.faults(fund)
        assert balance.available > 0 and balance.allocated > 0
    assert funds.balance(Fund.objects.get(source="own")).spent == 1500 + 900


def test_households_are_on_file_with_one_check_overdue(sample):
    open_files = HardshipFile.objects.on(today())
    overdue = [file for file in open_files if file.recheck_due < today()]
    assert len(open_files) == 6 and len(overdue) == 1
    assert HardshipFile.objects.filter(exit_reason="relieved").count() == 1
    assert all(row.id_number.startswith("99") for row in FamilyPerson.objects.all())
    assert not [file for file in open_files if file.reviewed_by_id == file.opened_by_id]


def test_rights_cases_one_over_one_with_a_clock_one_handed_up(sample):
    old = RightsCase.objects.get(received_on__year=2012)
    assert (old.status, old.historical) == (CaseStatus.CLOSED, True)
    assert old.holder == old.union.parent and old.holdings.count() == 2
    clock = RightsCase.objects.get(status=CaseStatus.MEDIATING)
    assert [c for c in deadlines.of_cases([clock])[clock.pk] if c.running]
    waiting = Takeover.objects.get()
    assert (waiting.status, waiting.case.status) == (TakeoverStatus.ASKED, CaseStatus.ACCEPTED)


def test_nobody_in_the_sample_has_a_real_number(sample):
    assert not Line.objects.filter(id_number__isnull=True).exists()
    for number in Line.objects.values_list("id_number", flat=True):
        assert number.startswith("99")
