"""A member's own particulars: derived columns, contradictions, defects, saving."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from core import identifiers
from members.codes import Defect, IdType
from members.models import Member
from members.services import memberships, records
from tests.factories import people, rows

D = datetime.date
BIRTH = D(1985, 3, 14)


def newcomer(**fields):
    number = people.id_number(BIRTH, "2")
    fields = {
        "full_name": "欧阳雪",
        "id_number": number,
        "first_joined_on": D(2016, 9, 8),
        **fields,
    }
    return Member(**fields)


def test_sex_and_birth_date_come_from_the_id_card(unit, clerk):
    person = newcomer()
    memberships.join(person, unit, None, by=clerk)
    assert (person.sex, person.birth_date) == ("2", BIRTH)
    assert person.id_region == person.id_number[:6]
    assert person.name_initials == "oyx"


@pytest.mark.parametrize("typed", [" {}\u200b", "{}　", "\u202e{}"])
def test_blanks_and_invisible_characters_are_no_part_of_a_number(typed, unit, clerk):
    number = people.id_number(BIRTH, "2")
    person = newcomer(id_number=typed.format(number))
    memberships.join(person, unit, None, by=clerk)
    assert Member.objects.get(pk=person.pk).id_number == number


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"sex": "1"}, "sex"),
        ({"birth_date": D(1985, 3, 15)}, "birth_date"),
        ({"id_number": "990124198001194347"}, "id_number"),
        ({"id_number": ""}, "id_number"),
        ({"id_number": "", "id_missing_reason": "  "}, "id_number"),
        (
            {"id_number": people.id_number(D(2004, 1, 1), "2"), "first_joined_on": D(2004, 1, 1)},
            "first_joined_on",
        ),
    ],
)
def test_contradictions_are_refused_by_field_and_nothing_is_stored(fields, where, unit, clerk):
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refusal:
        memberships.join(newcomer(**fields), unit, None, by=clerk)
    assert list(refusal.value.message_dict) == [where]
    assert rows.fingerprint() == before


def test_the_refusal_does_not_repeat_the_number(unit, clerk):
    with pytest.raises(ValidationError) as refusal:
        memberships.join(newcomer(id_number="990124198001194347"), unit, None, by=clerk)
    assert "990124198001194347" not in str(refusal.value)


def test_a_person_without_a_number_is_taken_with_a_reason(unit, clerk):
    for name in ("外籍一", "外籍二"):
        person = newcomer(full_name=name, id_number="", id_missing_reason="证件遗失补办中")
        memberships.join(person, unit, None, by=clerk)
        assert person.id_index is None
        assert Defect.NO_ID in person.defects.split()


def test_the_database_wants_a_number_or_a_reason(unit, clerk):
    person = people.member(unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=person.pk).update(id_index=None, id_missing_reason="")


def test_a_number_is_registered_once(unit, other_unit, clerk):
    number = people.id_number(BIRTH, "2")
    memberships.join(newcomer(id_number=number), unit, None, by=clerk)
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="该证件号码已登记在册"):
        memberships.join(newcomer(id_number=number, full_name="冒名"), other_unit, None, by=clerk)
    assert rows.fingerprint() == before


def test_a_passport_is_not_read_as_an_id_card(unit, clerk):
    person = newcomer(id_type=IdType.PASSPORT, id_number="e12345678", sex="1", birth_date=BIRTH)
    memberships.join(person, unit, None, by=clerk)
    assert (person.id_number, person.id_region) == ("E12345678", "")


def test_the_number_is_not_readable_in_the_table(unit):
    person = people.member(unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_member")
        table = str(cursor.fetchall())
        cursor.execute("SELECT * FROM members_historicalmember")
        table += str(cursor.fetchall())
    assert person.id_number not in table
    assert person.full_name in table


COMPLETE = {
    "mobile": "13800000000", "education_level": "30", "household_type": "rural",
    "political_status": "13",
}  # fmt: skip


@pytest.mark.parametrize(
    ("lacking", "defects"),
    [
        ({}, ""),
        ({"mobile": ""}, "no_mobile"),
        ({"education_level": "", "political_status": ""}, "no_education no_political"),
        ({"household_type": ""}, "no_household"),
        ({"household_type": "", "household_region": "浙江淳安"}, ""),
        ({"first_joined_on": D(2001, 3, 13)}, "joined_young"),
        ({"first_joined_on": D(2001, 3, 14)}, ""),
    ],
)
def test_what_keeps_a_record_from_counting(lacking, defects, unit, clerk):
    employer = unit.coverages.get().enterprise
    person = newcomer(**{**COMPLETE, **lacking})
    memberships.join(person, unit, employer, by=clerk)
    assert person.defects == defects


def test_someone_born_on_29_february_turns_sixteen_on_1_march(unit, clerk):
    born = D(2004, 2, 29)
    number = people.id_number(born, "2")
    for joined, young in ((D(2020, 2, 28), True), (D(2020, 2, 29), False)):
        person = newcomer(id_number=number, birth_date=born, first_joined_on=joined, sex="2")
        records.prepare(person, None)
        assert (Defect.JOINED_YOUNG in person.defects.split()) is young


def test_no_employer_is_a_defect_in_a_unit_but_not_at_the_federation(unit, federation, clerk):
    in_unit, held = newcomer(**COMPLETE), newcomer(**COMPLETE)
    memberships.join(in_unit, unit, None, by=clerk)
    memberships.join(held, federation, None, by=clerk)
    assert (in_unit.defects, held.defects) == ("no_employer", "")


def test_changing_a_member_keeps_who_when_and_why(unit, clerk, chair):
    person = people.member(unit)
    person.post = "挡车工"
    records.change_member(person, by=chair, reason="调岗")
    line = person.history.first()
    assert (line.post, line.history_user, line.history_change_reason) == ("挡车工", chair, "调岗")


def test_changing_the_employer_changes_the_open_membership(unit, federation, clerk):
    person = people.member(unit)
    other = people.enterprise(federation, "新厂")
    records.change_member(person, by=clerk, employer=other)
    assert person.memberships.get().employer == other
    records.change_member(person, by=clerk)
    assert person.memberships.get().employer == other
    records.change_member(person, by=clerk, employer=None)
    assert person.memberships.get().employer is None
    assert "no_employer" in person.defects


def test_somebody_who_left_is_no_longer_changed(unit, clerk):
    person = people.member(unit)
    memberships.leave(person, "withdraw", D(2020, 1, 1), by=clerk, reason="本人申请")
    with pytest.raises(ValidationError, match="已不在册"):
        records.change_member(person, by=clerk)


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor", "administrator"])
def test_nobody_else_changes_a_member(who, unit, request):
    person = people.member(unit)
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    person.post = "改"
    with pytest.raises(PermissionDenied):
        records.change_member(person, by=user)
    with pytest.raises(PermissionDenied):
        memberships.join(newcomer(), unit, None, by=user)
    assert rows.fingerprint() == before


def test_masks(unit):
    person = people.member(unit, mobile="13812345678")
    assert person.masked_id == person.id_number[:6] + "*" * 12
    assert person.masked_mobile == "138****5678"
    assert not identifiers.id_number_error(person.id_number)
