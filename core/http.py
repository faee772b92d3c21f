"""Facts about a request that more than one room needs."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


def client_ip(request: HttpRequest) -> str:
    """The caller's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
    hops = settings.TRUSTED_PROXIES
    if hops:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= hops and forwarded[-hops].strip():
            return forwarded[-hops].strip()
    return request.META.get("REMOTE_ADDR", "") or ""


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that is the same for everybody who has its address: nobody need sign in for it,
    and whoever is signed in needs no seat and no password of her own choice.
    """
    login_not_required(view)
    view.open_page = True  # type: ignore[attr-defined]
    return view


def row_number(text: str) -> int:
    """A row's number out of an address; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
