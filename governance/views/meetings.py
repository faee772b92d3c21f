"""Pages of meetings: register, one meeting, who came, minutes, papers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from governance import attachment_panel, meeting_papers
from governance.forms import meetings as forms
from governance.meeting_reports import MeetingList, tone
from governance.meeting_workflow import MEETING
from governance.models import Meeting
from governance.services import meetings
from governance.views.offices import back_to_union, form_page, union_named
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.report_views import paper, respond
from unions.scope import scope_of

_PAPERS = {
    "notice": ("会议通知", meeting_papers.notice),
    "sign-in": ("签到表", meeting_papers.sign_in),
    "minutes": ("会议纪要", meeting_papers.minutes),
}


def visible_meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("union", "registered_by")
    return get_object_or_404(rows, pk=pk)


def _page(meeting: Meeting) -> str:
    return reverse("governance:meeting_detail", args=[meeting.pk])


@needs("view")
def meeting_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("govern")
    return respond(request, MeetingList(), "governance/meeting_list.html", can_add=can_add)


@needs("view")
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    context = {
        "meeting": meeting,
        "tone": tone(meeting.status),
        "buttons": MEETING.buttons(meeting, request.user),
        "attendees": list(meeting.attendees.all()),
        "resolutions": list(meeting.resolutions.all()),
        "topics": [line for line in meeting.agenda.splitlines() if line.strip()],
        "can_edit": scope_of(request.user).may("govern", meeting.union),
        "open": meeting.status in ("planned", "held"),
        "files": attachment_panel.panel(meeting, request.user, photos=True),
        "papers": [(kind, label) for kind, (label, _) in _PAPERS.items()],
    }
    return render(request, "governance/meeting_detail.html", context)


@needs("govern")
def meeting_new(request: HttpRequest) -> HttpResponse:
    union = union_named(request)
    require(request.user, "govern", union)
    form = forms.MeetingForm(request.POST or None, instance=Meeting(union=union))
    if done(request, form, lambda _: meetings.plan(form.instance, by=request.user)):
        messages.success(request, f"会议 {form.instance.number} 已登记，请登记参会人员。")
        return redirect(_page(form.instance))
    return form_page(request, form, f"登记会议：{union}", back_to_union(union.pk))


@needs("govern")
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    require(request.user, "govern", meeting.union)
    form = forms.MeetingForm(request.POST or None, instance=meeting)
    if done(request, form, lambda _: meetings.change(meeting, by=request.user, version=form.seen)):
        messages.success(request, "会议已保存。")
        return redirect(_page(meeting))
    page = form_page(request, form, f"修改会议 {meeting.number}", _page(meeting))
    page.status_code = status_of(form)
    return page


@needs("govern")
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    require(request.user, "govern", meeting.union)
    form = forms.MinutesForm(request.POST or None, instance=meeting)

    def write(data: dict[str, Any]) -> None:
        meetings.write_minutes(meeting, by=request.user, version=form.seen, **data)

    if done(request, form, write):
        messages.success(request, "会议记录已保存。")
        return redirect(_page(meeting))
    page = form_page(request, form, f"会议记录：{meeting.title}", _page(meeting))
    page.status_code = status_of(form)
    return page


@needs("govern")
def meeting_attendees(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole list on one page, with room for more."""
    meeting = visible_meeting(request, pk)
    require(request.user, "govern", meeting.union)
    names = ("id", "full_name", "party", "organisation", "post", "attendance")
    rows = forms.AttendeeRows(
        request.POST or None, initial=list(meeting.attendees.values(*names)), prefix="a"
    )
    head = forms.Versioned(request.POST or None, initial={"version": meeting.version})

    def keep(_: dict[str, Any]) -> None:
        filled = [row for row in rows.cleaned_data if row.get("full_name", "").strip()]
        meetings.set_attendees(meeting, filled, by=request.user, version=head.seen)

    if (request.method != "POST" or rows.is_valid()) and done(request, head, keep):
        messages.success(request, "参会人员已登记。")
        return redirect(_page(meeting))
    context = {"meeting": meeting, "rows": rows, "form": head, "cancel_url": _page(meeting)}
    status = status_of(head)
    return render(request, "governance/meeting_attendees.html", context, status=status)


@needs("govern")
def meeting_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    if move not in MEETING.moves:
        raise Http404
    require(request.user, "govern", meeting.union)
    step = MEETING.moves[move]
    form_class = forms.ReasonedForm if step.reason else forms.Versioned
    form = form_class(request.POST or None, initial={"version": meeting.version})

    def carry_out(data: dict[str, Any]) -> None:
        MEETING.move(meeting, move, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, f"会议 {meeting.number}：{step.label}。")
        return redirect(_page(meeting))
    heading = f"{step.label}：{meeting.title}"
    page = form_page(request, form, heading, _page(meeting), submit_label=step.label)
    page.status_code = status_of(form)
    return page


@needs("view")
@require_POST
def meeting_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    if kind not in _PAPERS:
        raise Http404
    label, write = _PAPERS[kind]
    return paper(request, write(meeting), f"{label}（{meeting.title}）", meeting.union_id)
