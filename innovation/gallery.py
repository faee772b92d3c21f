"""成果展示: what was accepted and later, as cards with pictures; what is promoted, of all units."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Page, Report, ReportForm, Row
from innovation import codes
from innovation.codes import EntryStatus
from innovation.forms.filters import kind_choices
from innovation.models import Entry, Picture
from innovation.models.pictures import AFTER, BEFORE
from innovation.reports import status_badge
from unions.forms.filters import UnionChoice, union_choices
from unions.scope import scope_of

CARDS = 24
_ANY = ("", "不限")
_STATUS = [(s.value, s.label) for s in codes.ADOPTED]


class GalleryFilter(ReportForm):
    kind = forms.ChoiceField(label="类别", required=False)
    union = UnionChoice()
    year = forms.IntegerField(label="年度", required=False, min_value=1949, max_value=2200)
    status = forms.ChoiceField(label="状态", required=False, choices=[_ANY, *_STATUS])
    on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]


class Gallery(Report):
    """Nothing of people: authors of other units' entries stay their units' to show."""

    title = "创新成果展示"
    empty = "没有符合条件的成果。受理以后的成果在这里展示；可清除条件再查。"
    form_class = GalleryFilter
    numbered = True
    keys_first = True
    orders = {"": Order("年度从近到远", ("-year", "-id"))}
    values = (
        "id", "title", "kind__name", "union_id", "union__name", "union__path", "enterprise__name",
        "year", "status", "annual_benefit",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        year = context.get("year")
        return f"{year} 年度" if year else "各年度"

    def queryset(self, context: Context) -> QuerySet:
        rows = Entry.showcase.visible_to(context.user)
        status = context.get("status")
        rows = rows.filter(status=status) if status else rows.filter(status__in=codes.ADOPTED)
        for name in ("year", "union"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        if kind := context.get("kind"):
            five = {"kind__five_small": True}
            rows = rows.filter(**(five if kind == "five" else {"kind": kind}))
        return rows

    def parts(self, queryset: QuerySet, context: Context) -> Sequence[QuerySet]:
        """Below the federation: those of her own union, and the promoted ones of all."""
        scope = scope_of(context.user)
        if scope.sees_all or not scope.viewing:
            return (queryset,)
        own = queryset.filter(union__in=scope.union_ids)
        return own, queryset.filter(status=EntryStatus.PROMOTED)

    def page(self, context: Context, size: int = CARDS) -> Page:
        return super().page(context, size)

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Of each card its first picture before and after, in one query for all."""
        scope = scope_of(context.user)
        pictures = self._pictures(rows, context)
        base = reverse("innovation:entry_list")
        for row in rows:
            row["unit"] = row["enterprise__name"] or row["union__name"]
            row["badge"] = status_badge(row["status"])
            mine = any(seat.may("view") and row["union__path"].startswith(seat.path)
                       for seat in scope.seats)  # fmt: skip
            row["url"] = f"{base}{row['id']}/" if mine else ""
            row["takes_over"] = not mine and scope.may("innovate")
            found = pictures.get(row["id"], {})
            row["pictures"] = [
                (found[kind], f"{row['title']}，{kind.removesuffix('照片')}")
                for kind in (BEFORE, AFTER)
                if kind in found
            ]
        return rows

    def _pictures(self, rows: list[Row], context: Context) -> dict[int, dict[str, int]]:
        shown = Picture.objects.visible_to(context.user).filter(
            entry__in=[row["id"] for row in rows], kind__in=(BEFORE, AFTER),
            voided_at__isnull=True, content_type__startswith="image/",
        )  # fmt: skip
        found: dict[int, dict[str, int]] = {}
        for pk, entry, kind in shown.order_by("pk").values_list("pk", "entry", "kind"):
            found.setdefault(entry, {}).setdefault(kind, pk)
        return found

    def columns(self, context: Context) -> Sequence[Column]:
        return (
            Column("成果名称", lambda r: r["title"], _title_html, width=30),
            Column("类别", lambda r: r["kind__name"], width=10),
            Column("单位", lambda r: r["unit"], width=30),
            Column("年度", lambda r: str(r["year"]), kind="date", width=8),
            Column("状态", lambda r: str(EntryStatus(r["status"]).label),
                   lambda r: badge(*r["badge"])),
            Column("年效益（元）", lambda r: r["annual_benefit"], kind="money", width=14),
        )  # fmt: skip


def _title_html(row: Row) -> str:
    return link(row["url"], row["title"]) if row["url"] else escape(row["title"])
