"""表彰名单: every award of a year or of a call, with all authors; merged entries keep theirs."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from core.report_html import link
from core.reports import Column, Context, Order, Report, ReportForm, Row
from innovation.codes import Level
from innovation.models import Author, Award, AwardGrade

_LEVEL = dict(Level.choices)


class AwardFilter(ReportForm):
    year = forms.IntegerField(label="年度", required=False, min_value=1949, max_value=2200)
    grade = forms.ChoiceField(label="奖次", required=False)
    call = forms.IntegerField(
        required=False, min_value=1, max_value=10**12, widget=forms.HiddenInput
    )
    on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = [(str(pk), name) for pk, name in AwardGrade.objects.values_list("pk", "name")]
        self.fields["grade"].choices = [("", "不限"), *grades]


def authors_of(entries: Sequence[int]) -> dict[int, list[str]]:
    """Standing authors, those of merged entries among them."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = Author.objects.standing().filter(entry__in=entries).order_by("position", "pk")
    for entry, name in rows.values_list("entry", "full_name"):
        names[entry].append(name)
    return names


class AwardList(Report):
    title = "职工创新成果表彰名单"
    empty = "没有符合条件的表彰。征集作出表彰决定、或成果登记表彰后列在这里。"
    form_class = AwardFilter
    numbered = True
    orders = {
        "": Order("年度从近到远、按奖次",
                  ("-entry__year", "grade__position", "entry__number", "id")),
        "union": Order("按单位", ("entry__union__path", "-entry__year", "id")),
    }  # fmt: skip
    values = (
        "id", "entry_id", "entry__title", "entry__year", "entry__number", "entry__kind__name",
        "entry__union__name", "entry__enterprise__name", "entry__annual_benefit", "grade__name",
        "grade__position", "entry__union__path", "level", "amount", "meeting", "decided_on",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年度" if year else ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Award.objects.visible_to(context.user)
        for name, column in (("year", "entry__year"), ("grade", "grade"), ("call", "entry__call")):
            if value := context.get(name):
                rows = rows.filter(**{column: value})
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        names = authors_of([row["entry_id"] for row in rows])
        for row in rows:
            row["authors"] = "、".join(names[row["entry_id"]])
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        entries, certificates = reverse("innovation:entry_list"), reverse("innovation:award_list")
        return (
            Column("成果名称", lambda r: r["entry__title"],
                   lambda r: link(f"{entries}{r['entry_id']}/", r["entry__title"]), width=26),
            Column("奖次", lambda r: r["grade__name"], width=10),
            Column("完成人", lambda r: r["authors"], width=24),
            Column("单位", lambda r: r["entry__enterprise__name"] or r["entry__union__name"],
                   width=28),
            Column("类别", lambda r: r["entry__kind__name"], width=10),
            Column("年度", lambda r: str(r["entry__year"]), kind="date", width=8),
            Column("级别", lambda r: _LEVEL[r["level"]], width=8),
            Column("年效益（元）", lambda r: r["entry__annual_benefit"], kind="money", width=14),
            Column("奖金（元）", lambda r: r["amount"], kind="money", width=12),
            Column("决定会议", lambda r: r["meeting"], width=20),
            Column("决定日期", lambda r: r["decided_on"], kind="date"),
            Column("证书", lambda r: r["entry__number"],
                   lambda r: link(f"{certificates}{r['id']}/certificate/", "证书"), width=14),
        )  # fmt: skip
