"""The beneficiaries of an application, one by one: found, added, changed, taken off."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from assistance.models import FamilyPerson, Line
from assistance.services import file_people
from core.crypto import blind_index
from tests.factories import aid, people, rows

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def member(unit):
    return people.member(unit, "沈秀英")


def test_members_are_found_by_post_within_the_unit(unit, other_unit, chair, member, client_of):
    people.member(other_unit, "沈外人")
    row = aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))
    url = reverse("assistance:line_new", args=[row.pk])
    for typed in ("沈", "sxy", member.id_number):
        body = text(client_of(chair).post(url, {"q": typed}))
        assert f"?member={member.pk}" in body, typed
        assert "沈外人" not in body
        assert member.id_number not in body.replace(f'value="{member.id_number}"', "")
    missing = reverse("assistance:line_new", args=[row.pk])
    foreign = people.member(other_unit, "沈外人")
    assert client_of(chair).get(f"{missing}?member={foreign.pk}").status_code == 404


def test_a_clerk_helps_only_people_of_the_applications_union(
    unit, other_unit, clerk, member, client_of
):
    foreign = people.member(other_unit, "沈外人")
    row = aid.application(unit, clerk, programme=aid.programme("stoppage_subsidy"))
    url = reverse("assistance:line_new", args=[row.pk])
    browser = client_of(clerk)
    assert "沈外人" not in text(browser.post(url, {"q": "沈"}))
    assert browser.get(f"{url}?member={foreign.pk}").status_code == 404
    assert browser.get(f"{url}?member={member.pk}").status_code == 200


def line_data(row, **data):
    return {"amount": "100", "method": "cash", "version": row.version, **data}


def test_somebody_not_on_the_roster_by_name_and_number(unit, chair, client_of):
    row = aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))
    url = f"{reverse('assistance:line_new', args=[row.pk])}?stranger=1"
    browser = client_of(chair)
    wrong = browser.post(url, line_data(row, full_name="临时工", id_number="990000198001010001"))
    assert "校验位不对" in text(wrong)
    assert "临时工" in text(wrong)
    number = people.id_number()
    spaced = f"{number[:6]} {number[6:]}".lower()
    assert (
        browser.post(url, line_data(row, full_name="临时工", id_number=spaced)).status_code == 302
    )
    line = Line.objects.get()
    assert (line.full_name, line.id_number, line.member) == ("临时工", number, None)
    row.refresh_from_db()
    passport = line_data(row, full_name="外籍", id_number="e1234567")
    assert browser.post(url, passport).status_code == 302
    row.refresh_from_db()
    again = browser.post(url, line_data(row, full_name="临时工", id_number=number))
    assert "同一份申请中此人已有一行。" in text(again)
    assert Line.objects.count() == 2


def test_a_stranger_with_a_members_number_is_that_member(unit, chair, member, client_of):
    row = aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))
    url = f"{reverse('assistance:line_new', args=[row.pk])}?stranger=1"
    data = line_data(row, full_name="沈秀因", id_number=member.id_number)
    assert "登记的不是这个姓名" in text(client_of(chair).post(url, data))
    client_of(chair).post(url, {**data, "full_name": "沈秀英"})
    assert Line.objects.get().member == member


@pytest.mark.parametrize("account", ["12345", "6222 x", "6.22E+18"])
def test_an_account_is_digits(account, unit, chair, member, client_of):
    row = aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))
    url = f"{reverse('assistance:line_new', args=[row.pk])}?member={member.pk}"
    answer = client_of(chair).post(url, line_data(row, method="bank", bank_account=account))
    assert answer.status_code == 200
    assert "银行账号" in text(answer)
    assert not Line.objects.exists()


def test_a_line_is_changed_and_its_account_kept_unseen(unit, chair, member, client_of):
    row = aid.drafted(unit, chair, member)
    line = row.lines.get()
    url = reverse("assistance:line_edit", args=[line.pk])
    browser = client_of(chair)
    page = text(browser.get(url))
    assert aid.ACCOUNT not in page
    assert "现登记：****0123" in page
    hidden = {"status": "paid", "id_number": people.id_number(), "member": "", "attempts": "5",
              "application": "99", "full_name": "别人", "paid_on": "2001-01-01"}  # fmt: skip
    data = {"amount": "888.88", "method": "bank", "version": row.version, **hidden}
    assert browser.post(url, data).status_code == 302
    after = Line.objects.get(pk=line.pk)
    assert (after.amount, after.bank_account) == (Decimal("888.88"), aid.ACCOUNT)
    assert (after.status, after.full_name, after.attempts) == ("planned", "沈秀英", 0)
    assert (after.application, after.member, after.id_number) == (row, member, member.id_number)
    assert browser.post(url, data).status_code == 409, "a second click of the same form"


@pytest.mark.parametrize("amount", ["0", "-5", "1.234", "1e9999", "NaN", "一百", ""])
def test_an_amount_is_money(amount, unit, chair, member, client_of):
    row = aid.drafted(unit, chair, member)
    url = reverse("assistance:line_edit", args=[row.lines.get().pk])
    before = rows.fingerprint()
    browser = client_of(chair)
    answer = browser.post(url, {"amount": amount, "method": "bank", "version": row.version})
    assert answer.status_code == 200
    assert rows.fingerprint() == before


def test_a_line_is_taken_off_once(unit, chair, member, client_of):
    row = aid.drafted(unit, chair, member)
    line = row.lines.get()
    url, data = reverse("assistance:line_remove", args=[line.pk]), {"version": row.version}
    browser = client_of(chair)
    assert [browser.post(url, data).status_code for _ in range(2)] == [302, 409]
    line.refresh_from_db()
    assert line.status == "dropped"
    body = text(browser.get(reverse("assistance:application_detail", args=[row.pk])))
    assert "（0 人，" in body
    assert "不再发放" in body


def test_a_student_is_chosen_from_the_file_and_never_named(unit, chair, member, client_of):
    file = aid.hardship_file(member, chair)
    born = datetime.date(2004, 5, 6)
    child = FamilyPerson(
        file=file, full_name="沈小宝", relation="daughter", since=file.opened_on,
        id_number=people.id_number(born, "2"), guardian_consent_on=file.opened_on,
    )  # fmt: skip
    file_people.add_person(child, by=chair)
    row = aid.application(unit, chair, programme=aid.programme("autumn_student_aid"))
    url = f"{reverse('assistance:line_new', args=[row.pk])}?member={member.pk}"
    browser = client_of(chair)
    page = text(browser.get(url))
    assert "女（2004年生）" in page
    assert "沈小宝" not in page
    foreign = {"student": child.pk + 99}
    assert browser.post(url, line_data(row, **foreign)).status_code == 200
    assert browser.post(url, line_data(row, student=child.pk)).status_code == 302
    assert Line.objects.get().student == child
    for name in ("application_detail", "application_print", "line_list"):
        body = text(browser.get(reverse(f"assistance:{name}", args=[row.pk])))
        assert "女（2004年生）" in body, name
        assert "沈小宝" not in body, name


def test_the_number_is_found_again_by_its_index(unit, chair, member):
    row = aid.drafted(unit, chair, member)
    assert row.lines.get().id_index == blind_index(member.id_number, "id_number")
