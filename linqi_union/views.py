"""The assembly's own pages: home, and the refusals Django leaves to us."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context
from django.template.loader import get_template

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


def server_error(request: HttpRequest) -> HttpResponse:
    """A plain page that asks neither database nor session: 503 when the database is the cause."""
    away = isinstance(sys.exc_info()[1], OperationalError)
    name, status = ("503.html", 503) if away else ("500.html", 500)
    return HttpResponse(get_template(name).template.render(Context()), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
