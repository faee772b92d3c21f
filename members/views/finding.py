"""From a search box to the list: posted, and sealed in the list's address (members/search.py).
And from a search box to one person, for the forms that are about one.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from members import search

FOUND_AT_MOST = 20


class FindForm(forms.Form):
    q = forms.CharField(
        label="查找会员", max_length=60, help_text="姓名、拼音、首字母、证件号或手机号"
    )


def show_found(
    request: HttpRequest, form: Any, listed_at: str, hint: str, **filters: str
) -> HttpResponse:
    """Go on to the list `listed_at` with what was typed into the form's `q`; `hint` when nothing
    usable was. `filters` are set besides.
    """
    if not form.is_valid():
        messages.error(request, hint)
        return redirect(listed_at)
    asked = {**filters, "find": search.seal(form.cleaned_data["q"])}
    return redirect(f"{reverse(listed_at)}?{urlencode(asked)}")


def choose_member(
    request: HttpRequest, memberships: QuerySet, heading: str, **context: Any
) -> HttpResponse:
    """Find one among these memberships; each result continues the address with ?member=."""
    form, found = FindForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        rows = memberships.filter(search.condition(form.cleaned_data["q"], "member__"))
        rows = rows.select_related("member", "union").order_by("member__name_py", "pk")
        found = list(rows[:FOUND_AT_MOST])
    query = request.GET.copy()
    query.pop("member", None)
    context |= {
        "form": form, "found": found, "limit": FOUND_AT_MOST, "heading": heading,
        "submit_label": "查找", "query": query.urlencode(),
    }  # fmt: skip
    return render(request, "members/member_choose.html", context)
