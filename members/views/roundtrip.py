"""Downloading a unit's roster to edit it offline. By POST: the journal keeps who took it."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from members.imports import workbook
from unions.access import needs
from unions.imports.files import spool
from unions.models import Union
from unions.report_views import XLSX


@require_POST
@needs("edit_member")
def roster_download(request: HttpRequest, union_pk: int) -> HttpResponse:
    union = get_object_or_404(Union.objects.visible_to(request.user), pk=union_pk)
    stream = spool()
    workbook.write_roster(union, stream, by=request.user)
    stream.seek(0)
    return FileResponse(
        stream, as_attachment=True, filename=f"{union.name}花名册.xlsx", content_type=XLSX
    )
