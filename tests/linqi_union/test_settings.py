"""Settings as other places see them: started anew with their environment."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.factories.source import ROOT

NAMES = (
    "DEBUG", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE", "ALLOWED_HOSTS", "SECURE_PROXY_SSL_HEADER", "TRUSTED_PROXIES",
    "PASSWORD_HASHERS", "SESSION_IDLE_SECONDS", "SESSION_ABSOLUTE_SECONDS", "X_FRAME_OPTIONS",
)  # fmt: skip
ASK = (
    "import json; from django.conf import settings; "
    f"print(json.dumps({{n: getattr(settings, n) for n in {NAMES!r}}}))"
)


def started(tmp_path, **environment):
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTEST_VERSION", "DATABASE_URL")}
    return subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True,
        env=clean | {"DJANGO_SETTINGS_MODULE": "linqi_union.settings", "DATA_DIR": str(tmp_path)}
        | environment,
    )  # fmt: skip


def settings_of(tmp_path, **environment):
    done = started(tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_by_default_nothing_is_in_debug_and_only_this_machine_is_served(tmp_path):
    found = settings_of(tmp_path)
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert found["TRUSTED_PROXIES"] == 0


def test_https_makes_cookies_transport_and_hsts_strict(tmp_path):
    found = settings_of(tmp_path, HTTPS="on", ALLOWED_HOSTS="gonghui.example")
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["ALLOWED_HOSTS"] == ["gonghui.example"]
    assert found["SECURE_PROXY_SSL_HEADER"] is None


def test_a_forwarded_scheme_counts_behind_ones_own_proxy_only(tmp_path):
    found = settings_of(tmp_path, HTTPS="on", TRUSTED_PROXIES="1")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_cookies_are_out_of_reach_of_script_and_of_other_sites(tmp_path):
    found = settings_of(tmp_path)
    assert found["SESSION_COOKIE_HTTPONLY"] is True
    assert found["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert found["X_FRAME_OPTIONS"] == "DENY"


def test_passwords_are_hashed_slowly_outside_of_tests(tmp_path):
    assert "MD5" not in settings_of(tmp_path)["PASSWORD_HASHERS"][0]


def test_session_limits_come_from_the_environment(tmp_path):
    found = settings_of(tmp_path, SESSION_IDLE_MINUTES="10", SESSION_ABSOLUTE_HOURS="8")
    assert (found["SESSION_IDLE_SECONDS"], found["SESSION_ABSOLUTE_SECONDS"]) == (600, 28800)


def test_keys_are_made_at_the_first_start_readable_by_the_owner_only(tmp_path):
    settings_of(tmp_path / "new")
    keys = tmp_path / "new" / "keys.json"
    assert keys.stat().st_mode & 0o777 == 0o600
    before = keys.read_text()
    settings_of(tmp_path / "new")
    assert keys.read_text() == before


@pytest.mark.parametrize("broken", ["{}", '{"secret_key": "00"}', "not json", ""])
def test_a_broken_key_file_stops_the_start_and_is_not_written_over(broken, tmp_path):
    (tmp_path / "keys.json").write_text(broken)
    assert started(tmp_path).returncode != 0
    assert (tmp_path / "keys.json").read_text() == broken


@pytest.mark.parametrize("wrong", [{"TRUSTED_PROXIES": "two"}, {"SESSION_IDLE_MINUTES": "x"}])
def test_a_setting_that_cannot_be_read_stops_the_start(wrong, tmp_path):
    assert started(tmp_path, **wrong).returncode != 0


def test_the_content_policy_allows_nothing_inline():
    words = " ".join(value for values in settings.SECURE_CSP.values() for value in values)
    assert "unsafe" not in words
    assert "http:" not in words
    assert "*" not in words
    assert settings.SECURE_CSP["frame-ancestors"] == ["'none'"]
    assert settings.SECURE_CSP["object-src"] == ["'none'"]


def test_every_page_needs_a_signed_in_person_unless_marked():
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


def test_log_lines_pass_the_redacting_formatter():
    assert settings.LOGGING["formatters"]["plain"]["()"] == "core.logs.RedactingFormatter"
    assert {h["formatter"] for h in settings.LOGGING["handlers"].values()} == {"plain"}
