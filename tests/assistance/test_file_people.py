"""Who lives in a household, on which day, and the care the law asks for children."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import JournalEntry
from assistance.models import FamilyPerson
from assistance.services import file_people, files
from assistance.services import households as questions
from core import changes
from core.periods import months_before, today
from tests.factories import households, people, rows

D = datetime.date


@pytest.fixture
def file(unit, chair):
    return households.file(people.member(unit, "方桂英"), chair)


@pytest.fixture
def other_file(other_unit, other_chair):
    return households.file(people.member(other_unit, "何大山"), other_chair)


def test_birth_date_comes_from_the_number_and_old_numbers_are_lengthened(file, chair):
    number = people.id_number(D(1962, 7, 8))
    person = households.person(file, chair, id_number=f" {number[:6]}{number[8:17]}\u200b",
                               birth_date=None, relation="father")  # fmt: skip
    assert (person.birth_date, person.id_number) == (D(1962, 7, 8), number)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"relation": "self"}, "relation"),
        ({"relation": ""}, "relation"),
        ({"full_name": "  "}, "full_name"),
        ({"id_number": "990124198001194347"}, "id_number"),
        ({"birth_date": D(1990, 5, 7)}, "birth_date"),
        ({"id_number": "", "birth_date": None}, "birth_date"),
        ({"since": D(2016, 2, 29)}, "since"),
        ({"since": today() + datetime.timedelta(1)}, "since"),
        ({"since": None}, "since"),
        ({"monthly_income": -1}, "monthly_income"),
        ({"enrolled_year": 16}, "enrolled_year"),
        ({"guardian_consent_on": today() + datetime.timedelta(1)}, "guardian_consent_on"),
    ],
)
def test_what_cannot_be_is_refused_by_field(fields, where, file, chair):
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refusal:
        households.person(file, chair, **fields)
    assert list(refusal.value.message_dict) == [where]
    assert "990124198001194347" not in str(refusal.value)
    assert rows.fingerprint() == before


@pytest.mark.parametrize(("days", "refused"), [(1, True), (0, False)])
def test_under_fourteen_a_guardian_must_have_agreed(days, refused, file, chair):
    """On the fourteenth birthday no longer; until the day before, yes (PIPL art. 31)."""
    born = months_before(today(), 12 * 14) + datetime.timedelta(days)
    asked = {"born": born, "since": today(), "relation": "daughter"}
    if not refused:
        households.person(file, chair, **asked)
        return
    with pytest.raises(ValidationError) as refusal:
        households.person(file, chair, **asked)
    assert list(refusal.value.message_dict) == ["guardian_consent_on"]
    households.person(file, chair, **asked, guardian_consent_on=today())


def test_consent_cannot_be_taken_back_out_of_a_childs_row(file, chair):
    child = households.child(file, chair)
    child.guardian_consent_on = None
    with pytest.raises(ValidationError, match="监护人"):
        file_people.change_person(child, by=chair)


def test_born_on_29_february_she_is_fourteen_on_1_march():
    person = FamilyPerson(birth_date=D(2004, 2, 29))
    assert [person.age_on(day) for day in (D(2018, 2, 28), D(2018, 3, 1), D(2020, 2, 29))] == [
        13, 14, 16,
    ]  # fmt: skip


def test_nobody_stands_in_two_households_on_one_day(file, other_file, chair, other_chair, unit):
    son = households.person(file, chair)
    asked = {"id_number": son.id_number}
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refusal:
        households.person(other_file, other_chair, since=D(2018, 1, 1), **asked)
    for secret in (unit.name, "方桂英", file.number):
        assert secret not in str(refusal.value)
    assert rows.fingerprint() == before
    file_people.end_person(son, D(2018, 1, 1), by=chair, reason="成家分户")
    with pytest.raises(ValidationError):
        households.person(other_file, other_chair, since=D(2017, 12, 31), **asked)
    households.person(other_file, other_chair, since=D(2018, 1, 1), **asked)
    houses = [questions.file_of(son.id_index, day) for day in (D(2017, 12, 31), D(2018, 1, 1))]
    assert houses == [file, other_file]


def test_the_database_itself_refuses_a_second_household(file, other_file, chair):
    son = households.person(file, chair)
    twin = FamilyPerson(
        file=other_file, full_name="某", relation="son", id_number=son.id_number,
        birth_date=son.birth_date, since=D(2020, 1, 1),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="family_person_one_household"), transaction.atomic():
        twin.save()


def test_people_without_a_number_do_not_stand_in_each_others_way(file, other_file, chair, clerk):
    for house in (file, other_file):
        households.person(house, clerk, id_number="", born=D(2000, 1, 1))
    assert FamilyPerson.objects.filter(id_index__isnull=True).count() == 2


def test_household_questions_by_day_in_one_query_each(
    file, other_file, chair, django_assert_num_queries
):
    son = households.person(file, chair, since=D(2017, 1, 1))
    households.person(file, chair, id_number="", born=D(2000, 1, 1))
    head, other = file.head.id_index, other_file.head.id_index
    with django_assert_num_queries(1):
        found = questions.files_of([head, other, son.id_index, None, "0" * 32], D(2016, 12, 31))
    assert found == {head: file.pk, other: other_file.pk}
    with django_assert_num_queries(1):
        assert questions.files_of([son.id_index], D(2017, 1, 1)) == {son.id_index: file.pk}
    with django_assert_num_queries(1):
        lives = questions.people_of([file.pk, other_file.pk], D(2017, 1, 1))
    assert lives == {file.pk: [head, son.id_index], other_file.pk: [other]}
    assert questions.file_of(None, today()) is None
    assert questions.file_of(head, D(2016, 2, 28)) is None


def test_changing_a_row_checks_the_other_households_again(file, other_file, chair):
    son = households.person(file, chair)
    son.id_number = other_file.head.id_number
    son.birth_date = other_file.head.birth_date
    with pytest.raises(ValidationError, match="同一人同一天"):
        file_people.change_person(son, by=chair)
    fresh = FamilyPerson.objects.get(pk=son.pk)
    fresh.school, fresh.since = "淳安二中", D(2019, 1, 1)
    file_people.change_person(fresh, by=chair)
    fresh.refresh_from_db()
    assert (fresh.school, fresh.since) == ("淳安二中", file.opened_on), "the first day is kept"


def test_the_heads_own_row_is_not_touched_by_itself(file, chair):
    own = file.people.get()
    for deed in (
        lambda: file_people.change_person(own, by=chair),
        lambda: file_people.end_person(own, today(), by=chair, reason="x"),
        lambda: file_people.void_person(own, by=chair, reason="x"),
    ):
        with pytest.raises(ValidationError, match="户主本人随档案登记"):
            deed()


def test_leaving_needs_a_day_after_the_first_and_a_reason(file, chair):
    son = households.person(file, chair)
    for day, reason in (
        (son.since, "x"), (today() + datetime.timedelta(1), "x"), (D(2018, 1, 1), " "),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            file_people.end_person(son, day, by=chair, reason=reason)
    file_people.end_person(son, D(2018, 1, 1), by=chair, reason="成家分户")
    with pytest.raises(ValidationError, match="已离开或已作废"):
        file_people.end_person(son, D(2018, 2, 1), by=chair, reason="x")


def test_a_voided_row_frees_the_person(file, other_file, chair, other_chair):
    son = households.person(file, chair)
    file_people.void_person(son, by=chair, reason="登错人")
    households.person(other_file, other_chair, id_number=son.id_number)
    with pytest.raises(ValidationError, match="已离开或已作废"):
        file_people.void_person(son, by=chair, reason="x")


def test_names_and_illness_are_not_readable_in_the_tables(unit, chair):
    """Many of these people are children; the sealed columns say nothing to a copied disk."""
    file = households.file(people.member(unit), chair, health="serious", illness="尿毒症")
    child = households.child(file, chair)
    table = ""
    with connection.cursor() as cursor:
        for name in ("familyperson", "historicalfamilyperson", "hardshipfile",
                     "historicalhardshipfile"):  # fmt: skip
            cursor.execute(f"SELECT * FROM assistance_{name}")
            table += str(cursor.fetchall())
    for secret in (child.full_name, child.id_number, "尿毒症"):
        assert secret not in table


def test_neither_journal_nor_history_pages_name_a_child(file, chair):
    child = households.child(file, chair)
    file_people.end_person(child, today(), by=chair, reason="随母生活")
    assert child.full_name not in str(list(JournalEntry.objects.values()))
    newest = child.history.first()
    shown = changes.between(FamilyPerson, None, newest, changes.names_of(FamilyPerson, [newest]))
    texts = " ".join(f"{change.before}{change.after}" for change in shown) + str(child)
    assert child.full_name not in texts
    assert child.id_number not in texts
    assert "女" in texts


def test_exited_people_are_free_on_the_day_of_exit(file, other_file, chair, other_chair):
    son = households.person(file, chair)
    files.exit_file(file, D(2018, 5, 1), "relieved", by=chair)
    households.person(other_file, other_chair, id_number=son.id_number, since=D(2018, 5, 1))
