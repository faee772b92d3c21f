"""The steps of a membership: joining, leaving, keeping and regaining it, striking out a mistake.

Each closes a period or opens one (chain.py); a transfer that was asked for and can no longer be
lapses with it. Nothing is dated in the future.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from members import workflow
from members.codes import LEAVINGS, End, Standing, Start
from members.models import Member, Membership
from members.services import chain, records
from members.services.tallies import Changes
from unions.access import require
from unions.models import Enterprise, Union


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
    chain.check_day(first_day, union)
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


@transaction.atomic
def leave(
    member: Member, kind: str, day: datetime.date, *, by: Any, reason: str, paper: str = ""
) -> Membership:
    """End a membership for good: 转出 (out of the system), 退会, 自动退会, 开除会籍, 死亡."""
    if kind not in LEAVINGS:
        raise ValidationError({"kind": "请选择离会类别。"})
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    current = chain.lock_open(member)
    require(by, "edit_member", current.union)
    changes = Changes()
    chain.close(current, day, kind, changes, by=by, reason=reason, paper=paper)
    changes.write()
    workflow.lapse_requests(member, by=by, cause=f"会籍已终止（{End(kind).label}）")
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
    current = chain.lock_open(member)
    require(by, "edit_member", current.union)
    if current.standing == standing:
        raise ValidationError(f"此人已是“{current.get_standing_display()}”。")
    retained = standing == Standing.RETAINED
    changes = Changes()
    kind = End.RETAIN if retained else End.RESTORE
    chain.close(current, day, kind, changes, by=by, reason=reason, paper=paper)
    following = chain.follow(
        current, current.union, changes, by=by,
        employer=current.employer, standing=standing,
        start_kind=Start.RETAIN if retained else Start.RESTORE, reason=reason, paper=paper,
    )  # fmt: skip
    changes.write()
    workflow.lapse_requests(member, by=by, cause=f"转会日期不晚于{kind.label}的日期")
    journal.record(
        journal.Kind.EDIT, f"会员{following.get_start_kind_display()}", by=by, target=member,
        union_id=current.union_id, detail={"day": day, "reason": reason},
    )  # fmt: skip
    return following


@transaction.atomic
def void(membership: Membership, *, by: Any, reason: str) -> Membership:
    """Strike out a period entered by mistake: it counts for no day, and stays on the life line."""
    require(by, "edit_member", membership.union)
    if not reason.strip():
        raise ValidationError({"reason": "请填写作废原因。"})
    chain.lock([membership.member_id])
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
    workflow.lapse_requests(locked.member, by=by, cause="会籍已作废")
    journal.record(
        journal.Kind.EDIT, "作废会籍", by=by, target=locked.member, union_id=locked.union_id,
        detail={"membership": locked.pk, "reason": reason},
    )  # fmt: skip
    return locked
