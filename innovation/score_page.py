"""What a panelist is shown of an entry; where the call is blind, neither authors nor unit."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from core import vault
from innovation import codes, entry_page
from innovation.forms.panel import ScoreForm
from innovation.models import Entry, Panelist, Picture, Score
from innovation.models.pictures import AFTER, BEFORE
from innovation.services import scoring

SHOWN = 20  # calls on the page of one's own scores
_HIDDEN = ("单位财务确认",)


def entries(panelist: Panelist) -> Any:
    rows = Entry.objects.before_panel(panelist.call)
    return rows.select_related("kind", "union", "enterprise")


def form(panelist: Panelist, entry: Entry, data: Any) -> ScoreForm:
    given = Score.objects.filter(panelist=panelist, entry=entry).order_by("criterion__position")
    return ScoreForm(
        data,
        criteria=scoring.criteria_of(panelist.call),
        benefit=entry.annual_benefit,
        given={row.criterion_id: row for row in given},
    )


def contents(
    panelist: Panelist, entry: Entry, progress: scoring.Progress, user: Any
) -> dict[str, Any]:
    blind = panelist.call.blind and not panelist.call.decided
    why_not = scoring.closed(panelist, user) or progress.why_not.get(entry.pk, "")
    if not why_not and entry.status not in codes.SCORABLE:
        why_not = "这项成果已表彰，评分不再改。"
    pairs = [("编号", entry.number), ("类别", entry.kind.name)]
    if not blind:
        unit = entry.enterprise.name if entry.enterprise else entry.union.name
        names = entry.authors.standing().values_list("full_name", flat=True)
        pairs += [("单位", unit), ("完成人", "、".join(names))]
    pairs.append(("实施情况", entry.get_practice_display()))
    benefit = entry_page.benefit(entry)
    return {
        "panelist": panelist,
        "call": panelist.call,
        "entry": entry,
        "pairs": pairs,
        "texts": entry_page.texts(entry),
        "benefit": [pair for pair in benefit if not (blind and pair[0] in _HIDDEN)],
        "photos": pictures(entry),
        "why_not": why_not,
        "left": len([pk for pk in progress.open if pk != entry.pk]),
        "blind": blind,
    }


def pictures(entry: Entry) -> list[Picture]:
    rows = Picture.objects.filter(
        entry=entry, kind__in=(BEFORE, AFTER), voided_at__isnull=True,
        content_type__startswith="image/",
    )  # fmt: skip
    return sorted(rows, key=lambda row: (row.kind != BEFORE, row.pk))[:12]


def picture(panelist: Panelist, pk: int) -> HttpResponse:
    """How it was and how it is, of an entry before the panel; nothing else of it."""
    before = Entry.objects.before_panel(panelist.call)
    rows = Picture.objects.filter(
        entry__in=before, kind__in=(BEFORE, AFTER), voided_at__isnull=True,
        content_type__startswith="image/",
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk)
    try:
        data = vault.get(row.stored_name)
    except vault.Unavailable:
        raise Http404 from None
    response = HttpResponse(data, content_type=row.content_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response
