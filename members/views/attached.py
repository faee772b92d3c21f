"""Attached files over the web, for every room: taken away, shown where they are pictures, voided.

Nothing uploaded is ever a page of ours: files are saved by the browser, and only what was found to
be a JPEG or PNG (core/uploads.py) is shown in place.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members.views.deeds import done
from unions.forms.corrections import ReasonForm
from unions.services import attached


def download(request: HttpRequest, row: Any, page: str) -> HttpResponse:
    """Call it on POST only: taking a file leaves a line in the journal."""
    try:
        data = attached.read(row, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(page)
    return _sent(row, data, "attachment")


def picture(request: HttpRequest, row: Any) -> HttpResponse:
    """For an <img> of a page of ours; anything but a picture is not there."""
    if not row.is_picture:
        raise Http404
    try:
        return _sent(row, attached.content(row, by=request.user), "inline")
    except ValidationError:
        raise Http404 from None


def _sent(row: Any, data: bytes, disposition: str) -> HttpResponse:
    response = HttpResponse(data, content_type=row.content_type)
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(row.filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def voiding(request: HttpRequest, row: Any, page: str, void: Callable[..., Any]) -> HttpResponse:
    """The page that asks why; `void` is the room's service."""
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: void(row, by=request.user, **data)):
        messages.success(request, "附件已作废，仍保留在记录中。")
        return redirect(page)
    context = {
        "form": form,
        "heading": f"作废附件：{row.kind}",
        "submit_label": "作废",
        "cancel_url": page,
    }
    return render(request, "core/form_page.html", context)
