"""The data-entry site: who gets in, which rows she meets, and that every save is a clean one."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from tests.factories import people
from tests.unions.admin_pages import change_url
from unions.codes import UnionKind
from unions.models import Headcount, Role, Seat

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()

BUSINESS = (
    "unions/union", "unions/enterprise", "unions/enterprisefigure", "unions/coverage",
    "unions/unionevent", "unions/headcount", "members/member", "members/membership",
    "members/transferrequest",
)  # fmt: skip
SETTINGS = ("accounts/user", "unions/seat", "unions/rule", "unions/calendarday")


def registry() -> dict[Any, Any]:
    """The tables of the site; they are registered when the addresses are first asked for."""
    reverse("admin:index")
    return admin.site._registry


# --- the door -------------------------------------------------------------------------------
@pytest.mark.parametrize("name", BUSINESS)
def test_staff_read_business_tables_and_the_administrator_does_not(
    name: str, client_of: Any, clerk: Any, leader: Any, auditor: Any, administrator: Any, chair: Any
) -> None:
    answers = [
        client_of(user).get(f"/admin/{name}/").status_code
        for user in (clerk, leader, auditor, administrator, chair)
    ]
    assert answers == [200, 200, 200, 403, 403]


@pytest.mark.parametrize("name", SETTINGS)
def test_only_the_administrator_reads_accounts_and_rules(
    name: str, client_of: Any, clerk: Any, auditor: Any, administrator: Any, chair: Any
) -> None:
    answers = [
        client_of(user).get(f"/admin/{name}/").status_code
        for user in (clerk, auditor, administrator, chair)
    ]
    assert answers == [403, 403, 200, 403]


def test_superuser_and_permissions_grant_nothing(client_of: Any, chair: Any, leader: Any) -> None:
    for user in (chair, leader):
        user.is_superuser = user.is_staff = True
        user.save()
    assert client_of(chair).get("/admin/").status_code == 403
    assert client_of(leader).get("/admin/unions/union/add/").status_code == 403
    assert client_of(leader).get("/admin/accounts/user/").status_code == 403


@pytest.mark.parametrize("name", (*BUSINESS, *SETTINGS))
def test_nobody_deletes(name: str, client_of: Any, clerk: Any, administrator: Any) -> None:
    model = apps.get_model(name.replace("/", "."))
    user = administrator if name in SETTINGS else clerk
    site = registry()[model]
    assert site.get_actions(type("R", (), {"user": user, "GET": {}})()) == {}
    row = model.objects.first() or Seat.objects.first()
    answer = client_of(user).post(f"/admin/{name}/{row.pk}/delete/", {"post": "yes"})
    assert answer.status_code in (403, 404)
    posted_action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    client_of(user).post(f"/admin/{name}/", posted_action)
    assert type(row).objects.filter(pk=row.pk).exists()


def test_only_our_tables_are_registered() -> None:
    names = {model._meta.label_lower.replace(".", "/") for model in registry()}
    innovation = {
        f"innovation/{name}" for name in ("kind", "awardgrade", "criterionset", "criterion", "band")
    }
    aid = {"assistance/programme", "assistance/ceiling"}
    life = {"governance/checklist", "governance/checkitem", "governance/seatband"}
    assert names == {*BUSINESS, *SETTINGS, *aid, *innovation, *life, "reporting/logiccheck"}


def test_the_sites_own_password_and_sign_out_views_lead_to_ours(client_of: Any, clerk: Any) -> None:
    client = client_of(clerk)
    assert client.get("/admin/password_change/").url == "/accounts/password/"
    assert client.get("/admin/r/1/1/").status_code == 404
    assert client.post("/admin/logout/").url == "/accounts/login/"
    assert JournalEntry.objects.filter(kind="sign_out", actor=clerk).count() == 1


def test_account_pages_of_the_site_show_no_password_and_no_django_rights(
    client_of: Any, administrator: Any, clerk: Any
) -> None:
    page = client_of(administrator).get(change_url(clerk)).content.decode()
    assert "经办员" in page
    for word in (clerk.password, "is_superuser", "user_permissions", "groups", "超级用户"):
        assert word not in page


# --- scope ----------------------------------------------------------------------------------
@pytest.fixture
def two_townships(db: None) -> dict[str, Any]:
    county = people.sign_in  # a county with two townships, a clerk in the first
    top = people.federation("淳安县总工会")
    first = people.unit(top, "甲镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    second = people.unit(top, "乙镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    mine = people.unit(first, "甲镇丝绸厂工会", "甲镇丝绸厂")
    theirs = people.unit(second, "乙镇茶厂工会", "乙镇茶厂")
    for union in (mine, theirs):
        Headcount.objects.create(union=union, workers=10, as_of=TODAY, source="测试")
    return {
        "clerk": county("town1", "甲镇经办", first, Role.CLERK),
        "administrator": county("admin1", "甲镇管理员", first, Role.ADMINISTRATOR),
        "outsider": county("town2", "乙镇经办", second, Role.CLERK),
        "first": first, "second": second, "mine": mine, "theirs": theirs,
    }  # fmt: skip


def test_lists_hold_only_rows_in_scope(two_townships: Any, client_of: Any) -> None:
    client = client_of(two_townships["clerk"])
    for name in ("union", "enterprise", "coverage", "headcount", "unionevent"):
        page = client.get(f"/admin/unions/{name}/").content.decode()
        assert "甲镇" in page, name
        assert "乙镇" not in page, name


def test_choosers_and_autocomplete_hold_only_rows_in_scope(
    two_townships: Any, client_of: Any
) -> None:
    client = client_of(two_townships["clerk"])
    for name in ("headcount", "unionevent", "coverage", "union"):
        page = client.get(f"/admin/unions/{name}/add/").content.decode()
        assert "甲镇" in page, name
        assert "乙镇" not in page, name
    query = "?app_label=unions&model_name=coverage&field_name=enterprise&term="
    answer = client.get(f"/admin/autocomplete/{query}")
    assert [row["text"] for row in answer.json()["results"]] == ["甲镇丝绸厂"]


def test_rows_out_of_scope_are_404_in_every_view(two_townships: Any, client_of: Any) -> None:
    client = client_of(two_townships["clerk"])
    theirs = two_townships["theirs"]
    for obj in (theirs, theirs.coverages.get(), theirs.headcounts.get(), theirs.events.get()):
        assert client.get(change_url(obj)).status_code == 404
        assert client.post(change_url(obj), {"row_version": "1"}).status_code == 404
        assert client.get(change_url(obj).replace("change", "history")).status_code == 404


@pytest.mark.parametrize("number", ["abc", "0", "99999999999999999999999"])
def test_a_bad_number_is_404(number: str, client_of: Any, clerk: Any) -> None:
    assert client_of(clerk).get(f"/admin/unions/union/{number}/change/").status_code == 404
    assert client_of(clerk).get(f"/admin/unions/union/{number}/history/").status_code == 404


def test_a_row_cannot_be_sent_out_of_scope_by_a_forged_choice(
    two_townships: Any, client_of: Any
) -> None:
    data = {"union": two_townships["theirs"].pk, "workers": 5, "as_of": "2016-01-01", "source": "x"}
    answer = client_of(two_townships["clerk"]).post("/admin/unions/headcount/add/", data)
    assert answer.status_code == 200
    assert "union" in answer.context["adminform"].form.errors
    assert Headcount.objects.count() == 2


def test_an_administrator_meets_only_accounts_of_her_subtree(
    two_townships: Any, client_of: Any
) -> None:
    client = client_of(two_townships["administrator"])
    page = client.get("/admin/accounts/user/").content.decode()
    assert "甲镇经办" in page
    assert "乙镇经办" not in page
    assert client.get(change_url(two_townships["outsider"])).status_code == 404
    assert "乙镇" not in client.get("/admin/unions/seat/").content.decode()


def test_rules_are_set_at_the_root_only(two_townships: Any, client_of: Any) -> None:
    client = client_of(two_townships["administrator"])
    assert client.get("/admin/unions/rule/add/").status_code == 403


# --- cost -----------------------------------------------------------------------------------
def _grow(federation: Any, number: int) -> None:
    union = people.unit(federation, f"第{number}工会", f"第{number}厂")
    employer = union.coverages.get().enterprise
    employer.figures.create(kind="workers", value=5, as_of=TODAY, source="年报")
    Headcount.objects.create(union=union, workers=5, as_of=TODAY, source="年报")
    people.sign_in(f"chair{number}", f"主席{number}", union, Role.CHAIR)


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("unions/union", 5), ("unions/enterprise", 5), ("unions/enterprisefigure", 5),
        ("unions/coverage", 6), ("unions/unionevent", 6), ("unions/headcount", 6),
    ],
)  # fmt: skip
def test_a_list_costs_the_same_for_one_row_and_for_three(
    name: str, queries: int, client_of: Any, clerk: Any, federation: Any
) -> None:
    client = client_of(clerk)
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            _grow(federation, number)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/admin/{name}/").status_code == 200
        assert len(captured) == queries


@pytest.mark.parametrize(
    ("name", "queries"), [("accounts/user", 5), ("unions/seat", 5), ("unions/rule", 6)]
)
def test_the_administrators_lists_cost_the_same_for_any_number(
    name: str, queries: int, client_of: Any, administrator: Any, federation: Any
) -> None:
    client = client_of(administrator)
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            _grow(federation, number)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/admin/{name}/").status_code == 200
        assert len(captured) == queries


def test_reading_pages_writes_nothing(
    client_of: Any, clerk: Any, unit: Any, writes_refused: Any
) -> None:
    client = client_of(clerk)
    with writes_refused():
        for path in (
            "/admin/", "/admin/unions/union/", change_url(unit), "/admin/unions/union/add/",
            change_url(unit).replace("change", "history"),
        ):  # fmt: skip
            assert client.get(path).status_code == 200


def test_the_site_is_in_chinese_and_passes_its_checks(
    client_of: Any, clerk: Any, unit: Any
) -> None:
    page = client_of(clerk).get(change_url(unit)).content.decode()
    for word in ("Save and add another", ">History<", "Home", ">Save<"):
        assert word not in page
    call_command("check", fail_level="WARNING")
