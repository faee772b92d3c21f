"""A statistical year for tests: errors as people make them, and one of everything."""

import datetime
from decimal import Decimal
from typing import Any

from governance.codes import Post
from governance.meeting_workflow import MEETING
from members.services import memberships
from reporting.models import YearlySheet
from reporting.services import yearly
from reporting.yearly_years import StatYear, stat_year
from tests.factories import people, records, studios
from tests.governance import life
from tests.reporting import quarterly
from unions.codes import FigureKind
from unions.models import EnterpriseFigure

D = datetime.date
YEAR = 2016  # 2015-10-01 to 2016-09-30
IN = quarterly.IN


def year(number: int = YEAR) -> StatYear:
    return stat_year(number)


def workers(unit: Any, number: int) -> None:
    """Reported with the first covered enterprise."""
    EnterpriseFigure.objects.create(
        enterprise=unit.coverages.earliest("pk").enterprise, kind=FigureKind.WORKERS,
        value=number, as_of=D(2015, 1, 1), source="年报",
    )  # fmt: skip


def too_many_members(unit: Any, clerk: Any, number: int = 2) -> None:
    """The error members-workers: more members than workers."""
    workers(unit, number - 1)
    for n in range(number):
        people.member(unit, f"会员{'甲乙丙丁戊己'[n]}", since=D(2012, 1, 1))


def filled(unit: Any, by: Any, **fields: Any) -> YearlySheet:
    sheet = YearlySheet(union=unit, year=YEAR, **{"women_workers": 1, "filler": "张填表", **fields})
    return yearly.fill(sheet, by=by, version=0)


def full_year(unit: Any, clerk: Any, chair: Any) -> None:
    """At least one row behind each indicator that a test can make."""
    quarterly.full_quarter(unit, clerk, chair)
    workers(unit, 40)
    retained = people.member(unit, "保留者", since=D(2012, 1, 1), sex="1", is_migrant_worker=True)
    memberships.retain(retained, IN, by=clerk, reason="退休")
    head = people.member(unit, "任主席", since=D(2012, 1, 1))
    for post, more in (
        (Post.CHAIR, {"full_time": True, "party_secretary": True}),
        (Post.AUDIT_MEMBER, {}),
        (Post.WOMEN_CHAIR, {}),
    ):
        life.office(unit, head, by=clerk, post=post, **more)
    for kind in ("members", "tripartite", "committee"):
        meeting = life.meeting(unit, by=chair, kind=kind, day=IN)
        MEETING.move(meeting, "hold", by=chair)
    records.regulation(unit, chair)
    studios.certified(studios.studio(unit, chair), clerk)
    filled(unit, chair, funds_income=Decimal("5000.00"), funds_spent=Decimal("4000.50"))
