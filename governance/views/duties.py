"""The deadline board, the reminder ledger, what units hand in, and who stands in for whom."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from governance import attachment_panel
from governance import duty_page as page
from governance.duty_reports import DelegationList, DutyList, ReminderList, RequirementList
from governance.forms import duties as forms
from governance.models import Delegation, Requirement, Submission
from governance.services import requirements
from governance.views.offices import form_page, union_named
from members.views.deeds import done
from unions.access import needs, require
from unions.duties import PAGE, gather
from unions.forms.corrections import ReasonForm
from unions.report_views import page_url, respond
from unions.scope import scope_of


@needs("view")
def duty_board(request: HttpRequest) -> HttpResponse:
    """Every clock she sees, by due day; ?person= shows a colleague's list to federation staff."""
    form = forms.BoardFilter(request.GET, user=request.user)
    person = page.colleague(request)
    asking, codes = page.asked(request, form, person)
    if request.method == "POST" or request.GET.get("print"):
        return respond(request, DutyList(asking, codes))
    found = gather(asking, codes) if form.is_valid() else []
    context = {
        "form": form, "person": person, "groups": page.groups(found[:PAGE]),
        "next_url": page.next_url(request, found) if len(found) > PAGE else "",
        "filters": page.filters(form), "print_url": page_url(request, print=1),
        "can_export": scope_of(request.user).may("export"),
        "can_ask": scope_of(request.user).may("govern_settings"),
    }  # fmt: skip
    return render(request, "governance/duty_board.html", context)


@needs("view")
def reminder_list(request: HttpRequest) -> HttpResponse:
    return respond(request, ReminderList())


# --- requirements ----------------------------------------------------------------------------


def _visible(request: HttpRequest, pk: int) -> Requirement:
    """A federation's requirement is read by every union below it."""
    return get_object_or_404(page.requirements_for(request.user), pk=pk)


@needs("view")
def requirement_list(request: HttpRequest) -> HttpResponse:
    can_ask = scope_of(request.user).may("govern_settings")
    template = "governance/requirement_list.html"
    return respond(request, RequirementList(), template, can_ask=can_ask)


@needs("govern_settings")
def requirement_new(request: HttpRequest) -> HttpResponse:
    form = forms.RequirementForm(request.POST or None, user=request.user)
    if done(request, form, lambda _: requirements.ask(form.instance, by=request.user)):
        messages.success(request, "报送要求已提出，各工会在期限台账中可以看到。")
        return redirect("governance:requirement_detail", form.instance.pk)
    return form_page(request, form, "提出报送要求", reverse("governance:requirement_list"))


@needs("view")
def requirement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    context = {
        "row": row,
        "submissions": page.submissions(row, request.user),
        "owing": page.owing(row, request.user),
        "can_void": scope_of(request.user).may("govern_settings", row.union),
        "can_submit": scope_of(request.user).may("govern") and row.voided_at is None,
    }
    return render(request, "governance/requirement_detail.html", context)


@needs("govern_settings")
def requirement_void(request: HttpRequest, pk: int) -> HttpResponse:
    return _void(request, _visible(request, pk), pk)


@needs("view")
def submission_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Submission.objects.visible_to(request.user).select_related("requirement", "union", "by")
    row = get_object_or_404(rows, pk=pk)
    context = {
        "row": row,
        "late": row.day > row.requirement.due_on,
        "can_void": row.voided_at is None and scope_of(request.user).may("govern", row.union),
        "files": attachment_panel.panel(row, request.user),
    }
    return render(request, "governance/submission_detail.html", context)


@needs("govern")
def submission_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = Submission(requirement=_visible(request, pk))
    form = forms.SubmissionForm(request.POST or None, instance=row, user=request.user)
    if done(request, form, lambda _: requirements.submit(form.instance, by=request.user)):
        messages.success(request, "已报送，有材料的请在下面上传。")
        return redirect("governance:submission_detail", form.instance.pk)
    back = reverse("governance:requirement_detail", args=[pk])
    heading = f"报送：{row.requirement.title}"
    return form_page(request, form, heading, back, submit_label="报送")


@needs("govern")
def submission_void(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Submission.objects.visible_to(request.user), pk=pk)
    return _void(request, row, row.requirement_id)


def _void(request: HttpRequest, row: Any, requirement: int) -> HttpResponse:
    capability = "govern_settings" if isinstance(row, Requirement) else "govern"
    require(request.user, capability, row.union)
    form = ReasonForm(request.POST or None)
    back = reverse("governance:requirement_detail", args=[requirement])
    if done(request, form, lambda data: requirements.void(row, by=request.user, **data)):
        messages.success(request, "已作废，仍保留在记录中。")
        return redirect(back)
    return form_page(request, form, f"作废{row._meta.verbose_name}", back, submit_label="作废")


# --- delegations -----------------------------------------------------------------------------


@needs("govern")
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Her own; of the whole subtree for who sets them."""
    return respond(request, DelegationList(), "governance/delegation_list.html")


@needs("govern")
def delegation_new(request: HttpRequest) -> HttpResponse:
    union = union_named(request)
    require(request.user, "govern", union)
    row = Delegation(union=union, person_id=request.user.pk)
    form = forms.DelegationForm(request.POST or None, instance=row)
    back = reverse("governance:delegation_list")
    if done(request, form, lambda _: requirements.delegate(form.instance, by=request.user)):
        messages.success(request, "委托已设置，期间的提醒发给受托人。")
        return redirect(back)
    return form_page(request, form, f"委托他人：{union}", back)


@needs("govern")
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
    if row.person_id != request.user.pk:
        require(request.user, "govern_settings", row.union)
    form, back = Form(request.POST or None), reverse("governance:delegation_list")
    if done(request, form, lambda _: requirements.end_delegation(row, by=request.user)):
        messages.success(request, "委托已结束。")
        return redirect(back)
    heading = f"结束委托：{row.person.display_name}委托{row.deputy.display_name}"
    return form_page(request, form, heading, back, submit_label="结束委托")
