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
from linqi_union.sample.township import FACTS, PUBLISHED_ON
from members.coverage import CoverageLedger
from members.reports import MemberList
from unions.codes import EventKind, UnionKind
from unions.models import Headcount, Role, Seat
from unions.reports import EnterpriseList, EventList, UnionList

END_OF_2010 = datetime.date(2010, 12, 31)
END_OF_2011 = datetime.date(2011, 12, 31)
SINGLE = UnionKind.SINGLE_GRASSROOTS
SEVERAL_THOUSAND = range(2_000, 10_000)


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


def _household_years(ask: Asking) -> list[Row]:
    return ask.rows(HouseholdTotals())


def _largest_household_year(ask: Asking) -> Decimal:
    return max((row["total"] for row in _household_years(ask)), default=Decimal(0))


def _households_above(ask: Asking) -> int:
    """Households that had more than ten thousand in some year, each counted once."""
    floor = next(f["value"] for f in FACTS["facts"] if f["key"] == "aid.max_household_year_min")
    above = [row for row in _household_years(ask) if row["total"] > floor]
    return len({(row["house"], row["person"]) for row in above})


def _rights_year(ask: Asking) -> int | str:
    """Of the first case that was taken over (以上代下) and settled."""
    rows = ask.rows(CaseList(), status="ended", takeover="taken", sort="oldest")
    return rows[0]["received_on"].year if rows else "none"


FOUND: dict[str, Callable[[Asking], Any]] = {
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
