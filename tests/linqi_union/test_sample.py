"""The sample township: the published figures restated, and aid at every stage for a first look."""

import datetime
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import JournalEntry, User
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
from governance.models import Activity, Deed, Honour, Regulation, RegulationVersion
from innovation import studio_checks
from innovation.models import Author, Entry, Picture, Studio
from linqi_union import audit, published
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
    "innovation.kinds": ("5", "5"),
    "innovation.beio_items_per_year_min": ("≥ 30", "32"),
    "good_deed.award_date": ("2016-04-20", "2016-04-20"),
    "good_deed.award_grade": ("2", "2"),
    "good_deed.rescue_date": ("2009-05-19", "2009-05-19"),
    "good_deed.fire_month": ("2013-10", "2013-10"),
    "union.rule_documents_named": ("5", "5"),
    "union.hangzhou_standardisation_award_year": ("2013", "2013"),
    "innovation.county_studio_award_year": ("2014", "2014"),
}


def test_every_recorded_figure_agrees_and_sums_stand_to_the_yuan(sample):
    lines = printed()
    assert not [line for line in lines.values() if line.differs]
    for key, (expected, found) in RESTATED.items():
        assert (lines[key].expected, lines[key].found) == (expected, found), key


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


def test_the_journal_reads_in_chinese(sample):
    """Whatever deed of the sample is journaled, no code of a program is left in its details."""
    told = {
        f"{label}：{text}" for entry in JournalEntry.objects.all()
        for label, text in audit.details(entry)
    }  # fmt: skip
    assert len(told) > 100
    codes = {line for line in told if re.search(r"[a-z_]{4,}", line.replace("image/png", ""))}
    assert not codes


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


def test_entries_stand_at_every_stage_and_the_studio_is_of_2014(sample):
    live = Entry.objects.filter(historical=False)
    assert set(live.values_list("status", flat=True)) == {
        "draft", "submitted", "returned", "declined", "trial", "evaluated", "promoted",
    }  # fmt: skip
    assert Entry.objects.filter(historical=True).count() == 194
    # Every author of the old lists is a member, and nobody judged her own.
    named = Author.objects.filter(entry__historical=True)
    assert named.filter(member__isnull=False).count() > 0.9 * named.count()


def test_the_studio_of_2014_is_complete_and_the_other_one_thin(sample):
    studio, thin = Studio.objects.order_by("founded_on")
    assert (studio.level, studio.certified_on.year) == ("county", 2014)
    assert today() < studio.recheck_on < today() + datetime.timedelta(days=60)
    assert studio.team.on(today()).count() == 5 and studio.projects.count() == 3
    assert studio.projects.filter(entry__status="awarded").exists()
    marks = {
        row: studio_checks.shortfall(
            studio_checks.marks(row, row.team.all(), row.projects.all(), today())
        )
        for row in (studio, thin)
    }
    assert marks[studio] == 0 and marks[thin] > 3
    shown = Picture.objects.filter(entry__isnull=False)
    assert shown.filter(kind="改进后照片").count() == 6


def test_regulations_activities_and_deeds_stand_and_say_that_they_are_samples(sample):
    assert all(
        "示例文本" in text for text in RegulationVersion.objects.values_list("text", flat=True)
    )
    assert set(Regulation.objects.values_list("title", flat=True)) == set(
        township.FACTS["names"]["regulations"]
    )
    years = set(Activity.objects.values_list("day__year", flat=True))
    assert {2014, 2015, 2016} < years
    brave = Honour.objects.get(kind="bravery").member
    assert set(Deed.objects.values_list("member", flat=True)) == {brave.pk}
    assert brave.birth_date.year < 1985
    assert Honour.objects.filter(kind="activist").count() == 14
