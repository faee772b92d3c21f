"""公文 of an election: request, both replies, roll, sign-in sheet, ballots, report of the result."""

import datetime
from collections.abc import Callable

from core.papers import cn_date
from governance import election_people as people
from governance import election_result
from governance.codes import Body, ElectionForm, ElectionKind, ElectionStatus, Post
from governance.models import Candidate, Election
from governance.sheets import Sheet

_DIGITS = "零一二三四五六七八九"
_LAWS = "根据《中华人民共和国工会法》《中国工会章程》和《工会基层组织选举工作条例》的规定，"
_MATTERS = {
    ElectionKind.FOUNDING: "首届选举",
    ElectionKind.RENEWAL: "换届选举",
    ElectionKind.BY_ELECTION: "补选",
}


def ordinal(number: int | None) -> str:
    """第三届, for terms up to the ninety-ninth."""
    if not number or number > 99:
        return ""
    tens, ones = divmod(number, 10)
    word = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return f"第{word}{_DIGITS[ones] if ones or not tens else ''}届"


def _meeting(election: Election) -> str:
    return f"{ordinal(election.term_no)}{election.get_form_display()}"


def upper_name(election: Election) -> str:
    """The root's upper union is outside: it is the one that approved the founding, if told."""
    union = election.union
    return union.parent.name if union.parent else union.approved_by or "上级工会"


def _matter(election: Election) -> str:
    """……关于召开第三届会员大会进行换届选举: the same words in request and reply."""
    return f"召开{_meeting(election)}进行{_MATTERS[ElectionKind(election.kind)]}"


def _names(rows: list[Candidate]) -> str:
    return "、".join(row.full_name for row in rows)


def _standing(election: Election) -> list[tuple[Post, list[Candidate]]]:
    rows = list(election.candidates.all())
    found = [(post, [c for c in rows if c.post == post]) for post in people.ORDER]
    return [(post, standing) for post, standing in found if standing]


def _seats(election: Election) -> str:
    parts = []
    if election.committee_seats:
        vice = f"、副主席 {election.vice_seats} 名" if election.vice_seats else ""
        within = "" if election.kind == ElectionKind.BY_ELECTION else f"（其中主席 1 名{vice}）"
        parts.append(f"{Body.COMMITTEE.label}委员 {election.committee_seats} 名{within}")
    for body, seats in (
        (Body.AUDIT, election.audit_seats), (Body.WOMEN, election.women_seats),
    ):  # fmt: skip
        if seats:
            parts.append(f"{body.label}委员 {seats} 名")
    return "；".join(parts) or "见候选人名单"


# --- the papers --------------------------------------------------------------------------------


def request(election: Election) -> Sheet:
    union = election.union
    sheet = Sheet(f"{union.name}关于\n{_matter(election)}的请示", election.request_no)
    sheet.recipient(upper_name(election))
    end = election.former_end
    before = ""
    if election.kind == ElectionKind.RENEWAL and election.former_started_on and end:
        before = (
            f"我会本届委员会于{cn_date(election.former_started_on)}选举产生，"
            f"任期 {election.former_years} 年，至{cn_date(end)}届满。"
        )
    sheet.text(f"{before}{_LAWS}我会拟{_matter(election)}。现将有关事项请示如下：")
    sheet.heading("一、会议")
    planned = cn_date(election.planned_on) if election.planned_on else "近期"
    reason = election.reason.strip().rstrip("。")
    why = f"召开原因：{reason}。" if reason else ""
    sheet.text(f"拟于{planned}召开{_meeting(election)}。{why}")
    if election.delayed_until:
        until = cn_date(election.delayed_until)
        sheet.text(f"换届已经批准延期至{until}（{election.delay_no}）。")
    sheet.heading("二、名额")
    sheet.text(f"{_seats(election)}。")
    sheet.heading("三、候选人")
    _list_candidates(sheet, election)
    sheet.heading("四、选举办法")
    by = "由大会直接选举" if election.chair_by_members else "由新一届委员会选举"
    chairs = "主席、副主席" if election.vice_seats else "主席"
    sheet.text(f"委员由大会以无记名投票方式差额选举；{chairs}{by}。")
    sheet.text("妥否，请批示。")
    sheet.signed(union.name, election.requested_on)
    return sheet


def _list_candidates(sheet: Sheet, election: Election) -> None:
    found = _standing(election)
    for post, rows in found:
        sheet.text(f"{post.label}候选人（{len(rows)} 名）：{_names(rows)}。")
    if not found:
        sheet.text("候选人由会员酝酿提名后另行报送。")


def permit(election: Election) -> Sheet:
    union = election.union
    sheet = Sheet(f"关于同意{union.name}\n{_matter(election)}的批复", election.permit_no)
    sheet.recipient(union.name)
    sheet.text(
        f"你会《关于{_matter(election)}的请示》（{election.request_no}）收悉。经研究，批复如下："
    )
    planned = cn_date(election.planned_on) if election.planned_on else "近期"
    sheet.text(f"一、同意你会于{planned}召开{_meeting(election)}，选举{_seats(election)}。")
    sheet.text("二、同意你会提出的候选人建议人选。请依照规定程序，以无记名投票方式进行选举。")
    sheet.text("三、选举结果请及时报我会审批。")
    sheet.text("此复。")
    sheet.signed(upper_name(election), election.permitted_on)
    return sheet


def roll(election: Election) -> Sheet:
    """As frozen: who left later still stands on it."""
    sheet = Sheet(f"{election.union.name}\n会员名册（选民名册）")
    rows = list(election.roll.all())
    sheet.lead(f"选举日期：{_day(election.elected_on)}　共 {len(rows):,} 人")
    congress = election.form == ElectionForm.CONGRESS
    columns = [
        ("序号", 14.0, "center"), ("姓名", 30.0, "left"), ("性别", 14.0, "center"),
        ("工会小组", 48.0, "left"), ("入会日期", 30.0, "center"),
        ("备注", 20.0, "left"),
    ]  # fmt: skip
    sheet.table(
        columns,
        [
            (str(r.position), r.full_name, r.get_sex_display(), r.union_group, r.joined_on,
             "代表" if congress and r.delegate else "")
            for r in rows
        ],
    )  # fmt: skip
    sheet.signatures(("填表人：", "审核人："))
    return sheet


def sign_in(election: Election) -> Sheet:
    """Those due to attend, two to a line with room to sign; who was ticked is not printed."""
    sheet = Sheet(f"{election.union.name}\n{_meeting(election)}签到表")
    rows = list(election.roll.all())
    if election.form == ElectionForm.CONGRESS:
        rows = [row for row in rows if row.delegate]
    sheet.lead(f"会议日期：{_day(election.elected_on)}　应到 {len(rows):,} 人")
    half = -(-len(rows) // 2)
    side = [("序号", 14.0, "center"), ("姓名", 24.0, "left"), ("签名", 40.0, "left")]
    cells = [(str(number), row.full_name, "") for number, row in enumerate(rows, 1)]
    left, right = cells[:half], cells[half:]
    right += [("", "", "")] * (half - len(right))
    sheet.table(
        [*side, *side], [(*a, *b) for a, b in zip(left, right, strict=True)], size=14, height=11
    )
    sheet.signatures(("监票人：", "记录人："))
    return sheet


def ballot(election: Election) -> Sheet:
    """A sheet for each post: who stands, and room for somebody else."""
    sheet: Sheet | None = None
    for post, rows in _standing(election):
        seats = people.seats(election, post)
        title = f"{election.union.name}\n{ordinal(election.term_no)}{_ballot_name(post)}选票"
        if sheet is None:
            sheet = Sheet(title)
        else:
            sheet.next_sheet(title)
        sheet.lead(f"应选 {seats} 名　候选人 {len(rows)} 名")
        marks = [("", "", "")] * 1
        lines = [(row.full_name, *marks[0]) for row in rows] + [("", *marks[0])] * min(seats, 3)
        sheet.table(
            [("候选人", 66.0, "center"), ("赞成", 30.0, "center"),
             ("反对", 30.0, "center"), ("弃权", 30.0, "center")],
            lines, size=16, height=12,
        )  # fmt: skip
        sheet.text(
            "说明：在相应的空格内画“○”。另选他人的，在空格内写明姓名并在“赞成”栏画“○”。"
            f"赞成的人数等于或少于 {seats} 名的有效，多于 {seats} 名的无效。"
        )
        if election.elected_on:
            sheet.text(f"选举日期：{cn_date(election.elected_on)}")
    return sheet or Sheet(f"{election.union.name}\n选票")


def _ballot_name(post: Post) -> str:
    return post.label if "委员会" in post.label else f"工会委员会{post.label}"


def report(election: Election) -> Sheet:
    union = election.union
    sheet = Sheet(f"{union.name}关于\n{_MATTERS[ElectionKind(election.kind)]}结果的报告",
                  election.report_no)  # fmt: skip
    sheet.recipient(upper_name(election))
    counted = election_result.compute(election)
    permitted = f"（{election.permit_no}）" if election.permit_no else ""
    sheet.text(
        f"经你会批复同意{permitted}，我会于{_day(election.elected_on)}召开{_meeting(election)}。"
        f"应到 {counted.quorum.due:,} 人，实到 {counted.quorum.present:,} 人，达到应到人数的三分之二，"
        "符合法定人数。会议以无记名投票方式进行选举，当选人得票均超过应到人数的半数。结果如下："
    )
    for number, row in enumerate(counted.posts, 1):
        _report_post(sheet, number, row)
    sheet.text("特此报告，请予批复。")
    sheet.signed(union.name, election.reported_on)
    return sheet


def _report_post(sheet: Sheet, number: int, row: election_result.PostResult) -> None:
    sheet.heading(f"{ordinal_list(number)}、{row.post.label}")
    if row.ballot:
        valid = row.ballot.returned - row.ballot.invalid
        sheet.text(
            f"应选 {row.seats} 名，应到 {row.due:,} 人。发出选票 {row.ballot.issued:,} 张，"
            f"收回 {row.ballot.returned:,} 张，其中有效票 {valid:,} 张、"
            f"废票 {row.ballot.invalid:,} 张。"
        )
    _votes_table(sheet, row)
    if row.told:
        sheet.text("".join(row.told))


def _votes_table(sheet: Sheet, row: election_result.PostResult) -> None:
    """Votes against and abstentions only where they were counted."""
    against = any(c.votes_against is not None or c.abstentions is not None for c in row.rows)
    labels = ["姓名", "赞成", *(["反对", "弃权"] if against else []), "结果"]
    columns = [(label, 156.0 / len(labels), "center") for label in labels]
    lines = []
    for c in row.rows:
        numbers = [c.votes_for, *([c.votes_against, c.abstentions] if against else [])]
        lines.append((c.full_name, *map(_votes, numbers), "当选" if c.elected else "未当选"))
    sheet.table(columns, lines, height=8)


def ordinal_list(number: int) -> str:
    return "一二三四五六七八九十"[number - 1]


def _votes(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def confirm(election: Election) -> Sheet:
    union = election.union
    matter = _MATTERS[ElectionKind(election.kind)]
    sheet = Sheet(f"关于{union.name}\n{matter}结果的批复", election.confirm_no)
    sheet.recipient(union.name)
    sheet.text(f"你会《关于{matter}结果的报告》（{election.report_no}）收悉。经研究，批复如下：")
    elected = [
        (post, [c for c in rows if c.elected]) for post, rows in _standing(election)
    ]  # fmt: skip
    for post, rows in elected:
        if rows:
            body = _ballot_name(post)
            sheet.text(f"同意{_names(rows)}为{ordinal(election.term_no)}{body}。")
    if election.kind != ElectionKind.BY_ELECTION:
        sheet.text(f"本届委员会任期 {election.term_years} 年，自选举之日起计算。")
    sheet.text("此复。")
    sheet.signed(upper_name(election), election.confirmed_on)
    return sheet


def _day(day: datetime.date | None) -> str:
    return cn_date(day) if day else "　　年　　月　　日"


# --- which there are ---------------------------------------------------------------------------

S = ElectionStatus
_FROM_FROZEN = (S.FROZEN, S.HELD, S.REPORTED, S.CONFIRMED, S.HANDED_OVER)
PAPERS: dict[str, tuple[str, Callable[[Election], Sheet]]] = {
    "request": ("选举请示", request),
    "permit": ("同意选举批复", permit),
    "roll": ("会员名册", roll),
    "sign-in": ("签到表", sign_in),
    "ballot": ("选票", ballot),
    "report": ("选举结果报告", report),
    "confirm": ("选举结果批复", confirm),
}


def available(election: Election, has_candidates: bool) -> list[tuple[str, str]]:
    """(name, title) of the papers that can be printed now. The replies to the root are not ours."""
    below = election.union.parent_id is not None
    there = {
        "request": True,
        "permit": below and election.permitted_on is not None,
        "roll": election.frozen_at is not None,
        "sign-in": election.frozen_at is not None and bool(election.due),
        "ballot": has_candidates,
        "report": election.status in _FROM_FROZEN[1:],
        "confirm": below and election.confirmed_on is not None,
    }
    return [(name, PAPERS[name][0]) for name, shown in there.items() if shown]
