"""Another unit's data does not reach a chair by parameters, forms, counts or messages."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from core import history
from core.periods import today
from members import search
from members.models import Member, TransferRequest
from members.services import memberships
from tests.factories import people, rows, world
from unions.models import Seat

LISTS = (
    "members:member_list", "members:coverage_list", "members:quality_list",
    "members:transfer_list", "unions:union_list", "unions:enterprise_list", "unions:event_list",
)  # fmt: skip
# Words that stand in the other unit's rows only.
MARKS = ("钱外人", "乙电子", "丁家湾")


@pytest.fixture
def foreign(other_unit, other_chair, clerk):
    """A full set of rows in the other unit, the transfer going to a third."""
    member = people.member(other_unit, "钱外人", household_region="丁家湾", mobile="13912345678")
    third = people.unit(other_unit.parent, "淳安丙工会委员会")
    moving = people.member(other_unit, "钱外人")
    return {
        "member": member,
        "transfer": people.transfer(moving, third, other_chair),
        "enterprise": other_unit.coverages.get().enterprise,
        "union": other_unit,
    }


def shows(response):
    return [mark for mark in MARKS if mark in response.content.decode()]


@pytest.mark.parametrize("name", LISTS)
def test_foreign_ids_in_parameters_bring_no_foreign_row(name, foreign, chair, client_of):
    people.member(chair.seats.get().union, "自家人")
    browser, url = client_of(chair), reverse(name)
    union, member = foreign["union"].pk, foreign["member"]
    for query in (
        {"union": union},
        {"employer": foreign["enterprise"].pk},
        {"after": member.pk},
        {"before": member.pk},
        {"after": union},
        {"before": foreign["transfer"].pk},
        {"find": search.seal("钱外人")},
        {"find": search.seal(member.id_number)},
        {"find": search.seal(member.mobile)},
        {"name": "乙电子"},
        {"on": "2015-01-01", "union": union},
        {"print": 1, "union": union},
        {"status": "requested"},
        {"covered": 1},
    ):
        response = browser.get(url, query)
        assert response.status_code == 200
        found = [mark for mark in shows(response) if mark != query.get("name")]
        assert not found, query


@pytest.mark.parametrize("name", LISTS)
def test_exports_hold_no_foreign_row(name, foreign, chair, client_of):
    body = client_of(chair).post(reverse(name)).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    text = str([[cell.value for cell in row] for row in sheet])
    assert not [mark for mark in MARKS if mark in text]


@pytest.mark.parametrize("name", [*LISTS, "home"])
def test_a_chairs_pages_do_not_change_with_another_units_data(
    name, unit, chair, clerk, other_unit, client_of
):
    """No number, choice or message depends on the other unit."""
    people.member(unit, "自家人")
    browser = client_of(chair)
    before = world.plain(browser.get(reverse(name)))
    people.member(other_unit, "钱外人")
    people.unit(other_unit.parent, "淳安丙工会委员会", "淳安丙厂")
    assert world.plain(browser.get(reverse(name))) == before


def test_an_enterprise_taken_over_by_another_union_tells_nothing_of_it(
    unit, other_unit, chair, clerk, client_of
):
    """Former coverage keeps the enterprise visible, not the members who joined elsewhere."""
    bond = unit.coverages.get()
    bond.until = datetime.date(2020, 1, 1)
    history.save(bond, by=None)
    bond.__class__.objects.create(
        union=other_unit, enterprise=bond.enterprise, since=datetime.date(2020, 1, 1)
    )
    browser = client_of(chair)
    pages = [
        (reverse("members:coverage_list"), {}),
        (reverse("members:coverage_list"), {"covered": "1"}),
        (reverse("members:coverage_list"), {"covered": "0"}),
        (reverse("unions:enterprise_detail", args=[bond.enterprise.pk]), {}),
    ]
    before = [world.plain(browser.get(url, query)) for url, query in pages]
    person = people.member(other_unit, "钱外人")
    memberships.Membership.objects.filter(member=person).update(employer=bond.enterprise)
    after = [browser.get(url, query) for url, query in pages]
    assert [world.plain(page) for page in after] == before
    assert not any(shows(page) for page in after)


def test_search_by_a_foreign_number_finds_nothing(foreign, chair, client_of):
    for typed in ("钱外人", foreign["member"].id_number, "13912345678", "qwr"):
        answer = client_of(chair).post(reverse("members:member_search"), {"q": typed}, follow=True)
        assert not shows(answer), typed
        assert "共 <b>0</b> 条" in answer.content.decode()


def test_the_search_term_never_stands_in_the_address(foreign, clerk, client_of):
    number = foreign["member"].id_number
    answer = client_of(clerk).post(reverse("members:member_search"), {"q": number})
    assert number not in answer["Location"]
    assert number not in client_of(clerk).get(answer["Location"]).content.decode()


def member_form(person, **changes):
    from members.forms.records import version_of

    return {
        "full_name": person.full_name, "id_type": person.id_type, "sex": person.sex,
        "birth_date": person.birth_date, "ethnic_group": person.ethnic_group,
        "employment_status": person.employment_status, "mobile": person.mobile,
        "first_joined_on": person.first_joined_on, "version": version_of(person), **changes,
    }  # fmt: skip


HIDDEN = {
    "union": "{other}", "merged_into": "{member}", "defects": "no_id", "id": "{member}",
    "pk": "{member}", "id_index": "x", "name_py": "x", "status": "accepted", "is_superuser": "1",
    "role": "clerk", "standing": "retained", "since": "1990-01-01",
}  # fmt: skip


def hidden(foreign):
    ids = {"other": foreign["union"].pk, "member": foreign["member"].pk}
    return {name: value.format(**ids) for name, value in HIDDEN.items()}


def test_extra_fields_posted_to_the_edit_form_change_nothing(unit, foreign, chair, client_of):
    person = people.member(unit, "自家人")
    browser = world.posting(client_of(chair))
    data = member_form(person, post="钳工", **hidden(foreign))
    url = reverse("members:member_edit", args=[person.pk])
    assert world.post(browser, url, data).status_code == 302
    changed = Member.objects.get(pk=person.pk)
    assert changed.post == "钳工"
    for name in ("merged_into_id", "id_index", "id_number", "name_py", "id_region"):
        assert getattr(changed, name) == getattr(person, name), name
    assert "no_id" not in changed.defects
    membership = changed.memberships.get()
    assert (membership.union, membership.standing) == (unit, "active")
    assert Member.objects.get(pk=foreign["member"].pk).full_name == "钱外人"


def test_a_new_member_joins_the_chairs_own_unit_whatever_is_posted(unit, foreign, chair, client_of):
    browser = world.posting(client_of(chair))
    number = people.id_number(datetime.date(1990, 2, 3), "2")
    data = {
        "full_name": "新会员", "id_type": "id_card", "id_number": number, "ethnic_group": "01",
        "employment_status": "on_post", "first_joined_on": "2020-05-01",
        "employer": "", **hidden(foreign),
    }  # fmt: skip
    answer = world.post(browser, reverse("members:member_new"), data)
    assert answer.status_code == 302
    person = Member.objects.get(full_name="新会员")
    membership = person.memberships.get()
    assert (membership.union, membership.standing) == (unit, "active")
    assert membership.since == datetime.date(2020, 5, 1)
    assert person.merged_into is None


def test_a_foreign_employer_is_no_choice(unit, foreign, chair, client_of):
    person = people.member(unit, "自家人")
    browser = world.posting(client_of(chair))
    before = rows.fingerprint()
    data = member_form(person, employer=foreign["enterprise"].pk)
    answer = world.post(browser, reverse("members:member_edit", args=[person.pk]), data)
    assert answer.status_code == 200
    assert rows.fingerprint() == before


def test_registering_at_a_foreign_union_is_404(unit, foreign, chair, client_of):
    url = reverse("members:member_new")
    for union in (foreign["union"].pk, 987654321, "0", "x", "٣", "-1"):
        assert client_of(chair).get(url, {"union": union}).status_code == 404, union


def test_a_transfer_decided_elsewhere_is_not_the_chairs(foreign, chair, client_of):
    browser = world.posting(client_of(chair))
    url = reverse("members:transfer_detail", args=[foreign["transfer"].pk])
    for move in ("accept", "refuse", "withdraw"):
        assert world.post(browser, url, {"move": move, "reason": "x"}).status_code == 404
    assert TransferRequest.objects.get(pk=foreign["transfer"].pk).status == "requested"


def test_a_known_number_is_refused_to_a_chair_without_naming_its_holder(
    unit, foreign, chair, client_of
):
    browser = world.posting(client_of(chair))
    number = foreign["member"].id_number
    data = {
        "full_name": "新会员", "id_type": "id_card", "id_number": number, "ethnic_group": "01",
        "employment_status": "on_post", "first_joined_on": "2020-05-01",
    }  # fmt: skip
    before = rows.fingerprint()
    text = world.post(browser, reverse("members:member_new"), data).content.decode()
    assert rows.fingerprint() == before
    assert "该证件号码不能直接登记" in text
    assert "钱外人" not in text
    assert "已登记在册" not in text


# --- the next request ------------------------------------------------------------------------


def test_a_seat_that_ended_closes_every_page_at_the_next_request(unit, chair, client_of):
    person = people.member(unit)
    browser = client_of(chair)
    pages = [reverse("members:member_list"), reverse("members:member_detail", args=[person.pk])]
    assert [browser.get(url).status_code for url in pages] == [200, 200]
    seat = Seat.objects.get(user=chair)
    seat.until = today()
    history.save(seat, by=None)
    assert [browser.get(url).status_code for url in [*pages, "/"]] == [403, 403, 403]
    assert browser.get("/").templates[0].name == "unions/no_seat.html"


def test_a_disabled_user_is_shown_out_at_the_next_request(chair, client_of):
    browser = client_of(chair)
    assert browser.get("/").status_code == 200
    chair.is_active = False
    chair.save()
    answer = browser.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))


def test_whoever_must_change_her_password_reaches_no_other_page(chair, client_of):
    browser = client_of(chair)
    chair.must_change_password = True
    chair.save()
    for url in ("/", reverse("members:member_list"), reverse("unions:union_list")):
        assert browser.get(url)["Location"] == reverse("accounts:password_change")


def test_no_page_of_a_signed_in_person_may_be_kept(chair, client_of):
    """So that Back after signing out shows nothing."""
    for url in ("/", reverse("members:member_list")):
        assert client_of(chair).get(url)["Cache-Control"] == "no-store"


def test_a_chair_turned_clerk_of_another_unit_sees_that_from_the_next_request(
    unit, other_unit, chair, client_of
):
    seen = people.member(other_unit, "钱外人")
    browser = client_of(chair)
    url = reverse("members:member_detail", args=[seen.pk])
    assert browser.get(url).status_code == 404
    Seat.objects.create(user=chair, union=other_unit, role="chair", since=today())
    assert browser.get(url).status_code == 200
