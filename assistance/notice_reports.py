"""The list of notices, and what one of them showed."""

from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assistance.codes import LineStatus, ObjectionStatus
from assistance.forms.notices import NoticeFilter
from assistance.models import Application, Notice, NoticeEntry, Objection
from core.periods import today
from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, ReportForm, Row

# State -> (word, tone). Withdrawn before all, then an objection, then the days.
STATES = {
    "withdrawn": ("已撤下", "mute"),
    "objection": ("有异议", "bad"),
    "coming": ("未开始", "mute"),
    "running": ("公示中", "ok"),
    "over": ("期满", "mute"),
}


def with_facts(rows: QuerySet) -> QuerySet:
    """Has it an open objection, and does any application still stand on it?"""
    open_ones = Objection.objects.filter(notice=OuterRef("pk"), status=ObjectionStatus.OPEN)
    standing = Application.objects.filter(notice=OuterRef("pk"))
    return rows.annotate(disputed=Exists(open_ones), standing=Exists(standing))


def in_state(rows: QuerySet, state: str) -> QuerySet:
    day = today()
    down = Q(withdrawn_at__isnull=False) | Q(standing=False)
    if state == "withdrawn":
        return rows.filter(down)
    rows = rows.exclude(down)
    if state == "objection":
        return rows.filter(disputed=True)
    rows = rows.filter(disputed=False)
    if state == "coming":
        return rows.filter(starts_on__gt=day)
    if state == "running":
        return rows.filter(starts_on__lte=day, ends_on__gte=day)
    return rows.filter(ends_on__lt=day)


def state_of(row: Row) -> str:
    """The state of one row of `with_facts`, as `in_state` finds it."""
    day = today()
    if row["withdrawn_at"] or not row["standing"]:
        return "withdrawn"
    if row["disputed"]:
        return "objection"
    if row["starts_on"] > day:
        return "coming"
    return "running" if row["ends_on"] >= day else "over"


def state_html(row: Row) -> str:
    word, tone = STATES[state_of(row)]
    gone = state_of(row) == "withdrawn" and not row["withdrawn_at"]
    return badge(tone, word) + ("（申请已退回）" if gone else "")


class NoticeList(Report):
    title = "公示"
    empty = "没有符合条件的公示。要公示，请点“发布公示”，从已审核的申请中选择。"
    form_class = NoticeFilter
    orders = {
        "": Order("最新在前", ("-id",)),
        "ends": Order("按截止日", ("-ends_on", "-id")),
    }
    values = (
        "id", "number", "title", "programme__name", "starts_on", "ends_on", "days", "working",
        "withdrawn_at", "disputed", "standing",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = with_facts(Notice.objects.visible_to(context.user))
        if programme := context.get("programme"):
            rows = rows.filter(programme=programme)
        if year := context.get("year"):
            rows = rows.filter(starts_on__year=year)
        if state := context.get("state"):
            rows = in_state(rows, state)
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        entries = NoticeEntry.objects.filter(notice__in=[row["id"] for row in rows])
        counts = dict(entries.order_by().values_list("notice").annotate(n=Count("pk")))
        for row in rows:
            row["entries"] = counts.get(row["id"], 0)
        return rows

    def subtitle(self, context: Context) -> str:
        day = today()
        return f"统计时点：{day.year}年{day.month}月{day.day}日"

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:notice_list")
        return (
            Column("标题", lambda r: r["title"],
                   lambda r: link(f"{base}{r['id']}/", r["title"]), width=36),
            Column("公示编号", lambda r: r["number"], width=16),
            Column("项目", lambda r: r["programme__name"], width=16),
            Column("人数", lambda r: r["entries"], kind="num", width=8),
            Column("起始日", lambda r: r["starts_on"], kind="date"),
            Column("截止日", lambda r: r["ends_on"], kind="date"),
            Column("天数", lambda r: f"{r['days']}{'个工作日' if r['working'] else '天'}"),
            Column("状态", lambda r: STATES[state_of(r)][0], state_html, width=10),
        )  # fmt: skip


class EntryFilter(ReportForm):
    """An entry stands as it was shown; there is no other day to ask about."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class NoticeEntries(Report):
    """The rows of one notice, also those whose application went back since."""

    title = "公示名单"
    form_class = EntryFilter
    orders = {"": Order("按序号", ("position", "id"))}
    values = (
        "id", "position", "shown_name", "unit_name", "category", "amount",
        "line__application_id", "line__application__number", "line__application__notice_id",
        "line__status",
    )  # fmt: skip

    def __init__(self, notice: Notice, may_object: bool) -> None:
        self.notice, self.may_object = notice, may_object

    def queryset(self, context: Context) -> QuerySet:
        return NoticeEntry.objects.visible_to(context.user).filter(notice=self.notice)

    def subtitle(self, context: Context) -> str:
        return f"{self.notice.number}　{self.notice.title}"

    def columns(self, context: Context) -> Sequence[Column]:
        application = reverse("assistance:application_list")
        objection = reverse("assistance:objection_new", args=[self.notice.pk])
        columns = (
            Column("姓名", lambda r: r["shown_name"], width=16),
            Column("序号", lambda r: r["position"], kind="num", width=6),
            Column("单位", lambda r: r["unit_name"], width=32),
            Column("类别", lambda r: r["category"], width=16),
            Column("拟补助金额（元）", lambda r: r["amount"], kind="money", width=14),
            Column("申请", lambda r: r["line__application__number"],
                   lambda r: link(f"{application}{r['line__application_id']}/",
                                  r["line__application__number"])),
            Column("状态", self._state, lambda r: escape(self._state(r))),
        )  # fmt: skip
        if not self.may_object:
            return columns
        raised = Column(
            "异议", lambda r: "",
            lambda r: link(f"{objection}?position={r['position']}", "登记异议"),
        )  # fmt: skip
        return (*columns, raised)

    def sheet_columns(self, context: Context) -> Sequence[Column]:
        """As on the notice itself; the page has the name first, which heads the card on a phone."""
        name, number, *others = self.columns(context)[:7]
        return (number, name, *others)

    def _state(self, row: Row) -> str:
        back = row["line__application__notice_id"] != self.notice.pk
        return "不再公示" if back or row["line__status"] == LineStatus.DROPPED else "公示"
