"""From a search box to the list: posted, and sealed in the list's address (members/search.py)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from members import search


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
