"""The caller's address: what a client writes into X-Forwarded-For itself never counts."""

import pytest
from django.test import RequestFactory

from core.http import client_ip

DIRECT = "203.0.113.9"


def address(settings, hops, forwarded=None):
    settings.TRUSTED_PROXIES = hops
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=DIRECT, **extra))


@pytest.mark.parametrize("forwarded", [None, "", "10.0.0.1", "10.0.0.1, 10.0.0.2", ",,,"])
def test_without_proxies_the_header_is_ignored(forwarded, settings):
    assert address(settings, 0, forwarded) == DIRECT


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "forged, 198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1, 2.2.2.2, 198.51.100.7", "198.51.100.7"),
        (2, "forged, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", DIRECT),
        (1, "", DIRECT),
        (1, " ", DIRECT),
        (1, None, DIRECT),
        (1, "forged,", DIRECT),
    ],
)
def test_only_what_our_own_proxies_wrote_counts(hops, forwarded, expected, settings):
    assert address(settings, hops, forwarded) == expected


def test_a_request_without_an_address_has_none(settings):
    settings.TRUSTED_PROXIES = 0
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]
    assert client_ip(request) == ""
