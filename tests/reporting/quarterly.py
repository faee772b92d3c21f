"""A quarter's report for tests, as people would make it; and one of everything in a quarter."""

import datetime
from decimal import Decimal
from typing import Any

from assistance.services import funds
from governance.meeting_workflow import MEETING
from innovation.workflow import move_entry
from members.services import memberships
from reporting.models import QuarterlyReport
from reporting.quarterly_workflow import REPORT
from reporting.services import quarterly
from tests.factories import aid, cases, innovation, ledger, people, records
from tests.governance import life
from unions.services import life as union_life

D = datetime.date
YEAR, QUARTER = 2016, 2
IN, NEXT = D(2016, 5, 9), D(2016, 7, 9)
NUMBER = "临总工〔2016〕6号"


def draft(federation: Any, by: Any, quarter: int = QUARTER, year: int = YEAR) -> QuarterlyReport:
    report = QuarterlyReport(union=federation, year=year, quarter=quarter)
    return quarterly.begin(report, by=by)


def texts(report: QuarterlyReport) -> dict[str, str]:
    return {part.code: part.text for part in report.parts.all()}


def write(report: QuarterlyReport, by: Any, **fields: Any) -> QuarterlyReport:
    """`number`, `renew`, `replace`, and texts by the code of their part."""
    said = {**texts(report), **{k: fields.pop(k) for k in list(fields) if k in texts(report)}}
    return quarterly.write(
        report, by=by, version=fields.pop("version", report.version), texts=said,
        head={"number": fields.pop("number", report.number or NUMBER),
              "recipient": report.recipient},
        **fields,
    )  # fmt: skip


def ready(federation: Any, by: Any, **fields: Any) -> QuarterlyReport:
    quarter, year = fields.pop("quarter", QUARTER), fields.pop("year", YEAR)
    number = f"临总工〔{year}〕{quarter}号"
    report = write(draft(federation, by, quarter, year), by, number=number, **fields)
    return REPORT.move(report, "present", by=by)


def submitted(federation: Any, by: Any, leader: Any, **fields: Any) -> QuarterlyReport:
    report = ready(federation, by, **fields)
    day = report.span.last + datetime.timedelta(days=8)
    return REPORT.move(report, "submit", by=leader, dated_on=day)


def payout(federation: Any, by: Any, member: Any, day: datetime.date, amount: int = 300) -> None:
    """Told by an old ledger, as back-dated payouts are."""
    ledger.take(federation, by, ledger.row(member, day=day, amount=amount))


def full_quarter(unit: Any, clerk: Any, chair: Any) -> None:
    """At least one row behind each figure that a test can make, dated in the quarter."""
    federation = unit.parent
    people.unit(federation, "淳安丁纸业工会委员会", "淳安丁纸业公司", founded_on=IN)
    member = people.member(unit, "入会者", since=IN, first_joined_on=IN)
    left = people.member(unit, "离会者")
    memberships.leave(left, "withdraw", IN, by=clerk, reason="本人申请")
    union_life.rectify(unit, IN, by=clerk, reason="换委员")
    payout(federation, clerk, member, IN)
    meeting = life.meeting(unit, by=chair, day=IN)
    MEETING.move(meeting, "hold", by=chair)
    records.activity(unit, chair, day=IN)
    records.activity(unit, chair, "技能比武", kind="contest", day=IN, participants=12)
    cases.old(unit, chair, IN)
    entry = innovation.accepted(unit, chair, clerk, proposed_on=IN, old_cost=9, new_cost=4,
                                quantity=1000)  # fmt: skip
    move_entry(entry, "implement", by=chair, day=IN)
    fund = aid.fund(federation, "0", by=clerk, year=YEAR)
    funds.allocate(fund, Decimal("5000.50"), by=clerk, key="in", day=IN)
