"""Files of innovation attached, taken, shown, struck out (members/views/attached.py)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from innovation.models import Picture
from innovation.picture_panel import form as form_of
from innovation.picture_panel import page_of
from innovation.services import pictures
from members.views.attached import download, picture, voiding
from members.views.deeds import done
from unions.access import needs

_OWNERS: dict[str, Any] = {name: model for model, name in pictures.FIELDS.items()}


def _visible(request: HttpRequest, pk: int) -> Picture:
    rows = Picture.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("union", "entry__union", "studio__union"), pk=pk)


@needs("innovate")
def picture_new(request: HttpRequest, pk: int, owner: str) -> HttpResponse:
    """The form of the owner's page posts here; a refused file is shown on a page of its own."""
    if owner not in _OWNERS:
        raise Http404
    rows = _OWNERS[owner].objects.visible_to(request.user).select_related("union")
    row = get_object_or_404(rows, pk=pk)
    if not pictures.may_attach(row, request.user):
        raise PermissionDenied("您在这里没有上传附件的权限。")
    form = form_of(row, request.POST or None, request.FILES or None)

    def attach(data: dict[str, Any]) -> None:
        pictures.attach(row, data["file"], data["kind"], by=request.user)

    if done(request, form, attach):
        messages.success(request, "附件已上传。")
        return redirect(page_of(row))
    context = {"form": form, "owner": row, "cancel_url": page_of(row)}
    return render(request, "members/attach.html", context)


@needs("view")
@require_POST
def picture_download(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    return download(request, row, page_of(row.owner))


@needs("view")
def picture_show(request: HttpRequest, pk: int) -> HttpResponse:
    return picture(request, _visible(request, pk))


@needs("innovate")
def picture_void(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    if not pictures.may_attach(row.owner, request.user):
        raise PermissionDenied("您在这里没有作废附件的权限。")
    return voiding(request, row, page_of(row.owner), pictures.void)
