"""Activities, honours and good deeds: entered, changed, struck out; 工会积极分子 many at once."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.history import version_of
from core.periods import today
from core.workflow import Stale
from governance.codes import HonourKind
from governance.models import Activity, Deed, Honour
from members.models import Member, Membership
from unions.access import require
from unions.models import Coverage, Union
from unions.scope import scope_of

Row = Activity | Honour | Deed
_WORDS: dict[type[Any], str] = {Activity: "活动", Honour: "荣誉", Deed: "好人好事"}
FIRST_YEAR = 1949


def may_change(row: Any, user: Any) -> bool:
    return row.voided_at is None and scope_of(user).may("govern", row.union)


@transaction.atomic
def enter(row: Any, *, by: Any) -> Any:
    """Raises ValidationError, PermissionDenied."""
    require(by, "govern", row.union)
    _check(row)
    row.full_clean()
    with explained(type(row)):
        history.save(row, by=by, reason="登记")
    _record("登记", row, by)
    return row


@transaction.atomic
def change(row: Any, *, by: Any, seen: str, reason: str) -> Any:
    """Save a row whose particulars were typed over; `seen` is the version they were typed on."""
    stored = _lock(row, by)
    if version_of(stored) != seen:
        raise Stale
    if not reason.strip():
        raise ValidationError({"reason": "请填写修改原因。"})
    row.union = stored.union  # whose it is does not change
    _check(row)
    row.full_clean()
    with explained(type(row)):
        history.save(row, by=by, reason=reason.strip())
    _record("修改", row, by, reason=reason)
    return row


@transaction.atomic
def void(row: Any, *, by: Any, reason: str) -> Any:
    """Strike out what was entered by mistake; it stays on record."""
    stored = _lock(row, by)
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    if isinstance(stored, Honour) and stored.deeds.filter(voided_at__isnull=True).exists():
        raise ValidationError("这项荣誉关联着好人好事，请先修改那条好人好事。")
    stored.voided_at, stored.voided_reason = timezone.now(), reason.strip()
    stored.clean_fields()
    history.save(stored, by=by, reason="作废")
    _record("作废", stored, by, reason=reason)
    return stored


@transaction.atomic
def enter_activists(like: Honour, members: Sequence[Member], *, by: Any) -> int:
    """工会积极分子 of a year, several at once: `like` says all but who. Whoever is one of that
    year and union already stays so and is not entered twice; the number of the new ones.
    """
    require(by, "govern", like.union)
    like.kind = HonourKind.ACTIVIST
    Union.objects.select_for_update(no_key=True).get(pk=like.union.pk)
    present = set(
        Honour.objects.not_voided()
        .filter(union=like.union, kind=HonourKind.ACTIVIST, year=like.year)
        .values_list("member_id", flat=True)
    )
    rows = [_activist(like, member) for member in members if member.pk not in present]
    if not members:
        raise ValidationError({"members": "请选择积极分子。"})
    history.bulk_save(rows, by=by, reason="登记积极分子")
    journal.record(
        journal.Kind.EDIT, "登记工会积极分子", by=by, target=like.union, union_id=like.union.pk,
        detail={"year": like.year, "rows": len(rows)},
    )  # fmt: skip
    return len(rows)


def _activist(like: Honour, member: Member) -> Honour:
    row = Honour(
        union=like.union, kind=like.kind, title=like.title, level=like.level, body=like.body,
        year=like.year, awarded_on=like.awarded_on, paper=like.paper, member=member,
    )  # fmt: skip
    _check(row)
    row.full_clean()
    return row


# --- what fits -------------------------------------------------------------------------------


def _check(row: Any) -> None:
    """What the table cannot say. Raises ValidationError by field."""
    if isinstance(row, Honour):
        _check_honour(row)
        return
    if row.day and row.day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    if isinstance(row, Deed):
        _check_deed(row)


def _check_honour(row: Honour) -> None:
    if row.year and not FIRST_YEAR <= row.year <= today().year:
        raise ValidationError({"year": f"年度应在 {FIRST_YEAR} 年至今年之间。"})
    if row.awarded_on and row.awarded_on > today():
        raise ValidationError({"awarded_on": "授予日期不能晚于今天。"})
    if row.member and not was_in(row.member, row.union):
        raise ValidationError("获奖职工不是该工会现在或以前的会员。")
    if row.enterprise and not _is_of(row.enterprise, row.union):
        raise ValidationError("获奖企业不在该工会覆盖范围内。")


def _check_deed(row: Deed) -> None:
    if not was_in(row.member, row.union):
        raise ValidationError("该职工不是该工会现在或以前的会员。")
    if row.month_only and row.day:
        row.day = row.day.replace(day=1)
    honour = row.honour
    if honour and (honour.member_id != row.member_id or honour.union_id != row.union_id):
        raise ValidationError({"honour": "所获荣誉应是该职工在本工会登记的荣誉。"})
    if honour and honour.voided_at:
        raise ValidationError({"honour": "这项荣誉已经作废。"})


def was_in(member: Member, union: Union) -> bool:
    """Is she, or was she ever, of that union or of one below it?"""
    stays = Membership.objects.not_voided().filter(member=member)
    return stays.filter(union__path__startswith=union.path).exists()


def _is_of(enterprise: Any, union: Union) -> bool:
    if enterprise.federation_id == union.pk:
        return True
    bonds = Coverage.objects.not_voided().filter(enterprise=enterprise, union=union)
    return bonds.exists()


def _lock(row: Any, by: Any) -> Any:
    stored = type(row).objects.select_for_update(of=("self",)).select_related("union")
    found = stored.get(pk=row.pk)
    require(by, "govern", found.union)
    if found.voided_at is not None:
        raise ValidationError("这条记录已经作废。")
    return found


def _record(deed: str, row: Any, by: Any, **detail: Any) -> None:
    # Neither title nor story: people write names into both.
    journal.record(
        journal.Kind.EDIT, f"{deed}{_WORDS[type(row)]}", by=by, target=row,
        union_id=row.union_id, detail=detail,
    )  # fmt: skip
