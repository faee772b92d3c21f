"""What every answer carries, and what never reaches a view: headers, body limit, NUL bytes."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from core.middleware import body_limit
from linqi_union.urls import handler500
from linqi_union.urls import urlpatterns as real
from tests.factories import people, rows

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def broken(request):
    raise RuntimeError("boom")


urlpatterns = [path("broken/", broken), *real]
__all__ = ["handler500"]


@pytest.fixture
def answers(chair, client_of):
    """One answer of every kind a browser can get."""
    people.member(chair.seats.get().union)
    browser, nobody = client_of(chair), Client(enforce_csrf_checks=True)
    browser.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        return {
            "200 page": browser.get("/"),
            "200 list": browser.get(reverse("members:member_list")),
            "200 json": browser.get("/health/"),
            "200 download": browser.post(reverse("members:member_list")),
            "302": nobody.get("/"),
            "400": browser.get("/?x=%00"),
            "403 role": browser.get(reverse("unions:account_list")),
            "403 token": nobody.post(reverse("accounts:login"), {}),
            "404 url": browser.get("/nothing/"),
            "404 row": browser.get(reverse("members:member_detail", args=[987654321])),
            "405": browser.get(reverse("accounts:logout")),
            "413": nobody.post("/", "x", content_type="text/plain", CONTENT_LENGTH=str(10**9)),
            "500": browser.get("/broken/"),
            "admin": browser.get("/admin/"),
        }


def test_the_answers_are_of_every_kind(answers):
    assert all(a.status_code == int(name.split()[0]) for name, a in answers.items()
               if name[0].isdigit())  # fmt: skip


def test_every_answer_has_the_security_headers(answers):
    for name, answer in answers.items():
        for header, value in HEADERS.items():
            assert answer.headers.get(header) == value, (name, header)
        policy = answer.headers.get("Content-Security-Policy", "")
        assert "default-src 'self'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert "camera=()" in answer.headers["Permissions-Policy"], name


def test_no_answer_may_be_kept(answers):
    for name, answer in answers.items():
        assert "no-store" in answer.headers["Cache-Control"], name


def test_errors_are_chinese_pages_that_say_nothing_of_the_inside(answers):
    for name in ("400", "403 role", "403 token", "404 url", "404 row", "413", "500"):
        body = answers[name].content.decode()
        assert 'lang="zh-Hans"' in body, name
        for word in (
            "Traceback",
            "boom",
            "RuntimeError",
            "Django",
            "DEBUG",
            str(settings.BASE_DIR),
        ):
            assert word not in body, (name, word)


@override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True)
def test_static_files_have_the_headers_and_may_be_kept():
    answer = Client().get("/static/css/base.css")
    assert answer.status_code == 200
    for header in HEADERS:
        assert answer.headers.get(header), header
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "no-store" not in answer.headers.get("Cache-Control", "")


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
def test_over_https_every_answer_says_so_for_a_year(chair, client_of):
    for url in ("/", "/nothing/", "/health/"):
        answer = client_of(chair).get(url, secure=True)
        assert "max-age=31536000; includeSubDomains" in answer.headers["Strict-Transport-Security"]


# --- body limit ------------------------------------------------------------------------------


def limited(length, settings):
    seen = []

    def view(request):
        seen.append(request)
        return HttpResponse("ok")

    from django.test import RequestFactory

    request = RequestFactory().post("/", b"x", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = length
    return body_limit(view)(request).status_code, bool(seen)


@pytest.mark.parametrize(("excess", "status"), [(-1, 200), (0, 200), (1, 413), (10**12, 413)])
def test_a_body_over_the_limit_is_refused_unread(excess, status, settings):
    limit = settings.UPLOAD_LIMIT_BYTES + 1024 * 1024
    answer, reached = limited(str(limit + excess), settings)
    assert answer == status
    assert reached is (status == 200)


@pytest.mark.parametrize("length", ["-1", "x", "1.5", "٣", "1e9", " 1", "+1"])
def test_a_length_that_is_no_number_is_a_bad_request(length, settings):
    from django.core.exceptions import BadRequest

    with pytest.raises(BadRequest):
        limited(length, settings)


@pytest.mark.parametrize("length", ["", "0"])
def test_no_length_means_no_body(length, settings):
    assert limited(length, settings) == (200, True)


# --- NUL -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["/?x=%00", "/members/?find=a%00b", "/members/?on=%00", "/members/%00/", "/%00",
     "/accounts/login/?next=%00", "/unions/?after=1%00", "/admin/?%00=1"],
)  # fmt: skip
def test_nul_in_query_or_path_is_a_bad_request(url, clerk, client_of):
    for browser in (client_of(clerk), Client()):
        answer = browser.get(url)
        assert (
            answer.status_code in (400, 404)
            if url.startswith("/admin/?")
            else (answer.status_code == 400)
        )


@pytest.mark.parametrize("name", ["members:member_search", "members:member_new"])
@pytest.mark.parametrize("multipart", [True, False])
def test_nul_in_a_form_is_a_bad_request(name, multipart, unit, chair, client_of):
    browser, url = client_of(chair), reverse(name)
    before = rows.fingerprint()
    if multipart:
        answer = browser.post(url, {"q": "a\x00b", "full_name": "a\x00b"})
    else:
        answer = browser.post(
            url, "q=a%00b&full_name=%00", content_type="application/x-www-form-urlencoded"
        )
    assert answer.status_code == 400
    assert rows.fingerprint() == before


def test_nul_in_a_log_in_is_a_bad_request(db, client):
    for field in ("username", "password", "next"):
        data = {"username": "a", "password": "b", "next": "/", field: "a\x00"}
        assert client.post(reverse("accounts:login"), data).status_code == 400


@pytest.mark.parametrize("url", ["/?%ff=%fe", "/members/?on=%ed%a0%80", "/members/%ff/"])
def test_bytes_that_are_no_text_break_nothing(url, clerk, client_of):
    assert client_of(clerk).get(url).status_code in (200, 400, 404)


def test_an_address_that_only_takes_a_form_says_so_when_opened(clerk, client_of):
    answer = client_of(clerk).get("/accounts/logout/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "要从原来的页面点按钮办理" in answer.content.decode()
