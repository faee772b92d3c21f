"""Rows of union life for tests."""

import datetime
from typing import Any

from core.periods import today
from governance.codes import Post
from governance.models import (
    Founding,
    Meeting,
    Office,
    Rectification,
    Requirement,
    Resolution,
    Submission,
)
from governance.services import foundings, meetings, offices, rectifications, requirements
from members.models import Member
from unions.models import Union

LONG_AGO = datetime.date(2015, 3, 1)


def office(
    union: Union, member: Member | None, *, by: Any, post: str = Post.COMMITTEE_MEMBER,
    **fields: Any,
) -> Office:  # fmt: skip
    fields = {"since": LONG_AGO, "chosen": "election", "full_name": "任职者", **fields}
    return offices.take_office(Office(union=union, member=member, post=post, **fields), by=by)


def founding(parent: Union, *, by: Any, **fields: Any) -> Founding:
    fields = {
        "name": "淳安新厂工会委员会", "kind": "single_grassroots", "sponsors": "筹备甲、筹备乙",
        "applied_on": LONG_AGO, "request_no": "新筹〔2015〕1号", **fields,
    }  # fmt: skip
    return foundings.file(Founding(parent=parent, **fields), by=by)


def rectification(union: Union, *, by: Any, **fields: Any) -> Rectification:
    fields = {"started_on": LONG_AGO, "before": "委员缺额，台账不全", **fields}
    return rectifications.begin(Rectification(union=union, **fields), by=by)


def meeting(union: Union, *, by: Any, **fields: Any) -> Meeting:
    fields = {
        "kind": "committee", "title": "工会委员会会议", "day": LONG_AGO, "chaired_by": "王主席",
        "agenda": "通报情况\n研究帮扶", **fields,
    }  # fmt: skip
    return meetings.plan(Meeting(union=union, **fields), by=by)


def attend(meeting: Meeting, *rows: tuple[str, str, str], by: Any) -> None:
    """(name, party, attendance) for each."""
    meetings.set_attendees(
        meeting,
        [
            {"full_name": name, "party": party, "attendance": attendance, "organisation": "某厂",
             "post": "职员"}
            for name, party, attendance in rows
        ],
        by=by,
    )  # fmt: skip


def resolution(meeting: Meeting, *, by: Any, **fields: Any) -> Resolution:
    fields = {"text": "补齐台账", "owner_name": "李某", "due_on": None, **fields}
    return meetings.charge(Resolution(meeting=meeting, **fields), by=by)


def ahead(days: int) -> datetime.date:
    return today() + datetime.timedelta(days=days)


def requirement(federation: Union, *, by: Any, **fields: Any) -> Requirement:
    fields = {"title": "年度工作总结", "due_on": ahead(5), **fields}
    return requirements.ask(Requirement(union=federation, **fields), by=by)


def submission(requirement: Requirement, union: Union, *, by: Any, **fields: Any) -> Submission:
    fields = {"day": today(), "text": "已完成", **fields}
    return requirements.submit(Submission(requirement=requirement, union=union, **fields), by=by)
