"""Union life of the sample township: who is in office, meetings, what is asked of units.

Chairs come from the sheets' names; terms, committees and meetings are invented, deterministic, and
go through the services that the pages use.
"""

import datetime
from typing import Any

from accounts.models import User
from core.periods import months_before, today
from governance.codes import Chosen, Party, Post
from governance.meeting_workflow import MEETING, RESOLUTION
from governance.models import Meeting, Office, Requirement, Resolution, Submission
from governance.services import meetings, offices, requirements
from members.codes import Sex
from members.models import Membership
from unions.codes import UnionKind
from unions.models import Union

D = datetime.date
FEDERATION_CHAIR = "章主席"
# Quarters from the year before the article to the last one that is over.
FIRST_REPORT = (2015, 1)
BODIES = (Post.VICE_CHAIR, Post.COMMITTEE_MEMBER)


def load(federation: Union, clerk: User, leader: User) -> None:
    offices.adopt_chairs(Union.objects.filter(parent=federation), by=clerk)
    _federation_offices(federation, clerk)
    _committees(federation, clerk)
    _party_reports(federation, clerk)
    _joint_meetings(federation, clerk, leader)
    _adjustments(federation, clerk)
    _requirements(federation, clerk)


def _office(union: Union, post: str, member: Any, since: D, by: User, **fields: Any) -> None:
    fields = {"chosen": Chosen.ELECTION, "full_name": "", **fields}
    if member is not None:
        fields |= {"member": member, "phone": member.mobile}
    offices.take_office(Office(union=union, post=post, since=since, **fields), by=by)


def _federation_offices(federation: Union, by: User) -> None:
    since = federation.founded_on
    for post, name in (
        (Post.CHAIR, FEDERATION_CHAIR), (Post.VICE_CHAIR, "方副主席"), (Post.AUDIT_CHAIR, "余经审"),
        (Post.WOMEN_CHAIR, "徐女工主任"),
    ):  # fmt: skip
        _office(federation, post, None, since, by, full_name=name, paper=federation.approval_no,
                party_secretary=post == Post.CHAIR)  # fmt: skip


def _committees(federation: Union, by: User) -> None:
    """Two beside the chair, one for audit, one for the women workers where there are ten."""
    unions = Union.objects.filter(parent=federation, dissolved_on=None)
    for union in unions.order_by("pk"):
        people = [
            m.member for m in Membership.objects.on(today()).filter(union=union)
            .select_related("member").order_by("member_id")[:12]
        ]  # fmt: skip
        since = max(union.term_started_on or union.founded_on, union.founded_on)
        taken = {o.member_id for o in Office.objects.filter(union=union)}
        free = [person for person in people if person.pk not in taken]
        for post, person in zip((*BODIES, Post.AUDIT_MEMBER), free, strict=False):
            _office(union, post, person, since, by)
        women = [person for person in free[3:] if person.sex == Sex.FEMALE]
        if union.kind == UnionKind.SINGLE_GRASSROOTS and women:
            _office(union, Post.WOMEN_MEMBER, women[0], since, by)


def _quarters() -> list[tuple[int, int, D]]:
    """(year, quarter, the day of its report), up to the last but one that is over: one is due."""
    year, quarter = FIRST_REPORT
    found = []
    while (day := months_before(D(year, quarter * 3, 10), -1)) < months_before(today(), 3):
        found.append((year, quarter, day))
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    return found


def _meeting(union: Union, kind: str, title: str, day: D, by: User, **fields: Any) -> Meeting:
    fields = {"chaired_by": FEDERATION_CHAIR, "place": "镇政府三楼会议室", "recorder": "方经办",
              **fields}  # fmt: skip
    meeting = Meeting(union=union, kind=kind, title=title, day=day, **fields)
    return meetings.plan(meeting, by=by)


def _minuted(
    meeting: Meeting, people: tuple[tuple[str, str, str], ...], text: str, by: User
) -> Any:
    """(name, party, organisation) of those who came."""
    MEETING.move(meeting, "hold", by=by)
    rows = [
        {"full_name": name, "party": party, "organisation": place, "post": "",
         "attendance": "present"}
        for name, party, place in people
    ]  # fmt: skip
    meetings.set_attendees(meeting, rows, by=by)
    meetings.write_minutes(meeting, by=by, decisions=text)
    return MEETING.move(meeting, "minute", by=by)


def _party_reports(federation: Union, by: User) -> None:
    people = (("镇党委书记", Party.COMMITTEE, "临岐镇党委"), (FEDERATION_CHAIR, Party.UNION, ""))
    for year, quarter, day in _quarters():
        meeting = _meeting(
            federation, "party_report", f"{year}年第{quarter}季度工会工作汇报会", day, by,
            year=year, quarter=quarter, agenda="汇报本季度工会工作\n研究下季度重点",
        )  # fmt: skip
        _minuted(
            meeting, people, "同意工会本季度工作汇报，下季度重点抓好组建、帮扶和维权工作。", by
        )


def _joint_meetings(federation: Union, clerk: User, leader: User) -> None:
    """三方联席会议, twice a year, with what was resolved."""
    people = (
        ("镇长", Party.GOVERNMENT, "临岐镇人民政府"), (FEDERATION_CHAIR, Party.UNION, ""),
        ("企业代表", Party.ENTERPRISE, "浙江贝欧复合材料制造有限公司"),
    )  # fmt: skip
    for number, day in enumerate((D(2015, 3, 20), D(2015, 9, 18), D(2016, 3, 18), D(2016, 8, 26))):
        meeting = _meeting(
            federation, "tripartite", f"临岐镇三方联席会议（{day.year}年第{number % 2 + 1}次）", day,
            clerk, agenda="通报企业用工和工资支付情况\n研究职工反映的突出问题",
        )  # fmt: skip
        _minuted(meeting, people, "镇政府、工会、企业三方共同做好职工队伍稳定工作。", clerk)
        row = meetings.charge(
            Resolution(meeting=meeting, text="企业按月足额支付工资，工会每季度走访一次",
                       owner_name="方经办", owner=clerk, due_on=day + datetime.timedelta(days=90)),
            by=clerk,
        )  # fmt: skip
        done = day + datetime.timedelta(days=80)
        RESOLUTION.move(row, "finish", by=clerk, day=done, result="已走访，未发现拖欠。")
    last = Meeting.objects.filter(union=federation, kind="tripartite").latest("day")
    meetings.charge(
        Resolution(meeting=last, text="排查冬季安全生产隐患，形成整改清单", owner_name="章主席",
                   owner=leader, due_on=today() + datetime.timedelta(days=12)),
        by=clerk,
    )  # fmt: skip


def _adjustments(federation: Union, by: User) -> None:
    """通过会员会议或会员代表会议调整工会干部, several times (linqi_2016.json)."""
    units = Union.objects.filter(parent=federation, dissolved_on=None).order_by("pk")[:4]
    for number, union in enumerate(units):
        day = D(2014 + number // 2, 5 + number, 12)
        meeting = _meeting(
            union, "members", f"{union.name}会员大会", day, by, chaired_by=union.chair_name or "主席",
            place="本单位会议室", agenda="调整工会干部",
        )  # fmt: skip
        _minuted(meeting, (("职工代表", Party.UNION, union.name),), "同意调整工会委员会成员。", by)


def _requirements(federation: Union, by: User) -> None:
    row = requirements.ask(
        Requirement(union=federation, title=f"{today().year}年度工会工作总结",
                    note="一页纸即可：组建、会员、活动、帮扶、存在问题。",
                    due_on=today() + datetime.timedelta(days=10)),
        by=by,
    )  # fmt: skip
    units = Union.objects.filter(parent=federation, dissolved_on=None).order_by("pk")
    for union in units[:9]:
        requirements.submit(
            Submission(requirement=row, union=union, day=today(), text="已报送。"), by=by
        )
