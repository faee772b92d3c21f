"""Files of union life attached, taken, shown, struck out (members/views/attached.py)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from governance.attachment_panel import form as form_of
from governance.attachment_panel import page_of
from governance.models import Attachment
from governance.services import attachments
from members.views.attached import download, picture, voiding
from members.views.deeds import done
from unions.access import needs

_OWNERS: dict[str, Any] = {name: model for model, name in attachments.FIELDS.items()}


def _visible(request: HttpRequest, pk: int) -> Attachment:
    rows = Attachment.objects.visible_to(request.user).select_related(
        "union", "version__regulation__union", *Attachment.OWNERS
    )
    return get_object_or_404(rows, pk=pk)


@needs("view")
def attachment_new(request: HttpRequest, pk: int, owner: str) -> HttpResponse:
    """The form of every owner's page posts here; a refused file is shown on a page of its own."""
    if owner not in _OWNERS:
        raise Http404
    row = get_object_or_404(_OWNERS[owner].objects.visible_to(request.user), pk=pk)
    if not attachments.may_attach(row, request.user):
        raise PermissionDenied("您在这里没有上传附件的权限。")
    form = form_of(row, request.POST or None, request.FILES or None)

    def attach(data: dict[str, Any]) -> None:
        attachments.attach(row, data["file"], data["kind"], by=request.user)

    if done(request, form, attach):
        messages.success(request, "附件已上传。")
        return redirect(page_of(row))
    context = {"form": form, "owner": row, "cancel_url": page_of(row)}
    return render(request, "members/attach.html", context)


@needs("view")
@require_POST
def attachment_download(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    return download(request, row, page_of(row.owner))


@needs("view")
def attachment_photo(request: HttpRequest, pk: int) -> HttpResponse:
    return picture(request, _visible(request, pk))


@needs("view")
def attachment_void(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    if not attachments.may_attach(row.owner, request.user):
        raise PermissionDenied("您在这里没有作废附件的权限。")
    return voiding(request, row, page_of(row.owner), attachments.void)
