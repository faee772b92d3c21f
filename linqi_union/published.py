"""The published figures of 8 September 2016, each asked of the records as of its day.

Every number goes through the same reports the pages use, with the parameters of the page that
shows it. What later issues record is listed as not yet recorded, never faked.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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
        return report.count(report.ask(self.user, {"on": str(on), **params})).number


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
}


@dataclass(frozen=True)
class Line:
    """One published figure; `found` is None where the records cannot tell it yet."""

    key: str
    expected: str
    found: str | None

    @property
    def differs(self) -> bool:
        return self.found is not None and self.found != self.expected


def lines() -> list[Line]:
    ask = Asking()
    result = []
    for fact in FACTS["facts"]:
        finder = FOUND.get(fact["key"])
        expected = "100.0%" if fact["unit"] == "ratio" else str(fact["value"])
        result.append(Line(fact["key"], expected, str(finder(ask)) if finder else None))
    return result
