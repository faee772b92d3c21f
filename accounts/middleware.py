"""Idle and absolute sign-out, and the forced change of a first password."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponse]
# The last-seen time is book-keeping: written once a minute at most, so pages stay read-only.
_REFRESH_SECONDS = 60


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session that is idle for SESSION_IDLE_SECONDS, or SESSION_ABSOLUTE_SECONDS old."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not _refresh(request):
            logout(request)
            return redirect(f"{reverse('accounts:login')}?ended=1")
        return get_response(request)

    return middleware


def begin_session(request: HttpRequest) -> None:
    """Both limits count from the moment of signing in."""
    now = int(time.time())
    request.session["times"] = (now, now)


def _refresh(request: HttpRequest) -> bool:
    """Note that the session is in use; False when it is over."""
    now = int(time.time())
    begun, seen = request.session.get("times", (now, 0))
    if seen and now - seen > settings.SESSION_IDLE_SECONDS:
        return False
    if now - begun > settings.SESSION_ABSOLUTE_SECONDS:
        return False
    if now - seen >= _REFRESH_SECONDS:
        request.session["times"] = (begun, now)
    return True


def forced_password_change(get_response: GetResponse) -> GetResponse:
    """A first password opens one page only: the one that changes it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, *args: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if getattr(view, "open_page", False):
            return None
        if request.resolver_match.view_name in ("accounts:password_change", "accounts:logout"):
            return None
        return redirect("accounts:password_change")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
