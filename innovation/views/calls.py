"""Calls for entries: the list everybody sees, and the form of the federation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from innovation.call_reports import CallList
from innovation.forms.steps import CallForm
from innovation.models import Call
from innovation.services import calls
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of


@needs("view")
def call_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("innovation_review")
    return respond(request, CallList(), "innovation/call_list.html", can_add=can_add)


@needs("innovation_review")
def call_new(request: HttpRequest) -> HttpResponse:
    return _form(request, CallForm(request.POST or None, user=request.user), "开始征集")


@needs("innovation_review")
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("union"), pk=pk)
    require(request.user, "innovation_review", call.union)
    form = CallForm(request.POST or None, user=request.user, instance=call)
    return _form(request, form, f"修改征集：{call.title}")


def _form(request: HttpRequest, form: Any, heading: str) -> HttpResponse:
    if done(request, form, lambda _: calls.save_call(form.instance, by=request.user)):
        messages.success(request, f"“{form.instance.title}”已保存。")
        return redirect("innovation:call_list")
    context = {"form": form, "heading": heading, "cancel_url": reverse("innovation:call_list")}
    return render(request, "core/form_page.html", context, status=status_of(form))
