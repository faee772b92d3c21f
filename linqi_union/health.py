"""The health page, answered before anybody asks who is there: session and user are rows, and the
page has to say so when the database that holds them is away.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

PATH = "health/"
GetResponse = Callable[[HttpRequest], HttpResponse]


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; says nothing else.

    Over a connection of its own: on a kept one to a host that fell silent the answer would come
    when TCP gives up (tcp_user_timeout), on a new one after connect_timeout.
    """
    probe = connection.copy()
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    finally:
        probe.close()
    return JsonResponse({"status": "ok"})


def health_first(get_response: GetResponse) -> GetResponse:
    """Middleware: stands before the session, below the headers every answer has."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.path_info == f"/{PATH}" and request.method in ("GET", "HEAD")
        return health(request) if asked else get_response(request)

    return middleware
