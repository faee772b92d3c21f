"""Headers, body limit and hostile input: what every answer must have, errors too."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: GetResponse) -> GetResponse:
    """Content-Security-Policy on every answer; no-store on whatever a signed-in person sees."""
    policy = "; ".join(f"{name} {' '.join(values)}" for name, values in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def body_limit(get_response: GetResponse) -> GetResponse:
    """Refuse a body over the upload limit by its Content-Length, before reading it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            raise BadRequest("Content-Length")
        # Room for the other fields of the form beside the file.
        if int(length) > settings.UPLOAD_LIMIT_BYTES + 1024 * 1024:
            return render(request, "413.html", status=413)
        return get_response(request)

    return middleware


def refused_method(get_response: GetResponse) -> GetResponse:
    """An address that only takes a form, opened by itself (after signing in anew, or from a list of
    visited pages): Django answers with an empty page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response.headers["Allow"]
            response = render(request, "405.html", status=405)
            response.headers["Allow"] = allowed
        return response

    return middleware


def bad_input(get_response: GetResponse) -> GetResponse:
    """NUL bytes cannot be stored or searched for: 400, never a database error."""

    def middleware(request: HttpRequest) -> HttpResponse:
        values = [v for name, items in request.GET.lists() for v in (name, *items)]
        if request.method == "POST":
            values += [v for name, items in request.POST.lists() for v in (name, *items)]
        if any("\x00" in value for value in (*values, request.path)):
            raise BadRequest("NUL")
        return get_response(request)

    return middleware
