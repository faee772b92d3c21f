"""Signing in: the lockout, the two time limits, first passwords, and where one lands."""

import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import JournalEntry

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/accounts/login/", "/accounts/password/"
HERE = {"REMOTE_ADDR": "10.0.0.1"}


def sign_in(client: Client, name: str, password: str, **extra: Any) -> Any:
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


def text_of(answer: Any) -> str:
    """The page without its CSRF token and without what was typed."""
    return str(answer.context["form"].errors)


# --- lockout --------------------------------------------------------------------------------
def test_the_right_password_signs_in_and_is_journaled(clerk: Any) -> None:
    client = Client()
    answer = sign_in(client, "  CLERK ", clerk.test_password)
    assert (answer.status_code, answer.url) == (302, "/")
    entry = JournalEntry.objects.latest("seq")
    assert (entry.kind, entry.actor, entry.address) == ("sign_in", clerk, "127.0.0.1")


def test_five_failures_pause_the_account_at_that_address_only(clerk: Any) -> None:
    client = Client()
    codes = [sign_in(client, "clerk", "错的密码", **HERE).status_code for _ in range(5)]
    assert codes[:4] == [200, 200, 200, 200]
    assert codes[4] == 429
    assert sign_in(client, "clerk", clerk.test_password, **HERE).status_code == 429
    # In another spelling too.
    assert sign_in(client, " Clerk", clerk.test_password, **HERE).status_code == 429
    elsewhere = sign_in(Client(), "clerk", clerk.test_password, REMOTE_ADDR="10.0.0.2")
    assert elsewhere.status_code == 302


def test_a_forged_forwarding_header_does_not_dodge_the_lockout(clerk: Any) -> None:
    client = Client()
    for number in range(5):
        sign_in(client, "clerk", "错", HTTP_X_FORWARDED_FOR=f"1.2.3.{number}", **HERE)
    answer = sign_in(client, "clerk", clerk.test_password, HTTP_X_FORWARDED_FOR="9.9.9.9", **HERE)
    assert answer.status_code == 429


def test_behind_a_proxy_only_the_address_it_wrote_counts(clerk: Any, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    client = Client()
    for number in range(5):
        forwarded = f"1.2.3.{number}, 10.9.9.9"  # the left part is what the caller claims
        sign_in(client, "clerk", "错", HTTP_X_FORWARDED_FOR=forwarded, **HERE)
    right = clerk.test_password
    blocked = sign_in(client, "clerk", right, HTTP_X_FORWARDED_FOR="8.8.8.8, 10.9.9.9", **HERE)
    assert blocked.status_code == 429
    other = sign_in(client, "clerk", right, HTTP_X_FORWARDED_FOR="10.9.9.9, 10.8.8.8", **HERE)
    assert other.status_code == 302


def test_the_pause_ends_after_a_quarter_of_an_hour(clerk: Any, time_machine: Any) -> None:
    client, start = Client(), datetime.datetime(2030, 1, 1, 1, tzinfo=datetime.UTC)
    time_machine.move_to(start)
    for _ in range(5):
        sign_in(client, "clerk", "错", **HERE)
    time_machine.move_to(start + datetime.timedelta(minutes=14))
    assert sign_in(client, "clerk", clerk.test_password, **HERE).status_code == 429
    time_machine.move_to(start + datetime.timedelta(minutes=31))
    assert sign_in(client, "clerk", clerk.test_password, **HERE).status_code == 302


def test_the_data_entry_site_has_no_door_of_its_own(clerk: Any) -> None:
    client = Client()
    answer = client.post("/admin/login/", {"username": "clerk", "password": clerk.test_password})
    assert answer.status_code == 302
    assert answer.url.startswith(LOGIN)
    assert "_auth_user_id" not in client.session


def test_unknown_disabled_and_known_accounts_get_the_same_words(clerk: Any, leader: Any) -> None:
    leader.is_active = False
    leader.save()
    known = sign_in(Client(), "clerk", "错")
    unknown = sign_in(Client(), "nobody", "错")
    disabled = sign_in(Client(), "leader", leader.test_password)
    assert text_of(known) == text_of(unknown) == text_of(disabled)
    assert known.status_code == unknown.status_code == disabled.status_code == 200


def test_a_failure_is_journaled_without_what_was_typed(clerk: Any) -> None:
    sign_in(Client(), "clerk", "错")
    sign_in(Client(), "我把密码输到了这里", "错")
    told = list(JournalEntry.objects.filter(kind="sign_in_failed").order_by("seq"))
    assert [entry.summary for entry in told] == ["登录失败：clerk", "登录失败：无此账号"]


# --- session --------------------------------------------------------------------------------
START = datetime.datetime(2030, 1, 1, 1, tzinfo=datetime.UTC)


def test_a_session_ends_after_half_an_hour_of_rest(clerk: Any, time_machine: Any) -> None:
    time_machine.move_to(START)
    client = Client()
    sign_in(client, "clerk", clerk.test_password)
    for minutes in (29, 58):
        time_machine.move_to(START + datetime.timedelta(minutes=minutes))
        assert client.get("/members/").status_code == 200
    time_machine.move_to(START + datetime.timedelta(minutes=58 + 31))
    answer = client.get("/members/")
    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?ended=1")
    assert client.get("/members/").url.startswith(LOGIN)


def test_a_session_ends_after_twelve_hours_however_busy(clerk: Any, time_machine: Any) -> None:
    time_machine.move_to(START)
    client = Client()
    sign_in(client, "clerk", clerk.test_password)
    for step in range(12 * 3 + 1):
        time_machine.move_to(START + datetime.timedelta(minutes=20 * step))
        assert client.get("/members/").status_code == 200
    time_machine.move_to(START + datetime.timedelta(minutes=12 * 60 + 1))
    assert client.get("/members/").url.startswith(LOGIN)


def test_the_session_number_changes_at_sign_in(clerk: Any) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "1"
    session.save()
    before = client.session.session_key
    sign_in(client, "clerk", clerk.test_password)
    assert client.session.session_key != before
    assert "_auth_user_id" in client.session


def test_signing_out_takes_a_post_and_ends_the_session(clerk: Any, client_of: Any) -> None:
    client = client_of(clerk)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.get("/members/").status_code == 200
    assert client.post("/accounts/logout/").url == LOGIN
    assert client.get("/members/").url.startswith(LOGIN)
    assert JournalEntry.objects.latest("seq").kind == "sign_out"


def test_a_disabled_account_is_refused_at_its_next_request(clerk: Any, client_of: Any) -> None:
    client = client_of(clerk)
    assert client.get("/members/").status_code == 200
    clerk.is_active = False
    clerk.save()
    assert client.get("/members/").url.startswith(LOGIN)


@pytest.mark.parametrize(
    ("target", "landing"),
    [
        ("/unions/", "/unions/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("http:\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_one_lands_only_on_our_own_host(target: str, landing: str, clerk: Any) -> None:
    data = {"username": "clerk", "password": clerk.test_password, "next": target}
    answer = Client().post(LOGIN, data)
    assert (answer.status_code, answer.url) == (302, landing)


# --- passwords ------------------------------------------------------------------------------
NEW = "hua-kai-fu-gui-7"


def changing(old: str, new: str = NEW, again: str | None = None) -> dict[str, str]:
    return {"old_password": old, "new_password1": new, "new_password2": again or new}


def test_a_first_password_opens_only_the_page_that_changes_it(clerk: Any) -> None:
    clerk.must_change_password = True
    clerk.save()
    client = Client()
    sign_in(client, "clerk", clerk.test_password)
    for path in ("/", "/members/", "/unions/", "/admin/", "/admin/unions/union/"):
        assert client.get(path).url == PASSWORD, path
    assert client.get(PASSWORD).status_code == 200
    assert client.post(PASSWORD, changing(clerk.test_password)).url == "/"
    assert client.get("/members/").status_code == 200


def test_other_sessions_end_when_the_password_changes(clerk: Any) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, "clerk", clerk.test_password)
        assert client.get("/members/").status_code == 200
    assert here.post(PASSWORD, changing(clerk.test_password)).status_code == 302
    assert here.get("/members/").status_code == 200
    assert elsewhere.get("/members/").url.startswith(LOGIN)
    assert JournalEntry.objects.latest("seq").kind == "password"


@pytest.mark.parametrize(
    ("new", "word"),
    [
        ("short-1", "10"),
        ("1234567890", "常见"),
        ("linqi-tea-2016", "linqi"),
        ("woai工会工会工会", "工会"),
        ("clerk-clerk-1", "账号"),
    ],
)
def test_a_weak_password_is_refused_in_chinese(
    new: str, word: str, clerk: Any, client_of: Any
) -> None:
    clerk.username = "clerk-clerk"
    clerk.save()
    answer = client_of(clerk).post(PASSWORD, changing(clerk.test_password, new))
    errors = answer.context["form"].errors
    assert set(errors) <= {"new_password1", "new_password2"}
    assert word in str(errors) or "用户名" in str(errors)
    clerk.refresh_from_db()
    assert clerk.check_password(clerk.test_password)


def test_the_old_password_is_asked_and_may_not_come_again(clerk: Any, client_of: Any) -> None:
    client, old = client_of(clerk), clerk.test_password
    assert "old_password" in client.post(PASSWORD, changing("错")).context["form"].errors
    same = client.post(PASSWORD, changing(old, old)).context["form"].errors
    assert "不能与原密码相同" in str(same)
    assert (
        "new_password2" in client.post(PASSWORD, changing(old, NEW, "别的")).context["form"].errors
    )
