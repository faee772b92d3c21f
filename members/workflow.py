"""The transfer of a member: requested by the sending union, accepted by the receiving one."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Move, Workflow
from members.models import Member, Membership, TransferRequest
from members.services import chain, records
from unions.access import require
from unions.models import Enterprise, Union
from unions.scope import scope_of

Status = TransferRequest.Status


def _receives(request: TransferRequest, user: Any) -> bool:
    """The receiving union's people, but not the very person who asked."""
    return request.requested_by_id != user.pk and scope_of(user).may(
        "edit_member", request.to_union
    )


def _sends(request: TransferRequest, user: Any) -> bool:
    return scope_of(user).may("edit_member", request.from_union)


def _possible(request: TransferRequest, current: Membership | None) -> bool:
    """Can `current` still be carried over as asked?"""
    if current is None or current.union_id != request.from_union_id:
        return False
    return current.since < request.day


def _is_void(request: TransferRequest, user: Any) -> bool:
    """Nobody decides that a request lapses: whoever ended the membership has asked for the right
    to do so, and with the membership gone this follows.
    """
    return not _possible(request, records.current_membership(request.member))


def _accept(
    request: TransferRequest, *, by: Any, reason: str, employer: Enterprise | None = None
) -> None:
    current = records.current_membership(request.member)
    if current is None or current.union_id != request.from_union_id:
        raise ValidationError("此人已不在转出工会，请拒绝这份申请。")
    request.to_employer = employer or request.to_employer
    chain.move(
        request.member, request.to_union, request.to_employer, request.day,
        by=by, reason=request.reason, paper=request.paper,
    )  # fmt: skip
    request.answer = reason


def _answer(request: TransferRequest, *, by: Any, reason: str) -> None:
    request.answer = reason


TRANSFER = Workflow(
    [
        Move("accept", "接收", (Status.REQUESTED,), Status.ACCEPTED, who=_receives, effect=_accept),
        Move(
            "refuse", "拒绝", (Status.REQUESTED,), Status.REFUSED,
            who=_receives, effect=_answer, reason=True, danger=True,
        ),
        Move(
            "withdraw", "撤回", (Status.REQUESTED,), Status.WITHDRAWN,
            who=_sends, effect=_answer, reason=True,
        ),
        Move(
            "lapse", "自动失效", (Status.REQUESTED,), Status.LAPSED,
            who=_is_void, effect=_answer, reason=True, shown=False,
        ),
    ],
    record=journal.record,
)  # fmt: skip


@transaction.atomic
def request_transfer(
    member: Member,
    to_union: Union,
    to_employer: Enterprise | None,
    day: datetime.date,
    *,
    by: Any,
    reason: str,
    paper: str = "",
) -> TransferRequest:
    """Ask another union to take a member over. Raises ValidationError, PermissionDenied."""
    chain.lock([member.pk])
    current = records.current_membership(member)
    if current is None:
        raise ValidationError("此人当前没有会籍，不能转会。")
    require(by, "edit_member", current.union)
    if day > today():
        raise ValidationError({"day": "转会日期不能晚于今天。"})
    if day <= current.since:
        raise ValidationError({"day": f"转会日期应晚于本段会籍的开始日期 {current.since}。"})
    request = TransferRequest(
        member=member, from_union=current.union, to_union=to_union, to_employer=to_employer,
        day=day, reason=reason, paper=paper, requested_by=by,
    )  # fmt: skip
    request.full_clean()
    with explained(TransferRequest):
        history.save(request, by=by)
    journal.record(
        journal.Kind.MOVE, "转会申请：提出", by=by, target=request, union_id=current.union_id
    )
    return request


def lapse_requests(
    member: Member, *, by: Any, cause: str, merged_into: Member | None = None
) -> None:
    """Close what waits for an answer and can no longer be accepted: the membership it would carry
    over has ended or began anew, or the record merged into has a request of its own.

    The receiving union is told `cause` alone: why a person left is not its affair.
    """
    waiting = list(TransferRequest.objects.waiting().filter(member=member))
    if not waiting:
        return
    current = records.current_membership(merged_into or member)
    second = merged_into and TransferRequest.objects.waiting().filter(member=merged_into).exists()
    for request in waiting:
        if second or not _possible(request, current):
            TRANSFER.move(request, "lapse", by=by, reason=f"{cause}，申请自动失效。")
