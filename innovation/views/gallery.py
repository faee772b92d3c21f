"""The gallery of accepted entries, with pictures."""

from django.http import HttpRequest, HttpResponse

from innovation.gallery import Gallery
from unions.access import needs
from unions.report_views import respond


@needs("view")
def gallery(request: HttpRequest) -> HttpResponse:
    return respond(request, Gallery(), "innovation/gallery.html")
