"""Clocks of innovation: entries waiting for an answer, calls that close, points and decisions."""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from innovation.codes import COUNTED, EntryStatus
from innovation.models import Call, Entry, Panelist
from innovation.services import ranking
from unions import rules
from unions.codes import FEDERATIONS
from unions.duties import Asking, Clock, Duty
from unions.models import Union

CALLS = 20  # calls looked at in one asking
_BY_UNION = ("union_id", "union__path", "union__name")


def _of(union_id: int, path: str, name: str) -> dict[str, Any]:
    return {"union_id": union_id, "union_path": path, "union_name": name}


def _answers(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Sent in and not yet accepted, returned or declined."""
    days = int(rules.value("innovation_answer_days", asking.day))
    rows = Entry.objects.filter(status=EntryStatus.SUBMITTED, submitted_on__isnull=False)
    rows = asking.window(asking.rows(rows, "union", clock), "submitted_on", clock, days)
    for row in rows.values("pk", "title", "submitted_on", *_BY_UNION):
        union = _of(row["union_id"], row["union__path"], row["union__name"])
        due = row["submitted_on"] + datetime.timedelta(days=days)
        yield Duty(clock, row["pk"], row["title"], due,
                   reverse("innovation:entry_detail", args=[row["pk"]]), "受理", **union)  # fmt: skip


def _closing(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Calls that close soon, for whoever has sent in nothing yet; at the federation one line."""
    rows = Call.objects.filter(
        opens_on__lte=asking.day, closes_on__gte=asking.day, decided_on__isnull=True
    )
    calls = list(asking.window(rows, "closes_on", clock).select_related("union")[:CALLS])
    if not calls:
        return
    units = asking.rows(Union.objects.on(asking.day).exclude(kind__in=FEDERATIONS), "", clock)
    owing = list(units.order_by("pk").values("pk", "path", "name")[: asking.limit])
    sent = set(
        Entry.objects.filter(call__in=calls, status__in=COUNTED).values_list("call", "union")
    )
    for call in calls:
        below = [u for u in owing if u["path"].startswith(call.union.path)]
        left = [u for u in below if (call.pk, u["pk"]) not in sent]
        if not left:
            continue
        if len(owing) == 1:
            union = _of(left[0]["pk"], left[0]["path"], left[0]["name"])
            yield Duty(clock, call.pk, call.title, call.closes_on,
                       reverse("innovation:entry_new"), "申报成果", **union)  # fmt: skip
            continue
        union = _of(call.union_id, call.union.path, call.union.name)
        yield Duty(clock, call.pk, f"{call.title}（{len(left)} 家未申报）", call.closes_on,
                   reverse("innovation:call_detail", args=[call.pk]), "看征集", **union)  # fmt: skip


def _calls_judged(asking: Asking, clock: Clock, rows: Any) -> list[Call]:
    found = asking.window(rows.filter(decided_on__isnull=True), "scoring_ends_on", clock)
    return list(found.select_related("union", "criteria")[:CALLS])


def _scores(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Panelists with entries still to score, as the last day comes near; each her own line, those
    on paper the clerk's. Reckoned call by call, however many sit on a panel.
    """
    rows = Panelist.objects.standing().filter(
        call__decided_on__isnull=True, call__scoring_ends_on__isnull=False,
        call__scoring_ends_on__lte=asking.horizon(clock),
    )  # fmt: skip
    rows = asking.rows(rows, "call__union", clock, person="user")
    rows = rows.select_related("call__union", "call__criteria", "user")
    left: dict[int, Counter[int]] = {}
    for row in rows.order_by("call__scoring_ends_on", "pk")[: asking.limit]:
        call, union = row.call, row.call.union
        if call.pk not in left:
            left[call.pk] = Counter(
                panelist.pk for found in ranking.standings(call) for panelist in found.missing
            )
        if number := left[call.pk][row.pk]:
            yield Duty(clock, row.pk, f"{call.title}：{row.shown_name}还有 {number} 项未评",
                       call.scoring_ends_on, reverse("innovation:score_sheet", args=[row.pk]),
                       "评分", person_id=row.user_id,
                       person_name=row.shown_name if row.user_id else "",
                       **_of(union.pk, union.path, union.name))  # fmt: skip


def _decisions(clock: Clock, asking: Asking) -> Iterable[Duty]:
    """Scoring is over and no meeting has decided."""
    rows = asking.rows(Call.objects.filter(scoring_ends_on__lt=asking.day), "union", clock)
    for call in _calls_judged(asking, clock, rows):
        if Entry.objects.before_panel(call).exists():
            yield Duty(clock, call.pk, call.title, call.scoring_ends_on,
                       reverse("innovation:call_decide", args=[call.pk]), "登记表彰决定",
                       **_of(call.union_id, call.union.path, call.union.name))  # fmt: skip


CLOCKS = (
    Clock("innovation_answer", "成果待受理", "innovation_review", _answers),
    Clock("innovation_call", "征集截止", "innovate", _closing),
    Clock("innovation_decision", "待表彰决定", "innovation_award", _decisions),
    Clock("innovation_scores", "评分", "innovation_review", _scores),
)
