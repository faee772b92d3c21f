"""The computed figures of the quarterly report, each declared once.

A figure counts (or sums) rows of one source that happened in the quarter, by the day they happened
and not by the day they were typed in: what is entered late changes the quarter it belongs to. All
figures of one source come from one query, however many quarters are asked for. The same rows are
what the figure links to (reporting/figure_rows.py), so number and list cannot disagree.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Aggregate, Count, F, Q, QuerySet, Sum
from django.urls import reverse

from assistance.models import Programme
from core.periods import holds_on
from governance import codes as life
from governance.models.elections import ElectionStatus
from innovation import codes as innovation_codes
from members.codes import End, Start
from reporting import sources
from reporting.codes import PartCode
from reporting.quarters import Span, Stretch
from unions.codes import FEDERATIONS, EventKind
from unions.models import Union

FEN = Decimal("0.01")
YUAN = "元"
OF_PROGRAMME = "aid-"  # before the code of the programme
When = Callable[[Stretch], Q]
Values = dict[str, list[Any]]


@dataclass(frozen=True)
class Figure:
    """`when` says which rows belong to a quarter, `where` which of them count. `measure` sums a
    column (or counts another's different values) instead of counting rows.
    """

    code: str
    part: str
    label: str
    unit: str
    source: str
    when: When
    where: Q = field(default_factory=Q)
    measure: Callable[[Q], Aggregate] = lambda q: Count("pk", filter=q)
    listed: str = ""  # the list that shows the rows; that of the source if not said

    @property
    def is_money(self) -> bool:
        return self.unit == YUAN

    def rows(self, union: Union, span: Stretch) -> QuerySet:
        return sources.ROWS[self.source](union).filter(self.when(span) & self.where)

    def worth(self, union: Union, span: Any) -> Any:
        return value(self, union, span)

    def url(self, union: Union, span: Any) -> str:
        return reverse("reporting:figure_rows", args=[union.pk, asked(self, span)])


_ASKED = re.compile(r"([12][0-9]{3})-([1-4])-(.+)")


def asked(figure: Figure, span: Span) -> str:
    """A figure of a quarter as the word that stands in an address: 2016-3-members_end."""
    return f"{span.year}-{span.quarter}-{figure.code}"


def read(word: str) -> tuple[Figure, Span] | None:
    found = _ASKED.fullmatch(word)
    figure = find(found[3]) if found else None
    return (figure, Span(int(found[1]), int(found[2]))) if found and figure else None


@dataclass(frozen=True)
class Moment:
    """A state of the day the report is written: it cannot be asked again for a day gone by, so it
    is compared with what earlier reports froze, and is never corrected.
    """

    code: str
    part: str
    label: str
    unit: str
    value: Callable[[Union], int]
    address: Callable[[], str]

    is_money = False

    def url(self, union: Union, span: Span) -> str:
        return self.address()


def within(column: str) -> When:
    return lambda span: Q(**{f"{column}__range": span.days})


def held(span: Stretch) -> Q:
    """Period rows that hold on the quarter's last day."""
    return holds_on(span.last)


def existing(span: Stretch) -> Q:
    gone = Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=span.last)
    return gone & Q(founded_on__lte=span.last) & ~Q(kind__in=FEDERATIONS)


def open_case(span: Stretch) -> Q:
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=span.last)
    return still & Q(received_on__lte=span.last)


def _by_end(column: str) -> When:
    return lambda span: Q(**{f"{column}__lte": span.last})


def total(column: str) -> Callable[[Q], Aggregate]:
    return lambda q: Sum(column, filter=q)


def different(column: str) -> Callable[[Q], Aggregate]:
    return lambda q: Count(column, filter=q, distinct=True)


P, E = PartCode, ElectionStatus
_LEFT = (End.WITHDRAW, End.LAPSE, End.EXPEL, End.DECEASED)
_ELECTED = (E.HELD, E.REPORTED, E.CONFIRMED, E.HANDED_OVER)
_ADOPTED = Q(status__in=innovation_codes.ADOPTED)
_DONE = _ADOPTED & Q(practice=innovation_codes.Practice.DONE)
_COUNTED = Q(status__in=innovation_codes.COUNTED)
_CONTEST = Q(kind=life.ActivityKind.CONTEST)
_NO_FEDERATION = ~Q(union__kind__in=FEDERATIONS)

TABLE: tuple[Figure, ...] = (
    Figure("unions_founded", P.MEMBERS, "新建工会", "家", "event", within("day"),
           Q(kind=EventKind.FOUNDED) & _NO_FEDERATION),
    Figure("unions_end", P.MEMBERS, "季末基层工会", "家", "union", existing),
    Figure("enterprises_covered", P.MEMBERS, "季末覆盖企业", "家", "coverage", held),
    Figure("members_joined", P.MEMBERS, "新入会", "人", "membership", within("since"),
           Q(start_kind=Start.JOIN), listed="joined"),
    Figure("members_left", P.MEMBERS, "退会等离会", "人", "membership", within("until"),
           Q(end_kind__in=_LEFT), listed="left"),
    Figure("members_end", P.MEMBERS, "季末会员", "人", "membership", held),
    Figure("elections_held", P.STANDARDS, "完成选举（含换届、补选）", "家次", "election",
           within("elected_on"), Q(status__in=_ELECTED)),
    Figure("rectified", P.STANDARDS, "整顿工会", "家次", "event", within("day"),
           Q(kind=EventKind.RECTIFIED)),
    Figure("checks_confirmed", P.STANDARDS, "规范化考核确认", "家次", "assessment",
           within("checked_on"), Q(status=life.AssessmentStatus.CHECKED)),
    Figure("meetings_held", P.STANDARDS, "召开会议", "次", "meeting", within("day"),
           Q(status__in=(life.MeetingStatus.HELD, life.MeetingStatus.MINUTED))),
    Figure("cases_opened", P.RIGHTS, "受理登记案件", "件", "case", within("received_on")),
    Figure("cases_people", P.RIGHTS, "登记案件涉及职工", "人", "case", within("received_on"),
           measure=total("group_size")),
    Figure("cases_closed", P.RIGHTS, "办结案件", "件", "case", within("ended_on")),
    Figure("cases_recovered", P.RIGHTS, "办结案件追回金额", YUAN, "case", within("ended_on"),
           measure=total("amount_recovered")),
    Figure("cases_open", P.RIGHTS, "季末在办案件", "件", "case", open_case),
    Figure("households_helped", P.AID, "帮扶户数", "户", "household", within("paid_on"),
           measure=different("house")),
    Figure("people_helped", P.AID, "帮扶职工", "人", "household", within("paid_on"),
           measure=different("id_index"), listed="payout"),
    Figure("payouts", P.AID, "发放笔数", "笔", "household", within("paid_on"), listed="payout"),
    Figure("paid_amount", P.AID, "发放金额", YUAN, "household", within("paid_on"),
           measure=total("amount"), listed="payout"),
    Figure("contests", P.INNOVATION, "劳动竞赛", "项", "activity", within("day"), _CONTEST),
    Figure("contest_people", P.INNOVATION, "竞赛参加人次", "人次", "activity", within("day"),
           _CONTEST, measure=total("participants")),
    Figure("entries", P.INNOVATION, "申报创新成果", "项", "entry", within("proposed_on"), _COUNTED),
    Figure("entries_done", P.INNOVATION, "实施创新成果", "项", "entry", within("implemented_on"),
           _DONE),
    Figure("entries_benefit", P.INNOVATION, "实施成果年效益", YUAN, "entry",
           within("implemented_on"), _DONE, measure=total("annual_benefit")),
    Figure("activities", P.CULTURE, "开展活动", "次", "activity", within("day"), ~_CONTEST),
    Figure("activity_people", P.CULTURE, "活动参加人次", "人次", "activity", within("day"),
           ~_CONTEST, measure=total("participants")),
    Figure("funds_in", P.FUNDS, "救助资金下达", YUAN, "fund_entry", within("day"),
           ~Q(allocated=0), measure=total("allocated")),
    Figure("funds_out", P.FUNDS, "救助资金支出", YUAN, "fund_entry", within("day"), ~Q(spent=0),
           measure=total("spent")),
    Figure("funds_balance", P.FUNDS, "季末救助资金结存", YUAN, "fund_entry", _by_end("day"),
           ~Q(allocated=0) | ~Q(spent=0),
           measure=lambda q: Sum(F("allocated") - F("spent"), filter=q)),
    Figure("activity_cost", P.FUNDS, "活动支出", YUAN, "activity", within("day"),
           measure=total("cost")),
)  # fmt: skip

MOMENTS: tuple[Moment, ...] = (
    Moment("duties_overdue", P.PROBLEMS, "逾期事项", "项", sources.overdue,
           lambda: f"{reverse('governance:duty_board')}?whose=all&state=overdue"),
    Moment("terms_lapsed", P.PROBLEMS, "到期未换届工会（含本级）", "家", sources.terms_lapsed,
           lambda: f"{reverse('unions:union_list')}?term=overdue"),
    Moment("records_lacking", P.PROBLEMS, "资料待完善会员", "人", sources.records_lacking,
           lambda: f"{reverse('members:member_list')}?quality=any"),
)  # fmt: skip


def _of_programmes() -> list[Figure]:
    """发放金额 of each programme, in the order of the programmes."""
    return [
        Figure(f"{OF_PROGRAMME}{code}", P.AID, f"其中：{name}", YUAN, "household", within("paid_on"),
               Q(application__programme=pk), measure=total("amount"), listed="payout")
        for pk, code, name in Programme.objects.order_by("pk").values_list("pk", "code", "name")
    ]  # fmt: skip


def table() -> list[Figure]:
    """All figures asked from rows, in the order of the parts."""
    order = {code: n for n, code in enumerate(PartCode.values)}
    return sorted([*TABLE, *_of_programmes()], key=lambda figure: order[figure.part])


def find(code: str) -> Figure | None:
    """The figure of this code; moments have lists of their own."""
    return next((figure for figure in table() if figure.code == code), None)


def compute(union: Union, spans: Sequence[Span], wanted: Sequence[Figure]) -> Values:
    """Figure code -> its value in each of the quarters: one query a source."""
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in wanted:
        groups[figure.source].append(figure)
    found: Values = {}
    for source, group in groups.items():
        asked = {
            f"f{n}_{m}": (figure, figure.when(span) & figure.where)
            for n, figure in enumerate(group)
            for m, span in enumerate(spans)
        }
        rows = sources.ROWS[source](union).filter(reduce(or_, (q for _, q in asked.values())))
        values = rows.aggregate(**{name: figure.measure(q) for name, (figure, q) in asked.items()})
        for n, figure in enumerate(group):
            found[figure.code] = [sound(values[f"f{n}_{m}"], figure) for m in range(len(spans))]
    return found


def value(figure: Figure, union: Union, span: Span) -> Any:
    return compute(union, [span], [figure])[figure.code][0]


def sound(number: Any, figure: Figure) -> int | Decimal:
    """SQLite adds binary numbers: a sum is exact again once it is rounded to the fen."""
    return Decimal(number or 0).quantize(FEN) if figure.is_money else int(number or 0)
