"""A panelist's sheet of points, and the ranking sheet of the call for the meeting."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from core.http import row_number
from core.report_html import badge, escape, link
from core.reports import PAGE_SIZE, Column, Context, Order, Page, Report, ReportForm, Row
from innovation import codes
from innovation.codes import EntryStatus
from innovation.models import Author, Call, Entry, Panelist, Score
from innovation.reports import status_badge
from innovation.services import ranking, scoring
from innovation.services.ranking import Standing, points
from innovation.services.scoring import Progress

_STATUS = dict(EntryStatus.choices)


class NoFilter(ReportForm):
    on = forms.DateField(required=False, widget=forms.HiddenInput)


class ScoreSheet(Report):
    """Entries of the call as one panelist sees them; printed, it is the form for her pen."""

    empty = "还没有受理的成果。成果受理后在这里评分。"
    form_class = NoFilter
    exports = False
    numbered = True
    signatures = ("评委签名：", "日期：")
    orders = {"": Order("按编号", ("number", "id"))}
    values = (
        "id", "number", "title", "kind__name", "union__name", "enterprise__name",
        "annual_benefit", "status",
    )  # fmt: skip

    def __init__(self, panelist: Panelist, progress: Progress) -> None:
        self.panelist, self.call, self.progress = panelist, panelist.call, progress
        self.criteria = scoring.criteria_of(self.call)
        self.blind = self.call.blind and not self.call.decided
        self.title = f"{self.call.title}评分表"

    def subtitle(self, context: Context) -> str:
        return f"评委：{self.panelist.shown_name}"

    def queryset(self, context: Context) -> QuerySet:
        return Entry.objects.before_panel(self.call)

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        keys = [row["id"] for row in rows]
        given = Score.objects.filter(panelist=self.panelist, entry__in=keys)
        found = {(e, c): p for e, c, p in given.values_list("entry", "criterion", "points")}
        names: dict[int, list[str]] = defaultdict(list)
        if not self.blind:
            authors = Author.objects.standing().filter(entry__in=keys).order_by("position", "pk")
            for entry, name in authors.values_list("entry", "full_name"):
                names[entry].append(name)
        for row in rows:
            row["points"] = {c.pk: found.get((row["id"], c.pk)) for c in self.criteria}
            row["authors"] = "、".join(names[row["id"]])
            row["state"] = self._state(row)
        return rows

    def _state(self, row: Row) -> tuple[str, str]:
        if why := self.progress.why_not.get(row["id"]):
            return "mute", f"回避：{why}"
        if row["id"] in self.progress.done:
            return "ok", "已评"
        return ("warn", "未评") if row["status"] in codes.SCORABLE else ("mute", "未评，已表彰")

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("innovation:score_sheet", args=[self.panelist.pk])
        shown = [
            Column("成果名称", lambda r: r["title"],
                   lambda r: link(f"{base}{r['id']}/", r["title"]), width=26),
            Column("编号", lambda r: r["number"], kind="date", width=14),
            Column("类别", lambda r: r["kind__name"], width=10),
        ]  # fmt: skip
        if not self.blind:
            shown += [
                Column("单位", lambda r: r["enterprise__name"] or r["union__name"], width=26),
                Column("完成人", lambda r: r["authors"], width=20),
            ]
        shown.append(Column("年效益（元）", lambda r: r["annual_benefit"], kind="money", width=14))
        for row in self.criteria:
            shown.append(
                Column(f"{row.name}（{row.points}）",
                       lambda r, key=row.pk: points(r["points"][key]), kind="num", width=8)
            )  # fmt: skip
        return [
            *shown,
            Column("合计", lambda r: points(self.progress.done.get(r["id"])), kind="num", width=8),
            Column("情况", lambda r: r["state"][1], lambda r: _state_html(r["state"]), width=16),
        ]


def _state_html(state: tuple[str, str]) -> str:
    tone, words = state
    return escape(words) if len(words) > 8 else badge(tone, words)


# --- the ranking sheet -------------------------------------------------------------------------


class RankingList(Report):
    """Ranked over all entries of the call, so the rows are reckoned at once and cut into pages."""

    empty = "本次征集还没有受理的成果，受理后才有评分。"
    form_class = NoFilter
    orders = {"": Order("按名次", ("id",))}
    signatures = ("评审组长：", "评委：", "监督人：")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.title = f"{call.title}评分汇总表"
        self.standings = ranking.standings(call)
        self.rows = [_row(standing) for standing in self.standings]

    def subtitle(self, context: Context) -> str:
        rule = "去掉一个最高分和一个最低分后平均" if self.call.criteria.trimmed else "算术平均"
        decided = (
            f"；{self.call.meeting}于 {self.call.decided_on} 决定" if self.call.decided else ""
        )
        return f"评分标准：{self.call.criteria}；{rule}{decided}"

    def total(self, context: Context) -> int:
        return len(self.rows)

    def page(self, context: Context, size: int = PAGE_SIZE) -> Page:
        keys = [row["id"] for row in self.rows]
        after, before = (row_number(context.params.get(n) or "") for n in ("after", "before"))
        start = keys.index(after) + 1 if after in keys else 0
        if not start and before in keys:
            start = max(keys.index(before) - size, 0)
        rows = self.rows[start : start + size]
        return Page(rows, has_previous=start > 0, has_next=start + size < len(keys))

    def all_rows(self, context: Context, limit: int | None = None) -> Iterator[Row]:
        yield from self.rows[:limit]

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("innovation:call_ranking", args=[self.call.pk])
        return (
            Column("名次", lambda r: r["rank"] or "—", kind="num", width=6),
            Column("成果名称", lambda r: r["title"],
                   lambda r: link(f"{base}{r['id']}/", r["title"]), width=26),
            Column("类别", lambda r: r["kind"], width=10),
            Column("单位", lambda r: r["unit"], width=26),
            Column("完成人", lambda r: r["authors"], width=20),
            Column("已评/应评", lambda r: r["given"], kind="num", width=10),
            Column("平均分", lambda r: r["average"], kind="money", width=9),
            Column("最高/最低", lambda r: r["ends"], kind="num", width=10),
            Column("分差", lambda r: points(r["spread"]), kind="num", width=8),
            Column("标准差", lambda r: r["deviation"], kind="money", width=8),
            Column("提示", lambda r: r["remarks"], width=20),
            Column("状态", lambda r: _STATUS[r["status"]],
                   lambda r: badge(*status_badge(r["status"])), width=8),
            Column("奖次", lambda r: r["grade"], width=10),
        )  # fmt: skip


def _row(standing: Standing) -> Row:
    entry = standing.entry
    return {
        "id": entry.pk,
        "rank": standing.rank,
        "title": entry.title,
        "kind": entry.kind.name,
        "unit": entry.enterprise.name if entry.enterprise else entry.union.name,
        "authors": standing.authors,
        "given": f"{len(standing.totals)}/{standing.asked}",
        "average": standing.average,
        "ends": f"{points(standing.highest)}/{points(standing.lowest)}" if standing.totals else "",
        "spread": standing.spread,
        "deviation": standing.deviation,
        "remarks": "；".join(standing.remarks),
        "status": entry.status,
        "grade": standing.grade,
    }


def behind(call: Call, entry: Entry, standing: Standing) -> list[dict[str, Any]]:
    """The points of one entry, panelist by panelist and criterion by criterion."""
    given: dict[int, dict[int, Any]] = defaultdict(dict)
    rows = Score.objects.filter(entry=entry, panelist__call=call)
    for row in rows:
        given[row.panelist_id][row.criterion_id] = row
    criteria, lines = scoring.criteria_of(call), []
    missing = {panelist.pk for panelist in standing.missing}
    for panelist in call.panelists.select_related("user").order_by("pk"):
        scores = given.get(panelist.pk, {})
        if not scores and panelist.left_on is not None:
            continue
        counted = panelist.pk in standing.totals
        state = "计分" if counted else "不计分（回避或未评全）"
        if not scores:
            state = "未评" if panelist.pk in missing else "回避，不评"
        if word := standing.far.get(panelist.pk):
            state = f"计分，{word}"
        lines.append({
            "name": panelist.shown_name + ("（已退出）" if panelist.left_on else ""),
            "points": [(c.name, points(scores[c.pk].points) if c.pk in scores else "")
                       for c in criteria],
            "total": points(standing.totals.get(panelist.pk)),
            "state": state,
            "remark": next((row.remark for row in scores.values() if row.remark), ""),
        })  # fmt: skip
    return lines
