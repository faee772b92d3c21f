"""Pages of resolutions: the register, one with what became of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from governance.forms import meetings as forms
from governance.meeting_reports import ResolutionList, state
from governance.meeting_workflow import RESOLUTION
from governance.models import Resolution
from governance.services import meetings
from governance.views.meetings import visible_meeting
from governance.views.offices import form_page
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of


def _visible(request: HttpRequest, pk: int) -> Resolution:
    rows = Resolution.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("meeting__union", "owner"), pk=pk)


def _meeting_page(resolution: Resolution) -> str:
    return reverse("governance:meeting_detail", args=[resolution.meeting_id])


@needs("view")
def resolution_list(request: HttpRequest) -> HttpResponse:
    return respond(request, ResolutionList())


@needs("view")
def resolution_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    context = {
        "row": row,
        "state": state({"status": row.status, "due_on": row.due_on}),
        "buttons": RESOLUTION.buttons(row, request.user),
        "can_edit": row.status == "open"
        and scope_of(request.user).may("govern", row.meeting.union),
    }
    return render(request, "governance/resolution_detail.html", context)


@needs("govern")
def resolution_new(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    require(request.user, "govern", meeting.union)
    row = Resolution(meeting=meeting)
    form = forms.ResolutionForm(request.POST or None, instance=row, union=meeting.union)
    if done(request, form, lambda _: meetings.charge(form.instance, by=request.user)):
        messages.success(request, "议定事项已登记。")
        return redirect(_meeting_page(row))
    return form_page(request, form, f"登记议定事项：{meeting.title}", _meeting_page(row))


@needs("govern")
def resolution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    require(request.user, "govern", row.meeting.union)
    back = reverse("governance:resolution_detail", args=[pk])
    if row.status != "open":
        return redirect(back)
    form = forms.ResolutionForm(request.POST or None, instance=row, union=row.meeting.union)
    if done(request, form, lambda _: meetings.charge(form.instance, by=request.user)):
        messages.success(request, "议定事项已保存。")
        return redirect(back)
    return form_page(request, form, "修改议定事项", back)


@needs("view")
def resolution_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Reported by whoever is charged with it, or by whoever keeps the meeting's record."""
    row = _visible(request, pk)
    if move not in RESOLUTION.moves:
        raise Http404
    step, back = RESOLUTION.moves[move], reverse("governance:resolution_detail", args=[pk])
    if not step.who(row, request.user):
        require(request.user, "govern", row.meeting.union)
    form_class = forms.FinishForm if move == "finish" else forms.ReasonedForm
    form = form_class(request.POST or None, initial={"version": row.version})

    def carry_out(data: dict[str, Any]) -> None:
        RESOLUTION.move(row, move, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, f"议定事项：{step.label}。")
        return redirect(back)
    page = form_page(request, form, f"{step.label}：{row.text[:40]}", back, submit_label=step.label)
    page.status_code = status_of(form)
    return page
