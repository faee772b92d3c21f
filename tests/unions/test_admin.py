"""The data-entry site: who gets in, which rows she meets, and that every save is a clean one."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from core.identifiers import mask_account
from tests.factories import people
from unions.codes import EventKind, UnionKind
from unions.models import Coverage, Enterprise, Headcount, Role, Rule, Seat, Union, UnionEvent

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()

BUSINESS = (
    "unions/union", "unions/enterprise", "unions/enterprisefigure", "unions/coverage",
    "unions/unionevent", "unions/headcount", "members/member", "members/membership",
    "members/transferrequest",
)  # fmt: skip
SETTINGS = ("accounts/user", "unions/seat", "unions/rule")


def registry() -> dict[Any, Any]:
    """The tables of the site; they are registered when the addresses are first asked for."""
    reverse("admin:index")
    return admin.site._registry


def change_url(obj: Any) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


def posted(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back from this change form, with some inputs altered."""
    form = page.context["adminform"].form
    data = {"row_version": page.context["row_version"]}
    for field in form:
        value = field.value()
        if value is True:
            data[field.html_name] = "on"
        elif value not in (None, False):
            data[field.html_name] = str(value)
    return {**data, **changes}


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
    assert names == {*BUSINESS, *SETTINGS}


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


# --- saving ---------------------------------------------------------------------------------
def test_a_new_union_is_founded_by_the_service_and_journaled(
    client_of: Any, clerk: Any, federation: Any
) -> None:
    data = {
        "parent": federation.pk, "name": "临岐镇茶厂工会委员会", "founded_on": "2016-03-01",
        "kind": UnionKind.SINGLE_GRASSROOTS, "bank_account": "6222020012345678",
    }  # fmt: skip
    answer = client_of(clerk).post("/admin/unions/union/add/", data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    union = Union.objects.get(name="临岐镇茶厂工会委员会")
    assert union.path == f"{federation.path}{union.pk}/"
    assert union.events.get().kind == EventKind.FOUNDED
    assert union.history.get().history_user == clerk
    entry = JournalEntry.objects.latest("seq")
    assert (entry.kind, entry.actor, entry.union_id) == ("admin", clerk, union.pk)
    assert "6222" not in entry.detail + entry.summary
    assert not LogEntry.objects.exists()


def test_a_services_refusal_stands_on_the_form_and_nothing_is_saved(
    client_of: Any, clerk: Any, unit: Any
) -> None:
    employer = Enterprise.objects.get()
    data = {"enterprise": employer.pk, "union": unit.pk, "since": "1990-01-01", "paper": "旧文件"}
    answer = client_of(clerk).post("/admin/unions/coverage/add/", data)
    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert "不存在" in form.errors["since"][0]
    assert form["paper"].value() == "旧文件"
    assert Coverage.objects.count() == 1


def test_a_new_coverage_ends_the_one_before(
    client_of: Any, clerk: Any, unit: Any, other_unit: Any
) -> None:
    old = unit.coverages.get()
    data = {"enterprise": old.enterprise_id, "union": other_unit.pk, "since": "2016-05-01"}
    assert client_of(clerk).post("/admin/unions/coverage/add/", data).status_code == 302
    old.refresh_from_db()
    assert old.until == datetime.date(2016, 5, 1)
    assert Coverage.objects.open().get(enterprise=old.enterprise).union == other_unit


def test_a_coverage_ends_with_its_reason_only(client_of: Any, clerk: Any, unit: Any) -> None:
    client, row = client_of(clerk), unit.coverages.get()
    page = client.get(change_url(row))
    refused = client.post(change_url(row), posted(page, ending_on="2016-05-01"))
    assert "end_reason" in refused.context["adminform"].form.errors
    data = posted(page, ending_on="2016-05-01", end_reason="企业歇业")
    assert client.post(change_url(row), data).status_code == 302
    row.refresh_from_db()
    assert row.until == datetime.date(2016, 5, 1)


def test_life_events_go_through_their_services(client_of: Any, clerk: Any, unit: Any) -> None:
    data = {"union": unit.pk, "kind": "renamed", "day": "2016-05-01", "reason": "企业更名"}
    client = client_of(clerk)
    refused = client.post("/admin/unions/unionevent/add/", data)
    assert "new_name" in refused.context["adminform"].form.errors
    answer = client.post("/admin/unions/unionevent/add/", {**data, "new_name": "新名工会"})
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert unit.name == "新名工会"
    people.member(unit)
    ending = {**data, "kind": "dissolved"}
    refused = client.post("/admin/unions/unionevent/add/", ending)
    assert "还有在册会员" in str(refused.context["adminform"].form.errors)
    unit.refresh_from_db()
    assert unit.dissolved_on is None


def test_name_place_and_founding_are_not_changed_by_the_form(
    client_of: Any, clerk: Any, unit: Any, other_unit: Any
) -> None:
    client = client_of(clerk)
    data = posted(
        client.get(change_url(unit)), name="冒名", parent=other_unit.pk, founded_on="1999-01-01",
        kind=UnionKind.SINGLE_GRASSROOTS, phone="0571-64800000",
    )  # fmt: skip
    assert client.post(change_url(unit), data).status_code == 302
    fresh = Union.objects.get(pk=unit.pk)
    assert (fresh.name, fresh.parent_id, fresh.founded_on) == (
        unit.name, unit.parent_id, unit.founded_on,
    )  # fmt: skip
    assert fresh.phone == "0571-64800000"
    entry = JournalEntry.objects.latest("seq")
    assert entry.details() == {"fields": "联系电话"}


def test_leader_and_auditor_read_and_cannot_post(
    client_of: Any, leader: Any, auditor: Any, unit: Any
) -> None:
    for user in (leader, auditor):
        client = client_of(user)
        assert client.get(change_url(unit)).status_code == 200
        assert client.post(change_url(unit), {"phone": "1"}).status_code == 403
        assert client.get("/admin/unions/union/add/").status_code == 403


# --- two people at once ---------------------------------------------------------------------
def test_the_second_save_is_refused_and_keeps_what_was_typed(
    client_of: Any, clerk: Any, federation: Any, unit: Any
) -> None:
    colleague = people.sign_in("clerk2", "同事", federation, Role.CLERK)
    mine, hers = client_of(clerk), client_of(colleague)
    first, second = mine.get(change_url(unit)), hers.get(change_url(unit))
    assert hers.post(change_url(unit), posted(second, remark="同事写的")).status_code == 302
    answer = mine.post(change_url(unit), posted(first, remark="我写的"))
    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert "已被同事修改" in str(form.non_field_errors())
    assert "备注：空 → 同事写的" in str(form.non_field_errors())
    assert form["remark"].value() == "我写的"
    assert Union.objects.get(pk=unit.pk).remark == "同事写的"
    # Having read it, she saves again from the page as it now stands.
    assert mine.post(change_url(unit), posted(answer)).status_code == 302
    assert Union.objects.get(pk=unit.pk).remark == "我写的"


@pytest.mark.parametrize("version", ["", "abc", "99999999"])
def test_a_save_without_a_true_version_is_refused(
    version: str, client_of: Any, clerk: Any, unit: Any
) -> None:
    client = client_of(clerk)
    data = posted(client.get(change_url(unit)), remark="盲写", row_version=version)
    assert client.post(change_url(unit), data).status_code == 200
    assert Union.objects.get(pk=unit.pk).remark == ""


# --- personal data --------------------------------------------------------------------------
def test_an_account_number_is_masked_on_every_page_and_kept_when_left_empty(
    client_of: Any, clerk: Any, leader: Any, unit: Any
) -> None:
    number = "6222020012345678"
    client = client_of(clerk)
    data = posted(client.get(change_url(unit)), bank_account=number)
    client.post(change_url(unit), data)
    page = client.get(change_url(unit))
    pages = [
        page, client_of(leader).get(change_url(unit)),
        client.get(change_url(unit).replace("change", "history")),
    ]  # fmt: skip
    for answer in pages:
        assert number not in answer.content.decode()
        assert mask_account(number) in answer.content.decode()
    client.post(change_url(unit), posted(page, remark="改备注"))
    fresh = Union.objects.get(pk=unit.pk)
    assert (fresh.bank_account, fresh.remark) == (number, "改备注")


# --- history --------------------------------------------------------------------------------
def test_history_shows_before_and_after_newest_first(client_of: Any, clerk: Any, unit: Any) -> None:
    client = client_of(clerk)
    for remark in ("第一次", "第二次"):
        client.post(change_url(unit), posted(client.get(change_url(unit)), remark=remark))
    page = client.get(change_url(unit).replace("change", "history"))
    told = [
        [(c.label, c.before, c.after) for c in line["changes"]] for line in page.context["lines"]
    ]
    assert told[:2] == [[("备注", "第一次", "第二次")], [("备注", "", "第一次")]]
    assert len(told) == 3
    assert ("上级工会", "", "临岐镇总工会") in told[2]


def test_history_is_paged_and_costs_the_same_for_every_page(
    client_of: Any, clerk: Any, unit: Any
) -> None:
    from core import history

    client, url = client_of(clerk), change_url(unit).replace("change", "history")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    for number in range(60):
        unit.remark = f"备注{number}"
        history.save(unit, by=clerk)
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    assert len(one) == len(many) == 8
    assert len(page.context["lines"]) == 50
    last = client.get(url + "?p=2")
    assert len(last.context["lines"]) == 11
    # The last line of page one is compared with the first of page two.
    assert [c.before for c in page.context["lines"][-1]["changes"]] == ["备注9"]


# --- rules ----------------------------------------------------------------------------------
def rule_data(**changes: Any) -> dict[str, Any]:
    data = {
        "code": "transfer_reply_days",
        "value": "10",
        "source": "会议纪要",
        "since": "2016-01-01",
    }
    return {**data, **changes}


def test_a_new_value_ends_the_old_one(client_of: Any, administrator: Any) -> None:
    old = Rule.objects.get(code="transfer_reply_days")
    client = client_of(administrator)
    since = old.since + datetime.timedelta(days=400)
    answer = client.post("/admin/unions/rule/add/", rule_data(since=since.isoformat()))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    old.refresh_from_db()
    new = Rule.objects.on(since).get(code=old.code)
    assert old.until == since
    assert (new.value, new.label, new.unit, new.until) == (10, old.label, old.unit, None)
    # A slip of the same day is voided, not overwritten.
    client.post("/admin/unions/rule/add/", rule_data(since=since.isoformat(), value="12"))
    new.refresh_from_db()
    assert new.is_voided
    assert Rule.objects.on(since).get(code=old.code).value == 12


def test_a_value_cannot_be_negative_and_a_standing_rule_cannot_be_edited(
    client_of: Any, administrator: Any
) -> None:
    client, rule = client_of(administrator), Rule.objects.first()
    answer = client.post("/admin/unions/rule/add/", rule_data(value="-1"))
    assert "value" in answer.context["adminform"].form.errors
    assert client.post(change_url(rule), {"value": "1"}).status_code == 403


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


def test_events_keep_only_reason_and_paper_open(client_of: Any, clerk: Any, unit: Any) -> None:
    client, event = client_of(clerk), UnionEvent.objects.get(union=unit)
    data = posted(
        client.get(change_url(event)), day="2010-01-01", paper="临工〔2016〕3号", reason="建"
    )
    assert client.post(change_url(event), data).status_code == 302
    fresh = UnionEvent.objects.get(pk=event.pk)
    assert (fresh.day, fresh.paper) == (event.day, "临工〔2016〕3号")
