"""A member's own particulars: derived columns, checks, creating and changing."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import crypto, history, identifiers, pinyin
from core.db import explained
from members.codes import Defect, IdType, Sex
from members.models import Member, Membership
from unions.access import require
from unions.codes import FEDERATIONS
from unions.models import Enterprise

# Labour law allows work from sixteen (劳动法 art. 15): an earlier joining day is a doubtful one.
WORKING_AGE_YEARS = 16
KEEP = "keep"  # "as it is", where None would mean "no employer"


def derive(member: Member) -> None:
    """Fill what follows from other columns; sex and birth date come from an ID card if empty."""
    member.full_name = member.full_name.strip()
    member.id_number = identifiers.normalise(member.id_number)
    index = crypto.blind_index(member.id_number, "id_number") if member.id_number else None
    member.id_index = index  # type: ignore[assignment]
    is_card = member.id_type == IdType.ID_CARD and not identifiers.id_number_error(member.id_number)
    member.id_region = member.id_number[:6] if is_card else ""
    if is_card and not member.birth_date:
        member.birth_date = identifiers.birth_date_of(member.id_number)
    if is_card and not member.sex:
        member.sex = identifiers.sex_of(member.id_number)
    member.first_character = member.full_name[:1]
    member.given_name = member.full_name[1:]
    member.name_py = pinyin.full(member.full_name)[:120]
    member.name_initials = pinyin.initials(member.full_name)[:30]


def contradictions(member: Member) -> dict[str, str]:
    """Fields that contradict one another, each with what to do about it."""
    problems: dict[str, str] = {}
    if member.id_type == IdType.ID_CARD and member.id_number:
        if problem := identifiers.id_number_error(member.id_number):
            problems["id_number"] = problem
        else:
            if member.sex != identifiers.sex_of(member.id_number):
                problems["sex"] = "性别与证件号码不符，请核对后改正其中一项。"
            if member.birth_date != identifiers.birth_date_of(member.id_number):
                problems["birth_date"] = "出生日期与证件号码不符，请核对后改正其中一项。"
    if not member.id_number and not member.id_missing_reason.strip():
        problems["id_number"] = "请填写证件号码；确实没有的，请写明原因。"
    if not member.sex:
        member.sex = Sex.UNSTATED
    if member.birth_date and member.first_joined_on and member.first_joined_on <= member.birth_date:
        problems["first_joined_on"] = "入会日期不能早于出生日期。"
    return problems


def defects_of(member: Member, current: Membership | None) -> str:
    """The codes of what keeps the record from counting, space-separated, in a fixed order."""
    found = []
    if not member.id_number:
        found.append(Defect.NO_ID)
    held_by_federation = current is not None and current.union.kind in FEDERATIONS
    if current is not None and current.employer_id is None and not held_by_federation:
        found.append(Defect.NO_EMPLOYER)
    for field, defect in (
        ("mobile", Defect.NO_MOBILE),
        ("education_level", Defect.NO_EDUCATION),
        ("political_status", Defect.NO_POLITICAL),
    ):
        if not getattr(member, field):
            found.append(defect)
    if not member.household_type and not member.household_region:
        found.append(Defect.NO_HOUSEHOLD)
    if member.birth_date and _age(member.birth_date, member.first_joined_on) < WORKING_AGE_YEARS:
        found.append(Defect.JOINED_YOUNG)
    return " ".join(found)


def _age(born: datetime.date, day: datetime.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def prepare(member: Member, current: Membership | None) -> None:
    """Derive, check and judge a member before saving. Raises ValidationError by field."""
    derive(member)
    if problems := contradictions(member):
        raise ValidationError(problems)
    member.defects = defects_of(member, current)
    member.full_clean(validate_unique=False)


def current_membership(member: Member) -> Membership | None:
    """The open membership, or None for somebody who left."""
    return member.memberships.open().select_related("union", "employer").first()


@transaction.atomic
def change_member(
    member: Member, *, by: Any, reason: str = "", employer: Enterprise | str | None = KEEP
) -> Member:
    """Save changed particulars of a current member, and her employer if one is named.

    Raises ValidationError, PermissionDenied.
    """
    current = current_membership(member)
    if current is None:
        raise ValidationError("此人已不在册，不能修改资料。")
    require(by, "edit_member", current.union)
    if not isinstance(employer, str) and employer != current.employer:
        current.employer = employer
        current.full_clean()
        history.save(current, by=by, reason=reason or "变更工作单位")
    prepare(member, current)
    with explained(Member):
        history.save(member, by=by, reason=reason)
    journal.record(
        journal.Kind.EDIT, "修改会员资料", by=by, target=member, union_id=current.union_id,
        detail={"reason": reason},
    )  # fmt: skip
    return member
