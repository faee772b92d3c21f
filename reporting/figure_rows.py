"""The rows behind a figure: the house's own lists, narrowed to what one quarter's figure counts."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from assistance.case_reports import CaseList
from assistance.models import FundEntry
from assistance.money_reports import HouseholdTotals, PayoutList
from assistance.payouts import paid
from core.periods import today
from core.report_html import link, plain
from core.reports import Column, Context, Order, Report, ReportForm
from governance.codes import AssessmentStatus
from governance.election_reports import ElectionList
from governance.meeting_reports import MeetingList
from governance.record_reports import ActivityList
from innovation.reports import EntryList
from members.codes import End, Start
from members.reports import MemberList
from reporting.figures import Figure
from reporting.quarters import Stretch
from unions.models import Union
from unions.reports import EventList, UnionList


class NoFilter(ReportForm):
    """What is asked for stands in the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class Behind(Report):
    """The quarter stands where the lists read their own filters, so that their columns and links
    stay in it.
    """

    form_class = NoFilter
    empty = "这个数字背后没有记录。"

    def __init__(self, figure: Figure, union: Union, span: Stretch) -> None:
        self.figure, self.union, self.span = figure, union, span
        self.title = f"{figure.label.removeprefix('其中：')}明细"
        self.note = ""

    def ask(self, user: Any, params: Any) -> Context:
        context = super().ask(user, params)
        context.form.cleaned_data |= {**self.span.asked, "on": min(self.span.last, today())}
        return context

    def subtitle(self, context: Context) -> str:
        now = self.figure.worth(self.union, self.span)
        return (
            f"{self.union}　{self.span.label}　{self.figure.label.removeprefix('其中：')}："
            f"{plain(now)}{self.figure.unit}"
        )

    def queryset(self, context: Context) -> QuerySet:
        return self.figure.rows(self.union, self.span).visible_to(context.user)

    def total(self, context: Context) -> int | None:
        return None


class Events(Behind, EventList):
    pass


class Unions(Behind, UnionList):
    pass


class Members(Behind, MemberList):
    pass


class Elections(Behind, ElectionList):
    pass


class Meetings(Behind, MeetingList):
    pass


class Cases(Behind, CaseList):
    values = (*CaseList.values, "ended_on")

    def columns(self, context: Context) -> Sequence[Column]:
        number, received, *others = super().columns(context)
        ended = Column("办结日期", lambda r: r["ended_on"], kind="date")
        return (number, received, ended, *others)


class Entries(Behind, EntryList):
    values = (*EntryList.values, "proposed_on", "implemented_on")

    def columns(self, context: Context) -> Sequence[Column]:
        title, number, *others = super().columns(context)
        proposed = Column("提出日期", lambda r: r["proposed_on"], kind="date")
        done = Column("实施日期", lambda r: r["implemented_on"], kind="date")
        return (title, number, proposed, done, *others)


class Activities(Behind, ActivityList):
    pass


class Payouts(Behind, PayoutList):
    def queryset(self, context: Context) -> QuerySet:
        rows = self.figure.rows(self.union, self.span)
        return paid(context.user).filter(pk__in=rows.order_by().values("pk"))


class Households(Behind, HouseholdTotals):
    def queryset(self, context: Context) -> QuerySet:
        rows = HouseholdTotals.queryset(self, context)
        return rows.filter(application__union__path__startswith=self.union.path)


class Coverages(Behind):
    orders = {"": Order("按覆盖日期", ("since", "id"))}
    values = ("id", "since", "until", "enterprise_id", "enterprise__name", "union_id",
              "union__name")  # fmt: skip

    def columns(self, context: Context) -> Sequence[Column]:
        firms, unions = reverse("unions:enterprise_list"), reverse("unions:union_list")
        return (
            Column("企业名称", lambda r: r["enterprise__name"],
                   lambda r: link(f"{firms}{r['enterprise_id']}/", r["enterprise__name"]),
                   width=32),
            Column("覆盖工会", lambda r: r["union__name"],
                   lambda r: link(f"{unions}{r['union_id']}/", r["union__name"]), width=32),
            Column("起", lambda r: r["since"], kind="date"),
            Column("止", lambda r: r["until"], kind="date"),
        )  # fmt: skip


class Movements(Behind):
    """Who came or went: names and days, no particulars."""

    orders = {"": Order("按日期", ("since", "id"))}
    values = ("id", "since", "until", "start_kind", "end_kind", "reason", "member_id",
              "member__full_name", "union__name", "employer__name")  # fmt: skip
    day, kind, labels = "since", "start_kind", dict(Start.choices)

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("members:member_list")
        return (
            Column("姓名", lambda r: r["member__full_name"],
                   lambda r: link(f"{base}{r['member_id']}/", r["member__full_name"])),
            Column("日期", lambda r: r[self.day], kind="date"),
            Column("事项", lambda r: self.labels[r[self.kind]]),
            Column("工会", lambda r: r["union__name"], width=32),
            Column("工作单位", lambda r: r["employer__name"] or "", width=28),
            Column("原因", lambda r: r["reason"], width=28),
        )  # fmt: skip


class Leavings(Movements):
    orders = {"": Order("按日期", ("until", "id"))}
    day, kind, labels = "until", "end_kind", dict(End.choices)


class Assessments(Behind):
    orders = {"": Order("按考核日期", ("checked_on", "id"))}
    values = ("id", "union_id", "union__name", "checklist__name", "year", "checked_on", "status")

    def columns(self, context: Context) -> Sequence[Column]:
        base, labels = reverse("unions:union_list"), dict(AssessmentStatus.choices)
        return (
            Column("工会", lambda r: r["union__name"],
                   lambda r: link(f"{base}{r['union_id']}/", r["union__name"]), width=32),
            Column("考核办法", lambda r: r["checklist__name"], width=28),
            Column("年度", lambda r: str(r["year"]), width=8),
            Column("考核日期", lambda r: r["checked_on"], kind="date"),
            Column("状态", lambda r: labels[r["status"]], width=10),
        )  # fmt: skip


class FundEntries(Behind):
    orders = {"": Order("按日期", ("day", "id"))}
    values = ("id", "day", "kind", "allocated", "spent", "fund_id", "fund__name", "fund__year",
              "line__application_id", "line__application__number", "reason", "voucher")  # fmt: skip

    def columns(self, context: Context) -> Sequence[Column]:
        funds, papers = reverse("assistance:fund_list"), reverse("assistance:application_list")
        kinds = dict(FundEntry._meta.get_field("kind").flatchoices)

        def paper(row: dict[str, Any]) -> str:
            number = row["line__application__number"]
            return link(f"{papers}{row['line__application_id']}/", number) if number else ""

        return (
            Column("日期", lambda r: r["day"], kind="date"),
            Column("资金", lambda r: f"{r['fund__year']}年{r['fund__name']}",
                   lambda r: link(f"{funds}{r['fund_id']}/",
                                  f"{r['fund__year']}年{r['fund__name']}"), width=28),
            Column("事项", lambda r: kinds[r["kind"]]),
            Column("下达（元）", lambda r: r["allocated"] or None, kind="money", width=14),
            Column("支出（元）", lambda r: r["spent"] or None, kind="money", width=14),
            Column("申请编号", lambda r: r["line__application__number"] or "", paper, width=16),
            Column("说明", lambda r: r["reason"], width=26),
            Column("凭证号", lambda r: r["voucher"], width=14),
        )  # fmt: skip


LISTS: dict[str, type[Behind]] = {
    "event": Events, "union": Unions, "coverage": Coverages, "membership": Members,
    "joined": Movements, "left": Leavings, "election": Elections, "assessment": Assessments,
    "meeting": Meetings, "case": Cases, "household": Households, "payout": Payouts,
    "entry": Entries, "activity": Activities, "fund_entry": FundEntries,
}  # fmt: skip


def behind(figure: Figure, union: Union, span: Stretch) -> Behind:
    return LISTS[figure.listed or figure.source](figure, union, span)
