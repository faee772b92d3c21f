"""Who holds which post where: on a day, before it, and after."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, Row
from governance import codes
from governance.forms.offices import OfficeFilter
from governance.models import Office

_POST = dict(codes.Post.choices)
_CHOSEN = dict(codes.Chosen.choices)
_ENDED = dict(codes.OfficeEnd.choices)


def state_badge(row: Row, day: Any) -> tuple[str, str]:
    if row["since"] > day:
        return "info", "当选待任"
    if row["until"] and row["until"] <= day:
        return "mute", f"已离任（{_ENDED.get(row['ended_by'], '')}）".replace("（）", "")
    return ("warn", "代理") if row["acting"] else ("ok", "在任")


class OfficeList(Report):
    title = "任职名册"
    empty = "没有符合条件的任职。在工会页点“登记任职”补登。"
    form_class = OfficeFilter
    orders = {
        "": Order("按工会", ("union__path", "since", "id")),
        "newest": Order("任职日期近的在前", ("-since", "-id")),
    }
    numbered = True
    values = (
        "id", "union_id", "union__name", "post", "full_name", "phone", "duty", "since", "until",
        "chosen", "acting", "full_time", "party_secretary", "paper", "ended_by",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        day = context.day
        rows = Office.objects.visible_to(context.user).not_voided()
        state = context.get("state")
        if state == "coming":
            rows = rows.filter(since__gt=day)
        elif state == "past":
            rows = rows.filter(until__lte=day)
        elif state != "all":
            rows = rows.on(day)
        for name in ("union", "post"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        if body := context.get("body"):
            rows = rows.filter(post__in=[post for post, of in codes.BODY_OF.items() if of == body])
        for name, field in (("dual", "party_secretary"), ("acting", "acting")):
            if value := context.get(name):
                rows = rows.filter(**{field: value == "1"})
        if kind := context.get("union_kind"):
            rows = rows.filter(union__kind=kind)
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        for row in rows:
            row["day"] = context.day
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        unions, offices = reverse("unions:union_list"), reverse("governance:office_list")
        return (
            Column("工会", lambda r: r["union__name"],
                   lambda r: link(f"{unions}{r['union_id']}/", r["union__name"]), width=26),
            Column("职务", lambda r: _POST[r["post"]], width=16),
            Column("姓名", lambda r: r["full_name"],
                   lambda r: link(f"{offices}{r['id']}/", r["full_name"])),
            Column("联系电话", lambda r: r["phone"], lambda r: phone_html(r["phone"]), width=14),
            Column("情况", lambda r: state_badge(r, r["day"])[1],
                   lambda r: badge(*state_badge(r, r["day"]))),
            Column("任职日期", lambda r: r["since"], kind="date"),
            Column("离任日期", lambda r: r["until"], kind="date"),
            Column("产生方式", lambda r: _CHOSEN[r["chosen"]]),
            Column("兼任党支部书记", lambda r: "是" if r["party_secretary"] else "", width=8),
            Column("专职", lambda r: "是" if r["full_time"] else "", width=6),
            Column("分工", lambda r: r["duty"], width=16),
            Column("文号", lambda r: r["paper"], width=18),
        )  # fmt: skip


def phone_html(phone: str) -> str:
    """One touch away on a telephone."""
    return f'<a href="tel:{escape(phone)}">{escape(phone)}</a>' if phone else ""
