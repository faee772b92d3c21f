"""组成检查: do seats and candidates keep to statute? Each finding is ok, warning or block, with source.

What blocks bars the step; what warns is told and left to those who decide. `plan` findings concern
the request already, the others the candidates, who must stand before the roll is frozen.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from core.periods import months_before, today
from governance import election_people as people
from governance.codes import BODY_OF, Body, ElectionForm, ElectionKind, Post
from governance.models import Candidate, Election, SeatBand
from governance.models.elections import DELEGATES
from members.codes import Sex
from unions import rules
from unions.codes import FEDERATIONS

OK, WARNING, BLOCK = "ok", "warning", "block"
_LAW10, _LAW11, _LAW16 = "工会法第十条", "工会法第十一条", "工会法第十六条"
_ELECTION = "工会基层组织选举工作条例（总工发〔2016〕27号）"
_CHAIR = "企业工会主席产生办法（试行）"
_WOMEN = "企业工会工作条例第十一条"
_AUDIT = "工会法第四十五条；工会经费审查委员会组织通则"
_CONGRESS = "基层工会会员代表大会条例（总工发〔2019〕6号）"
# Who elects a body of fewer members is no committee but one person.
_ONE = 1


@dataclass(frozen=True)
class Finding:
    level: str
    text: str
    source: str
    plan: bool = False
    # Whom it concerns; apart from the text, which stands in refusals too.
    who: str = ""

    @property
    def tone(self) -> str:
        return {OK: "ok", WARNING: "warn", BLOCK: "bad"}[self.level]

    @property
    def word(self) -> str:
        return {OK: "符合", WARNING: "提醒", BLOCK: "不符合"}[self.level]


def blocks(found: Iterable[Finding], plan_only: bool = False) -> list[str]:
    return [f.text for f in found if f.level == BLOCK and (f.plan or not plan_only)]


@dataclass
class Facts:
    """What all checks read, fetched once."""

    election: Election

    @cached_property
    def day(self) -> datetime.date:
        """Whom the union has can be counted up to today."""
        return min(self.election.elected_on or self.election.planned_on or today(), today())

    @cached_property
    def size(self) -> people.Size:
        return people.size(self.election, self.day)

    @cached_property
    def bands(self) -> list[SeatBand]:
        return list(SeatBand.objects.on(self.day))

    def band(self, body: str) -> SeatBand | None:
        number = self.size.members
        return next(
            (
                band for band in self.bands
                if band.body == body and band.members_from <= number
                and (band.members_until is None or number <= band.members_until)
            ),
            None,
        )  # fmt: skip

    @cached_property
    def candidates(self) -> list[Candidate]:
        return list(self.election.candidates.select_related("member"))

    def standing(self, post: str) -> list[Candidate]:
        return [c for c in self.candidates if c.post == post]

    @property
    def renews(self) -> bool:
        """A whole new committee, not the filling of single seats."""
        return self.election.kind != ElectionKind.BY_ELECTION

    def rule(self, code: str) -> int:
        return int(rules.value(code, self.day))


def findings(election: Election) -> list[Finding]:
    facts = Facts(election)
    checks = (_committee, _audit, _women, _meeting, _term, _candidates, _people, _contest, _notice)
    return [finding for check in checks for finding in check(facts)]


# --- the plan: seats, meeting, term ------------------------------------------------------------


def _committee(facts: Facts) -> Iterator[Finding]:
    if facts.renews:
        yield from _in_band(facts, Body.COMMITTEE, facts.election.committee_seats)
        if facts.election.vice_seats >= max(facts.election.committee_seats, _ONE):
            yield Finding(BLOCK, "副主席名额应少于委员会名额。", _ELECTION, True)


def _in_band(facts: Facts, body: Body, seats: int) -> Iterator[Finding]:
    """A federation's seats are settled by its upper union: there the bands only remind."""
    band, members = facts.band(body), facts.size.members
    if band is None:
        words = f"会员 {members} 人，{body.label}名额没有可用的规定，请与上级工会商定。"
        yield Finding(WARNING, words, _ELECTION, True)
        return
    said = f"会员 {members} 人，{body.label}名额应为 {band.seats_min} 至 {band.seats_max} 名"
    if not band.seats_min <= seats <= band.seats_max:
        level = WARNING if facts.election.union.kind in FEDERATIONS else BLOCK
        yield Finding(level, f"{said}，现为 {seats} 名。", band.source, True)
    elif band.odd and seats % 2 == 0:
        yield Finding(WARNING, f"{body.label}名额宜为单数，现为 {seats} 名。", band.source, True)
    else:
        yield Finding(OK, f"{said}，现为 {seats} 名。", band.source, True)


def _audit(facts: Facts) -> Iterator[Finding]:
    """Every level has its audit; where there is no committee, one person may do it."""
    seats, least = facts.election.audit_seats, facts.rule("committee_members")
    if not facts.renews:
        return
    if facts.size.members < least and seats < 3:
        level = OK if seats else WARNING
        words = f"会员不足 {least} 人，可以只设经费审查委员；现为 {seats} 名。"
        yield Finding(level, words, _AUDIT, True)
    else:
        yield from _in_band(facts, Body.AUDIT, seats)


def _women(facts: Facts) -> Iterator[Finding]:
    least, women = facts.rule("women_committee_members"), facts.size.women
    seats = facts.election.women_seats
    if not facts.renews:
        return
    if women >= least:
        level = OK if seats else BLOCK
        words = f"女会员 {women} 人（{least} 人以上），应同时选举女职工委员会；现名额 {seats} 名。"
        yield Finding(level, words, _WOMEN, True)
    elif women and facts.candidates:
        committee = [c for c in facts.standing(Post.COMMITTEE_MEMBER) if _is_woman(c)]
        level = OK if committee or seats else WARNING
        words = f"女会员 {women} 人（不足 {least} 人），委员会中应有一名女职工委员。"
        yield Finding(level, words, _WOMEN)


def _is_woman(candidate: Candidate) -> bool:
    return candidate.member.sex == Sex.FEMALE


def _meeting(facts: Facts) -> Iterator[Finding]:
    election, least = facts.election, facts.rule("congress_members")
    if election.form != ElectionForm.CONGRESS:
        return
    if facts.size.members < least and election.union.kind not in FEDERATIONS:
        words = f"会员 {facts.size.members} 人，不足 {least} 人的应召开会员大会。"
        yield Finding(BLOCK, words, _CONGRESS, True)
    band = facts.band(DELEGATES)
    if band and election.frozen_at:
        due = election.due or 0
        level = OK if band.seats_min <= due <= band.seats_max else WARNING
        words = f"代表名额宜为 {band.seats_min} 至 {band.seats_max} 名，名册上已标记 {due} 名。"
        yield Finding(level, words, band.source)


def _term(facts: Facts) -> Iterator[Finding]:
    """Late renewal needs approval, for half a year at most (domain.md 3.2)."""
    election = facts.election
    end = election.former_end
    if election.kind != ElectionKind.RENEWAL or end is None:
        return
    held = election.elected_on or election.planned_on
    if held is None or held <= end:
        yield Finding(OK, f"本届任期至 {end}，应按期换届。", _LAW16, True)
    elif election.delayed_until is None:
        words = f"本届任期已于 {end} 届满，拟召开日期在其后：逾期换届应报上级工会批准延期。"
        yield Finding(WARNING, words, _LAW16, True)
    elif held > election.delayed_until:
        words = f"会议日期晚于批准的延期期限 {election.delayed_until}。"
        yield Finding(WARNING, words, _LAW16, True)
    else:
        words = f"已批准延期至 {election.delayed_until}（{election.delay_no}）。"
        yield Finding(OK, words, _LAW16, True)


def latest_delay(end: datetime.date) -> datetime.date:
    """The last day to which a renewal due on `end` may be put off."""
    return months_before(end, -int(rules.value("renewal_delay_months", end)))


# --- the candidates ----------------------------------------------------------------------------


def _candidates(facts: Facts) -> Iterator[Finding]:
    """Is there somebody for every seat, and does who leads a body stand for it too?"""
    if not facts.candidates:
        yield Finding(BLOCK, "请先登记候选人。", _ELECTION)
        return
    for post in people.ORDER:
        number, wanted = len(facts.standing(post)), _wanted(facts, post)
        if number < wanted:
            words = f"{Post(post).label}应选 {wanted} 名，候选人只有 {number} 名。"
            yield Finding(BLOCK, words, _ELECTION)
        elif number and not people.seats(facts.election, post):
            words = f"有{Post(post).label}候选人，但没有填写名额。"
            yield Finding(BLOCK, words, _ELECTION)
    yield from _lead_from_within(facts)


def _wanted(facts: Facts, post: Post) -> int:
    """Seats that need candidates. At a by-election a leading post only where somebody stands."""
    election = facts.election
    single = election.committee_seats == _ONE and bool(facts.standing(Post.ORGANISER))
    if post == Post.COMMITTEE_MEMBER:
        return 0 if single else election.committee_seats
    if post in (Post.AUDIT_MEMBER, Post.WOMEN_MEMBER, Post.VICE_CHAIR):
        return people.seats(election, post)
    if post == Post.CHAIR:
        return int(facts.renews and not single)
    if post in people.LEADING and facts.renews:
        return int(people.seats(election, people.LEADING[post]) > _ONE)
    return 0


def _lead_from_within(facts: Facts) -> Iterator[Finding]:
    for post, member_post in people.LEADING.items():
        leaders = facts.standing(post)
        if not leaders:
            continue
        within = {c.member_id for c in facts.standing(member_post)}
        within |= people.sitting(facts.election, BODY_OF[post], facts.day)
        for candidate in leaders:
            if candidate.member_id not in within:
                words = f"{post.label}候选人应同时是{member_post.label}候选人或现任。"
                yield Finding(BLOCK, words, _ELECTION, who=candidate.full_name)


def _people(facts: Facts) -> Iterator[Finding]:
    """Who may not stand: no vote, a relative of the head, a keeper of the money as its auditor."""
    rows = facts.candidates
    ids = {c.member_id for c in rows}
    voters = people.electors(facts.election.union, facts.day).filter(member__in=ids)
    eligible = set(voters.values_list("member_id", flat=True))
    keepers = {c.member_id for c in rows if c.finance_staff or c.post == Post.CHAIR}
    deputies = {c.member_id for c in rows if c.post == Post.VICE_CHAIR}
    found: Counter[str] = Counter()
    for candidate in rows:
        for level, words, source in _against(candidate, eligible, keepers, deputies):
            found[level] += 1
            yield Finding(level, words, source, who=candidate.full_name)
    if rows and not found:
        yield Finding(OK, "候选人均为有选举权的会员，没有应当回避的人选。", _LAW10)


def _against(
    candidate: Candidate, eligible: set[int], keepers: set[int], deputies: set[int]
) -> Iterator[tuple[str, str, str]]:
    body = BODY_OF[Post(candidate.post)]
    if candidate.member_id not in eligible:
        words = "不是本会有选举权的会员（保留会籍期间没有选举权、被选举权）。"
        yield BLOCK, words, _ELECTION
    if candidate.relative_of_head and body == Body.COMMITTEE:
        yield BLOCK, "企业主要负责人的近亲属不得作为工会委员会成员的人选。", _LAW10
    if body == Body.AUDIT and candidate.member_id in keepers:
        yield BLOCK, "工会主席、财务人员不得担任经费审查委员会委员。", _AUDIT
    if body == Body.AUDIT and candidate.member_id in deputies:
        yield WARNING, "分管财务的副主席不得担任经费审查委员会委员，请核对分工。", _AUDIT
    if body == Body.WOMEN and not _is_woman(candidate):
        yield BLOCK, "女职工委员会委员应为女会员。", _WOMEN


def _contest(facts: Facts) -> Iterator[Finding]:
    """差额选举: at least so many per cent more candidates than seats, one at the least."""
    seats = facts.election.committee_seats
    number = len(facts.standing(Post.COMMITTEE_MEMBER))
    if not facts.renews or number < seats or seats == _ONE:
        return
    percent = facts.rule("contest_percent")
    least = seats + -(-seats * percent // 100)
    level = OK if number >= least else BLOCK
    words = f"委员应差额选举（差额不低于 {percent}%）：应选 {seats} 名，候选人应不少于 {least} 名，"
    yield Finding(level, f"{words}现有 {number} 名。", _ELECTION)


def _notice(facts: Facts) -> Iterator[Finding]:
    election, days = facts.election, facts.rule("candidate_notice_days")
    held = election.elected_on or election.planned_on
    if not facts.standing(Post.CHAIR):
        return
    if election.noticed_on is None:
        words = f"主席候选人应公示 {days} 天，还没有登记公示起始日。"
        yield Finding(WARNING, words, _CHAIR)
    elif held and (held - election.noticed_on).days < days:
        words = f"候选人自 {election.noticed_on} 起公示，至 {held} 不足 {days} 天。"
        yield Finding(WARNING, words, _CHAIR)
    else:
        yield Finding(OK, f"候选人自 {election.noticed_on} 起公示 {days} 天。", _CHAIR)


def summary(found: Iterable[Finding]) -> str:
    """How many of each: 符合 4 项，提醒 2 项."""
    numbers = Counter(finding.word for finding in found)
    words = ("不符合", "提醒", "符合")
    return "，".join(f"{word} {numbers[word]} 项" for word in words if numbers[word])
