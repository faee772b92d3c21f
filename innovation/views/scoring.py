"""A panelist's pages: being on the panel is the right, whatever seat she has or has not.

Rows reach her through the panel (services/panel.py `reachable`, `Entry.objects.before_panel`), so
her scope stays what her seats make it.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from innovation import score_page
from innovation.panel_reports import ScoreSheet
from innovation.services import panel, scoring
from members.views.deeds import done
from unions.report_views import respond


def score_list(request: HttpRequest) -> HttpResponse:
    """我的评分: the calls on whose panel she is. Everybody opens it; most find nothing there."""
    sheets = [(row, scoring.progress(row)) for row in panel.mine(request.user)[: score_page.SHOWN]]
    return render(request, "innovation/score_list.html", {"sheets": sheets})


def score_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    panelist = get_object_or_404(panel.reachable(request.user), pk=pk)
    progress = scoring.progress(panelist)
    report = ScoreSheet(panelist, progress)
    return respond(
        request, report, "innovation/score_sheet.html", panelist=panelist, progress=progress,
        closed=scoring.closed(panelist, request.user), own=panelist.user_id == request.user.pk,
    )  # fmt: skip


def score_entry(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """One entry, its criteria with their limits, and on to the next one."""
    panelist = get_object_or_404(panel.reachable(request.user), pk=pk)
    row = get_object_or_404(score_page.entries(panelist), pk=entry)
    progress = scoring.progress(panelist)
    form = score_page.form(panelist, row, request.POST or None)

    def give(data: dict[str, Any]) -> None:
        scoring.give(panelist, row, form.points(), by=request.user, remark=data["remark"])

    if done(request, form, give):
        messages.success(request, f"“{row.title}”的评分已保存。")
        following = progress.next_after(entry) if request.POST.get("then") == "next" else None
        if following:
            return redirect("innovation:score_entry", pk, following)
        return redirect("innovation:score_sheet", pk)
    context = score_page.contents(panelist, row, progress, request.user)
    context |= {"form": form, "cancel_url": reverse("innovation:score_sheet", args=[pk])}
    return render(request, "innovation/score_entry.html", context)


def score_picture(request: HttpRequest, pk: int, picture: int) -> HttpResponse:
    """A picture before or after of an entry on her sheet."""
    panelist = get_object_or_404(panel.reachable(request.user), pk=pk)
    return score_page.picture(panelist, picture)
