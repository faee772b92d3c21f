"""The list of hardship files as of a day. No child, no illness, no number stands in it."""

import re
from collections.abc import Sequence

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from assistance.file_codes import Category, Exit
from assistance.forms.files import FileFilter
from assistance.models import CategoryPeriod, FamilyPerson, FileCheck, HardshipFile
from assistance.rechecks import due_after
from assistance.services.file_figures import due_by, warned_until
from core import identifiers
from core.periods import months_before
from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, Row
from members import search
from unions import rules

_CATEGORIES, _EXITS = dict(Category.choices), dict(Exit.choices)
_NUMBER = re.compile(r"(?:困档)?([0-9]{4}-[0-9]{4,8})")


def found_by(text: str) -> Q:
    """By file number, or by the head as members are found."""
    if typed := _NUMBER.fullmatch(identifiers.normalise(text)):
        return Q(number=f"困档{typed[1]}")
    return search.condition(text, "head__")


class FileList(Report):
    title = "困难职工档案"
    empty = "没有符合条件的档案。要建档，请点“建档”并查找户主职工。"
    form_class = FileFilter
    numbered = True
    orders = {
        "": Order("最新建档在前", ("-id",)),
        "opened": Order("按建档日期", ("opened_on", "id")),
    }
    values = (
        "id", "number", "head__full_name", "union__name", "annual_income", "opened_on",
        "reviewed_on", "exited_on", "exit_reason", "voided_at",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        day = context.day
        files = HardshipFile.objects.visible_to(context.user)
        rows = self._in_state(files, context)
        if union := context.get("union"):
            rows = rows.filter(union=union)
        if category := context.get("category"):
            held = CategoryPeriod.objects.on(day).filter(category=category)
            rows = rows.filter(pk__in=held.values("file"))
        if due := context.get("due"):
            rows = due_by(rows.on(day), day if due == "overdue" else warned_until(day), day)
        if text := context.get("find"):
            rows = rows.filter(found_by(text))
        return rows

    def _in_state(self, files: QuerySet, context: Context) -> QuerySet:
        state, day = context.get("state"), context.day
        if state == "all":
            return files.filter(opened_on__lte=day)
        if state == "voided":
            return files.filter(voided_at__isnull=False)
        if state == "exited":
            return files.filter(voided_at__isnull=True, exited_on__lte=day)
        if state == "kept":
            years = int(rules.value("file_keep_years", day))
            return files.filter(
                voided_at__isnull=True, exited_on__lte=months_before(day, 12 * years)
            )
        rows = files.on(day)
        return rows.filter(reviewed_by__isnull=True) if state == "unreviewed" else rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Category, number of people and last check of each file as of the day, in bulk."""
        ids, day = [row["id"] for row in rows], context.day
        months = int(rules.value("file_recheck_months", day))
        horizon = warned_until(day)
        held = CategoryPeriod.objects.on(day).filter(file__in=ids)
        categories = dict(held.values_list("file_id", "category"))
        people = _by_file(FamilyPerson.objects.on(day).filter(file__in=ids), Count("pk"))
        checks = FileCheck.objects.not_voided().filter(file__in=ids, day__lte=day)
        last = _by_file(checks, Max("day"))
        for row in rows:
            row["category"] = _CATEGORIES.get(categories.get(row["id"], ""), "")
            row["people"] = people.get(row["id"], 0)
            gone = row["exited_on"] is not None and row["exited_on"] <= day
            row["state"] = "voided" if row["voided_at"] else "exited" if gone else "open"
            row["due"] = None
            if row["state"] == "open":
                row["due"] = due_after(last.get(row["id"], row["opened_on"]), months)
                row["tone"] = (
                    "bad" if row["due"] <= day else "warn" if row["due"] <= horizon else ""
                )
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("assistance:file_list")
        return (
            Column("档案编号", lambda r: r["number"],
                   lambda r: link(f"{base}{r['id']}/", r["number"]), width=24),
            Column("户主", lambda r: r["head__full_name"]),
            Column("所属工会", lambda r: r["union__name"], width=28),
            Column("困难类别", lambda r: r["category"]),
            Column("家庭人口", lambda r: r["people"], kind="num", width=8),
            Column("家庭年度总收入", lambda r: r["annual_income"], kind="money", width=14),
            Column("建档日期", lambda r: r["opened_on"], kind="date"),
            Column("下次复核", lambda r: r["due"], _due_html, kind="date"),
            Column("状态", _state, _state_html, width=16),
        )  # fmt: skip


def _by_file(rows: QuerySet, figure: Count | Max) -> dict:
    return dict(rows.order_by().values_list("file_id").annotate(figure=figure))


def _due_html(row: Row) -> str:
    if row["due"] is None:
        return ""
    words = {"bad": "复核到期", "warn": "临近复核"}.get(row["tone"], "")
    return escape(str(row["due"])) + (f" {badge(row['tone'], words)}" if words else "")


def _state(row: Row) -> str:
    if row["state"] == "voided":
        return "已作废"
    if row["state"] == "exited":
        return f"已退出（{_EXITS.get(row['exit_reason'], '')}）"
    return "在册" if row["reviewed_on"] else "在册，待审核"


def _state_html(row: Row) -> str:
    tones = {"voided": "mute", "exited": "mute", "open": "ok" if row["reviewed_on"] else "warn"}
    return badge(tones[row["state"]], _state(row))
