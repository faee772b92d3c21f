"""Calls for entries: the list everybody sees, the call with its panel, the federation's form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from innovation import call_page
from innovation.call_reports import CallList
from innovation.forms.panel import InviteForm
from innovation.forms.steps import CallForm
from innovation.models import Call, Panelist
from innovation.services import calls, panel
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of


def visible_call(request: HttpRequest, pk: int) -> Call:
    rows = Call.objects.visible_to(request.user).select_related("union", "criteria")
    return get_object_or_404(rows, pk=pk)


@needs("view")
def call_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("innovation_review")
    judges = panel.mine(request.user).exists()
    template = "innovation/call_list.html"
    return respond(request, CallList(), template, can_add=can_add, judges=judges)


@needs("view")
def call_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The call; for the federation that called also its panel and the way to the decision."""
    contents = call_page.contents(visible_call(request, pk), request.user)
    return render(request, "innovation/call_detail.html", contents)


@needs("innovation_review")
def call_new(request: HttpRequest) -> HttpResponse:
    return _form(request, CallForm(request.POST or None, user=request.user), "开始征集")


@needs("innovation_review")
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    require(request.user, "innovation_review", call.union)
    form = CallForm(request.POST or None, user=request.user, instance=call)
    return _form(request, form, f"修改征集：{call.title}")


def _form(request: HttpRequest, form: Any, heading: str) -> HttpResponse:
    if done(request, form, lambda _: calls.save_call(form.instance, by=request.user)):
        messages.success(request, f"“{form.instance.title}”已保存。")
        return redirect("innovation:call_detail", form.instance.pk)
    pk = form.instance.pk
    back = reverse("innovation:call_detail", args=[pk]) if pk else reverse("innovation:call_list")
    context = {"form": form, "heading": heading, "cancel_url": back}
    return render(request, "core/form_page.html", context, status=status_of(form))


@needs("innovation_review")
def panelist_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form stands on the call's page and posts here; what was refused is shown there again."""
    call = visible_call(request, pk)
    require(request.user, "innovation_review", call.union)
    form = InviteForm(request.POST or None, instance=Panelist(call=call))
    if done(request, form, lambda _: panel.invite(form.instance, by=request.user)):
        messages.success(request, f"已聘请{form.instance.shown_name}为评委。")
        return redirect(f"{reverse('innovation:call_detail', args=[pk])}#panel")
    contents = call_page.contents(call, request.user, invite=form)
    return render(request, "innovation/call_detail.html", contents)


@needs("innovation_review")
def panelist_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Panelist.objects.visible_to(request.user).select_related("call__union", "user")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, "innovation_review", row.call.union)
    form = forms.Form(request.POST if request.method == "POST" else None)
    back = f"{reverse('innovation:call_detail', args=[row.call_id])}#panel"
    if done(request, form, lambda _: panel.dismiss(row, by=request.user)):
        messages.success(request, f"{row.shown_name}已退出评委，已给的评分保留。")
        return redirect(back)
    context = {
        "form": form,
        "heading": f"退出评委：{row.shown_name}",
        "submit_label": "退出评委",
        "cancel_url": back,
    }
    return render(request, "core/form_page.html", context, status=status_of(form))
