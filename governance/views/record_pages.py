"""What the pages of activities, honours and deeds do alike: choose, change, strike out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from governance import record_targets
from governance.forms.records import FindForm
from governance.services import records
from members.views.deeds import done, status_of
from unions.access import require
from unions.forms.corrections import ReasonForm


def form_page(
    request: HttpRequest, form: Any, heading: str, back: str, label: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "submit_label": label, "cancel_url": back}
    return render(request, "core/form_page.html", context, status=status_of(form))


def choose_member(request: HttpRequest, template: str, **extra: Any) -> HttpResponse:
    """For whom comes first: what is typed is posted, the answer links to ?member=."""
    form = FindForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = record_targets.found(form.cleaned_data["q"], request.user)
    context = {
        "form": form,
        "found": found,
        "limit": record_targets.FOUND_AT_MOST,
        "submit_label": "查找",
        **extra,
    }
    return render(request, template, context)


def change(request: HttpRequest, form: Any, page: str, word: str) -> HttpResponse:
    """`page` is the name of the row's own page; `form` holds the row."""
    require(request.user, "govern", form.instance.union)

    def carry_out(data: dict[str, Any]) -> None:
        version = form.cleaned_data["version"]
        records.change(form.instance, by=request.user, seen=version, reason=data["reason"])

    if done(request, form, carry_out):
        messages.success(request, f"{word}已保存。")
        return redirect(page, form.instance.pk)
    return form_page(request, form, f"修改{word}", reverse(page, args=[form.instance.pk]))


def strike_out(request: HttpRequest, row: Any, page: str, word: str) -> HttpResponse:
    require(request.user, "govern", row.union)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: records.void(row, by=request.user, **data)):
        messages.success(request, f"{word}已作废，仍保留在记录中。")
        return redirect(page, row.pk)
    return form_page(request, form, f"作废{word}", reverse(page, args=[row.pk]), "作废")
