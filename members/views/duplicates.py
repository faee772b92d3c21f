"""Probable duplicates, and the page on which two records become one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from members import lifeline
from members.duplicates import DuplicateList
from members.models import Member
from members.services import duplicates
from members.views.deeds import add_errors
from members.views.records import visible_member
from unions.access import needs
from unions.forms.corrections import ReasonForm
from unions.report_views import respond


@needs("merge")
def duplicate_list(request: HttpRequest) -> HttpResponse:
    return respond(request, DuplicateList())


@needs("merge")
def member_merge(request: HttpRequest, keep: int, drop: int) -> HttpResponse:
    """Side by side, what would be carried over, and the reason."""
    kept, dropped = visible_member(request, keep), visible_member(request, drop)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            duplicates.merge(kept, dropped, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error, request)
        else:
            messages.success(request, "两份记录已合并。")
            return redirect("members:member_detail", keep)
    context = {
        "kept": kept,
        "dropped": dropped,
        "rows": _side_by_side(kept, dropped),
        "relations": [
            (r.label, r.model._base_manager.filter(**{r.field: dropped}).count())
            for r in duplicates.relations()
        ],
        "form": form,
        "submit_label": "合并",
        "submit_class": "danger",
        "cancel_url": reverse("members:duplicate_list"),
        "swap_url": reverse("members:member_merge", args=[drop, keep]),
    }
    return render(request, "members/member_merge.html", context)


def _side_by_side(kept: Member, dropped: Member) -> list[tuple[str, Any, Any, bool]]:
    pairs = zip(lifeline.particulars(kept), lifeline.particulars(dropped), strict=True)
    return [(label, mine, theirs, mine != theirs) for (label, mine), (_, theirs) in pairs]
