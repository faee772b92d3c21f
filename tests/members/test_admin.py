"""Members in the data-entry site: through the services, masked, and at a constant cost."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import JournalEntry
from members.models import Member, Membership
from members.services import memberships
from members.workflow import request_transfer
from tests.factories import people
from tests.unions.admin_pages import change_url, posted

pytestmark = pytest.mark.django_db
ADD = "/admin/members/member/add/"


@pytest.fixture
def member(unit: Any) -> Any:
    return people.member(unit)


def new_member(unit: Any, **changes: Any) -> dict[str, Any]:
    number = people.id_number(sex="1")
    data = {
        "full_name": "李建国", "id_type": "id_card", "id_number": number, "sex": "1",
        "birth_date": "1980-05-06", "ethnic_group": "01", "employment_status": "on_post",
        "mobile": "13900001234", "first_joined_on": "2012-01-01", "union": unit.pk,
        "employer": unit.coverages.get().enterprise_id,
    }  # fmt: skip
    return {**data, **changes}


def test_a_new_member_joins_through_the_service(client_of: Any, clerk: Any, unit: Any) -> None:
    data = new_member(unit)
    answer = client_of(clerk).post(ADD, data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    member = Member.objects.get()
    row = member.memberships.get()
    assert (row.union, row.since, row.employer_id) == (
        unit, datetime.date(2012, 1, 1), data["employer"],
    )  # fmt: skip
    assert (member.id_number, member.name_initials) == (data["id_number"], "ljg")
    kinds = list(JournalEntry.objects.order_by("-seq").values_list("kind", "union_id")[:2])
    assert kinds == [("admin", unit.pk), ("edit", unit.pk)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sex": "2"}, "sex"),
        ({"id_number": "990101198005060005"}, "id_number"),
        ({"id_number": ""}, "id_number"),
        ({"mobile": "12"}, "mobile"),
        ({"birth_date": "1980-05-07"}, "birth_date"),
        ({"union": ""}, "union"),
    ],
)
def test_what_the_service_refuses_stands_beside_its_field(
    changes: dict[str, str], field: str, client_of: Any, clerk: Any, unit: Any
) -> None:
    answer = client_of(clerk).post(ADD, new_member(unit, **changes))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert answer.context["adminform"].form["full_name"].value() == "李建国"
    assert not Member.objects.exists()
    assert not Membership.objects.exists()


def test_a_number_already_on_the_roster_is_refused_without_repeating_it(
    client_of: Any, clerk: Any, unit: Any, member: Any
) -> None:
    data = new_member(unit, id_number=member.id_number, sex="2")
    answer = client_of(clerk).post(ADD, data)
    assert answer.status_code == 200
    errors = str(answer.context["adminform"].form.errors)
    assert "该证件号码已登记在册" in errors
    assert member.id_number not in errors


def test_a_day_before_the_union_stood_is_refused(client_of: Any, clerk: Any, unit: Any) -> None:
    answer = client_of(clerk).post(ADD, new_member(unit, since="1990-01-01"))
    assert "不能早于" in str(answer.context["adminform"].form.errors)
    assert not Member.objects.exists()


def test_numbers_are_masked_in_list_form_reading_page_and_history(
    client_of: Any, clerk: Any, leader: Any, member: Any
) -> None:
    history = change_url(member).replace("change", "history")
    for user in (clerk, leader):
        for path in ("/admin/members/member/", change_url(member), history):
            page = client_of(user).get(path).content.decode()
            assert f"{member.id_number[:6]}****" in page, path
            assert "138****0000" in page, path
            assert member.id_number not in page, path
            assert member.mobile not in page, path


def test_empty_number_inputs_keep_what_is_stored(client_of: Any, clerk: Any, member: Any) -> None:
    client = client_of(clerk)
    page = client.get(change_url(member))
    assert page.context["adminform"].form["id_number"].value() == ""
    assert "留空则不改" in page.content.decode()
    assert client.post(change_url(member), posted(page, post="挡车工")).status_code == 302
    fresh = Member.objects.get()
    assert (fresh.post, fresh.id_number, fresh.mobile, fresh.id_index) == (
        "挡车工", member.id_number, member.mobile, member.id_index,
    )  # fmt: skip
    data = posted(client.get(change_url(member)), mobile="13911112222")
    assert client.post(change_url(member), data).status_code == 302
    assert Member.objects.get().mobile == "13911112222"


def test_a_change_goes_through_the_service(client_of: Any, clerk: Any, member: Any) -> None:
    client = client_of(clerk)
    data = posted(client.get(change_url(member)), full_name="王桂芳", education_level="")
    assert client.post(change_url(member), data).status_code == 302
    fresh = Member.objects.get()
    assert (fresh.name_initials, fresh.defects) == ("wgf", "no_education")
    assert JournalEntry.objects.latest("seq").details() == {"fields": "姓名、学历"}


def test_who_has_left_is_read_only(client_of: Any, clerk: Any, member: Any) -> None:
    memberships.leave(member, "withdraw", datetime.date(2016, 1, 1), by=clerk, reason="申请")
    client = client_of(clerk)
    assert client.get(change_url(member)).status_code == 200
    assert client.post(change_url(member), {"full_name": "改名"}).status_code == 403
    assert Member.objects.get().full_name == "王桂英"


def test_memberships_and_transfers_are_never_edited_here(
    client_of: Any, clerk: Any, unit: Any, other_unit: Any, member: Any
) -> None:
    request = request_transfer(
        member, other_unit, None, datetime.date(2016, 3, 1), by=clerk, reason="调动"
    )
    client = client_of(clerk)
    for row in (member.memberships.get(), request):
        assert client.get(change_url(row)).status_code == 200
        assert client.post(change_url(row), {"status": "accepted"}).status_code == 403
        assert client.get(change_url(row).split(f"/{row.pk}/")[0] + "/add/").status_code == 403
    request.refresh_from_db()
    assert request.status == "requested"


def test_no_search_puts_a_name_into_the_address(client_of: Any, clerk: Any, member: Any) -> None:
    page = client_of(clerk).get("/admin/members/member/?q=王桂英")
    assert 'id="searchbar"' not in page.content.decode()
    assert "/members/" in page.content.decode()


def test_an_encrypted_column_cannot_be_asked_by_address(client_of: Any, clerk: Any) -> None:
    page = client_of(clerk).get("/admin/members/member/?id_number__startswith=99")
    assert page.status_code == 302
    assert page.url.endswith("?e=1")


@pytest.mark.parametrize(
    ("name", "queries"), [("member", 6), ("membership", 6), ("transferrequest", 5)]
)
def test_a_list_costs_the_same_for_one_row_and_for_three(
    name: str, queries: int, client_of: Any, clerk: Any, unit: Any, other_unit: Any
) -> None:
    client = client_of(clerk)
    for number in (1, 2):
        for _ in range(number):
            person = people.member(unit)
            day = datetime.date(2016, 3, 1)
            request_transfer(person, other_unit, None, day, by=clerk, reason="调动")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/admin/members/{name}/").status_code == 200
        assert len(captured) == queries
