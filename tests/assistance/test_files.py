"""Hardship files: one household one file, opening, changing, review, moving, exit, voiding."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry
from assistance.models import CategoryPeriod, FamilyPerson, HardshipFile
from assistance.services import file_people, files
from core.periods import today
from members.models import Member
from members.services import chain, memberships, records
from tests.accounts.test_journal import in_threads, shared_database  # noqa: F401
from tests.factories import aid, households, people, rows

D = datetime.date


def test_opening_gives_number_head_and_category(unit, chair):
    head = people.member(unit, "方桂英")
    file = households.file(head, chair, own_monthly_income=1800, health="chronic")
    assert (file.number, file.union, file.opened_by) == ("困档2016-0001", unit, chair)
    own = file.people.get()
    assert (own.relation, own.full_name, own.since) == ("self", "方桂英", households.OPENED)
    assert own.id_index == head.id_index
    assert (own.monthly_income, own.health) == (1800, "chronic")
    assert [(c.category, c.since) for c in file.categories.all()] == [("deep", households.OPENED)]
    entry = JournalEntry.objects.first()
    assert (entry.target_id, entry.union_id) == (str(file.pk), unit.pk)
    assert "方桂英" not in str(entry.__dict__)


def test_numbers_run_by_year_over_all_units(unit, other_unit, clerk):
    days = [(unit, D(2016, 1, 2)), (other_unit, D(2016, 12, 31)), (unit, D(2017, 1, 1))]
    given = [
        households.file(people.member(union), clerk, opened_on=day).number for union, day in days
    ]
    assert given == ["困档2016-0001", "困档2016-0002", "困档2017-0001"]


def test_one_household_has_one_file(unit, chair):
    head = people.member(unit)
    households.file(head, chair)
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="已有一份在册的困难档案"):
        households.file(head, chair, opened_on=D(2018, 1, 1))
    assert rows.fingerprint() == before


def test_somebody_in_another_household_opens_none_of_her_own(unit, other_unit, clerk, other_chair):
    """And the refusal names neither the other household nor its unit."""
    wife = people.member(other_unit, "方桂英")
    theirs = households.file(people.member(unit, "何大山"), clerk)
    households.person(
        theirs, clerk, wife.full_name, id_number=wife.id_number, born=wife.birth_date,
        relation="spouse",
    )  # fmt: skip
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refusal:
        households.file(wife, other_chair)
    text = str(refusal.value)
    assert "同一人同一天只能在一份困难档案中" in text
    for secret in (unit.name, "何大山", theirs.number, wife.id_number):
        assert secret not in text
    assert rows.fingerprint() == before


def test_after_the_exit_a_new_file_may_be_opened(unit, chair):
    head = people.member(unit)
    first = households.file(head, chair)
    files.exit_file(first, D(2018, 1, 1), "relieved", by=chair)
    with pytest.raises(ValidationError):
        households.file(head, chair, opened_on=D(2017, 12, 31))
    second = households.file(head, chair, opened_on=D(2018, 1, 1))
    assert second.number == "困档2018-0001"
    assert HardshipFile.objects.on(D(2017, 12, 31)).get() == first
    assert HardshipFile.objects.on(D(2018, 1, 1)).get() == second


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"other_causes": "illness schooling disaster accident"}, "other_causes"),
        ({"main_cause": "illness", "other_causes": "illness"}, "other_causes"),
        ({"other_causes": "illness illness"}, "other_causes"),
        ({"other_causes": "laziness"}, "other_causes"),
        ({"disability_kind": "4"}, "disability_level"),
        ({"health": "good", "illness": "尿毒症"}, "health"),
        ({"annual_income": -1}, "annual_income"),
        ({"bank_account": "12ab"}, "bank_account"),
        ({"main_cause": "nonsense"}, "main_cause"),
        ({"opened_on": today() + datetime.timedelta(1)}, "opened_on"),
        ({"consent_on": today() + datetime.timedelta(1)}, "consent_on"),
        ({"category": "rich"}, "category"),
    ],
)
def test_contradictions_are_refused_by_field_and_nothing_is_stored(fields, where, unit, chair):
    head = people.member(unit)
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refusal:
        households.file(head, chair, **fields)
    assert list(refusal.value.message_dict) == [where]
    assert rows.fingerprint() == before


def test_three_other_causes_are_taken(unit, chair):
    file = households.file(people.member(unit), chair, other_causes="illness schooling disaster")
    assert file.other_cause_labels == "患重特大疾病、子女上学、遭受自然灾害"


def test_a_file_needs_a_member_in_hand_with_a_number(unit, clerk):
    gone = people.member(unit)
    memberships.leave(gone, "withdraw", today(), by=clerk, reason="本人申请")
    nameless = people.member(unit, id_number="", id_missing_reason="补办中")
    for head, words in ((gone, "不在册"), (nameless, "未登记证件号码")):
        with pytest.raises(ValidationError, match=words):
            households.file(head, clerk)


def test_only_who_may_enter_aid_at_the_members_union_opens_a_file(
    unit, chair, other_chair, leader, auditor, administrator
):
    head = people.member(unit)
    before = rows.fingerprint()
    for user in (other_chair, leader, auditor, administrator):
        with pytest.raises(PermissionDenied):
            households.file(head, user)
    assert rows.fingerprint() == before
    households.file(head, chair)


def test_readers_and_foreign_units_change_nothing(unit, chair, other_chair, leader, auditor):
    file = households.file(people.member(unit), chair)
    person = households.person(file, chair)
    deeds = [
        lambda by: files.change_file(file, by=by),
        lambda by: files.exit_file(file, today(), "relieved", by=by),
        lambda by: files.void_file(file, by=by, reason="x"),
        lambda by: files.review_file(file, by=by),
        lambda by: files.move_file(file, by=by),
        lambda by: households.person(file, by),
        lambda by: file_people.change_person(person, by=by),
        lambda by: file_people.end_person(person, today(), by=by, reason="x"),
        lambda by: file_people.void_person(person, by=by, reason="x"),
    ]
    before = rows.fingerprint()
    for deed in deeds:
        for user in (other_chair, leader, auditor):
            with pytest.raises(PermissionDenied):
                deed(user)
    assert rows.fingerprint() == before


def test_changing_keeps_what_is_not_to_be_typed_and_the_head_follows(unit, clerk, chair):
    file = households.file(people.member(unit), chair)
    stale = HardshipFile.objects.get(pk=file.pk)
    files.review_file(file, by=clerk)
    stale.own_monthly_income, stale.union_id, stale.number = 2100, clerk.pk + 99, "别的"
    files.change_file(stale, by=chair, reason="复核")
    file.refresh_from_db()
    assert (file.own_monthly_income, file.union, file.reviewed_by) == (2100, unit, clerk)
    assert file.number == "困档2016-0001"
    assert file.people.get().monthly_income == 2100
    assert file.history.first().history_change_reason == "复核"


def test_a_corrected_number_of_the_head_reaches_the_household(unit, clerk, chair):
    head = people.member(unit)
    file = households.file(head, chair)
    head.id_number = people.id_number(sex="2")
    records.change_member(head, by=clerk)
    files.change_file(HardshipFile.objects.get(pk=file.pk), by=chair)
    assert file.people.get().id_index == Member.objects.get(pk=head.pk).id_index


def test_the_opener_does_not_review_her_own_file(unit, federation, clerk):
    file = households.file(people.member(unit), clerk)
    with pytest.raises(ValidationError, match="建档人不能审核自己建的档案"):
        files.review_file(file, by=clerk)
    second = people.sign_in("second", "另一经办", federation, "clerk")
    files.review_file(file, by=second)
    with pytest.raises(ValidationError, match="已审核"):
        files.review_file(file, by=second)


def test_a_file_follows_its_head_to_another_unit(unit, other_unit, clerk, chair, other_chair):
    head = people.member(unit)
    file = households.file(head, chair)
    with pytest.raises(ValidationError, match="已在户主所属工会"):
        files.move_file(file, by=chair)
    chain.move(head, other_unit, None, D(2017, 1, 1), by=clerk, reason="调动")
    with pytest.raises(PermissionDenied):
        files.move_file(file, by=chair)
    files.move_file(file, by=clerk)
    assert not HardshipFile.objects.visible_to(chair).exists()
    assert not FamilyPerson.objects.visible_to(chair).exists()
    assert HardshipFile.objects.visible_to(other_chair).get() == file


def test_the_exit_ends_people_and_category_on_the_same_day(unit, chair):
    file = households.file(people.member(unit), chair)
    stays = households.person(file, chair)
    left = households.person(file, chair)
    file_people.end_person(left, D(2017, 1, 1), by=chair, reason="分户")
    late = households.person(file, chair, since=D(2019, 6, 1))
    files.exit_file(file, D(2019, 5, 1), "retired", by=chair, note="已领养老金")
    until = {p.pk: (p.until, p.is_voided) for p in FamilyPerson.objects.all()}
    assert until[stays.pk] == (D(2019, 5, 1), False)
    assert until[left.pk] == (D(2017, 1, 1), False)
    assert until[late.pk] == (None, True)
    assert CategoryPeriod.objects.get().until == D(2019, 5, 1)
    file.refresh_from_db()
    assert (file.exit_reason, file.exit_note, file.recheck_due) == ("retired", "已领养老金", None)


@pytest.mark.parametrize(
    ("day", "reason", "where"),
    [
        (households.OPENED, "relieved", "day"),
        (today() + datetime.timedelta(1), "relieved", "day"),
        (D(2018, 1, 1), "", "exit_reason"),
        (D(2018, 1, 1), "rich", "exit_reason"),
    ],
)
def test_an_exit_has_a_day_after_the_opening_and_a_reason(day, reason, where, unit, chair):
    file = households.file(people.member(unit), chair)
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refusal:
        files.exit_file(file, day, reason, by=chair)
    assert list(refusal.value.message_dict) == [where]
    assert rows.fingerprint() == before


def test_a_closed_file_takes_no_further_step(unit, chair, clerk):
    file = households.file(people.member(unit), chair)
    person = households.person(file, chair)
    files.exit_file(file, today(), "left", by=chair)
    before = rows.fingerprint()
    for deed in (
        lambda: files.change_file(file, by=chair),
        lambda: files.exit_file(file, today(), "left", by=chair),
        lambda: files.review_file(file, by=clerk),
        lambda: files.void_file(file, by=chair, reason="x"),
        lambda: households.person(file, chair),
        lambda: file_people.void_person(person, by=chair, reason="x"),
    ):
        with pytest.raises(ValidationError, match="已退出或作废"):
            deed()
    assert rows.fingerprint() == before


def test_a_voided_file_counts_for_no_day_and_frees_its_people(unit, chair):
    head = people.member(unit)
    file = households.file(head, chair)
    with pytest.raises(ValidationError):
        files.void_file(file, by=chair, reason=" ")
    files.void_file(file, by=chair, reason="登错人")
    assert not HardshipFile.objects.on(today()).exists()
    assert not FamilyPerson.objects.on(today()).exists()
    again = households.file(head, chair)
    assert again.number == "困档2016-0002", "a number is never given twice"


def test_of_two_opening_at_once_one_is_told(shared_database):  # noqa: F811
    """The same head by two clerks: one file, and the other gets the constraint's own words."""

    def ground():
        federation = people.federation()
        unit = people.unit(federation, "淳安甲纺织工会委员会", "淳安甲纺织有限公司")
        heads = [people.member(unit).pk for _ in range(2)]
        return heads, [people.sign_in(f"c{n}", f"经办{n}", federation, "clerk") for n in range(4)]

    ((heads, clerks),) = in_threads(ground)

    def opening(n):
        return lambda: households.file(Member.objects.get(pk=heads[n % 2]), clerks[n]).number

    answers = in_threads(*(opening(n) for n in range(4)))

    def look():
        numbers = list(HardshipFile.objects.order_by("number").values_list("number", flat=True))
        return numbers, FamilyPerson.objects.count()

    assert in_threads(look) == [(["困档2016-0001", "困档2016-0002"], 2)]
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 2
    assert all(isinstance(error, ValidationError) for error in refused), refused


def test_a_file_that_was_applied_on_can_only_exit(unit, chair):
    """And so with a family row: the payout would lose whom it was for."""
    head = people.member(unit)
    file = households.file(head, chair, consent_on=households.OPENED)
    son = households.person(file, chair)
    aid.drafted(unit, chair, head, programme=aid.programme("autumn_student_aid"), student=son)
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="已有救助申请"):
        files.void_file(file, by=chair, reason="登错人")
    with pytest.raises(ValidationError, match="已有救助记录"):
        file_people.void_person(son, by=chair, reason="登错人")
    assert rows.fingerprint() == before
    file_people.end_person(son, today(), by=chair, reason="成家分户")
    files.exit_file(file, today(), "relieved", by=chair)
