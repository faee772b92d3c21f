"""Who lives in a household: adding, changing, ending, striking out a family row.

The head's own row (本人) follows the member and the file, and is never written by itself.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance.file_codes import Relation
from assistance.models import FamilyPerson, HardshipFile
from assistance.models.files import CONSENT_BELOW
from core import crypto, history, identifiers
from core.db import explained
from core.periods import today
from members.codes import IdType
from unions.access import require

# What may be changed of a row that stands; a wrong first day is struck out and entered anew.
FIELDS = (
    "full_name", "relation", "id_type", "id_number", "birth_date", "health", "monthly_income",
    "occupation", "medical_insurance", "school", "education_level", "enrolled_year",
    "school_years", "guardian_consent_on",
)  # fmt: skip


def lock_open(file_pk: int) -> HardshipFile:
    """The file as it stands, locked; refused when it is closed."""
    rows = HardshipFile.objects.select_for_update(of=("self",)).select_related("union", "head")
    locked = rows.get(pk=file_pk)
    if not locked.is_open:
        raise ValidationError("这份档案已退出或作废，不能再办理，请刷新页面。")
    return locked


def reasoned(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    return reason.strip()[:200]


def not_after_today(day: datetime.date | None, field: str) -> None:
    if day is not None and day > today():
        raise ValidationError({field: "日期不能晚于今天。"})


def prepare(person: FamilyPerson) -> None:
    """Normalise, derive, check a family row before it is saved. Raises ValidationError by field."""
    person.full_name = person.full_name.strip()
    number = identifiers.normalise(person.id_number or "")
    if person.id_type == IdType.ID_CARD and number:
        if len(number) == 15 and number.isascii() and number.isdigit():
            number = identifiers.upgrade_15(number)
        if problem := identifiers.id_number_error(number):
            raise ValidationError({"id_number": problem})
        born = identifiers.birth_date_of(number)
        if person.birth_date and person.birth_date != born:
            raise ValidationError({"birth_date": "出生日期与证件号码不符，请核对后改正其中一项。"})
        person.birth_date = born
    person.id_number = number
    # The field is filled on saving; the check of overlaps needs it now.
    index = crypto.blind_index(number, "id_number") if number else None
    person.id_index = index  # type: ignore[assignment]
    if person.birth_date is None:
        raise ValidationError({"birth_date": "没有身份证号码的，请填写出生日期。"})
    for field in ("birth_date", "since", "guardian_consent_on"):
        not_after_today(getattr(person, field), field)
    _check_consent(person)
    person.full_clean()


def _check_consent(person: FamilyPerson) -> None:
    """All data of under-14s are sensitive and need the guardian's consent (PIPL arts. 28, 31)."""
    age = person.age_on(today())
    if age is not None and age < CONSENT_BELOW and person.guardian_consent_on is None:
        raise ValidationError(
            {"guardian_consent_on": "不满十四周岁的，须先征得监护人同意，并填写同意日期。"}
        )


def head_row(file: HardshipFile, row: FamilyPerson | None = None) -> FamilyPerson:
    """The row 本人 as the member and the file now say, unsaved."""
    row = row or FamilyPerson(file=file, relation=Relation.SELF, since=file.opened_on)
    head = file.head
    row.full_name, row.id_type, row.id_number = head.full_name, head.id_type, head.id_number
    row.birth_date, row.health = head.birth_date, file.health
    row.monthly_income = file.own_monthly_income
    row.medical_insurance = file.medical_insurance
    prepare(row)
    return row


def follow_head(file: HardshipFile, *, by: Any) -> None:
    """Bring the row 本人 in line with the member, e.g. after her number was corrected."""
    row = file.people.open().filter(relation=Relation.SELF).first()
    with explained(FamilyPerson):
        history.save(head_row(file, row), by=by, reason="随户主资料")


@transaction.atomic
def add_person(person: FamilyPerson, *, by: Any) -> FamilyPerson:
    """Take somebody into the household from `since` on. Raises ValidationError by field."""
    locked = lock_open(person.file_id)
    require(by, "aid_enter", locked.union)
    if person.relation == Relation.SELF:
        raise ValidationError({"relation": "“本人”随建档登记，请选择与户主的关系。"})
    if person.since and person.since < locked.opened_on:
        raise ValidationError({"since": f"日期不能早于建档日期 {locked.opened_on}。"})
    prepare(person)
    with explained(FamilyPerson):
        history.save(person, by=by, reason="登记家庭成员")
    _record("登记家庭成员", locked, person, by)
    return person


@transaction.atomic
def change_person(person: FamilyPerson, *, by: Any, reason: str = "") -> FamilyPerson:
    """Save changed particulars (those of FIELDS) of a family row that stands."""
    locked = _lock(person, by)
    for name in FIELDS:
        setattr(locked, name, getattr(person, name))
    if locked.relation == Relation.SELF:
        raise ValidationError({"relation": "“本人”随建档登记，请选择与户主的关系。"})
    prepare(locked)
    with explained(FamilyPerson):
        history.save(locked, by=by, reason=reason)
    _record("修改家庭成员", locked.file, locked, by)
    return locked


@transaction.atomic
def end_person(person: FamilyPerson, day: datetime.date, *, by: Any, reason: str) -> FamilyPerson:
    """Somebody left the household; from `day` on she may stand in another."""
    locked = _lock(person, by)
    why = reasoned(reason)
    not_after_today(day, "day")
    if day <= locked.since:
        raise ValidationError({"day": f"日期应晚于登记的开始日期 {locked.since}。"})
    locked.until = day
    with explained(FamilyPerson):
        history.save(locked, by=by, reason=why)
    _record("家庭成员离开", locked.file, locked, by, day=day, reason=why)
    return locked


@transaction.atomic
def void_person(person: FamilyPerson, *, by: Any, reason: str) -> FamilyPerson:
    """Strike out a family row entered by mistake: it counts for no day."""
    locked = _lock(person, by, ended_too=True)
    why = reasoned(reason)
    if locked.lines.exists():
        raise ValidationError("这名家庭成员已有救助记录，不能作废；已离开家庭的请登记离开。")
    locked.voided_at, locked.voided_reason = timezone.now(), why
    with explained(FamilyPerson):
        history.save(locked, by=by, reason=why)
    _record("作废家庭成员", locked.file, locked, by, reason=why)
    return locked


def _lock(person: FamilyPerson, by: Any, ended_too: bool = False) -> FamilyPerson:
    """The row as it stands, with its file locked; refused for 本人 and for what is over."""
    file = lock_open(person.file_id)
    require(by, "aid_enter", file.union)
    locked = FamilyPerson.objects.get(pk=person.pk)
    locked.file = file
    if locked.is_voided or (locked.until is not None and not ended_too):
        raise ValidationError("这名家庭成员已离开或已作废，请刷新页面。")
    if locked.relation == Relation.SELF:
        raise ValidationError("户主本人随档案登记，请在“修改档案”中办理。")
    return locked


def _record(summary: str, file: HardshipFile, person: FamilyPerson, by: Any, **detail: Any) -> None:
    """The line names the file and the row's number, never the person."""
    journal.record(
        journal.Kind.EDIT, f"{summary}：{file.number}", by=by, target=file,
        union_id=file.union_id, detail={"person": person.pk, **detail},
    )  # fmt: skip
