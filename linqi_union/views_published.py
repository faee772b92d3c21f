"""The published figures of the sample township beside what the records say."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from linqi_union import published, published_links
from linqi_union.sample import township
from unions.access import needs
from unions.scope import scope_of


@needs("view")
def published_figures(request: HttpRequest) -> HttpResponse:
    """For the federation's staff, and only where the sample township stands in the database."""
    scope = scope_of(request.user)
    if not (scope.is_staff and scope.sees_all):
        raise PermissionDenied
    if not township.is_loaded():
        raise Http404
    urls = published_links.urls()
    lines = [
        {
            "label": published_links.label(line.key),
            "expected": published_links.words(line.expected),
            "found": published_links.words(line.found),
            "known": line.found is not None,
            "differs": line.differs,
            "url": urls.get(line.key, ""),
        }
        for line in published.lines()
    ]
    differing = sum(bool(line["differs"]) for line in lines)
    context = {"lines": lines, "day": township.PUBLISHED_ON, "differing": differing}
    return render(request, "linqi_union/published_figures.html", context)
