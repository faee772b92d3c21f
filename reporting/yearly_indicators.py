"""The indicators of yearly statistics, each declared once: code, table, name, unit, and the rows of
one union that it counts (domain.md 8; the columns of the national tables were not obtained, these
are the areas of V53 as far as the house has records).

What the quarterly report counts too is taken from there (reporting/figures.py), not said again.
"""

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.periods import holds_on
from governance.codes import BODY_OF, Body, MeetingKind, MeetingStatus, Post
from governance.models import RegulationVersion
from members import dimensions
from members.codes import End, Sex, Standing, Start
from reporting import figures
from reporting.codes import YearTable
from reporting.figures import YUAN, Figure, existing, held, within
from reporting.quarters import Stretch
from unions.codes import FEDERATIONS, FigureKind, UnionKind
from unions.models import EnterpriseFigure, Union

# 904 of the cover: 1 for a union of one unit, 2 for one of several (V11).
SINGLE, JOINT = ("1", "单独基层工会"), ("2", "联合基层工会")
JOINT_KINDS = (UnionKind.JOINT_GRASSROOTS, UnionKind.UNION_LEAGUE, UnionKind.VILLAGE)
REPORTED, SUPPLIED = "reported", "supplied"
# Where a source's rows say which union they belong to.
OWNER = {"union": "", "tree_household": "application__union"}


def owner_of(source: str) -> str:
    return OWNER.get(source, "union")


def standing(year: Stretch, path: str = "") -> Q:
    """Grassroots unions that exist on the year's last day, reached by `path`."""
    p = f"{path}__" if path else ""
    gone = Q(**{f"{p}dissolved_on__isnull": True}) | Q(**{f"{p}dissolved_on__gt": year.last})
    return gone & Q(**{f"{p}founded_on__lte": year.last}) & ~Q(**{f"{p}kind__in": FEDERATIONS})


@dataclass(frozen=True)
class Indicator(Figure):
    """`part` is the table, `number` the code beside it on the sheet. `told`: reported with the
    enterprises, or supplied by hand, instead of counted.
    """

    number: str = ""
    told: str = ""

    def rows(self, union: Union, span: Stretch) -> Any:
        return super().rows(union, span).filter(standing(span, owner_of(self.source)))

    def worth(self, union: Union, span: Any) -> Any:
        from reporting.yearly import compute

        found = compute([union], span, [self])[self.code].values()
        return sum((value for value in found if value is not None), figures.sound(0, self))

    def url(self, union: Union, span: Any) -> str:
        return reverse("reporting:yearly_rows", args=[union.pk, f"{span.year}-{self.code}"])


def _before(year: Stretch) -> Q:
    """Period rows that hold on the day before the year begins."""
    until = Q(until__isnull=True) | Q(until__gte=year.first)
    return until & Q(since__lt=year.first, voided_at__isnull=True)


def _unreported(year: Stretch) -> Q:
    known = EnterpriseFigure.objects.filter(kind=FigureKind.WORKERS, as_of__lte=year.last)
    return held(year) & ~Q(enterprise__in=known.values("enterprise"))


def _in_force(year: Stretch) -> Q:
    versions = RegulationVersion.objects.filter(holds_on(year.last))
    return Q(pk__in=versions.values("regulation"))


def _studios(year: Stretch) -> Q:
    ended = Q(ended_on__isnull=True) | Q(ended_on__gt=year.last)
    return ended & Q(founded_on__lte=year.last)


def _named_studios(year: Stretch) -> Q:
    return _studios(year) & Q(certified_on__lte=year.last)


def _posts(body: Body) -> Q:
    return Q(post__in=[post for post, of in BODY_OF.items() if of == body])


def _met(*kinds: MeetingKind) -> Q:
    return Q(kind__in=kinds, status__in=(MeetingStatus.HELD, MeetingStatus.MINUTED))


_QUARTERLY = {figure.code: figure for figure in figures.TABLE}


def _as(name: str, code: str, number: str, part: str, label: str = "") -> Indicator:
    """As the quarterly report counts it."""
    figure = _QUARTERLY[name]
    same = {f.name: getattr(figure, f.name) for f in dataclasses.fields(Figure)}
    same |= {"code": code, "part": part, "label": label or figure.label}
    if figure.source == "household":
        same["source"] = "tree_household"
    return Indicator(**same, number=number)


T, M = YearTable, MeetingKind
_CHAIR = Q(post=Post.CHAIR)
_ANY_DAY = datetime.date.max  # neither sex nor 农民工 is told by the day
_WOMAN = dimensions.SEX.condition(Sex.FEMALE.value, _ANY_DAY, "member__")
_MIGRANT = dimensions.MIGRANT.condition("1", _ANY_DAY, "member__")

TABLE: tuple[Indicator, ...] = (
    _as("unions_end", "unions", "101", T.ORGANISATION, "基层工会"),
    Indicator("joint_unions", T.ORGANISATION, "其中：联合基层工会", "家", "union", existing,
              Q(kind__in=JOINT_KINDS), number="102"),
    _as("enterprises_covered", "enterprises", "103", T.ORGANISATION, "覆盖单位"),
    Indicator("workers", T.ORGANISATION, "职工", "人", "coverage", held, number="104",
              told=REPORTED, listed="workers"),
    Indicator("women_workers", T.ORGANISATION, "其中：女职工", "人", "", held, number="105",
              told=SUPPLIED),
    Indicator("workers_unknown", T.ORGANISATION, "没有职工人数的单位", "家", "coverage",
              _unreported, number="106"),
    Indicator("members_start", T.MEMBERS, "期初会员", "人", "membership", _before, number="201",
              listed="start"),
    _as("members_joined", "joined", "202", T.MEMBERS),
    Indicator("transferred_in", T.MEMBERS, "转入", "人", "membership", within("since"),
              Q(start_kind=Start.TRANSFER_IN), listed="joined", number="203"),
    _as("members_left", "left", "204", T.MEMBERS),
    Indicator("transferred_out", T.MEMBERS, "转出", "人", "membership", within("until"),
              Q(end_kind=End.TRANSFER_OUT), listed="left", number="205"),
    _as("members_end", "members", "206", T.MEMBERS, "期末会员"),
    Indicator("women", T.MEMBERS, "其中：女会员", "人", "membership", held, _WOMAN, number="207"),
    Indicator("migrants", T.MEMBERS, "其中：农民工会员", "人", "membership", held,
              _MIGRANT, number="208"),
    Indicator("retained", T.MEMBERS, "其中：保留会籍", "人", "membership", held,
              Q(standing=Standing.RETAINED), number="209"),
    Indicator("joint_members", T.MEMBERS, "其中：联合基层工会会员", "人", "membership", held,
              Q(union__kind__in=JOINT_KINDS), number="210"),
    Indicator("committee", T.CADRES, "工会委员会组成人员", "人", "office", held,
              _posts(Body.COMMITTEE), number="301"),
    Indicator("committee_women", T.CADRES, "其中：女性", "人", "office", held,
              _posts(Body.COMMITTEE) & _WOMAN, number="302"),
    Indicator("chairs", T.CADRES, "工会主席", "人", "office", held, _CHAIR, number="303"),
    Indicator("chairs_full", T.CADRES, "其中：专职主席", "人", "office", held,
              _CHAIR & Q(full_time=True), number="304"),
    Indicator("chairs_part", T.CADRES, "其中：兼职主席", "人", "office", held,
              _CHAIR & Q(full_time=False), number="305"),
    Indicator("chairs_dual", T.CADRES, "其中：兼任党支部书记的主席", "人", "office", held,
              _CHAIR & Q(party_secretary=True), number="306"),
    Indicator("auditors", T.CADRES, "经费审查委员会组成人员", "人", "office", held,
              _posts(Body.AUDIT), number="307"),
    Indicator("women_committee", T.CADRES, "女职工委员会组成人员", "人", "office", held,
              _posts(Body.WOMEN), number="308"),
    Indicator("member_meetings", T.DEMOCRACY, "会员大会、会员代表大会", "次", "meeting",
              within("day"), _met(M.MEMBERS, M.CONGRESS), number="401"),
    Indicator("joint_meetings", T.DEMOCRACY, "三方联席会议", "次", "meeting", within("day"),
              _met(M.TRIPARTITE), number="402"),
    Indicator("committee_meetings", T.DEMOCRACY, "工会委员会会议", "次", "meeting",
              within("day"), _met(M.COMMITTEE), number="403"),
    _as("elections_held", "elections", "404", T.DEMOCRACY),
    Indicator("regulations", T.DEMOCRACY, "期末现行制度", "项", "regulation", _in_force,
              number="405"),
    _as("activities", "activities", "406", T.DEMOCRACY),
    _as("activity_people", "activity_people", "407", T.DEMOCRACY),
    _as("households_helped", "households", "501", T.AID),
    _as("people_helped", "people_helped", "502", T.AID),
    _as("payouts", "payouts", "503", T.AID),
    _as("paid_amount", "paid_amount", "504", T.AID),
    _as("cases_opened", "cases", "601", T.RIGHTS),
    _as("cases_people", "cases_people", "602", T.RIGHTS),
    _as("cases_closed", "cases_closed", "603", T.RIGHTS),
    _as("cases_recovered", "cases_recovered", "604", T.RIGHTS),
    _as("cases_open", "cases_open", "605", T.RIGHTS, "期末在办案件"),
    _as("contests", "contests", "701", T.ECONOMY),
    _as("contest_people", "contest_people", "702", T.ECONOMY),
    _as("entries", "entries", "703", T.ECONOMY),
    _as("entries_done", "entries_done", "704", T.ECONOMY),
    _as("entries_benefit", "entries_benefit", "705", T.ECONOMY),
    Indicator("studios", T.ECONOMY, "期末创新工作室", "个", "studio", _studios, number="706"),
    Indicator("studios_named", T.ECONOMY, "其中：已命名", "个", "studio", _named_studios,
              number="707"),
    Indicator("funds_income", T.FUNDS, "工会经费收入", YUAN, "", held, number="801",
              told=SUPPLIED),
    Indicator("funds_spent", T.FUNDS, "工会经费支出", YUAN, "", held, number="802",
              told=SUPPLIED),
    _as("activity_cost", "activity_cost", "803", T.FUNDS, "其中：活动支出"),
)  # fmt: skip
BY_CODE = {indicator.code: indicator for indicator in TABLE}


def of_table(table: str) -> list[Indicator]:
    return [indicator for indicator in TABLE if indicator.part == table]


def union_type(kind: str) -> tuple[str, str]:
    """904 of the cover."""
    return JOINT if kind in JOINT_KINDS else SINGLE
