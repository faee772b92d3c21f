"""Facts about a request that more than one room needs."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The caller's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
    hops = settings.TRUSTED_PROXIES
    if hops:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= hops and forwarded[-hops].strip():
            return forwarded[-hops].strip()
    return request.META.get("REMOTE_ADDR", "") or ""
