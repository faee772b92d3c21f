"""Papers of a meeting: notice, sign-in sheet, and minutes in the customary form (会议纪要)."""

from collections.abc import Iterable

from core.papers import Paper, cn_date
from governance.codes import Attendance, Party
from governance.models import Attendee, Meeting, Resolution

_CN = "一二三四五六七八九十"


def _when(meeting: Meeting) -> str:
    time = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    return f"{cn_date(meeting.day)}{time}"


def _topics(meeting: Meeting) -> list[str]:
    return [line.strip() for line in meeting.agenda.splitlines() if line.strip()]


def notice(meeting: Meeting) -> Paper:
    paper = Paper(f"关于召开{meeting.title}的通知")
    paper.text(f"经研究，定于{_when(meeting)}召开{meeting.title}。现将有关事项通知如下。")
    paper.heading("一、时间和地点")
    paper.text(f"{_when(meeting)}，{meeting.place or '地点另行通知'}。")
    paper.heading("二、参会人员")
    paper.text(_names(meeting.attendees.all()) or "按议题另行通知。")
    paper.heading("三、议题")
    for number, topic in enumerate(_topics(meeting), 1):
        paper.text(f"{number}．{topic}")
    paper.text("请准时参加，因故不能参加的请提前请假。")
    paper.signed(meeting.union.name, None)
    return paper


def sign_in(meeting: Meeting) -> Paper:
    """签到表 with blank lines for those nobody thought of."""
    paper = Paper(f"{meeting.title}签到表")
    paper.lead(f"{_when(meeting)}　{meeting.place}")
    rows = [
        (n, a.full_name, a.get_party_display(), a.organisation, a.post, "")
        for n, a in enumerate(meeting.attendees.all(), 1)
    ]
    rows += [(n, "", "", "", "", "") for n in range(len(rows) + 1, max(len(rows) + 6, 21))]
    paper.table(
        [("序号", 14, "center"), ("姓名", 26, "left"), ("参会方", 18, "left"),
         ("单位", 48, "left"), ("职务", 24, "left"), ("签名", 26, "left")],
        rows, height=8.5,
    )  # fmt: skip
    return paper


def minutes(meeting: Meeting) -> Paper:
    paper = Paper(f"{meeting.title}纪要", number=meeting.number)
    where = f"，在{meeting.place}" if meeting.place else ""
    paper.text(
        f"{_when(meeting)}{where}，{meeting.chaired_by}主持召开{meeting.title}。现纪要如下。"
    )
    for number, topic in enumerate(_topics(meeting), 1):
        paper.text(f"议题{number}：{topic}")
    section = iter(_CN)
    if meeting.statements.strip():
        paper.heading(f"{next(section)}、发言要点")
        paper.text(meeting.statements)
    paper.heading(f"{next(section)}、议定意见")
    paper.text(meeting.decisions or "（待填写）")
    resolutions = list(meeting.resolutions.all())
    if resolutions:
        paper.heading(f"{next(section)}、议定事项")
        paper.table(
            [("序号", 14, "center"), ("事项", 82, "left"), ("责任人", 30, "left"),
             ("完成期限", 30, "center")],
            [_line(r) for r in resolutions],
        )  # fmt: skip
    _attendance(paper, list(meeting.attendees.all()))
    if meeting.recorder:
        paper.labelled("记录", meeting.recorder)
    paper.signed(meeting.union.name, meeting.minuted_on)
    return paper


def _line(resolution: Resolution) -> tuple[int, str, str, str]:
    due = cn_date(resolution.due_on) if resolution.due_on else ""
    return resolution.position, resolution.text, resolution.owner_name, due


def _attendance(paper: Paper, attendees: list[Attendee]) -> None:
    """出席、列席、请假、缺席 with black labels; those present by party where there are several."""
    for attendance in (Attendance.PRESENT, Attendance.OBSERVER, Attendance.EXCUSED,
                       Attendance.ABSENT):  # fmt: skip
        rows = [a for a in attendees if a.attendance == attendance]
        if not rows:
            continue
        parties = {a.party for a in rows}
        if len(parties) == 1:
            paper.labelled(str(attendance.label), _names(rows))
            continue
        for party in Party:
            side = [a for a in rows if a.party == party]
            if side:
                paper.labelled(f"{attendance.label}（{party.label}方）", _names(side))


def _names(attendees: Iterable[Attendee]) -> str:
    return "、".join(
        f"{a.full_name}（{a.organisation}{a.post}）" if a.organisation or a.post else a.full_name
        for a in attendees
    )
