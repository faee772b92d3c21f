"""Files of innovation added, taken, shown, struck out (members/views/attached.py)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from innovation.models import Picture
from innovation.picture_panel import form as form_of
from innovation.picture_panel import page_of
from innovation.services import pictures
from members.views.attached import attaching, download, picture, voiding
from unions.access import needs

_OWNERS: dict[str, Any] = {name: model for model, name in pictures.FIELDS.items()}


def _visible(request: HttpRequest, pk: int) -> Picture:
    rows = Picture.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("union", "entry__union", "studio__union"), pk=pk)


@needs("innovate")
def picture_new(request: HttpRequest, pk: int, owner: str) -> HttpResponse:
    if owner not in _OWNERS:
        raise Http404
    rows = _OWNERS[owner].objects.visible_to(request.user).select_related("union")
    row = get_object_or_404(rows, pk=pk)
    form = form_of(row, request.POST or None, request.FILES or None)
    return attaching(request, row, form, page_of(row), pictures)


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
    return voiding(request, row, page_of(row.owner), pictures)
