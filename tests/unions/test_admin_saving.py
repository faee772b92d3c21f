"""Saving in the data-entry site: through the services, never over a colleague, never in clear."""

import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import JournalEntry
from core import history
from core.identifiers import mask_account
from tests.factories import people
from tests.unions.admin_pages import change_url, posted
from unions.codes import EventKind, UnionKind
from unions.models import Coverage, Enterprise, Role, Rule, Union, UnionEvent
from unions.services import records

pytestmark = pytest.mark.django_db


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
    assert union.path == f"{federation.path}{union.pk:07d}/"
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


@pytest.mark.parametrize("service", ["save_union", "save_enterprise"])
def test_particulars_are_stored_by_their_service(
    service: str, client_of: Any, clerk: Any, unit: Any, monkeypatch: Any
) -> None:
    def refuse(row: Any, *, by: Any) -> None:
        raise ValidationError({"remark": f"{by}不得这样写。"})

    row = unit if service == "save_union" else Enterprise.objects.get()
    client = client_of(clerk)
    page = client.get(change_url(row))
    monkeypatch.setattr(records, service, refuse)
    form = client.post(change_url(row), posted(page, remark="试")).context["adminform"].form
    assert form.errors["remark"] == ["经办员不得这样写。"]
    assert type(row).objects.get(pk=row.pk).remark == ""


def test_a_new_enterprise_is_stored_with_history_and_journal(
    client_of: Any, clerk: Any, federation: Any
) -> None:
    data = {"federation": federation.pk, "name": "临岐茶厂"}
    answer = client_of(clerk).post("/admin/unions/enterprise/add/", data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    enterprise = Enterprise.objects.get(name="临岐茶厂")
    assert enterprise.history.get().history_user == clerk
    entry = JournalEntry.objects.latest("seq")
    assert (entry.kind, entry.union_id) == ("admin", federation.pk)


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


def test_events_keep_only_reason_and_paper_open(client_of: Any, clerk: Any, unit: Any) -> None:
    client, event = client_of(clerk), UnionEvent.objects.get(union=unit)
    data = posted(
        client.get(change_url(event)), day="2010-01-01", paper="临工〔2016〕3号", reason="建"
    )
    assert client.post(change_url(event), data).status_code == 302
    fresh = UnionEvent.objects.get(pk=event.pk)
    assert (fresh.day, fresh.paper) == (event.day, "临工〔2016〕3号")


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


def test_a_row_without_history_says_so(client_of: Any, administrator: Any) -> None:
    """The first rules come with a migration."""
    page = client_of(administrator).get(
        change_url(Rule.objects.first()).replace("change", "history")
    )
    assert "还没有修改记录" in page.content.decode()


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
