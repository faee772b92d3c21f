"""Pages on which a clerk mends what was entered wrong about unions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from unions.access import needs, require
from unions.forms.corrections import FoundingForm, ReasonForm
from unions.models import Coverage, Union, UnionEvent
from unions.services import corrections


@needs("edit_union")
def union_founding(request: HttpRequest, pk: int) -> HttpResponse:
    union = get_object_or_404(Union.objects.visible_to(request.user), pk=pk)
    form = FoundingForm(request.POST or None)
    heading = f"更正建会日期：{union.name}（现登记 {union.founded_on}）"
    return _mend(request, union, form, heading, corrections.correct_founding, union)


@needs("edit_union")
def coverage_void(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Coverage.objects.visible_to(request.user).select_related("union", "enterprise")
    coverage = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST or None)
    heading = f"作废覆盖关系：{coverage}"
    return _mend(request, coverage, form, heading, corrections.void_coverage, coverage.union)


@needs("edit_union")
def event_void(request: HttpRequest, pk: int) -> HttpResponse:
    rows = UnionEvent.objects.visible_to(request.user).select_related("union")
    event = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST or None)
    return _mend(request, event, form, f"作废沿革：{event}", corrections.void_event, event.union)


def _mend(
    request: HttpRequest,
    obj: Any,
    form: forms.Form,
    heading: str,
    service: Callable[..., Any],
    union: Union,
) -> HttpResponse:
    """One form, one service, back to the union."""
    require(request.user, "edit_union", union)
    if request.method == "POST" and form.is_valid():
        try:
            service(obj, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "已更正，原记录仍可在修改记录中查到。")
            return redirect("unions:union_detail", union.pk)
    context = {
        "form": form,
        "heading": heading,
        "submit_label": "确定",
        "cancel_url": reverse("unions:union_detail", args=[union.pk]),
    }
    return render(request, "core/form_page.html", context)
