"""Pages of one member: cost, what stands on them, steps by form, two people editing at once."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import JournalEntry
from core.periods import today
from members.forms.records import version_of
from members.models import Member
from members.services import chain
from tests.factories import people, rows

D = datetime.date
QUERIES = {
    "members:member_detail": 13,
    "members:member_edit": 7,
    "members:member_transfer": 7,
    "members:member_unmask": 5,
}


def text(response):
    return response.content.decode()


def form_of(person, **changes):
    fields = {
        "full_name": person.full_name, "id_type": person.id_type, "sex": person.sex,
        "birth_date": person.birth_date, "ethnic_group": person.ethnic_group,
        "employment_status": person.employment_status, "mobile": person.mobile,
        "education_level": person.education_level, "household_type": person.household_type,
        "political_status": person.political_status, "first_joined_on": person.first_joined_on,
        "version": version_of(person),
    }  # fmt: skip
    return {**fields, **changes}


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_asks_the_same_queries_however_long_the_life(
    name, unit, other_unit, clerk, client_of, django_assert_num_queries
):
    short, long = people.member(unit), people.member(unit)
    for n in range(4):
        union = other_unit if n % 2 == 0 else unit
        chain.move(long, union, None, D(2012 + n, 1, 1), by=clerk, reason="调动")
    browser = client_of(clerk)
    for person in (short, long):
        with django_assert_num_queries(QUERIES[name]):
            assert browser.get(reverse(name, args=[person.pk])).status_code == 200


def test_the_page_masks_and_the_title_holds_no_name(unit, chair, client_of):
    person = people.member(unit, "沈秀英", mobile="13812345678")
    body = text(client_of(chair).get(reverse("members:member_detail", args=[person.pk])))
    assert person.masked_id in body
    assert "138****5678" in body
    assert person.id_number not in body
    assert "13812345678" not in body
    assert "沈秀英" not in body.split("<title>")[1].split("</title>")[0]


def test_unmasking_shows_the_numbers_once_with_a_reason_in_the_journal(unit, chair, client_of):
    person = people.member(unit, mobile="13812345678")
    browser, url = client_of(chair), reverse("members:member_unmask", args=[person.pk])
    assert person.id_number not in text(browser.get(url))
    assert person.id_number not in text(browser.post(url, {"reason": ""}))
    number = JournalEntry.objects.count()
    shown = text(browser.post(url, {"reason": "核对证件"}))
    assert person.id_number in shown
    assert "13812345678" in shown
    entry = JournalEntry.objects.first()
    assert JournalEntry.objects.count() == number + 1
    assert (entry.kind, entry.target_id, entry.actor) == ("unmask", str(person.pk), chair)
    assert entry.details() == {"reason": "核对证件"}
    assert person.id_number not in str(entry.__dict__)
    assert person.id_number not in text(browser.get(url))


def test_a_number_typed_as_a_reason_does_not_reach_the_journal(unit, chair, client_of):
    person = people.member(unit)
    url = reverse("members:member_unmask", args=[person.pk])
    client_of(chair).post(url, {"reason": f"核对{person.id_number}"})
    assert person.id_number not in str(list(JournalEntry.objects.values()))


def test_the_edit_form_does_not_show_the_number_and_keeps_it_when_left_empty(
    unit, chair, client_of
):
    person = people.member(unit)
    browser, url = client_of(chair), reverse("members:member_edit", args=[person.pk])
    assert person.id_number not in text(browser.get(url))
    assert browser.post(url, form_of(person, post="钳工")).status_code == 302
    saved = Member.objects.get(pk=person.pk)
    assert (saved.id_number, saved.post) == (person.id_number, "钳工")


def test_of_two_people_editing_at_once_the_second_is_told(unit, chair, clerk, client_of):
    person = people.member(unit)
    url = reverse("members:member_edit", args=[person.pk])
    first, second = form_of(person, post="钳工"), form_of(person, post="焊工")
    assert client_of(chair).post(url, first).status_code == 302
    answer = client_of(clerk).post(url, second)
    assert "已被别人修改" in text(answer)
    assert 'value="焊工"' in text(answer), "nothing typed is lost"
    assert Member.objects.get(pk=person.pk).post == "钳工"


def test_an_error_keeps_what_was_typed_and_names_the_field(unit, chair, client_of):
    person = people.member(unit)
    before = rows.fingerprint()
    url = reverse("members:member_edit", args=[person.pk])
    answer = client_of(chair).post(url, form_of(person, mobile="12345", post="钳工"))
    assert "手机号应为 1 开头的 11 位数字" in text(answer)
    assert 'value="钳工"' in text(answer)
    assert 'value="12345"' in text(answer)
    assert rows.fingerprint() == before


@pytest.mark.parametrize(
    "typed", ["2020-13-01", "昨天", "٢٠٢٠-٠١-٠١", "2020-02-30", "99999999", "-1", "'\"<script>"]
)
def test_a_day_nobody_can_read_is_said_beside_the_field(typed, unit, chair, client_of):
    person = people.member(unit)
    before = rows.fingerprint()
    url = reverse("members:member_step", args=[person.pk, "leave"])
    answer = client_of(chair).post(url, {"kind": "withdraw", "day": typed, "reason": "x"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["day"]
    assert '<script>"' not in text(answer)
    assert rows.fingerprint() == before


@pytest.mark.parametrize(
    "typed", ["2020-1-5", "2020.1.5", "2020年1月5日", "20200105", "2020/01/05"]
)
def test_a_day_is_read_as_people_write_it(typed, unit, chair, client_of):
    person = people.member(unit)
    url = reverse("members:member_step", args=[person.pk, "leave"])
    data = {"kind": "withdraw", "day": typed, "reason": "本人申请"}
    assert client_of(chair).post(url, data).status_code == 302
    assert person.memberships.get().until == D(2020, 1, 5)


def test_every_step_by_its_form(unit, other_unit, chair, other_chair, client_of):
    person = people.member(unit)
    browser = client_of(chair)
    for step, day in (("retain", "2015-01-01"), ("restore", "2016-01-01")):
        url = reverse("members:member_step", args=[person.pk, step])
        assert browser.post(url, {"day": day, "reason": "x"}).status_code == 302
    asked = browser.post(
        reverse("members:member_transfer", args=[person.pk]),
        {"to_union": other_unit.pk, "day": "2017-01-01", "reason": "调动"},
    )
    answer = client_of(other_chair).post(
        asked["Location"],
        {"move": "accept", "employer": other_unit.coverages.get().enterprise_id},
    )
    assert answer.status_code == 302
    assert [(p.union, p.standing) for p in person.memberships.order_by("since")] == [
        (unit, "active"), (unit, "retained"), (unit, "active"), (other_unit, "active")
    ]  # fmt: skip


def test_a_step_that_is_none_leads_back(unit, chair, client_of):
    person = people.member(unit)
    for step in ("void", "delete", "x"):
        url = reverse("members:member_step", args=[person.pk, step])
        answer = client_of(chair).post(url, {"day": "2020-01-01", "reason": "x"})
        assert answer["Location"] == reverse("members:member_detail", args=[person.pk])


def test_voiding_by_the_page_keeps_the_period_on_the_life_line(unit, chair, clerk, client_of):
    person = people.member(unit)
    period = person.memberships.get()
    url = reverse("members:membership_void", args=[period.pk])
    assert "作废会籍" in text(client_of(chair).get(url))
    answer = client_of(clerk).post(url, {"reason": "登错人"}, follow=True)
    assert answer.status_code == 200
    assert "已作废" in text(answer)


def test_voiding_ones_only_period_leads_the_chair_to_a_page_she_may_see(unit, chair, client_of):
    """The member is not of her unit any more: no 404 after a deed that was done."""
    period = people.member(unit).memberships.get()
    url = reverse("members:membership_void", args=[period.pk])
    answer = client_of(chair).post(url, {"reason": "登错人"}, follow=True)
    assert answer.status_code == 200
    assert "已作废" in text(answer)


def test_registering_a_member_by_the_form(unit, chair, client_of):
    number = people.id_number(D(1990, 2, 3), "2")
    data = {
        "full_name": "新会员", "id_type": "id_card", "id_number": number, "ethnic_group": "01",
        "employment_status": "on_post", "first_joined_on": "2020年5月1日",
        "employer": unit.coverages.get().enterprise_id,
    }  # fmt: skip
    answer = client_of(chair).post(reverse("members:member_new"), data)
    assert answer.status_code == 302
    person = Member.objects.get(full_name="新会员")
    assert (person.birth_date, person.sex) == (D(1990, 2, 3), "2")
    assert person.memberships.get().employer == unit.coverages.get().enterprise
    twice = client_of(chair).post(reverse("members:member_new"), data)
    assert twice.status_code == 200
    assert Member.objects.filter(full_name="新会员").count() == 1


def test_the_employers_offered_are_the_unions_own_of_today(unit, other_unit, chair, client_of):
    body = text(client_of(chair).get(reverse("members:member_new")))
    assert unit.coverages.get().enterprise.name in body
    assert other_unit.coverages.get().enterprise.name not in body


def test_a_joining_day_in_the_future_is_refused(unit, chair, client_of):
    day = today() + datetime.timedelta(days=1)
    data = {
        "full_name": "新会员", "id_type": "id_card", "id_number": people.id_number(),
        "ethnic_group": "01", "employment_status": "on_post", "first_joined_on": day,
    }  # fmt: skip
    answer = client_of(chair).post(reverse("members:member_new"), data)
    assert "不能晚于今天" in text(answer)
