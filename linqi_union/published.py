"""The published figures of 8 September 2016, each asked of the records as of its day.

Every number goes through the same reports the pages use, with the parameters of the page that
shows it. Sums of aid were printed as "over ..."; they are restated to the yuan and differ only
where they are below. What later issues record is listed as not yet recorded, never faked.
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistance.case_reports import CaseList
from assistance.models import Programme
from assistance.money_reports import HouseholdTotals, PayoutList, PayoutSummary
from core.reports import Report, Row, percent
from governance.codes import HonourKind, MeetingKind
from governance.meeting_reports import MeetingList
from governance.models import Attendee
from governance.models.records import when
from governance.record_reports import DeedList, HonourList, RegulationList
from innovation.models import Kind
from innovation.reports import EntryList
from linqi_union.sample.township import FACTS, PUBLISHED_ON
from members.coverage import CoverageLedger
from members.reports import MemberList
from unions.codes import EventKind, UnionKind
from unions.models import Coverage, Headcount, Role, Seat
from unions.reports import EnterpriseList, EventList, UnionList

END_OF_2010 = datetime.date(2010, 12, 31)
END_OF_2011 = datetime.date(2011, 12, 31)
SINGLE = UnionKind.SINGLE_GRASSROOTS
SEVERAL_THOUSAND = range(2_000, 10_000)
SEVERAL = 3


class Asking:
    """Asks the reports as somebody who sees the whole federation."""

    def __init__(self) -> None:
        seats = Seat.objects.filter(union__parent__isnull=True, role=Role.CLERK, until=None)
        self.user = seats.select_related("user").earliest("pk").user

    def rows(self, report: Report, on: datetime.date = PUBLISHED_ON, **params: Any) -> list[Row]:
        return list(report.all_rows(report.ask(self.user, {"on": str(on), **params})))

    def number(self, report: Report, on: datetime.date = PUBLISHED_ON, **params: Any) -> int:
        """Counted in full: the page stops at a thousand."""
        context = report.ask(self.user, {"on": str(on), **params})
        return report.rows_queryset(context).order_by().count()


def _sales(ask: Asking) -> int:
    rows = ask.rows(EnterpriseList())
    return int(sum((r["sales"].value for r in rows if r["sales"]), Decimal(0)))


def _enrolment(ask: Asking) -> str:
    rows = ask.rows(CoverageLedger(), covered="1")
    members = ask.number(MemberList())
    return percent(members, sum(int(r["workers"].value) for r in rows if r["workers"]))


def _organisation_coverage(ask: Asking) -> str:
    uncovered = ask.number(CoverageLedger(), covered="0")
    return "full" if uncovered == 0 and ask.rows(CoverageLedger()) else f"{uncovered} uncovered"


def _workers_text(ask: Asking) -> str:
    reported = Headcount.objects.visible_to(ask.user).filter(as_of__lte=PUBLISHED_ON).first()
    if reported is None:
        return "none"
    return "several thousand" if reported.workers in SEVERAL_THOUSAND else str(reported.workers)


def _campaign(ask: Asking) -> list[Row]:
    """Foundings and rectifications of the campaign's year."""
    kinds = (EventKind.RECTIFIED, EventKind.FOUNDED)
    return [
        row for kind in kinds
        for row in ask.rows(EventList(), kind=kind.value, year="2011", union_kind=SINGLE.value)
    ]  # fmt: skip


def _campaign_year(ask: Asking) -> int:
    return min(row["day"].year for row in ask.rows(EventList(), kind=EventKind.RECTIFIED.value))


def _campaign_months(ask: Asking) -> int:
    months = [row["day"].month for row in _campaign(ask)]
    return max(months) - min(months) + 1


def _events_of_2011(ask: Asking, kind: EventKind) -> int:
    return ask.number(EventList(), kind=kind.value, year="2011", union_kind=SINGLE.value)


def _federation_year(ask: Asking) -> int:
    rows = ask.rows(UnionList(), kind=UnionKind.TOWNSHIP_FEDERATION.value)
    return min(row["founded_on"].year for row in rows)


def _paid(ask: Asking, *programmes: str) -> Decimal:
    """The totals row of the summary, of each programme; of all where none is named."""
    named = Programme.objects.filter(code__in=programmes).values_list("pk", flat=True)
    asked = [{"programme": str(pk)} for pk in named] if programmes else [{}]
    pages = (ask.rows(PayoutSummary(), **params) for params in asked)
    return sum((rows[-1]["total"] for rows in pages if rows), Decimal(0))


def _aid_years(ask: Asking) -> int:
    """Years begun from the first payout to the last."""
    days = [row["paid_on"] for row in ask.rows(PayoutList(), sort="oldest")]
    if not days:
        return 0
    months = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1
    return math.ceil(months / 12)


def _five_small_kinds(ask: Asking) -> int:
    """The kinds in use here that make up 五小."""
    return Kind.objects.visible_to(ask.user).filter(five_small=True, in_use=True).count()


def _fewest_a_year(ask: Asking) -> int:
    """Of the named enterprise: its thinnest of the five years up to the publication."""
    name = FACTS["names"]["innovation_enterprise"]
    unions = Coverage.objects.visible_to(ask.user).filter(enterprise__name=name)
    union = unions.on(PUBLISHED_ON).values_list("union", flat=True).first()
    if union is None:
        return 0
    years = range(PUBLISHED_ON.year - 4, PUBLISHED_ON.year + 1)
    return min(
        sum(row["enterprise__name"] == name for row in
            ask.rows(EntryList(), union=str(union), year=str(year), status="counted"))
        for year in years
    )  # fmt: skip


def _household_years(ask: Asking) -> list[Row]:
    return ask.rows(HouseholdTotals())


def _largest_household_year(ask: Asking) -> Decimal:
    return max((row["total"] for row in _household_years(ask)), default=Decimal(0))


def _households_above(ask: Asking) -> int:
    """Households that had more than ten thousand in some year, each counted once."""
    floor = next(f["value"] for f in FACTS["facts"] if f["key"] == "aid.max_household_year_min")
    above = [row for row in _household_years(ask) if row["total"] > floor]
    return len({(row["house"], row["person"]) for row in above})


def _report_interval(ask: Asking) -> int:
    """Months between the days of the last two reports to the Party committee, in quarters."""
    days = [r["day"] for r in ask.rows(MeetingList(), kind=MeetingKind.PARTY_REPORT.value)]
    days = [day for day in days if day <= PUBLISHED_ON]
    if len(days) < 2:
        return 0
    return (days[0].year - days[1].year) * 12 + days[0].month - days[1].month


def _joint_parties(ask: Asking) -> int:
    """Parties present at the joint meetings held by the day."""
    held = [
        r["id"] for r in ask.rows(MeetingList(), kind=MeetingKind.TRIPARTITE.value)
        if r["day"] <= PUBLISHED_ON
    ]  # fmt: skip
    rows = Attendee.objects.visible_to(ask.user).filter(meeting__in=held, attendance="present")
    return rows.values("party").distinct().count()


def _adjustments(ask: Asking) -> str:
    """Meetings of members or delegates that changed officers."""
    kinds = (MeetingKind.MEMBERS, MeetingKind.CONGRESS)
    number = sum(
        r["day"] <= PUBLISHED_ON for kind in kinds for r in ask.rows(MeetingList(), kind=kind.value)
    )
    return "several times" if number >= SEVERAL else f"{number}"


def _rights_year(ask: Asking) -> int | str:
    """Of the first case that was taken over (以上代下) and settled."""
    rows = ask.rows(CaseList(), status="ended", takeover="taken", sort="oldest")
    return rows[0]["received_on"].year if rows else "none"


def _bravery(ask: Asking) -> Row | None:
    rows = ask.rows(HonourList(), kind=HonourKind.BRAVERY.value, recipient="member")
    return rows[0] if rows else None


def _award_date(ask: Asking) -> str:
    row = _bravery(ask)
    return str(row["awarded_on"]) if row else "none"


def _award_grade(ask: Asking) -> int:
    """二等功 as a number; 0 where there is none."""
    row = _bravery(ask)
    return "一二三".find(row["grade"][:1]) + 1 if row and row["grade"] else 0


def _deeds(ask: Asking, month_only: bool) -> str:
    """When the first of these was done."""
    rows = [r for r in ask.rows(DeedList(), sort="oldest") if r["month_only"] == month_only]
    return when(rows[0]["day"], month_only) if rows else "none"


def _honour_year(ask: Asking, **params: str) -> int | str:
    rows = ask.rows(HonourList(), sort="oldest", **params)
    return rows[0]["year"] if rows else "none"


FOUND: dict[str, Callable[[Asking], Any]] = {
    "union.party_report_interval_months": _report_interval,
    "union.tripartite_parties": _joint_parties,
    "union.cadre_adjustments": _adjustments,
    "good_deed.award_date": _award_date,
    "good_deed.award_grade": _award_grade,
    "good_deed.rescue_date": lambda ask: _deeds(ask, month_only=False),
    "good_deed.fire_month": lambda ask: _deeds(ask, month_only=True),
    "town.workers_text": _workers_text,
    "town.enterprises": lambda ask: ask.number(EnterpriseList()),
    "town.enterprises_above_scale": lambda ask: ask.number(EnterpriseList(), above_scale="1"),
    "town.enterprises_small_micro": lambda ask: ask.number(EnterpriseList(), above_scale="0"),
    "town.industrial_sales_output": _sales,
    "union.grassroots_unions": lambda ask: ask.number(UnionList(), kind=SINGLE.value),
    "union.joint_unions": lambda ask: ask.number(
        UnionList(), kind=UnionKind.JOINT_GRASSROOTS.value
    ),
    "union.members": lambda ask: ask.number(MemberList()),
    "union.enrolment_rate": _enrolment,
    "union.organisation_coverage": _organisation_coverage,
    "union.baseline_before_year": _campaign_year,
    "union.grassroots_unions_before_2011": lambda ask: ask.number(
        UnionList(), on=END_OF_2010, kind=SINGLE.value
    ),
    "union.rectification_duration": _campaign_months,
    "union.unions_rectified": lambda ask: _events_of_2011(ask, EventKind.RECTIFIED),
    "union.unions_newly_formed": lambda ask: _events_of_2011(ask, EventKind.FOUNDED),
    "union.unions_after_campaign": lambda ask: ask.number(
        UnionList(), on=END_OF_2011, kind=SINGLE.value
    ),
    "union.township_federation_founded": _federation_year,
    "union.rights_action_year": _rights_year,
    "union.rule_documents_named": lambda ask: ask.number(RegulationList()),
    "union.hangzhou_standardisation_award_year": lambda ask: _honour_year(
        ask, kind="advanced_unit", level="city", recipient="union"
    ),
    "innovation.county_studio_award_year": lambda ask: _honour_year(
        ask, kind="studio", level="county", recipient="enterprise"
    ),
    "union.rights_action_count": lambda ask: ask.number(CaseList(), year="2012"),
    "aid.period_years": _aid_years,
    "aid.stoppage_subsidy_min": lambda ask: _paid(ask, "stoppage_subsidy"),
    "aid.homecoming_subsidy_min": lambda ask: _paid(ask, "homecoming_subsidy"),
    "aid.hardship_and_student_aid_min": lambda ask: _paid(
        ask, "living_relief", "autumn_student_aid"
    ),
    "aid.total_min": _paid,
    "aid.max_household_year_min": _largest_household_year,
    "aid.max_household_count": _households_above,
    "innovation.kinds": _five_small_kinds,
    "innovation.beio_items_per_year_min": _fewest_a_year,
}


@dataclass(frozen=True)
class Line:
    """One published figure; `found` is None where the records cannot tell it yet. `least`: it was
    printed as a lower bound.
    """

    key: str
    expected: str
    found: str | None
    least: bool = False
    differs: bool = False


def lines() -> list[Line]:
    ask = Asking()
    return [_line(ask, fact) for fact in FACTS["facts"]]


def _line(ask: Asking, fact: dict[str, Any]) -> Line:
    key, value = fact["key"], fact["value"]
    finder = FOUND.get(key)
    found = finder(ask) if finder else None
    if fact["precision"] == "at_least":
        text = None if found is None else f"{found:,.2f}" if fact["unit"] == "CNY" else str(found)
        return Line(key, f"≥ {value}", text, True, found is not None and found < value)
    expected = "100.0%" if fact["unit"] == "ratio" else str(value)
    return Line(
        key, expected, None if found is None else str(found),
        differs=found is not None and str(found) != expected,
    )  # fmt: skip
