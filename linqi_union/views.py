"""The assembly's own pages: home, health, and the refusals Django leaves to us."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core.periods import today
from linqi_union import desk
from unions.scope import scope_of


def home(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    context = {
        "desk": desk.lay(request.user, scope),
        "greeting": desk.greeting(today()),
        "can_edit_member": scope.may("edit_member"),
    }
    return render(request, "home.html", context)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
