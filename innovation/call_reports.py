"""The list of calls with how many entries came in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.urls import reverse

from core.report_html import link
from core.reports import Column, Context, Order, Report, ReportForm, Row
from innovation.codes import COUNTED
from innovation.models import Call, Entry


class CallFilter(ReportForm):
    year = forms.IntegerField(label="年度", required=False, min_value=1949, max_value=2200)
    on = forms.DateField(required=False, widget=forms.HiddenInput)


class CallList(Report):
    title = "成果征集"
    empty = "还没有征集。没有征集时各工会也可随时申报。"
    form_class = CallFilter
    orders = {"": Order("最近在前", ("-year", "-id"))}
    values = (
        "id", "year", "title", "union__name", "opens_on", "closes_on", "criteria__name", "blind",
        "scoring_ends_on", "decided_on",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return ""

    def queryset(self, context: Context) -> QuerySet:
        rows = Call.objects.visible_to(context.user)
        if year := context.get("year"):
            rows = rows.filter(year=year)
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        mine = Entry.objects.visible_to(context.user).filter(status__in=COUNTED)
        counted = mine.filter(call__in=[row["id"] for row in rows]).values_list("call")
        found = dict(counted.annotate(n=Count("pk")).order_by())
        for row in rows:
            row["entries"] = found.get(row["id"], 0)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("innovation:call_list")

        def title(row: Row) -> Any:
            return link(f"{base}{row['id']}/", row["title"])

        return (
            Column("名称", lambda r: r["title"], title, width=30),
            Column("年度", lambda r: str(r["year"]), kind="date", width=8),
            Column("征集工会", lambda r: r["union__name"], width=26),
            Column("开始日期", lambda r: r["opens_on"], kind="date"),
            Column("截止日期", lambda r: r["closes_on"], kind="date"),
            Column("评分标准", lambda r: r["criteria__name"], width=26),
            Column("评分截止", lambda r: r["scoring_ends_on"], kind="date"),
            Column("决定日期", lambda r: r["decided_on"], kind="date"),
            Column("匿名评审", lambda r: r["blind"], width=10),
            Column("成果数", lambda r: r["entries"], kind="num", width=8),
        )  # fmt: skip
