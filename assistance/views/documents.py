"""Papers attached, taken, struck out. Taking one leaves a line in the journal, hence a POST."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistance.forms.documents import AttachForm
from assistance.models import Document
from assistance.services import documents
from members.views.attached import download, voiding
from members.views.deeds import done
from unions.access import needs

_OWNERS = {name: model for model, name in documents.FIELDS.items()}


def _page_of(owner: documents.Owner) -> str:
    name = documents.FIELDS[type(owner)]
    return reverse(f"assistance:{name}_detail", args=[owner.pk]) + "#documents"


def _visible(request: HttpRequest, pk: int) -> Document:
    rows = Document.objects.visible_to(request.user).select_related(
        "union", "application__union", "file__union", "case__union", "case__holder"
    )
    return get_object_or_404(rows, pk=pk)


@needs("view")
def document_attach(request: HttpRequest, pk: int, owner: str) -> HttpResponse:
    """The form of every owner's page posts here; a refused file is shown on a page of its own."""
    row = get_object_or_404(_OWNERS[owner].objects.visible_to(request.user), pk=pk)
    if not documents.may_attach(row, request.user):
        raise PermissionDenied("您在这里没有上传附件的权限。")
    form = AttachForm(
        request.POST or None, request.FILES or None, owner=row, user=request.user,
        initial={"kind": request.GET.get("kind", "")[:40]},
    )  # fmt: skip

    def attach(data: dict[str, Any]) -> None:
        documents.attach(row, data.pop("file"), data.pop("kind"), by=request.user, **data)

    if done(request, form, attach):
        messages.success(request, "附件已上传。")
        return redirect(_page_of(row))
    context = {"form": form, "owner": row, "cancel_url": _page_of(row)}
    return render(request, "members/attach.html", context)


@needs("view")
@require_POST
def document_download(request: HttpRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    return download(request, document, _page_of(document.owner))


@needs("view")
def document_void(request: HttpRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    if not documents.may_attach(document.owner, request.user):
        raise PermissionDenied("您在这里没有作废附件的权限。")
    return voiding(request, document, _page_of(document.owner), documents.void)
