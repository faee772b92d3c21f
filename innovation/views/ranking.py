"""The ranking sheet of a call, the points behind it, and what the meeting decides."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from innovation import ranking_paper
from innovation.codes import EntryStatus
from innovation.forms.panel import DecideForm, EvaluateForm
from innovation.panel_reports import RankingList, behind
from innovation.services import deciding, panel, ranking, scoring
from innovation.views.calls import visible_call
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.report_views import paper, respond

_EVALUABLE = (EntryStatus.TRIAL, EntryStatus.IMPLEMENTED)


@needs("view")
def call_ranking(request: HttpRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    panel.require_points(request.user, call)
    wide, far = ranking.limits(call)
    report = RankingList(call)
    return respond(request, report, "innovation/ranking.html", call=call, wide=wide, far=far)


@needs("view")
@require_POST
def call_ranking_paper(request: HttpRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    panel.require_points(request.user, call)
    made = ranking_paper.paper_of(call)
    return paper(request, made, f"{call.title}评分汇总表", call.union_id)


@needs("view")
def call_scores(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Behind one line of the ranking sheet: who gave what."""
    call = visible_call(request, pk)
    panel.require_points(request.user, call)
    found = [row for row in ranking.standings(call) if row.entry.pk == entry]
    if not found:
        raise Http404
    context = {
        "call": call,
        "standing": found[0],
        "entry": found[0].entry,
        "criteria": scoring.criteria_of(call),
        "lines": behind(call, found[0].entry, found[0]),
    }
    return render(request, "innovation/ranking_scores.html", context)


@needs("view")
def call_evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """评审通过 of several entries at once, with their places before one's eyes."""
    call = visible_call(request, pk)
    panel.require_points(request.user, call)
    if not panel.may_evaluate(request.user, call):
        require(request.user, "innovation_review", call.union)
    rows = [r for r in ranking.standings(call) if r.entry.status in _EVALUABLE]
    form = EvaluateForm(request.POST or None, standings=rows)

    def evaluate(data: dict[str, Any]) -> None:
        deciding.evaluate(call, map(int, data["entries"]), by=request.user)

    if done(request, form, evaluate):
        messages.success(request, f"{len(form.cleaned_data['entries'])} 项成果评审通过。")
        return redirect("innovation:call_ranking", pk)
    return _page(request, form, call, "innovation/call_evaluate.html")


@needs("innovation_award")
def call_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting's decision: grades for several entries in one deed."""
    call = visible_call(request, pk)
    panel.require_points(request.user, call, "innovation_award")
    all_rows = ranking.standings(call)
    rows = [r for r in all_rows if r.entry.status == EntryStatus.EVALUATED]
    initial = {"version": ranking.seen_version(call), "meeting": f"{call.union}主席办公会"}
    form = DecideForm(request.POST or None, standings=rows, initial=initial)

    def decide(data: dict[str, Any]) -> None:
        deciding.decide(
            call, form.chosen(), by=request.user, meeting=data["meeting"], day=data["day"],
            seen=form.seen,
        )  # fmt: skip

    if done(request, form, decide):
        messages.success(request, f"表彰决定已登记，{len(form.chosen())} 项成果获得表彰。")
        return redirect("innovation:call_detail", pk)
    others = [r for r in all_rows if r.entry.status != EntryStatus.EVALUATED]
    missing = sum(len(row.missing) for row in rows)
    return _page(request, form, call, "innovation/call_decide.html", others=others, missing=missing)


def _page(request: HttpRequest, form: Any, call: Any, template: str, **extra: Any) -> HttpResponse:
    back = reverse("innovation:call_detail", args=[call.pk])
    context = {"form": form, "call": call, "cancel_url": back, **extra}
    return render(request, template, context, status=status_of(form))
