"""The chain of periods: joining, leaving, keeping membership, moving between unions.

Each step closes one period and, where membership goes on, opens the next on the same day
(half-open, so no day is counted twice and none is lost). Nothing is dated in the future.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from members.codes import LEAVINGS, End, Standing, Start
from members.models import Member, Membership
from members.services import records
from members.services.tallies import Changes
from unions.access import require
from unions.models import Enterprise, Union


def check_day(day: datetime.date, union: Union) -> None:
    if day > today():
        raise ValidationError("日期不能晚于今天。")
    if day < union.founded_on:
        raise ValidationError(f"日期不能早于{union.name}的建会日期 {union.founded_on}。")
    if union.dissolved_on and day >= union.dissolved_on:
        raise ValidationError(f"{union.name}已于 {union.dissolved_on} 撤销。")


@transaction.atomic
def join(
    member: Member,
    union: Union,
    employer: Enterprise | None,
    *,
    by: Any,
    since: datetime.date | None = None,
    paper: str = "",
) -> Membership:
    """Take a person in: a new one, or one who left and applies again (章程).

    `since` is the membership's first day; by default the joining day the person states.
    """
    require(by, "edit_member", union)
    first_day = since or member.first_joined_on
    if not first_day:
        raise ValidationError({"first_joined_on": "请填写入会日期。"})
    check_day(first_day, union)
    membership = Membership(
        union=union, employer=employer, since=first_day, start_kind=Start.JOIN, paper=paper
    )
    records.prepare(member, membership)
    changes = Changes()
    with explained(Member, Membership):
        history.save(member, by=by, reason="入会")
        membership.member = member
        membership.full_clean()
        history.save(membership, by=by)
    changes.opened(membership, union.path)
    changes.write()
    journal.record(
        journal.Kind.EDIT, "会员入会", by=by, target=member, union_id=union.pk,
        detail={"since": first_day},
    )  # fmt: skip
    return membership


def _lock_open(member: Member) -> Membership:
    """The person's open membership, with the person locked against a second step at once."""
    Member.objects.select_for_update().get(pk=member.pk)
    current = records.current_membership(member)
    if current is None:
        raise ValidationError("此人当前没有会籍，请刷新页面查看最新情况。")
    return current


def _close(
    current: Membership,
    day: datetime.date,
    kind: str,
    changes: Changes,
    by: Any,
    reason: str,
    paper: str,
) -> None:
    if day > today():
        raise ValidationError("日期不能晚于今天。")
    if day <= current.since:
        raise ValidationError(f"日期应晚于本段会籍的开始日期 {current.since}。")
    current.until, current.end_kind = day, kind
    current.reason, current.paper = reason or current.reason, paper or current.paper
    current.full_clean()
    history.save(current, by=by, reason=reason)
    changes.closed(current, current.union.path)


def _follow(
    current: Membership, union: Union, changes: Changes, by: Any, **fields: Any
) -> Membership:
    """Open the period after `current`, beginning the day that one ended."""
    assert current.until is not None  # noqa: S101
    following = Membership(member=current.member, union=union, since=current.until, **fields)
    following.full_clean()
    with explained(Membership):
        history.save(following, by=by)
    changes.opened(following, union.path)
    return following


@transaction.atomic
def leave(
    member: Member, kind: str, day: datetime.date, *, by: Any, reason: str, paper: str = ""
) -> Membership:
    """End a membership for good: 转出 (out of the system), 退会, 自动退会, 开除会籍, 死亡."""
    if kind not in LEAVINGS:
        raise ValidationError({"kind": "请选择离会类别。"})
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    current = _lock_open(member)
    require(by, "edit_member", current.union)
    changes = Changes()
    _close(current, day, kind, changes, by, reason, paper)
    changes.write()
    journal.record(
        journal.Kind.EDIT, f"会员{End(kind).label}", by=by, target=member,
        union_id=current.union_id, detail={"day": day, "reason": reason},
    )  # fmt: skip
    return current


@transaction.atomic
def retain(
    member: Member, day: datetime.date, *, by: Any, reason: str, paper: str = ""
) -> Membership:
    """保留会籍: retired or unemployed; stays in the union without a vote and without dues."""
    return _change_standing(member, Standing.RETAINED, day, by, reason, paper)


@transaction.atomic
def restore(
    member: Member, day: datetime.date, *, by: Any, reason: str, paper: str = ""
) -> Membership:
    """恢复会籍: a retained member works again."""
    return _change_standing(member, Standing.ACTIVE, day, by, reason, paper)


def _change_standing(
    member: Member, standing: str, day: datetime.date, by: Any, reason: str, paper: str
) -> Membership:
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    current = _lock_open(member)
    require(by, "edit_member", current.union)
    if current.standing == standing:
        raise ValidationError(f"此人已是“{current.get_standing_display()}”。")
    retained = standing == Standing.RETAINED
    changes = Changes()
    _close(current, day, End.RETAIN if retained else End.RESTORE, changes, by, reason, paper)
    following = _follow(
        current, current.union, changes, by,
        employer=current.employer, standing=standing,
        start_kind=Start.RETAIN if retained else Start.RESTORE, reason=reason, paper=paper,
    )  # fmt: skip
    changes.write()
    journal.record(
        journal.Kind.EDIT, f"会员{following.get_start_kind_display()}", by=by, target=member,
        union_id=current.union_id, detail={"day": day, "reason": reason},
    )  # fmt: skip
    return following


def move(
    member: Member,
    union: Union,
    employer: Enterprise | None,
    day: datetime.date,
    *,
    by: Any,
    reason: str,
    paper: str = "",
) -> Membership:
    """Carry a membership into another union; the first joining day stays with the person.

    The rights of both unions are checked by the caller (members/workflow.py).
    """
    current = _lock_open(member)
    check_day(day, union)
    changes = Changes()
    _close(current, day, End.TRANSFER_OUT, changes, by, reason, paper)
    following = _follow(
        current, union, changes, by,
        employer=employer, standing=current.standing, start_kind=Start.TRANSFER_IN,
        reason=reason, paper=paper,
    )  # fmt: skip
    changes.write()
    member.refresh_from_db()
    records.prepare(member, following)
    history.save(member, by=by, reason="转会")
    return following


@transaction.atomic
def void(membership: Membership, *, by: Any, reason: str) -> Membership:
    """Strike out a period entered by mistake: it counts for no day, and stays on the life line."""
    require(by, "edit_member", membership.union)
    if not reason.strip():
        raise ValidationError({"reason": "请填写作废原因。"})
    Member.objects.select_for_update().get(pk=membership.member_id)
    locked = Membership.objects.select_related("union").get(pk=membership.pk)
    if locked.is_voided:
        raise ValidationError("这段会籍已作废。")
    locked.voided_at, locked.voided_reason = timezone.now(), reason[:200]
    history.save(locked, by=by, reason=reason)
    changes = Changes()
    changes.opened(locked, locked.union.path, -1)
    if locked.until:
        changes.closed(locked, locked.union.path, -1)
    changes.write()
    journal.record(
        journal.Kind.EDIT, "作废会籍", by=by, target=locked.member, union_id=locked.union_id,
        detail={"membership": locked.pk, "reason": reason},
    )  # fmt: skip
    return locked
