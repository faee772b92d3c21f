"""Seats and dated rules are read once per request; whose seats ended is out at her next click."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from unions import rules, scope

GetResponse = Callable[[HttpRequest], HttpResponse]
# Whoever is signed in may leave and change her password, seat or none.
_WITHOUT_SEAT = ("accounts:logout", "accounts:password_change", "accounts:login")


def seat_required(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        with rules.in_hand():
            return get_response(request)

    def process_view(request: HttpRequest, view: Any, *args: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or getattr(view, "open_page", False):
            return None
        request.user.scope_in_hand = scope.load(request.user)
        if request.user.scope_in_hand.seats:
            return None
        if request.resolver_match.view_name in _WITHOUT_SEAT:
            return None
        return render(request, "unions/no_seat.html", status=403)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
