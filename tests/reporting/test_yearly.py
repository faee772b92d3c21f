"""Each yearly indicator equals its rows; past years stay as they were; the year begins by rule."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.periods import today
from members import workflow
from members.services import memberships
from reporting import yearly, yearly_years
from reporting.yearly_indicators import BY_CODE, SUPPLIED, TABLE
from reporting.yearly_rows import behind
from tests.factories import people, records
from tests.reporting import yearly as made
from unions.models import Rule
from unions.services import life as union_life
from unions.services import rules as rule_service

D = datetime.date
SUMMED = {
    "cases_people": "group_size", "cases_recovered": "amount_recovered", "paid_amount": "amount",
    "contest_people": "participants", "activity_people": "participants",
    "entries_benefit": "annual_benefit", "activity_cost": "cost",
}  # fmt: skip
COUNTED = [indicator for indicator in TABLE if indicator.told != SUPPLIED]


@pytest.fixture
def busy(unit, other_unit, clerk, chair):
    made.full_year(unit, clerk, chair)
    return unit


def listed(indicator, union, user, year=None):
    """What the list behind a value adds up to."""
    report = behind(indicator, union, year or made.year())
    rows = list(report.all_rows(report.ask(user, {})))
    rows = [row for row in rows if not row.get("sum")]
    if indicator.code == "workers":
        return sum(int(row["figure"].value) for row in rows if row["figure"])
    if indicator.code == "people_helped":
        return len({row["id_number"] for row in rows})
    column = SUMMED.get(indicator.code)
    return sum(row[column] or 0 for row in rows) if column else len(rows)


def of(values, union):
    return {code: found[union.pk] for code, found in values.items()}


def test_every_value_of_a_union_equals_its_rows(busy, clerk, chair):
    values = of(yearly.compute([busy], made.year(), TABLE), busy)
    for indicator in COUNTED:
        value = values[indicator.code]
        assert listed(indicator, busy, clerk) == value, indicator.code
        assert listed(indicator, busy, chair) == value, indicator.code
        assert indicator.worth(busy, made.year()) == value, indicator.code


def test_every_sum_over_the_tree_equals_its_rows(busy, clerk):
    top = busy.parent
    values = yearly.compute([top], made.year(), TABLE)
    for indicator in COUNTED:
        sum_of_all = yearly.total(values, indicator)
        assert listed(indicator, top, clerk) == (sum_of_all or 0), indicator.code


def test_the_tree_and_the_union_say_the_same(busy, chair):
    whole = yearly.compute([busy.parent], made.year(), TABLE)
    assert of(whole, busy) == of(yearly.compute([busy], made.year(), TABLE), busy)


def test_a_year_as_it_was(busy):
    values = of(yearly.compute([busy], made.year(), TABLE), busy)
    assert {code: str(value) for code, value in values.items() if value} == EXPECTED


EXPECTED = {
    "unions": "1", "enterprises": "1", "workers": "40", "women_workers": "1",
    "members_start": "3", "joined": "1", "left": "1", "members": "3", "women": "2",
    "migrants": "1", "retained": "1", "committee": "1", "committee_women": "1", "chairs": "1",
    "chairs_full": "1", "chairs_dual": "1", "auditors": "1", "women_committee": "1",
    "member_meetings": "1", "joint_meetings": "1", "committee_meetings": "2", "regulations": "1",
    "activities": "1", "activity_people": "30", "households": "1", "people_helped": "1",
    "payouts": "1", "paid_amount": "300.00", "cases": "1", "cases_people": "1",
    "cases_closed": "1", "contests": "1", "contest_people": "12", "entries": "1",
    "entries_done": "1", "entries_benefit": "5000.00", "studios": "1", "studios_named": "1",
    "funds_income": "5000.00", "funds_spent": "4000.50", "activity_cost": "2401.00",
}  # fmt: skip


def test_a_past_year_stays_right_after_members_left_since(unit, clerk):
    gone = people.member(unit, "后离会", since=D(2012, 1, 1))
    stays = people.member(unit, "未离会", since=D(2012, 1, 1))
    women = [BY_CODE["members"], BY_CODE["women"], BY_CODE["left"]]
    before = of(yearly.compute([unit], made.year(), women), unit)
    memberships.leave(gone, "withdraw", D(2018, 3, 1), by=clerk, reason="本人申请")
    memberships.leave(stays, "deceased", today(), by=clerk, reason="去世")
    assert of(yearly.compute([unit], made.year(), women), unit) == before
    assert before == {"members": 2, "women": 2, "left": 0}
    later = of(yearly.compute([unit], made.year(2018), women), unit)
    assert later == {"members": 1, "women": 1, "left": 1}
    assert listed(BY_CODE["members"], unit, clerk) == 2
    assert listed(BY_CODE["left"], unit, clerk, made.year(2018)) == 1


def test_a_transfer_since_leaves_her_where_she_was(unit, other_unit, clerk, chair, other_chair):
    person = people.member(unit, "转会者", since=D(2012, 1, 1))
    request = people.transfer(person, other_unit, chair, day=D(2017, 5, 1))
    workflow.TRANSFER.move(request, "accept", by=other_chair)
    wanted = [BY_CODE[c] for c in ("members", "transferred_in", "transferred_out")]
    for number, mine, theirs in ((2016, (1, 0, 0), (0, 0, 0)), (2017, (0, 0, 1), (1, 1, 0))):
        values = yearly.compute([unit.parent], made.year(number), wanted)
        assert tuple(of(values, unit).values()) == mine, number
        assert tuple(of(values, other_unit).values()) == theirs, number
    assert listed(BY_CODE["members"], unit, chair) == 1


def test_only_unions_of_the_years_end_are_in_it(unit, other_unit, clerk):
    union_life.end(other_unit, "dissolved", D(2016, 6, 1), by=clerk, reason="企业终止")
    young = people.unit(unit.parent, "淳安新工会", "淳安新厂", founded_on=D(2017, 1, 1))
    (indicator,) = [BY_CODE["unions"]]
    for number, ids in ((2015, {unit.pk, other_unit.pk}), (2016, {unit.pk}),
                        (2017, {unit.pk, young.pk})):  # fmt: skip
        values = yearly.compute([unit.parent], made.year(number), [indicator])
        assert set(values["unions"]) == ids


def test_what_nobody_knows_is_not_nought(unit):
    values = of(yearly.compute([unit], made.year(), TABLE), unit)
    unknown = {code for code, value in values.items() if value is None}
    assert unknown == {"workers", "women_workers", "funds_income", "funds_spent"}
    assert values["workers_unknown"] == 1


def test_first_and_last_day_belong_to_the_year_and_no_other(unit, chair):
    for day in (D(2015, 9, 30), D(2015, 10, 1), D(2016, 9, 30), D(2016, 10, 1)):
        records.activity(unit, chair, day=day)
    for number, count in ((2015, 1), (2016, 2), (2017, 1)):
        found = yearly.compute([unit], made.year(number), [BY_CODE["activities"]])
        assert found["activities"][unit.pk] == count


def test_one_query_a_source_however_many_unions(busy):
    for number in range(3):
        people.unit(busy.parent, f"第{number}工会", f"第{number}厂")
    year = made.year()
    with CaptureQueriesContext(connection) as caught:
        yearly.compute([busy.parent], year, TABLE)
    # Unions, twelve sources, two for workers, one for what was supplied.
    assert len(caught) == 16


# --- the year ----------------------------------------------------------------------------------


def test_the_year_begins_by_rule(db):
    year = yearly_years.stat_year(2014)
    assert year.days == (D(2013, 10, 1), D(2014, 9, 30))
    assert year.label == "2014年度"


def test_a_rule_set_later_leaves_earlier_years(federation, administrator):
    for code in ("yearly_start_month", "yearly_start_day"):
        old = Rule.objects.get(code=code)
        new = Rule(code=code, label=old.label, value=1, unit=old.unit, source="新制度",
                   since=D(2016, 3, 1))  # fmt: skip
        rule_service.set_value(new, by=administrator)
    assert yearly_years.stat_year(2016).days == (D(2015, 10, 1), D(2016, 9, 30))
    assert yearly_years.stat_year(2017).days == (D(2017, 1, 1), D(2017, 12, 31))


def test_a_day_no_calendar_has_is_the_nearest_it_has(db):
    Rule.objects.filter(code="yearly_start_month").update(value=2)
    Rule.objects.filter(code="yearly_start_day").update(value=31)
    assert yearly_years.stat_year(2016).days == (D(2015, 2, 28), D(2016, 2, 27))
    Rule.objects.filter(code="yearly_start_month").update(value=99)
    Rule.objects.filter(code="yearly_start_day").update(value=0)
    assert yearly_years.stat_year(2016).first == D(2015, 12, 1)


def test_years_offered_have_begun(federation):
    years = yearly_years.offered(D(2013, 12, 1))
    assert years[-1].year == 2014
    assert years[0].first <= today()
    assert yearly_years.last_over().last < today()
    assert yearly_years.read(today().year + 5) is None
    assert yearly_years.read(99999) is None


def test_codes_and_numbers_are_unique():
    assert len(BY_CODE) == len(TABLE) == len({indicator.number for indicator in TABLE})
