"""季度汇报 of the sample township: the second quarter of 2016 submitted, the third being written,
with one activity that was registered too late.
"""

import datetime

from accounts.models import User
from governance.codes import ActivityKind
from governance.models import Activity
from governance.services import records
from reporting.models import QuarterlyReport
from reporting.quarterly_workflow import REPORT
from reporting.services import quarterly
from unions.models import Union

SUBMITTED, DRAFT = (2016, 2), (2016, 3)
NUMBER, DATED_ON = "临总工〔2016〕6号", datetime.date(2016, 7, 8)
LATE_DAY = datetime.date(2016, 6, 18)


def load(federation: Union, clerk: User, leader: User) -> None:
    _send(_begin(federation, SUBMITTED, clerk), clerk, leader)
    # Told too late for the report it belongs to: the next one says so.
    records.enter(
        Activity(union=federation, title="职工乒乓球比赛", kind=ActivityKind.CULTURE,
                 day=LATE_DAY, participants=36, place="镇文化站"),
        by=clerk,
    )  # fmt: skip
    _begin(federation, DRAFT, clerk)


def _begin(federation: Union, span: tuple[int, int], by: User) -> QuarterlyReport:
    year, quarter = span
    return quarterly.begin(QuarterlyReport(union=federation, year=year, quarter=quarter), by=by)


def _send(report: QuarterlyReport, clerk: User, leader: User) -> None:
    texts = {part.code: part.text for part in report.parts.all()}
    report = quarterly.write(
        report, by=clerk, version=report.version, texts=texts,
        head={"number": NUMBER, "recipient": report.recipient},
    )  # fmt: skip
    report = REPORT.move(report, "present", by=clerk)
    REPORT.move(report, "submit", by=leader, dated_on=DATED_ON)
