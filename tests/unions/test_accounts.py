"""The administrator's account pages: a password shown once, seats in her own subtree only."""

import datetime
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry, User
from tests.factories import people
from unions.codes import UnionKind
from unions.models import Role, Seat

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def url(name: str, *args: Any) -> str:
    return reverse(f"unions:{name}", args=args)


def account_data(union: Any, **changes: Any) -> dict[str, Any]:
    data = {"username": "NewChair", "display_name": "新主席", "union": union.pk, "role": "chair"}
    return {**data, "since": TODAY.isoformat(), **changes}


def pages_of(user: Any) -> list[str]:
    seat = user.seats.get()
    names = ("account_detail", "account_reset", "account_active", "account_unlock",
             "account_identity", "seat_new")  # fmt: skip
    return [url(name, user.pk) for name in names] + [url("seat_end", seat.pk)]


def test_only_the_administrator_opens_the_account_pages(
    client_of: Any, administrator: Any, clerk: Any, leader: Any, auditor: Any, chair: Any
) -> None:
    paths = [url("account_list"), url("account_new"), *pages_of(chair)]
    for path in paths:
        assert client_of(administrator).get(path).status_code == 200, path
        for user in (clerk, leader, auditor, chair):
            assert client_of(user).get(path).status_code == 403, path
            assert client_of(user).post(path).status_code == 403, path


def test_a_new_account_gets_a_random_password_shown_once(
    client_of: Any, administrator: Any, unit: Any
) -> None:
    client = client_of(administrator)
    answer = client.post(url("account_new"), account_data(unit))
    user, password = User.objects.get(username="newchair"), answer.context["password"]
    assert user.check_password(password)
    assert user.must_change_password
    assert user.seats.get().union == unit
    assert answer.content.decode().count(password) == 1
    # Neither in the address, nor in a cookie, nor in the session or the journal.
    assert answer.status_code == 200
    kept = [*client.cookies.values(), *client.session.items()]
    kept += JournalEntry.objects.values_list("summary", "detail")
    assert password not in str(kept)
    assert password not in client.get(url("account_detail", user.pk)).content.decode()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"username": "administrator"}, "已存在"),
        ({"role": "clerk"}, "基层工会设基层主席"),
        ({"since": "昨天"}, "日期"),
        ({"display_name": ""}, "请填写"),
    ],
)
def test_a_refused_account_is_explained_and_nothing_is_made(
    changes: dict[str, str], word: str, client_of: Any, administrator: Any, unit: Any
) -> None:
    number = User.objects.count()
    answer = client_of(administrator).post(url("account_new"), account_data(unit, **changes))
    assert word in str(answer.context["form"].errors)
    assert answer.context["form"]["username"].value()
    assert (User.objects.count(), Seat.objects.count()) == (number, number)


def test_a_reset_gives_a_new_first_password_and_ends_sessions(
    client_of: Any, administrator: Any, chair: Any
) -> None:
    session, client = client_of(chair), client_of(administrator)
    assert client.get(url("account_reset", chair.pk)).status_code == 200
    assert User.objects.get(pk=chair.pk).check_password(chair.test_password)
    password = client.post(url("account_reset", chair.pk)).context["password"]
    fresh = User.objects.get(pk=chair.pk)
    assert fresh.check_password(password)
    assert not fresh.check_password(chair.test_password)
    assert fresh.must_change_password
    assert session.get("/members/").url.startswith("/accounts/login/")


def test_nobody_resets_or_disables_herself(client_of: Any, administrator: Any) -> None:
    client = client_of(administrator)
    answer = client.post(url("account_reset", administrator.pk))
    assert "另一位管理员" in str(answer.context["form"].errors)
    answer = client.post(url("account_active", administrator.pk), {"reason": "x"})
    assert "另一位管理员" in str(answer.context["form"].errors)
    seat = administrator.seats.get()
    data = {"reason": "离任", "day": TODAY.isoformat()}
    answer = client.post(url("seat_end", seat.pk), data)
    assert "另一位管理员" in str(answer.context["form"].errors)
    fresh = User.objects.get(pk=administrator.pk)
    assert fresh.is_active
    assert fresh.check_password(administrator.test_password)


def test_a_disabled_account_is_out_at_its_next_click_and_comes_back_when_enabled(
    client_of: Any, administrator: Any, chair: Any
) -> None:
    session, client = client_of(chair), client_of(administrator)
    path = url("account_active", chair.pk)
    assert "reason" in client.post(path, {"turn_on": "False"}).context["form"].errors
    assert session.get("/members/").status_code == 200
    assert client.post(path, {"turn_on": "False", "reason": "调离"}).status_code == 302
    assert session.get("/members/").url.startswith("/accounts/login/")
    credentials = {"username": "chair", "password": chair.test_password}
    assert "账号或密码不正确" in Client().post("/accounts/login/", credentials).content.decode()
    again = client.post(path, {"turn_on": "False", "reason": "再按一次"})
    assert "已停用" in str(again.context["form"].errors)
    assert client.post(path, {"turn_on": "True", "reason": "返岗"}).status_code == 302
    assert Client().post("/accounts/login/", credentials).status_code == 302
    entries = JournalEntry.objects.filter(kind="seat", actor=administrator).order_by("seq")
    assert [e.summary for e in entries] == ["停用账号 chair", "启用账号 chair"]
    assert entries[0].details() == {"reason": "调离"}


def test_a_pause_after_failed_sign_ins_is_lifted(
    client_of: Any, administrator: Any, chair: Any
) -> None:
    browser = Client()
    for _ in range(5):
        browser.post("/accounts/login/", {"username": "chair", "password": "错"})
    credentials = {"username": "chair", "password": chair.test_password}
    assert browser.post("/accounts/login/", credentials).status_code == 429
    client = client_of(administrator)
    assert "有失败记录" in client.get(url("account_detail", chair.pk)).content.decode()
    assert client.post(url("account_unlock", chair.pk)).status_code == 302
    assert not AccessAttempt.objects.exists()
    assert browser.post("/accounts/login/", credentials).status_code == 302


def test_seats_are_given_and_ended_with_a_reason(
    client_of: Any, administrator: Any, chair: Any, other_unit: Any
) -> None:
    client = client_of(administrator)
    data = {"union": other_unit.pk, "role": "chair", "since": TODAY.isoformat()}
    assert client.post(url("seat_new", chair.pk), data).status_code == 302
    twice = client.post(url("seat_new", chair.pk), data)
    assert "已有同一席位" in str(twice.context["form"].errors)
    old = chair.seats.order_by("pk").first()
    ending = {"day": TODAY.isoformat(), "reason": ""}
    assert "reason" in client.post(url("seat_end", old.pk), ending).context["form"].errors
    assert client.post(url("seat_end", old.pk), {**ending, "reason": "换届"}).status_code == 302
    old.refresh_from_db()
    assert old.until == TODAY
    page = client_of(chair).get("/unions/").content.decode()
    assert other_unit.name in page
    assert old.union.name not in page


@pytest.fixture
def towns(db: None) -> dict[str, Any]:
    top = people.federation("淳安县总工会")
    first = people.unit(top, "甲镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    second = people.unit(top, "乙镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    return {
        "top": top, "first": first, "second": second,
        "administrator": people.sign_in("admin1", "甲镇管理员", first, Role.ADMINISTRATOR),
        "mine": people.sign_in("clerk1", "甲镇经办", first, Role.CLERK),
        "theirs": people.sign_in("clerk2", "乙镇经办", second, Role.CLERK),
        "both": people.sign_in("both", "县里也有席位", first, Role.LEADER),
    }  # fmt: skip


def test_accounts_of_another_subtree_are_404(towns: Any, client_of: Any) -> None:
    client = client_of(towns["administrator"])
    page = client.get(url("account_list")).content.decode()
    assert "甲镇经办" in page
    assert "乙镇经办" not in page
    for path in pages_of(towns["theirs"]):
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"reason": "x", "day": TODAY}).status_code == 404, path


def test_an_account_that_also_sits_above_is_read_and_not_changed(
    towns: Any, client_of: Any
) -> None:
    both = towns["both"]
    Seat.objects.create(user=both, union=towns["top"], role=Role.CLERK, since=people.FOUNDED)
    client = client_of(towns["administrator"])
    page = client.get(url("account_detail", both.pk)).content.decode()
    assert "淳安县总工会" not in page
    assert "不归您管理" in page
    for name in ("account_reset", "account_active", "account_unlock"):
        answer = client.post(url(name, both.pk), {"reason": "x", "turn_on": "False"})
        assert answer.status_code == 403, name
    fresh = User.objects.get(pk=both.pk)
    assert fresh.is_active
    assert fresh.check_password(both.test_password)


def test_a_seat_above_or_beside_cannot_be_given(towns: Any, client_of: Any) -> None:
    client = client_of(towns["administrator"])
    for union in (towns["top"], towns["second"]):
        data = {"union": union.pk, "role": "clerk", "since": TODAY.isoformat()}
        answer = client.post(url("seat_new", towns["mine"].pk), data)
        assert "union" in answer.context["form"].errors
    assert towns["mine"].seats.count() == 1


def test_the_list_costs_the_same_for_one_account_and_for_three(
    client_of: Any, administrator: Any, federation: Any
) -> None:
    client = client_of(administrator)
    for numbers in ((), (1, 2)):
        for number in numbers:
            people.sign_in(f"clerk{number}", f"经办{number}", federation, Role.CLERK)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("account_list")).status_code == 200
        assert len(captured) == 6


def test_reading_writes_nothing(
    client_of: Any, administrator: Any, chair: Any, writes_refused: Any
) -> None:
    client = client_of(administrator)
    with writes_refused():
        for path in (url("account_list"), url("account_new"), *pages_of(chair)):
            assert client.get(path).status_code == 200


def test_the_own_id_number_is_kept_sealed_masked_and_out_of_the_journal(
    client_of: Any, administrator: Any, chair: Any
) -> None:
    number = people.id_number()
    client, path = client_of(administrator), url("account_identity", chair.pk)
    client.post(path, {"id_number": number, "reason": "办理救助需回避"})
    chair.refresh_from_db()
    assert chair.id_number == number
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM accounts_user WHERE id = %s", [chair.pk])
        assert number not in cursor.fetchone()[0]
    page = client.get(url("account_detail", chair.pk)).content.decode()
    assert number not in page
    assert f"{number[:6]}****" in page
    told = "".join(e.summary + e.detail for e in JournalEntry.objects.all())
    assert "登记本人证件号码" in told
    assert number not in told


@pytest.mark.parametrize("typed", ["", "990101198001010000", "王伟"])
def test_an_own_id_number_is_neither_taken_away_nor_wrong(
    client_of: Any, administrator: Any, chair: Any, typed: str
) -> None:
    chair.id_number = kept = people.id_number()
    chair.save()
    answer = client_of(administrator).post(
        url("account_identity", chair.pk), {"id_number": typed, "reason": "试改"}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["id_number"]
    chair.refresh_from_db()
    assert chair.id_number == kept


def test_nobody_registers_her_own_number(client_of: Any, administrator: Any) -> None:
    path = url("account_identity", administrator.pk)
    data = {"id_number": people.id_number(), "reason": "试改"}
    assert client_of(administrator).post(path, data).status_code == 403
    administrator.refresh_from_db()
    assert administrator.id_number == ""
