"""What the page of an election shows: its steps with days and numbers, particulars, the count."""

from typing import Any

from core.report_html import plain
from governance import composition, election_people, election_result
from governance.codes import BODY_OF, ElectionForm, ElectionKind, ElectionStatus, Post
from governance.models import Candidate, Election

S = ElectionStatus
Pairs = list[tuple[str, Any]]
_ORDER = (S.PREPARED, S.REQUESTED, S.PERMITTED, S.FROZEN, S.HELD, S.REPORTED, S.CONFIRMED,
          S.HANDED_OVER)  # fmt: skip


def steps(election: Election) -> list[dict[str, Any]]:
    """Each step done with its day and number, the one in hand, those ahead."""
    e = election
    told = (
        ("筹备", None, ""),
        ("请示", e.requested_on, e.request_no),
        ("同意选举", e.permitted_on, e.permit_no),
        ("锁定名册", e.elected_on, f"{e.due} 人应到" if e.due else ""),
        ("选举", e.elected_on if _at(e) >= _ORDER.index(S.HELD) else None, ""),
        ("报告结果", e.reported_on, e.report_no),
        ("结果批复", e.confirmed_on, e.confirm_no),
        ("交接", e.starts_on, ""),
    )
    found = []
    for place, (label, day, number) in enumerate(told):
        reached = place <= _at(e) and (place == 0 or day is not None)
        # A step that went back keeps its paper on record, but it is not done.
        state = "done" if reached else "now" if place == _at(e) + 1 and _open(e) else ""
        shown = (day, number) if reached else (None, "")
        found.append({"label": label, "day": shown[0], "number": shown[1], "state": state})
    if e.status == S.CANCELLED:
        found.append({"label": "已中止", "day": None, "number": "", "state": "stopped"})
    return found


def _at(election: Election) -> int:
    if election.status != S.CANCELLED:
        return _ORDER.index(S(election.status))
    # As far as it had come.
    days = (election.requested_on, election.permitted_on, election.frozen_at)
    return sum(day is not None for day in days)


def _open(election: Election) -> bool:
    return election.status not in (S.CANCELLED, S.HANDED_OVER)


def particulars(election: Election) -> Pairs:
    e = election
    renews = e.kind != ElectionKind.BY_ELECTION
    pairs: Pairs = [
        ("类别", e.get_kind_display()),
        ("届次", f"第 {e.term_no} 届" if e.term_no else ""),
        ("任期", f"{e.term_years} 年" if renews else ""),
        ("会议形式", e.get_form_display()),
        ("拟召开日期", plain(e.planned_on)),
        ("主席产生", "由会员（代表）直接选举" if e.chair_by_members else "由委员会选举"),
        ("委员会名额", f"{e.committee_seats} 名"),
        ("其中副主席", f"{e.vice_seats} 名"),
        ("经审委员会名额", f"{e.audit_seats} 名"),
        ("女职工委员会名额", f"{e.women_seats} 名"),
        ("候选人公示", f"自 {e.noticed_on} 起" if e.noticed_on else ""),
        ("延期", f"至 {e.delayed_until}（{e.delay_no}）" if e.delayed_until else ""),
        ("请示人", _name(e.requested_by)),
        ("批复登记人", _name(e.permitted_by)),
        ("结果报告人", _name(e.reported_by)),
        ("结果批复登记人", _name(e.confirmed_by)),
    ]
    return [(label, value) for label, value in pairs if value]


def _name(user: Any) -> str:
    return user.display_name if user else ""


def standing(election: Election) -> list[dict[str, Any]]:
    """Candidates by post, in the order of the ballots."""
    rows: list[Candidate] = list(election.candidates.select_related("member"))
    return [
        {"post": post, "seats": election_people.seats(election, post), "rows": of,
         "body": BODY_OF[post]}
        for post in election_people.ORDER
        if (of := [c for c in rows if c.post == post])
    ]  # fmt: skip


def remarks(candidate: Candidate) -> str:
    told = (
        (candidate.relative_of_head, "企业主要负责人近亲属"),
        (candidate.finance_staff, "财务人员"),
        (candidate.party_secretary, "兼任党支部书记"),
    )
    return "、".join(word for there, word in told if there)


def contents(election: Election) -> dict[str, Any]:
    """Everything below the buttons."""
    frozen = election.frozen_at is not None
    posts = standing(election)
    for row in posts:
        row["rows"] = [(candidate, remarks(candidate)) for candidate in row["rows"]]
    held = election.status in _ORDER[_ORDER.index(S.HELD) :]
    findings = composition.findings(election)
    worst = {f.level for f in findings}
    return {
        "steps": steps(election),
        "pairs": particulars(election),
        "posts": posts,
        "findings": findings,
        "tally": composition.summary(findings),
        "findings_open": not held and bool(worst - {composition.OK}),
        "congress": election.form == ElectionForm.CONGRESS,
        "counted": election_result.compute(election) if frozen else None,
        "held": held,
        "leading": [str(post) for post in election_people.LEADING],
    }


POST_LABELS = dict(Post.choices)
