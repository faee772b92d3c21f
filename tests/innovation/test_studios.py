"""Studios: founded by the unit, named and re-checked by the federation, ended with everybody."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry
from core.periods import months_before, today
from core.workflow import Stale
from innovation import studio_checks
from innovation.models import Studio, StudioMember
from innovation.services import studio_team, studios
from tests.accounts.test_journal import in_threads, shared_database  # noqa: F401
from tests.factories import innovation, people, rows
from tests.factories import studios as made
from unions import duties
from unions.duties import Asking
from unions.models import Rule
from unions.scope import scope_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.date(2014, 12, 26)


def test_the_unit_founds_and_its_leader_is_the_first_of_the_team(unit, chair):
    leader = people.member(unit, "沈领头")
    row = made.studio(unit, chair, leader)
    assert [(m.member, m.since) for m in row.team.all()] == [(leader, row.founded_on)]
    entry = JournalEntry.objects.latest("seq")
    assert "工作室" in entry.summary and row.name not in entry.summary
    assert row.history.get().history_user == chair


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_founds_changes_or_ends(unit, chair, who, request):
    row, by = made.studio(unit, chair), request.getfixturevalue(who)
    before = rows.fingerprint()
    for deed in (
        lambda: made.studio(unit, by),
        lambda: studios.change(row, by=by, version=1),
        lambda: studios.dissolve(row, by=by, version=1, day=today(), reason="停"),
        lambda: made.joined(row, "某", by),
        lambda: made.project(row, by),
        lambda: made.certified(row, by),
        lambda: studios.recheck(row, by=by, version=1, day=today(), passed=True),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert rows.fingerprint() == before


def test_the_unit_does_not_name_itself(unit, chair):
    row = made.studio(unit, chair)
    with pytest.raises(PermissionDenied):
        made.certified(row, chair)
    assert Studio.objects.get().level == "unit"


def test_a_form_carries_no_level(unit, chair):
    row = made.studio(unit, chair)
    row.level, row.certificate_no, row.site = "city", "自封", "三楼"
    after = studios.change(row, by=chair, version=row.version)
    assert (after.level, after.certificate_no, after.site) == ("unit", "", "三楼")


def test_named_with_the_next_recheck_by_the_rule_of_that_day(unit, chair, clerk):
    row = made.certified(made.studio(unit, chair), clerk)
    assert (row.level, row.recheck_on) == ("county", datetime.date(2017, 12, 26))
    rule = Rule.objects.get(code="studio_recheck_months")
    rule.until = datetime.date(2020, 1, 1)
    rule.save()
    Rule.objects.create(code=rule.code, label=rule.label, value=12, since=rule.until)
    row = studios.recheck(row, by=clerk, version=row.version, day=datetime.date(2019, 12, 31),
                          passed=True)  # fmt: skip
    assert row.recheck_on == datetime.date(2022, 12, 31)
    row = studios.recheck(row, by=clerk, version=row.version, day=datetime.date(2020, 2, 29),
                          passed=True)  # fmt: skip
    assert row.recheck_on == datetime.date(2021, 2, 28)


def test_a_name_goes_up_and_only_a_failed_recheck_takes_it_away(unit, chair, clerk):
    row = made.certified(made.studio(unit, chair), clerk, "township")
    row = made.certified(row, clerk, "county", LONG_AGO + DAY)
    with pytest.raises(ValidationError, match="不能低于"):
        made.certified(row, clerk, "township")
    ask = {"by": clerk, "day": today(), "passed": False}
    with pytest.raises(ValidationError, match="写明原因"):
        studios.recheck(row, version=row.version, **ask)
    row = studios.recheck(row, version=row.version, reason="两年无成果", **ask)
    assert (row.level, row.certified_on, row.recheck_on) == ("unit", None, None)
    with pytest.raises(ValidationError, match="还没有命名"):
        studios.recheck(row, version=row.version, **ask)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"founded_on": today() + DAY}, "晚于今天"),
        ({"name": " "}, "不能为空"),
        ({"yearly_funds": -1}, "不能是负数"),
    ],
)
def test_what_cannot_be_is_refused(unit, chair, changes, words):
    with pytest.raises(ValidationError, match=words):
        made.studio(unit, chair, **changes)
    assert not Studio.objects.exists()


@pytest.mark.parametrize("day", [made.FOUNDED - DAY, today() + DAY])
def test_days_lie_between_founding_and_today(unit, chair, clerk, day):
    row = made.studio(unit, chair)
    for deed in (
        lambda: made.certified(row, clerk, day=day),
        lambda: studios.dissolve(row, by=chair, version=1, day=day, reason="停"),
        lambda: made.joined(row, "某", chair, since=day),
        lambda: made.project(row, chair, began_on=day),
    ):
        with pytest.raises(ValidationError):
            deed()


def test_an_older_page_changes_nothing(unit, chair, clerk):
    row = made.studio(unit, chair)
    made.certified(Studio.objects.get(), clerk)
    with pytest.raises(Stale):
        studios.change(row, by=chair, version=row.version)
    with pytest.raises(Stale):
        studios.dissolve(row, by=chair, version=row.version, day=today(), reason="停")


def test_the_same_name_twice_in_a_union_is_refused(unit, other_unit, chair, other_chair):
    made.studio(unit, chair, name="夹具工作室")
    made.studio(other_unit, other_chair, name="夹具工作室")
    with pytest.raises(ValidationError, match="同名"):
        made.studio(unit, chair, name="夹具  工作室".replace("  ", ""))


def test_ended_it_takes_everybody_along_and_nothing_more(unit, chair, clerk):
    row = made.studio(unit, chair)
    made.joined(row, "早来", chair)
    made.joined(row, "今来", chair, since=today())
    row.refresh_from_db()
    row = studios.dissolve(row, by=chair, version=row.version, day=today(), reason="车间搬迁")
    assert not row.team.open().exists()
    assert row.team.get(full_name="早来").until == today()
    assert row.team.get(full_name="今来").is_voided
    for deed in (
        lambda: made.joined(row, "某", chair),
        lambda: made.project(row, chair),
        lambda: made.certified(row, clerk),
        lambda: studios.change(row, by=chair, version=row.version),
    ):
        with pytest.raises(ValidationError, match="已撤销"):
            deed()


# --- team and projects -------------------------------------------------------------------------


def test_nobody_joins_twice_and_who_left_may_come_again(unit, chair):
    row, member = made.studio(unit, chair), people.member(unit, "沈秀英")
    mine = made.joined(row, member, chair)
    with pytest.raises(ValidationError, match="已在"):
        made.joined(row, member, chair)
    studio_team.leave(mine, by=chair, day=today())
    with pytest.raises(ValidationError, match="当时还在"):
        made.joined(row, member, chair, since=today() - DAY)
    made.joined(row, member, chair, since=today())
    assert row.team.filter(member=member).count() == 2


@pytest.fixture
def standing(transactional_db, unit, chair):
    """Made before the copy that the threads write to."""
    return made.studio(unit, chair)


def test_two_clicks_at_once_join_her_once(standing, chair, shared_database):  # noqa: F811
    row = standing
    found = in_threads(*[lambda: made.joined(row, "同一人", chair)] * 2)
    assert sum(isinstance(one, StudioMember) for one in found) == 1
    told = next(one for one in found if isinstance(one, Exception))
    assert isinstance(told, ValidationError) and "已在" in str(told)


def test_the_leader_hands_over_before_leaving(unit, chair):
    row = made.studio(unit, chair, "王领衔")
    first = row.team.get()
    for deed in (
        lambda: studio_team.leave(first, by=chair, day=today()),
        lambda: studio_team.strike_member(first, by=chair, reason="误"),
    ):
        with pytest.raises(ValidationError, match="领衔人"):
            deed()
    row.leader_name = "李接任"
    row = studios.change(row, by=chair, version=row.version)
    assert set(row.team.open().values_list("full_name", flat=True)) == {"王领衔", "李接任"}
    studio_team.leave(first, by=chair, day=today())


def test_struck_out_counts_for_no_day_and_only_once(unit, chair):
    row = made.studio(unit, chair)
    mine = made.joined(row, "误登", chair)
    with pytest.raises(ValidationError, match="原因"):
        studio_team.strike_member(mine, by=chair, reason=" ")
    studio_team.strike_member(mine, by=chair, reason="重名")
    with pytest.raises(ValidationError, match="已经作废"):
        studio_team.strike_member(mine, by=chair, reason="重名")
    project = made.project(row, chair)
    studio_team.strike_project(project, by=chair, reason="误登")
    project.refresh_from_db()
    assert project.voided_reason == "误登"


def test_a_project_leads_to_an_entry_of_its_own_unit(unit, other_unit, chair, other_chair):
    row = made.studio(unit, chair)
    mine = innovation.submitted(unit, chair)
    strange = innovation.submitted(other_unit, other_chair)
    project = made.project(row, chair, began_on=made.FOUNDED)
    ask = {"by": chair, "ended_on": today(), "result": "脱模用时减半"}
    with pytest.raises(ValidationError, match="本工会"):
        studio_team.report(project, entry=strange, **ask)
    with pytest.raises(ValidationError, match="写明成果"):
        studio_team.report(project, entry=None, **{**ask, "result": ""})
    assert studio_team.report(project, entry=mine, **ask).entry == mine
    assert list(studio_team.entries_of(row)) == [mine]


# --- marks and the clock -----------------------------------------------------------------------


def marks(row):
    found = studio_checks.marks(row, row.team.all(), row.projects.all(), today())
    return {mark.label: mark.tone for mark in found}


def test_a_bare_studio_lacks_what_districts_ask(unit, chair):
    row = made.studio(unit, chair, site="", sign=False, facilities="", rules="",
                      yearly_funds=None, leader_title="")  # fmt: skip
    assert set(marks(row).values()) == {"bad"}
    assert studio_checks.shortfall(
        studio_checks.marks(row, row.team.all(), [], today())
    ) == len(marks(row))  # fmt: skip


def test_a_whole_one_meets_all(unit, chair):
    row = made.studio(unit, chair)
    for name in ("甲", "乙"):
        made.joined(row, name, chair)
    made.project(row, chair)
    made.project(row, chair, began_on=months_before(today(), 3), ended_on=today(), result="成")
    assert set(marks(row).values()) == {"ok"}


@pytest.mark.parametrize(
    ("title", "tone"),
    [
        ("高级工", "ok"), ("高级技师", "ok"), ("工程师", "ok"), ("高级工程师", "ok"),
        ("中级工", "bad"), ("助理工程师", "bad"), ("", "bad"), ("班组长", "warn"),
    ],
)  # fmt: skip
def test_leaders_title(unit, chair, title, tone):
    assert marks(made.studio(unit, chair, leader_title=title))["领衔人"] == tone


def test_thresholds_are_dated_rules_and_results_of_a_year(unit, chair):
    row = made.studio(unit, chair)
    for name in ("甲", "乙"):
        made.joined(row, name, chair)
    old = months_before(today(), 12)
    made.project(row, chair, began_on=old - DAY, ended_on=old, result="旧")
    assert marks(row)["团队人数"] == "ok" and marks(row)["近一年成果"] == "bad"
    Rule.objects.filter(code="studio_team_least").update(value=5)
    assert marks(row)["团队人数"] == "bad"


def due(user=None):
    asking = Asking(scope_of(user) if user else None, today())
    return [d for d in duties.gather(asking) if d.clock.code == "studio_recheck"]


def test_the_board_tells_of_a_recheck_until_it_is_recorded(unit, chair, other_chair, clerk):
    row = made.certified(made.studio(unit, chair), clerk)
    (duty,) = due(clerk)
    assert (duty.subject, duty.overdue, duty.union_id) == (row.name, True, unit.pk)
    assert len(due(chair)) == len(due()) == 1 and due(other_chair) == []
    studios.recheck(row, by=clerk, version=row.version, day=today(), passed=True)
    assert due(clerk) == []


def test_the_clock_looks_ahead_by_its_rule_and_forgets_the_ended(unit, chair, clerk):
    row = made.certified(made.studio(unit, chair), clerk, day=months_before(today(), 34))
    assert len(due(clerk)) == 1
    Rule.objects.filter(code="studio_recheck_notice_months").update(value=1)
    assert due(clerk) == []
    Rule.objects.filter(code="studio_recheck_notice_months").update(value=3)
    studios.dissolve(row, by=chair, version=row.version, day=today(), reason="停")
    assert due(clerk) == []
