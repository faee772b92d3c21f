"""The links of a chain of memberships: closing one period, opening the next on the same day.

Half-open, so no day is counted twice and none is lost. Nothing here asks for rights or writes the
journal: the deeds that use it do (memberships.py, members/workflow.py).
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from core import history
from core.db import explained
from core.periods import today
from members.codes import End, Start
from members.models import Member, Membership, TransferRequest
from members.services import records
from members.services.tallies import Changes
from unions.models import Enterprise, Union


def check_day(day: datetime.date, union: Union) -> None:
    if day > today():
        raise ValidationError("日期不能晚于今天。")
    if day < union.founded_on:
        raise ValidationError(f"日期不能早于{union.name}的建会日期 {union.founded_on}。")
    if union.dissolved_on and day >= union.dissolved_on:
        raise ValidationError(f"{union.name}已于 {union.dissolved_on} 撤销。")


def lock(member_ids: Iterable[int]) -> dict[int, Member]:
    """Hold these people against a second step at once.

    Their waiting transfer requests are held first, as an acceptance holds them: two that lock in
    different orders would wait for each other.
    """
    pks = list(member_ids)
    waiting = TransferRequest.objects.waiting().filter(member__in=pks)
    list(waiting.select_for_update().order_by("pk").values_list("pk"))
    people = Member.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    return {member.pk: member for member in people}


def lock_open(member: Member) -> Membership:
    """The person's open membership, with the person locked against a second step at once."""
    lock([member.pk])
    current = records.current_membership(member)
    if current is None:
        raise ValidationError("此人当前没有会籍，请刷新页面查看最新情况。")
    return current


def close(
    current: Membership,
    day: datetime.date,
    kind: str,
    changes: Changes,
    *,
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


def follow(
    current: Membership, union: Union, changes: Changes, *, by: Any, **fields: Any
) -> Membership:
    """Open the period after `current`, beginning the day that one ended."""
    assert current.until is not None  # noqa: S101
    following = Membership(member=current.member, union=union, since=current.until, **fields)
    following.full_clean()
    with explained(Membership):
        history.save(following, by=by)
    changes.opened(following, union.path)
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
    current = lock_open(member)
    check_day(day, union)
    changes = Changes()
    close(current, day, End.TRANSFER_OUT, changes, by=by, reason=reason, paper=paper)
    following = follow(
        current, union, changes, by=by,
        employer=employer, standing=current.standing, start_kind=Start.TRANSFER_IN,
        reason=reason, paper=paper,
    )  # fmt: skip
    changes.write()
    member.refresh_from_db()
    records.prepare(member, following)
    history.save(member, by=by, reason="转会")
    return following
