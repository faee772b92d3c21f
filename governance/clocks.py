"""Clocks of union life: terms, vacancies, replies, resolutions, reports, submissions."""

import datetime
import heapq
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.periods import months_before
from governance.codes import FEDERATION_REPORT, ElectionStatus, MeetingKind, MeetingStatus, Post
from governance.models import (
    Election,
    Meeting,
    Office,
    Rectification,
    Requirement,
    Resolution,
    Submission,
)
from governance.services import vacancies
from unions import calendar, rules, terms
from unions.codes import FEDERATIONS
from unions.duties import Asking, Clock, Duty, settled_by
from unions.models import Union

_BY_UNION = ("union_id", "union__path", "union__name")


def _of(row: dict[str, Any], prefix: str = "union") -> dict[str, Any]:
    return {
        "union_id": row[f"{prefix}_id"],
        "union_path": row[f"{prefix}__path"],
        "union_name": row[f"{prefix}__name"],
    }


def _of_union(row: dict[str, Any]) -> dict[str, Any]:
    return {"union_id": row["pk"], "union_path": row["path"], "union_name": row["name"]}


def _months_ahead(code: str) -> Any:
    return lambda day: months_before(day, -int(rules.value(code, day)))


# --- terms and posts -------------------------------------------------------------------------


def _terms(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """A term that ends, while no election is under way: of three and of five years, each a range
    of one index.
    """
    unions = asking.rows(Union.objects.on(asking.day), "", clock)
    running = Election.objects.filter(status__in=_UNDER_WAY).values("union")
    unions = unions.exclude(pk__in=running)
    found = (_terms_of(unions.filter(term_years=years), years, clock, asking) for years in (3, 5))
    return heapq.merge(*found, key=lambda duty: duty.key)


def _terms_of(unions: QuerySet, years: int, clock: Clock, asking: Asking) -> Iterable[Duty]:
    base = reverse("governance:election_new")
    rows = unions.filter(term_started_on__lte=months_before(asking.horizon(clock), years * 12))
    if asking.after:
        first = months_before(asking.after[0], years * 12) - datetime.timedelta(days=3)
        rows = rows.filter(term_started_on__gte=first)
    rows = rows.order_by("term_started_on", "pk").values("pk", "path", "name", "term_started_on")
    for row in rows.iterator(chunk_size=asking.limit):
        due = terms.term_end(row["term_started_on"], years)
        if due is not None:
            yield Duty(clock, row["pk"], f"{row['name']}换届", due,
                       f"{base}?union={row['pk']}&kind=renewal", "启动换届",
                       **_of_union(row))  # fmt: skip


_UNDER_WAY = [
    ElectionStatus.PREPARED, ElectionStatus.REQUESTED, ElectionStatus.PERMITTED,
    ElectionStatus.FROZEN, ElectionStatus.HELD, ElectionStatus.REPORTED, ElectionStatus.CONFIRMED,
]  # fmt: skip


def _vacant(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """No chair: counted from the day the last one's office ended."""
    unions = asking.rows(vacancies.vacant(Union.objects.all(), asking.day), "", clock)
    base = reverse("governance:election_new")
    rows = unions.order_by("vacant_since", "pk").values("pk", "path", "name", "vacant_since")
    for row in rows.iterator(chunk_size=asking.limit):
        yield Duty(clock, row["pk"], f"{row['name']}主席缺位，补选",
                   vacancies.due_after(row["vacant_since"]),
                   f"{base}?union={row['pk']}&kind=by_election", "启动补选",
                   **_of_union(row))  # fmt: skip


def _acting(clock: Clock, asking: Asking) -> Iterable[Duty]:
    rows = asking.rows(vacancies.acting(asking.day), "union", clock).order_by("since", "pk")
    base = reverse("governance:election_new")
    for row in rows.values("pk", "since", *_BY_UNION).iterator(chunk_size=asking.limit):
        yield Duty(clock, row["pk"], f"{row['union__name']}代理主席期满，补选",
                   vacancies.due_after(row["since"], "acting_chair_months"),
                   f"{base}?union={row['union_id']}&kind=by_election", "启动补选",
                   **_of(row))  # fmt: skip


def _replies(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Requests and results of elections waiting for the upper union's reply."""
    waiting = (ElectionStatus.REQUESTED, ElectionStatus.REPORTED)
    rows = Election.objects.filter(status__in=waiting, reply_due_on__isnull=False)
    rows = asking.window(asking.rows(rows, "union", clock), "reply_due_on", clock)
    for row in rows.values("pk", "reply_due_on", "status", *_BY_UNION):
        what = "选举请示" if row["status"] == ElectionStatus.REQUESTED else "选举结果"
        yield Duty(clock, row["pk"], f"{row['union__name']}{what}", row["reply_due_on"],
                   reverse("governance:election_detail", args=[row["pk"]]), "批复",
                   **_of(row))  # fmt: skip


def _sign_ins(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """A chair, present or coming, who cannot sign in. The administrator's; others do not see it."""
    if asking.scope is not None and not asking.scope.may(clock.capability):
        return
    rows = Office.objects.open().filter(post=Post.CHAIR, seat=None)
    if asking.scope is not None:
        rows = rows.filter(asking.scope.condition("union", clock.capability))
    for row in asking.window(rows, "since", clock).values("pk", "since", "full_name", *_BY_UNION):
        yield Duty(clock, row["pk"], f"{row['full_name']}（{row['union__name']}）", row["since"],
                   reverse("governance:sign_in_new", args=[row["pk"]]), "开通账号",
                   **_of(row))  # fmt: skip


# --- meetings and reports --------------------------------------------------------------------


def _resolutions(clock: Clock, asking: Asking) -> Iterable[Duty]:
    rows = Resolution.objects.filter(status="open", due_on__isnull=False)
    rows = asking.rows(rows, "meeting__union", clock, person="owner")
    rows = asking.window(rows, "due_on", clock)
    named = ("meeting__union_id", "meeting__union__path", "meeting__union__name")
    for row in rows.values("pk", "due_on", "text", "owner_id", "owner_name", *named):
        yield Duty(clock, row["pk"], row["text"][:60], row["due_on"],
                   reverse("governance:resolution_detail", args=[row["pk"]]), "登记完成",
                   person_id=row["owner_id"], person_name=row["owner_name"],
                   **_of(row, "meeting__union"))  # fmt: skip


def last_quarter(day: datetime.date) -> tuple[int, int, datetime.date]:
    """(year, quarter, its last day) of the last quarter that is over on `day`."""
    first = datetime.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    end = first - datetime.timedelta(days=1)
    return end.year, (end.month - 1) // 3 + 1, end


def _party_reports(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """每季向党委汇报: of the quarter that is over, done when the report was made: as a meeting held,
    or in writing where the room above keeps reports.
    """
    year, quarter, end = last_quarter(asking.day)
    due = end + datetime.timedelta(days=int(rules.value("party_report_days", asking.day)))
    made = Meeting.objects.filter(
        kind=MeetingKind.PARTY_REPORT, year=year, quarter=quarter,
        status__in=(MeetingStatus.HELD, MeetingStatus.MINUTED),
    )  # fmt: skip
    unions = Union.objects.on(asking.day).filter(kind=FEDERATION_REPORT, founded_on__lte=end)
    rows = asking.rows(unions, "", clock).exclude(pk__in=made.values("union")).order_by("pk")
    written = settled_by(clock.code)
    if written is not None:
        rows = rows.exclude(pk__in=written.done(year=year, quarter=quarter))
    if asking.after and asking.after[0] == due and asking.after[1] == clock.code:
        rows = rows.filter(pk__gt=asking.after[2])
    base, action = reverse("governance:meeting_new"), written.action if written else "登记汇报"
    for row in rows.values("pk", "path", "name")[: asking.limit]:
        url = written.url(row["pk"]) if written else f"{base}?union={row['pk']}"
        yield Duty(clock, row["pk"], f"{year}年第{quarter}季度", due, url, action,
                   **_of_union(row))  # fmt: skip


def _submissions(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """What a unit owes; at the federation one line for each requirement some still owe."""
    rows = Requirement.objects.filter(voided_at__isnull=True)
    asked = list(asking.window(rows, "due_on", clock).select_related("union"))
    if not asked:
        return
    units = asking.rows(Union.objects.on(asking.day).exclude(kind__in=FEDERATIONS), "", clock)
    owing = list(units.order_by("pk").values("pk", "path", "name", "founded_on")[: asking.limit])
    done = set(
        Submission.objects.filter(requirement__in=asked, voided_at__isnull=True)
        .values_list("requirement", "union")
    )  # fmt: skip
    for row in asked:
        left = [
            u for u in owing
            if u["path"].startswith(row.union.path) and u["founded_on"] <= row.due_on
            and (row.pk, u["pk"]) not in done
        ]  # fmt: skip
        if not left:
            continue
        one = left[0] if len(owing) == 1 else None
        page = "submission_new" if one else "requirement_detail"
        union = _of_union(one) if one else {
            "union_id": row.union_id, "union_path": row.union.path, "union_name": row.union.name,
        }  # fmt: skip
        told = row.title if one else f"{row.title}（{len(left)} 家未报）"
        yield Duty(clock, row.pk, told, row.due_on, reverse(f"governance:{page}", args=[row.pk]),
                   "报送" if one else "催报", **union)  # fmt: skip


def _rectifications(clock: Clock, asking: Asking) -> Iterable[Duty]:
    rows = Rectification.objects.filter(status="running", planned_until__isnull=False)
    rows = asking.window(asking.rows(rows, "union", clock), "planned_until", clock)
    for row in rows.values("pk", "planned_until", *_BY_UNION):
        yield Duty(clock, row["pk"], f"{row['union__name']}整顿", row["planned_until"],
                   reverse("governance:rectification_detail", args=[row["pk"]]), "完成整顿",
                   **_of(row))  # fmt: skip


def _calendar(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Next year's holidays are announced in November; without them working days are guesses."""
    day = asking.day
    if day.month < 11 or (asking.scope is not None and not asking.scope.may(clock.capability)):
        return
    coming = datetime.date(day.year + 1, 1, 1)
    root = Union.objects.filter(parent=None).order_by("pk").values("pk", "path", "name").first()
    if root is not None and calendar.missing_years(coming, coming):
        yield Duty(clock, coming.year, f"{coming.year} 年", coming,
                   reverse("admin:unions_calendarday_add"), "登记", **_of_union(root))  # fmt: skip


CLOCKS = (
    Clock("term", "换届", "govern", _terms, _months_ahead("term_warning_months"), everyone=True),
    Clock("vacancy", "主席缺位", "govern", _vacant, _months_ahead("chair_vacancy_months"),
          everyone=True),
    Clock("acting", "代理主席", "govern", _acting, _months_ahead("acting_chair_months"),
          everyone=True),
    Clock("reply", "待批复", "govern_reply", _replies),
    Clock("sign_in", "待开通账号", "accounts", _sign_ins),
    Clock("resolution", "议定事项", "govern", _resolutions),
    Clock("party_report", "季度汇报", "govern_settings", _party_reports,
          lambda day: day + datetime.timedelta(days=92)),
    Clock("submission", "报送", "govern", _submissions),
    Clock("rectification", "整顿", "edit_union", _rectifications),
    Clock("calendar", "放假调休安排", "settings", _calendar,
          lambda day: datetime.date(day.year + 1, 1, 1)),
)  # fmt: skip
