"""The product's URLs and one view that does nothing but be signed in: the floor of every page."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>constant</title>")


urlpatterns = [path("constant/", constant), path("", include("linqi_union.urls"))]
