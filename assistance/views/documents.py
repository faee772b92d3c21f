"""Papers attached, taken, struck out. Taking one leaves a line in the journal, hence a POST."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistance.forms.documents import AttachForm
from assistance.models import Document
from assistance.services import documents
from members.views.attached import attaching, download, voiding
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
    row = get_object_or_404(_OWNERS[owner].objects.visible_to(request.user), pk=pk)
    form = AttachForm(
        request.POST or None, request.FILES or None, owner=row, user=request.user,
        initial={"kind": request.GET.get("kind", "")[:40]},
    )  # fmt: skip
    return attaching(request, row, form, _page_of(row), documents)


@needs("view")
@require_POST
def document_download(request: HttpRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    return download(request, document, _page_of(document.owner))


@needs("view")
def document_void(request: HttpRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    return voiding(request, document, _page_of(document.owner), documents)
