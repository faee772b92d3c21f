"""Papers attached, taken, struck out. Taking one leaves a line in the journal, hence a POST."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistance.forms.documents import AttachForm
from assistance.models import Document
from assistance.services import documents
from assistance.views.deeds import done
from unions.access import needs
from unions.forms.corrections import ReasonForm

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
    return render(request, "assistance/document_attach.html", context)


@needs("view")
@require_POST
def document_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Always saved, never shown by the browser as a page of ours."""
    document = _visible(request, pk)
    try:
        data = documents.read(document, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(_page_of(documents.owner_of(document)))
    response = HttpResponse(data, content_type=document.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


@needs("view")
def document_void(request: HttpRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    owner = documents.owner_of(document)
    if not documents.may_attach(owner, request.user):
        raise PermissionDenied("您在这里没有作废附件的权限。")
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: documents.void(document, by=request.user, **data)):
        messages.success(request, "附件已作废，仍保留在记录中。")
        return redirect(_page_of(owner))
    context = {
        "form": form,
        "heading": f"作废附件：{document.kind}",
        "submit_label": "作废",
        "cancel_url": _page_of(owner),
    }
    return render(request, "core/form_page.html", context)
