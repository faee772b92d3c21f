"""Offices: one sole post once, the chair's seat with her office, who may record what."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import JournalEntry, User
from core import history
from core.periods import today
from governance.codes import Post
from governance.models import Office
from governance.services import offices, vacancies
from tests.accounts.test_journal import in_threads
from tests.accounts.test_journal import shared_database as shared_database
from tests.factories import people
from tests.governance import life
from unions.models import Seat, Union

D = datetime.date
ONE = datetime.timedelta(days=1)


@pytest.fixture
def member(unit):
    return people.member(unit, "任职者")


def with_number(user, member):
    """The account of the member herself."""
    user.id_number = member.id_number
    user.save()
    return user


# --- taking office ---------------------------------------------------------------------------


def test_a_sole_post_is_held_by_one_a_day(unit, member, clerk):
    first = life.office(unit, member, by=clerk, post=Post.CHAIR)
    other = people.member(unit, "后来人")
    with pytest.raises(ValidationError, match="先登记前任离任"):
        life.office(unit, other, by=clerk, post=Post.CHAIR, since=D(2016, 1, 1))
    offices.end_office(first, D(2016, 1, 1), "term", by=clerk)
    second = life.office(unit, other, by=clerk, post=Post.CHAIR, since=D(2016, 1, 1))
    assert Office.objects.on(D(2015, 12, 31)).get() == first
    assert Office.objects.on(D(2016, 1, 1)).get() == second


def test_a_body_has_many_members_and_each_once(unit, member, clerk):
    life.office(unit, member, by=clerk)
    life.office(unit, people.member(unit, "同事"), by=clerk)
    with pytest.raises(ValidationError, match="已任该职务"):
        life.office(unit, member, by=clerk)


def test_the_name_follows_the_member_and_an_outsider_brings_her_own(unit, member, clerk):
    assert life.office(unit, member, by=clerk, full_name="别名").full_name == "任职者"
    outside = life.office(unit, None, by=clerk, full_name="上级派来", post=Post.VICE_CHAIR)
    assert outside.full_name == "上级派来"


@pytest.mark.parametrize("since", [D(1999, 12, 31), D(2020, 1, 1)])
def test_no_office_on_a_day_without_the_union(unit, member, clerk, since):
    unit.dissolved_on = D(2020, 1, 1)
    with pytest.raises(ValidationError, match="不存在"):
        life.office(unit, member, by=clerk, since=since)


def test_who_may_record(unit, member, clerk, chair, leader, auditor, administrator, other_chair):
    life.office(unit, member, by=chair)
    for person in (leader, auditor, administrator, other_chair):
        with pytest.raises(PermissionDenied):
            life.office(unit, people.member(unit, "又一人"), by=person)
    with pytest.raises(PermissionDenied, match="上级工会登记"):
        life.office(unit, member, by=chair, post=Post.CHAIR)
    own = life.office(unit, member, by=clerk, post=Post.CHAIR)
    for deed in (
        lambda: offices.end_office(own, today(), "resigned", by=chair),
        lambda: offices.void(own, by=chair, reason="误登"),
    ):
        with pytest.raises(PermissionDenied):
            deed()


@pytest.fixture
def candidates(transactional_db, unit, clerk):
    """Made before the copy that the threads write to."""
    return [people.member(unit, f"人{n}") for n in range(4)]


def test_two_clerks_at_once_seat_one_chair(candidates, unit, clerk, shared_database):
    found = in_threads(
        *[lambda m=m: life.office(unit, m, by=clerk, post=Post.CHAIR) for m in candidates]
    )
    assert sum(isinstance(one, Office) for one in found) == 1, found
    assert sum(isinstance(one, ValidationError) for one in found) == 3, found


# --- the seat --------------------------------------------------------------------------------


def test_a_chairs_seat_begins_and_ends_with_her_office(unit, member, clerk, client_of):
    account = with_number(people.sign_in("newchair", "任职者", unit, "chair"), member)
    Seat.objects.filter(user=account).delete()
    office = life.office(unit, member, by=clerk, post=Post.CHAIR, since=today())
    assert (office.seat.user, office.seat.since, office.seat.until) == (account, today(), None)
    browser = client_of(account)
    assert browser.get(reverse("members:member_list")).status_code == 200
    office.since -= ONE
    history.save(office, by=clerk)
    office.seat.since -= ONE
    history.save(office.seat, by=clerk)
    offices.end_office(office, today(), "resigned", by=clerk)
    assert browser.get(reverse("members:member_list")).status_code == 403
    assert Seat.objects.get(pk=office.seat_id).until == today()


def test_a_coming_chair_is_seated_from_her_first_day(unit, member, clerk, time_machine):
    account = with_number(people.sign_in("newchair", "任职者", unit, "chair"), member)
    Seat.objects.filter(user=account).delete()
    office = life.office(unit, member, by=clerk, post=Post.CHAIR, since=today() + 3 * ONE)
    assert office.seat.since == office.since
    from unions.scope import load

    assert not load(account).seats
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + 3 * ONE)
    assert load(account).may("govern", unit)


def test_a_chair_elected_again_keeps_signing_in(unit, member, clerk, administrator):
    account = people.sign_in("oldchair", "任职者", unit, "chair")
    Seat.objects.filter(user=account).delete()
    first = life.office(unit, member, by=clerk, post=Post.CHAIR, since=D(2015, 1, 1))
    offices.give_sign_in(first, account, by=administrator)
    Seat.objects.filter(user=account).update(since=D(2015, 1, 1))
    offices.end_office(first, today(), "term", by=clerk)
    again = life.office(unit, member, by=clerk, post=Post.CHAIR, since=today())
    assert (again.seat.user, again.seat.until) == (account, None)


def test_an_office_entered_by_mistake_takes_its_seat_along(unit, member, clerk):
    with_number(people.sign_in("newchair", "任职者", unit, "chair"), member)
    Seat.objects.all().exclude(user=clerk).delete()
    office = life.office(unit, member, by=clerk, post=Post.CHAIR, since=today())
    offices.void(office, by=clerk, reason="登错工会")
    assert Seat.objects.get(pk=office.seat_id).is_voided
    assert not Office.objects.not_voided().exists()


def test_a_term_that_is_over_ends_no_office(unit, member, clerk):
    unit.term_started_on, unit.term_years = D(2010, 1, 1), 3
    history.save(unit, by=clerk)
    office = life.office(unit, member, by=clerk, post=Post.CHAIR, since=D(2010, 1, 1))
    assert Office.objects.on(today()).get() == office


def test_the_administrator_opens_a_sign_in_and_sees_no_more(
    unit, member, clerk, chair, administrator, client_of
):
    office = life.office(unit, member, by=clerk, post=Post.CHAIR, since=today())
    browser = client_of(administrator)
    assert "任职者" in browser.get(reverse("governance:sign_in_list")).content.decode()
    url = reverse("governance:sign_in_new", args=[office.pk])
    answer = browser.post(url, {"username": "NewChair"})
    account = User.objects.get(username="newchair")
    assert account.must_change_password
    assert "初始密码" in answer.content.decode()
    office.refresh_from_db()
    assert (office.seat.user, office.seat.role) == (account, "chair")
    assert browser.get(url).status_code == 404
    assert browser.get(reverse("governance:office_list")).status_code == 403


def test_an_account_elsewhere_is_not_taken(unit, member, clerk, administrator, client_of):
    office = life.office(unit, member, by=clerk, post=Post.CHAIR, since=today())
    foreign = people.federation("别处总工会")
    people.sign_in("elsewhere", "外人", foreign, "clerk")
    url = reverse("governance:sign_in_new", args=[office.pk])
    answer = client_of(administrator).post(url, {"username": "elsewhere"})
    assert answer.status_code == 200
    office.refresh_from_db()
    assert office.seat_id is None


# --- the name on the union's record ----------------------------------------------------------


def test_nobody_registers_her_own_chairing(unit, member, clerk):
    clerk.display_name = member.full_name
    clerk.save()
    with pytest.raises(PermissionDenied, match="请由他人登记"):
        life.office(unit, member, by=clerk, post=Post.CHAIR)
    with_number(clerk, people.member(unit, "另一人"))
    life.office(unit, member, by=clerk, post=Post.CHAIR)  # the numbers tell two persons apart


def test_the_federations_own_chair_gets_no_seat_of_a_units_chair(
    federation, unit, member, clerk, administrator, leader
):
    with_number(leader, member)
    office = life.office(federation, member, by=clerk, post=Post.CHAIR)
    assert office.seat is None
    assert office not in offices.without_sign_in(administrator)


def test_a_seat_given_by_hand_ends_with_the_office_of_its_name(unit, chair, clerk):
    member = people.member(unit, chair.display_name)
    office = life.office(unit, member, by=clerk, post=Post.CHAIR)
    seat = Seat.objects.get(user=chair)
    assert office.seat == seat
    offices.end_office(office, today(), "resigned", by=clerk)
    seat.refresh_from_db()
    assert seat.until == today()


def test_offices_of_a_union_that_is_no_more_end_with_it(unit, other_unit, member, clerk):
    office = life.office(unit, member, by=clerk, post=Post.CHAIR)
    stays = life.office(other_unit, None, by=clerk, post=Post.CHAIR, full_name="他会主席")
    Union.objects.filter(pk=unit.pk).update(dissolved_on=D(2020, 1, 1))
    assert offices.close_dissolved(by=None) == 1
    assert offices.close_dissolved(by=None) == 0
    office.refresh_from_db()
    stays.refresh_from_db()
    assert (office.until, office.ended_by, stays.until) == (D(2020, 1, 1), "union_ended", None)


def test_the_unions_record_names_who_is_chair_today(unit, member, clerk):
    office = life.office(unit, member, by=clerk, post=Post.CHAIR)
    assert Union.objects.get(pk=unit.pk).chair_name == "任职者"
    offices.end_office(office, today(), "resigned", by=clerk)
    assert Union.objects.get(pk=unit.pk).chair_name == ""
    coming = life.office(
        unit, people.member(unit, "候任人"), by=clerk, post=Post.CHAIR, since=today() + ONE
    )
    assert coming.holds(today() + ONE)
    assert Union.objects.get(pk=unit.pk).chair_name == ""


def test_chairs_named_by_sheets_are_adopted_once(unit, other_unit, member, clerk):
    for union, name in ((unit, "任职者"), (other_unit, "不在册的人")):
        union.chair_name = name
        history.save(union, by=None)
    assert offices.adopt_chairs(Union.objects.all(), by=clerk) == 2
    assert offices.adopt_chairs(Union.objects.all(), by=clerk) == 0
    found = {o.union_id: (o.member, o.full_name, o.since) for o in Office.objects.all()}
    assert found == {
        unit.pk: (member, "任职者", unit.founded_on),
        other_unit.pk: (None, "不在册的人", other_unit.founded_on),
    }


def test_the_union_page_offers_to_register_a_named_chair(unit, clerk, chair, client_of):
    unit.chair_name = "王主席"
    history.save(unit, by=None)
    page = reverse("unions:union_detail", args=[unit.pk])
    assert "补登任职" in client_of(clerk).get(page).content.decode()
    assert "补登任职" not in client_of(chair).get(page).content.decode()


# --- vacancies -------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "overdue"), [(0, False), (1, True)])
def test_a_vacancy_lasts_three_months_at_most(unit, member, clerk, days, overdue, time_machine):
    office = life.office(unit, member, by=clerk, post=Post.CHAIR)
    offices.end_office(office, D(2016, 5, 31), "resigned", by=clerk)
    time_machine.move_to(datetime.datetime(2016, 8, 31, 4, tzinfo=datetime.UTC) + days * ONE)
    vacancy = vacancies.of_union(unit, Office.objects.filter(union=unit))
    assert (vacancy.since, vacancy.due, vacancy.overdue) == (
        D(2016, 5, 31),
        D(2016, 8, 31),
        overdue,
    )
    row = vacancies.vacant(Union.objects.all(), today()).get()
    assert (row.pk, row.vacant_since) == (unit.pk, D(2016, 5, 31))


def test_a_union_that_never_had_a_chair_on_record_is_not_vacant(unit, clerk):
    assert vacancies.of_union(unit, []) is None
    assert not vacancies.vacant(Union.objects.all(), today()).exists()


def test_who_acts_as_chair_does_so_for_three_months(unit, member, clerk):
    office = life.office(unit, member, by=clerk, post=Post.CHAIR, acting=True, since=D(2016, 1, 31))
    vacancy = vacancies.of_union(unit, [office])
    assert (vacancy.acting, vacancy.due) == (True, D(2016, 4, 30))


# --- pages -----------------------------------------------------------------------------------


def test_the_union_page_shows_present_first_then_coming_then_past(unit, clerk, client_of):
    old = life.office(unit, people.member(unit, "老主席"), by=clerk, post=Post.CHAIR)
    offices.end_office(old, D(2016, 1, 1), "term", by=clerk)
    life.office(unit, people.member(unit, "现主席"), by=clerk, post=Post.CHAIR,
                since=D(2016, 1, 1), phone="13800000001", party_secretary=True)  # fmt: skip
    life.office(unit, people.member(unit, "新委员"), by=clerk, since=today() + 9 * ONE)
    text = client_of(clerk).get(reverse("unions:union_detail", args=[unit.pk])).content.decode()
    part = text.split('id="offices"')[1]
    places = [part.index(word) for word in ("现主席", "tel:13800000001", "兼任党支部书记",
                                            "当选待任", "新委员", "历任", "老主席")]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_asks_the_same_queries(
    number, unit, clerk, client_of, django_assert_num_queries, writes_refused
):
    for n in range(number):
        life.office(unit, people.member(unit, f"委员{n}"), by=clerk)
    browser = client_of(clerk)
    with django_assert_num_queries(5), writes_refused():
        assert browser.get(reverse("governance:office_list")).status_code == 200


def test_the_register_is_asked_by_state_and_day(unit, member, clerk, client_of):
    office = life.office(unit, member, by=clerk)
    offices.end_office(office, D(2016, 1, 1), "left", by=clerk)
    life.office(unit, people.member(unit, "将来人"), by=clerk, since=today() + ONE)
    browser = client_of(clerk)

    def names(query):
        page = browser.get(reverse("governance:office_list") + query)
        return [row["full_name"] for row in page.context["rows"]]

    assert names("") == []
    assert names("?on=2015-12-31") == ["任职者"]
    assert names("?state=past") == ["任职者"]
    assert names("?state=coming") == ["将来人"]
    assert names("?state=all") == ["任职者", "将来人"]
    assert names("?state=all&dual=1") == []


def test_a_chair_registers_a_committee_member_by_page(unit, member, chair, client_of):
    browser = client_of(chair)
    url = reverse("governance:office_new")
    found = browser.post(f"{url}?union={unit.pk}", {"q": "任职者"})
    assert f"union={unit.pk}&amp;member={member.pk}" in found.content.decode()
    data = {"post": "committee_member", "since": "2016-3-1", "chosen": "election", "phone": ""}
    page = f"{url}?union={unit.pk}&member={member.pk}"
    posts = dict(browser.get(page).context["form"].fields["post"].choices)
    assert ("chair" in posts, "vice_chair" in posts) == (False, True)
    assert browser.post(page, data).status_code == 302
    office = Office.objects.get()
    assert (office.member, office.since, office.union) == (member, D(2016, 3, 1), unit)
    refused = browser.post(page, {**data, "post": "chair"})
    assert refused.status_code == 200
    assert Office.objects.count() == 1


def test_a_members_page_shows_offices_only_where_the_reader_sees(
    unit, other_unit, member, clerk, chair, client_of
):
    life.office(unit, member, by=clerk)
    life.office(other_unit, member, by=clerk, post=Post.ORGANISER)
    page = reverse("members:member_detail", args=[member.pk])
    assert "组织员" in client_of(clerk).get(page).content.decode()
    text = client_of(chair).get(page).content.decode()
    assert "委员" in text
    assert "组织员" not in text


def test_no_number_stands_in_the_journal(unit, member, clerk):
    office = life.office(unit, member, by=clerk, phone="13812345678")
    offices.correct(office, by=clerk, reason="换号", phone="13987654321")
    text = "".join(e.summary + e.detail for e in JournalEntry.objects.all())
    assert "138123" not in text
    assert "139876" not in text
    assert "任职者" not in text
