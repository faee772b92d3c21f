"""Files of union life added, taken, shown, struck out (members/views/attached.py)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from governance.attachment_panel import form as form_of
from governance.attachment_panel import page_of
from governance.models import Attachment
from governance.services import attachments
from members.views.attached import attaching, download, picture, voiding
from unions.access import needs

_OWNERS: dict[str, Any] = {name: model for model, name in attachments.FIELDS.items()}


def _visible(request: HttpRequest, pk: int) -> Attachment:
    rows = Attachment.objects.visible_to(request.user).select_related(
        "union", "version__regulation__union", *Attachment.OWNERS
    )
    return get_object_or_404(rows, pk=pk)


@needs("view")
def attachment_new(request: HttpRequest, pk: int, owner: str) -> HttpResponse:
    if owner not in _OWNERS:
        raise Http404
    row = get_object_or_404(_OWNERS[owner].objects.visible_to(request.user), pk=pk)
    form = form_of(row, request.POST or None, request.FILES or None)
    return attaching(request, row, form, page_of(row), attachments)


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
    return voiding(request, row, page_of(row.owner), attachments)
