"""Attached files over the web, for every room: added, taken away, shown where pictures, voided.

Nothing uploaded is ever a page of ours: files are saved by the browser, and only what was found to
be a JPEG or PNG (core/uploads.py) is shown in place.
"""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members.views.deeds import done
from unions.forms.corrections import ReasonForm
from unions.services import attached


def attaching(request: HttpRequest, row: Any, form: Any, page: str, files: Any) -> HttpResponse:
    """The form of every owner's page posts here; a refused file is shown on a page of its own.
    `files` is the room's service.
    """
    if not files.may_attach(row, request.user):
        raise PermissionDenied("您在这里没有上传附件的权限。")

    def attach(data: dict[str, Any]) -> None:
        files.attach(row, data.pop("file"), data.pop("kind"), by=request.user, **data)

    if done(request, form, attach):
        messages.success(request, "附件已上传。")
        return redirect(page)
    context = {"form": form, "owner": row, "cancel_url": page}
    return render(request, "members/attach.html", context)


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


def voiding(request: HttpRequest, row: Any, page: str, files: Any) -> HttpResponse:
    """The page that asks why; `files` is the room's service."""
    if not files.may_attach(row.owner, request.user):
        raise PermissionDenied("您在这里没有作废附件的权限。")
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: files.void(row, by=request.user, **data)):
        messages.success(request, "附件已作废，仍保留在记录中。")
        return redirect(page)
    context = {
        "form": form,
        "heading": f"作废附件：{row.kind}",
        "submit_label": "作废",
        "cancel_url": page,
    }
    return render(request, "core/form_page.html", context)
