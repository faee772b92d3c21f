"""Lists of applications for aid, and of the beneficiaries of one."""

import datetime
import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from assistance.codes import ApplicationStatus, LineStatus, Method
from assistance.forms.application_lines import student_label
from assistance.forms.applications import ApplicationFilter
from assistance.models import Application, FamilyPerson, Line
from assistance.services import application_figures as figures
from core import identifiers
from core.periods import today
from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, ReportForm, Row

_STATES = dict(ApplicationStatus.choices)
_LINE_STATES = dict(LineStatus.choices)
_METHODS = dict(Method.choices)
Act = tuple[str, str]
_NUMBER = re.compile(r"帮?([0-9]{4}-[0-9]{1,8})")
TONES = {
    "draft": "mute", "returned": "bad", "rejected": "mute", "withdrawn": "mute",
    "approved": "ok", "paid": "ok", "receipted": "ok", "archived": "mute",
}  # fmt: skip
LINE_TONES = {
    "paid": "ok", "failed": "bad", "returned": "bad", "reversed": "mute", "dropped": "mute",
}  # fmt: skip


def found_by(text: str) -> Q:
    """By number, or by words of the title."""
    if typed := _NUMBER.fullmatch(identifiers.normalise(text)):
        return Q(number=f"帮{typed[1]}")
    return Q(title__icontains=text.strip())


def stage_since(rows: dict[int, str]) -> dict[int, datetime.datetime]:
    """Application -> when it came into the status it is in (`rows`: number -> status)."""
    since: dict[int, datetime.datetime] = {}
    before: dict[int, str] = {}
    history = Application.history.filter(id__in=rows).order_by("id", "history_id")
    for pk, status, at in history.values_list("id", "status", "history_date"):
        if before.get(pk) != status:
            since[pk] = at
        before[pk] = status
    return {pk: at for pk, at in since.items() if before[pk] == rows[pk]}


class ApplicationList(Report):
    title = "救助申请"
    empty = "没有符合条件的申请。要登记一份，请点“登记申请”。"
    form_class = ApplicationFilter
    numbered = True
    orders = {
        "": Order("最新登记在前", ("-id",)),
        "oldest": Order("最早登记在前", ("id",)),
    }
    values = (
        "id", "number", "title", "programme__name", "union__name", "status", "on_behalf",
        "historical", "settled_on", "notice__ends_on", "notice__withdrawn_at",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = Application.objects.visible_to(context.user)
        rows = self._of_age(rows, context.get("historical"), context.get("year"))
        if status := context.get("status"):
            single = status in ApplicationStatus.values
            chosen = Q(status=status) if single else figures.condition(status, context.user)
            rows = rows.filter(chosen)
        if programme := context.get("programme"):
            rows = rows.filter(programme=programme)
        if union := context.get("union"):
            rows = rows.filter(union=union)
        if text := context.get("find"):
            rows = rows.filter(found_by(text))
        return rows

    def _of_age(self, rows: QuerySet, historical: str | None, year: int | None) -> QuerySet:
        """Entered in a year; of the old ledger: paid in it."""
        if historical != "with":
            rows = rows.filter(historical=historical == "only")
        if not year:
            return rows
        zone = timezone.get_current_timezone()
        begins = [datetime.datetime(y, 1, 1, tzinfo=zone) for y in (year, year + 1)]
        entered = Q(historical=False, entered_at__gte=begins[0], entered_at__lt=begins[1])
        return rows.filter(entered | Q(historical=True, settled_on__year=year))

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Persons, sums and days in the stage of one page, in bulk."""
        ids = {row["id"]: row["status"] for row in rows}
        lines = Line.objects.filter(application__in=ids).exclude(status=LineStatus.DROPPED)
        asked = lines.order_by().values_list("application_id")
        sums = {
            pk: (people, total)
            for pk, people, total in asked.annotate(
                people=Count("id_index", distinct=True), total=Sum("amount")
            )
        }
        since = stage_since(ids)
        for row in rows:
            row["people"], row["total"] = sums.get(row["id"], (0, None))
            row["progress"] = _progress(row, since.get(row["id"]))
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:application_list")
        return (
            Column("申请编号", lambda r: r["number"] or "草稿",
                   lambda r: link(f"{base}{r['id']}/", r["number"] or "草稿"), width=14),
            Column("标题", lambda r: r["title"], _title_html, width=28),
            Column("项目", lambda r: r["programme__name"], width=18),
            Column("所属工会", lambda r: r["union__name"], width=28),
            Column("人数", lambda r: r["people"], kind="num", width=8),
            Column("金额（元）", lambda r: r["total"], kind="money", width=14),
            Column("状态", lambda r: _STATES[r["status"]],
                   lambda r: badge(TONES.get(r["status"], "warn"), _STATES[r["status"]])),
            Column("进展", lambda r: r["progress"], width=18),
        )  # fmt: skip

    def sheet_columns(self, context: Context) -> Sequence[Column]:
        behalf = Column("以上代下", lambda r: "是" if r["on_behalf"] else "", width=10)
        return [*super().sheet_columns(context), behalf]


def _title_html(row: Row) -> str:
    parts = [escape(row["title"])]
    if row["on_behalf"]:
        parts.append(badge("", "以上代下"))
    if row["historical"]:
        parts.append(badge("mute", "历史台账"))
    return " ".join(parts)


def _progress(row: Row, since: datetime.datetime | None) -> str:
    """The next date where one is known, else how long it has stood there."""
    if row["historical"]:
        return f"{row['settled_on']} 发放" if row["settled_on"] else ""
    if row["status"] in ("archived", "rejected", "withdrawn") or since is None:
        return ""
    if row["status"] == "on_notice" and row["notice__withdrawn_at"]:
        return "公示已撤下"
    if row["status"] == "on_notice" and (last := row["notice__ends_on"]):
        return f"公示期满（{last}）" if last < today() else f"公示至 {last}"
    days = (today() - timezone.localtime(since).date()).days
    return f"已 {days} 天" if days else "今天"


# --- beneficiaries of one application ------------------------------------------------------------


class LineFilter(ReportForm):
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "不限"), *LineStatus.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class LineList(Report):
    """The lines of one application, which the view has fetched in scope. `acts`: what the reader
    may do with a line, as (label, URL).
    """

    title = "受助人明细"
    empty = "还没有登记受助人。"
    form_class = LineFilter
    orders = {"": Order("按序号", ("position", "id"))}
    values = (
        "id", "position", "full_name", "id_number", "employer_name", "student_id", "amount",
        "method", "bank_name", "bank_account", "status", "paid_on", "dropped_reason",
    )  # fmt: skip

    def __init__(
        self, application: Application, acts: Callable[[Row], Sequence[Act]] | None
    ) -> None:
        self.application, self.acts = application, acts

    def subtitle(self, context: Context) -> str:
        return str(self.application)

    def queryset(self, context: Context) -> QuerySet:
        rows = Line.objects.visible_to(context.user).filter(application=self.application)
        status = context.get("status")
        return rows.filter(status=status) if status else rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        students = FamilyPerson.objects.in_bulk([row["student_id"] for row in rows])
        for row in rows:
            student = students.get(row["student_id"])
            row["student"] = student_label(student) if student else ""
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        """The name first: on a phone it heads the card."""
        acts = Column("办理", lambda r: "", self._acts_html)
        return [*self._particulars(), acts] if self.acts else self._particulars()

    def sheet_columns(self, context: Context) -> Sequence[Column]:
        number = Column("序号", lambda r: r["position"], kind="num", width=6)
        return [number, *self._particulars()]

    def _particulars(self) -> list[Column]:
        student = Column("学生", lambda r: r["student"], width=16)
        return [
            Column("姓名", lambda r: r["full_name"]),
            Column("证件号码", lambda r: identifiers.mask_id(r["id_number"]), width=21),
            Column("工作单位", lambda r: r["employer_name"], width=28),
            *((student,) if self.application.programme.student_aid else ()),
            Column("金额（元）", lambda r: r["amount"], kind="money"),
            Column("发放方式", lambda r: _METHODS[r["method"]]),
            Column("开户银行和账号", _account, width=26),
            Column("状态", lambda r: _LINE_STATES[r["status"]], _line_state_html),
            Column("发放日期", lambda r: r["paid_on"], kind="date"),
        ]

    def _acts_html(self, row: Row) -> str:
        return " ".join(link(url, label) for label, url in self.acts(row)) if self.acts else ""


def _account(row: Row) -> str:
    account = identifiers.mask_account(row["bank_account"] or "")
    return " ".join(filter(None, (row["bank_name"], account)))


def _line_state_html(row: Row) -> str:
    shown = badge(LINE_TONES.get(row["status"], "warn"), _LINE_STATES[row["status"]])
    return f"{shown} {escape(row['dropped_reason'])}" if row["dropped_reason"] else shown
