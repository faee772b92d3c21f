"""系统判定: what the records can tell about a line of a check list, each a small named function.

A function gets the facts of one union on one day and answers met, not met, or untold (None), with
the words that show why and a link to the rows behind. What this room cannot know (aid, own funds
beyond the account) a room above registers with `register`; a code nobody registered stays untold.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.urls import reverse

from core.periods import today
from core.reports import percent
from governance.codes import (
    BODY_OF,
    ActivityKind,
    Body,
    Chosen,
    MeetingKind,
    MeetingStatus,
    Post,
)
from governance.models import Activity, Meeting, Office, RegulationVersion, SeatBand
from members.codes import Sex, Standing
from members.models import Membership
from unions import rules, terms
from unions.figures import Rate, Workers, stale_before, workers_of
from unions.models import Union


@dataclass(frozen=True)
class Told:
    met: bool | None
    text: str = ""
    url: str = ""

    @property
    def word(self) -> str:
        return verdict(self.met)[1]

    @property
    def tone(self) -> str:
        return verdict(self.met)[0]


UNTOLD = Told(None)
_WORDS = {True: ("ok", "符合"), False: ("bad", "不符合"), None: ("mute", "人工判定")}


def verdict(met: bool | None) -> tuple[str, str]:
    """(tone, word) of what the records say."""
    return _WORDS[met]


@dataclass(frozen=True)
class Size:
    members: int
    voting: int
    women: int  # with a vote: who may be elected, as at an election's check


@dataclass
class Facts:
    """What the functions read of one union, each fact fetched once, when first asked."""

    union: Union
    year: int
    day: datetime.date

    def rule(self, code: str) -> int:
        return int(rules.value(code, self.day))

    def rows(self, name: str, **filters: object) -> str:
        """The address of a list narrowed to this union."""
        words = "".join(f"&{key}={value}" for key, value in filters.items())
        return f"{reverse(name)}?union={self.union.pk}{words}"

    @cached_property
    def offices(self) -> list[Office]:
        return list(Office.objects.on(self.day).filter(union=self.union))

    def holders(self, body: Body) -> int:
        """How many people sit on a body; who holds two posts of it counts once."""
        rows = [office for office in self.offices if BODY_OF[Post(office.post)] == body]
        return len({office.member_id or office.full_name for office in rows})

    @cached_property
    def chair(self) -> Office | None:
        return next((office for office in self.offices if office.post == Post.CHAIR), None)

    @cached_property
    def size(self) -> Size:
        rows, active = Membership.objects.on(self.day), Q(standing=Standing.ACTIVE)
        found = rows.filter(union=self.union).aggregate(
            members=Count("pk"),
            voting=Count("pk", active),
            women=Count("pk", active & Q(member__sex=Sex.FEMALE)),
        )
        return Size(**found)

    @cached_property
    def workers(self) -> Workers:
        return workers_of([self.union.pk], self.day).get(self.union.pk, Workers())

    @cached_property
    def bands(self) -> list[SeatBand]:
        return list(SeatBand.objects.on(self.day))

    def least_seats(self, body: Body) -> int:
        """How many seats the bands ask of a body at this many members; 1 where they say nothing."""
        number = self.size.voting
        fits = (
            band.seats_min for band in self.bands
            if band.body == body and band.members_from <= number
            and (band.members_until is None or number <= band.members_until)
        )  # fmt: skip
        return next(fits, 1)

    @cached_property
    def regulations(self) -> int:
        rows = RegulationVersion.objects.on(self.day).filter(regulation__union=self.union)
        return rows.count()

    @cached_property
    def meetings(self) -> list[datetime.date]:
        """Days of the member meetings and congresses held in the year."""
        rows = Meeting.objects.filter(
            union=self.union, day__year=self.year, day__lte=self.day,
            kind__in=(MeetingKind.MEMBERS, MeetingKind.CONGRESS),
            status__in=(MeetingStatus.HELD, MeetingStatus.MINUTED),
        )  # fmt: skip
        return list(rows.order_by("-day").values_list("day", flat=True)[:20])

    @cached_property
    def activities(self) -> dict[str, int]:
        """Kind -> how many of the year."""
        rows = Activity.objects.not_voided().filter(
            union=self.union, day__year=self.year, day__lte=self.day
        )
        return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def facts(union: Union, year: int, day: datetime.date | None = None) -> Facts:
    """As of `day` (today), at the latest the last day of the year that is checked."""
    return Facts(union, year, min(day or today(), datetime.date(year, 12, 31)))


# --- the register ----------------------------------------------------------------------------

Function = Callable[[Facts], Told]
_FUNCTIONS: dict[str, tuple[str, Function]] = {}


def register(code: str, label: str) -> Callable[[Function], Function]:
    """Once for each code; `label` is what the admin offers."""

    def keep(function: Function) -> Function:
        _FUNCTIONS[code] = (label, function)
        return function

    return keep


def choices() -> list[tuple[str, str]]:
    return [(code, label) for code, (label, _) in sorted(_FUNCTIONS.items())]


def label_of(code: str) -> str:
    return _FUNCTIONS[code][0] if code in _FUNCTIONS else ""


def tell(code: str, known: Facts) -> Told:
    return _FUNCTIONS[code][1](known) if code in _FUNCTIONS else UNTOLD


def tell_all(codes: Iterable[str], known: Facts) -> dict[str, Told]:
    return {code: tell(code, known) for code in set(codes)}


# --- people in office ------------------------------------------------------------------------

_ELECTED = (Chosen.ELECTION, Chosen.BY_ELECTION, Chosen.RECOMMENDED)


def _offices(known: Facts) -> str:
    return known.rows("governance:office_list")


def _term(known: Facts) -> Told:
    union = known.union
    end = terms.term_end(union.term_started_on, union.term_years)
    url = reverse("unions:union_detail", args=[union.pk])
    if end is None:
        return Told(None, "本届选举日期或任期没有登记", url)
    if end <= known.day:
        return Told(False, f"本届任期已于 {end} 届满", url)
    return Told(True, f"本届任期至 {end}", url)


@register("term", "按期换届：本届任期未届满")
def term(known: Facts) -> Told:
    return _term(known)


@register("chair", "主席由选举产生、在任且任期未届满")
def chair(known: Facts) -> Told:
    """Of a chair carried over from the old sheets the day of the term's election is the proof."""
    office = known.chair
    if office is None:
        return Told(False, "没有在任的主席", _offices(known))
    if office.acting:
        return Told(False, "现为代理主席", _offices(known))
    if office.chosen == Chosen.REGISTERED:
        elected = known.union.term_started_on is not None
    else:
        elected = office.chosen in _ELECTED
    if not elected:
        words = f"主席自 {office.since} 起在任，产生方式为{office.get_chosen_display()}"
        unknown = office.chosen == Chosen.REGISTERED
        return Told(None if unknown else False, words, _offices(known))
    end = _term(known)
    return Told(end.met, f"主席自 {office.since} 起在任；{end.text}", _offices(known))


@register("committee", "工会委员会健全")
def committee(known: Facts) -> Told:
    """From 25 members a committee, below that one organiser may do (工会法第十一条)."""
    number, small = known.holders(Body.COMMITTEE), known.rule("committee_members")
    least = 1 if known.size.voting < small else known.least_seats(Body.COMMITTEE)
    words = f"会员 {known.size.voting} 人，委员会至少 {least} 人，在任 {number} 人"
    return Told(number >= least, words, _offices(known))


@register("audit", "经费审查组织健全")
def audit(known: Facts) -> Told:
    """Every level has its audit (工会法第四十五条); of few members one person may do it."""
    number, small = known.holders(Body.AUDIT), known.rule("committee_members")
    least = 1 if known.size.voting < small else known.least_seats(Body.AUDIT)
    words = f"会员 {known.size.voting} 人，经费审查委员至少 {least} 人，在任 {number} 人"
    return Told(number >= least, words, _offices(known))


@register("women", "女职工组织健全（女会员 10 人以上）")
def women(known: Facts) -> Told:
    number, least = known.size.women, known.rule("women_committee_members")
    if number < least:
        url = known.rows("members:member_list", sex=Sex.FEMALE.value)
        return Told(True, f"{number} 名女会员，不足 {least} 名，不要求", url)
    sitting = known.holders(Body.WOMEN)
    words = f"{number} 名女会员，应设女职工委员会，在任 {sitting} 人"
    return Told(sitting > 0, words, _offices(known))


@register("bodies", "组织健全：委员会、经审、女职工组织")
def bodies(known: Facts) -> Told:
    parts = (("委员会", committee), ("经审", audit), ("女职工组织", women))
    lacking = [name for name, function in parts if not function(known).met]
    words = f"{'、'.join(lacking)}不健全" if lacking else "委员会、经审、女职工组织均符合"
    return Told(not lacking, words, _offices(known))


@register("full_time_chair", "职工 200 人以上配备专职主席")
def full_time_chair(known: Facts) -> Told:
    workers, least = known.workers, known.rule("fulltime_chair_workers")
    if known.chair is not None and known.chair.full_time:
        return Told(True, "主席为专职", _offices(known))
    if workers.number >= least:
        words = f"职工 {workers.number} 人（{least} 人以上），没有专职主席"
        return Told(False, words, _offices(known))
    url = known.rows("members:coverage_list")
    if not workers.number or workers.unknown:
        return Told(None, "覆盖企业的职工人数没有登记齐", url)
    return Told(True, f"职工 {workers.number} 人，不足 {least} 人，不要求", url)


# --- members ---------------------------------------------------------------------------------


@register("entry_rate", "会员入会率达标")
def entry_rate(known: Facts) -> Told:
    """Members over the workers their enterprises reported, as on the coverage ledger."""
    members, workers, least = known.size.members, known.workers, known.rule("entry_rate_percent")
    url = known.rows("members:coverage_list")
    if not workers.number:
        return Told(None, "没有职工人数，不能计算入会率", url)
    rate = Rate(members, workers, stale_before(known.day))
    words = f"入会率 {percent(members, workers.number)}（会员 {members} / 职工 {workers.number} 人"
    words += f"，截至 {workers.oldest}）"
    if rate.warnings:
        words += f"，{'；'.join(rate.warnings)}"
    known_well = not workers.unknown and members <= workers.number
    return Told(members * 100 >= workers.number * least if known_well else None, words, url)


# --- papers and money ------------------------------------------------------------------------


@register("regulations", "有现行制度")
def regulations(known: Facts) -> Told:
    number, url = known.regulations, known.rows("governance:regulation_list")
    words = f"现行制度 {number} 项" if number else "没有登记本会的现行制度"
    return Told(number > 0, words, url)


@register("legal_person", "取得工会法人资格")
def legal_person(known: Facts) -> Told:
    union, url = known.union, reverse("unions:union_detail", args=[known.union.pk])
    if union.legal_person_cert_no or union.union_uscc:
        return Told(True, "已登记工会法人资格", url)
    return Told(False, "没有登记法人资格证书号和统一社会信用代码", url)


@register("account", "有工会账户")
def account(known: Facts) -> Told:
    """An account is a sign of funds of its own; that there is none on record proves nothing."""
    url = reverse("unions:union_detail", args=[known.union.pk])
    if known.union.bank_name:
        return Told(True, "已登记工会账户", url)
    return Told(None, "没有登记工会账户，请在说明中写明经费来源", url)


# --- what was done in the year ---------------------------------------------------------------


@register("meetings", "本年度召开过会员（代表）大会")
def meetings(known: Facts) -> Told:
    days = known.meetings
    url = known.rows("governance:meeting_list", year=known.year)
    if not days:
        return Told(False, f"{known.year} 年没有已召开的会员大会、会员代表大会", url)
    return Told(True, f"{known.year} 年召开 {len(days)} 次，最近一次 {days[0]}", url)


@register("activities", "本年度开展过活动")
def activities(known: Facts) -> Told:
    return _done_in_year(known, sum(known.activities.values()), "活动")


@register("training", "本年度开展过培训")
def training(known: Facts) -> Told:
    number = known.activities.get(ActivityKind.TRAINING, 0)
    return _done_in_year(known, number, "培训", kind=ActivityKind.TRAINING.value)


def _done_in_year(known: Facts, number: int, word: str, **filters: str) -> Told:
    url = known.rows("governance:activity_list", year=known.year, **filters)
    words = f"{known.year} 年开展{word} {number} 次" if number else f"{known.year} 年没有登记{word}"
    return Told(number > 0, words, url)
