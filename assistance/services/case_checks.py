"""Kept deadlines against the rules and calendar of today: what differs, and mending it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assistance import deadlines
from assistance.case_codes import OPEN, Channel, StepKind, TakeoverStatus
from assistance.models import RightsCase
from core import history

REASON = "按现行规则和放假安排重算时限"
_WATCHED = ("accept_due_on", "next_due_on", "next_due")


@dataclass(frozen=True)
class Difference:
    number: str
    what: str
    kept: Any
    right: Any


def check(*, repair: bool, by: Any = None) -> Iterator[Difference]:
    """Every kept day of an open case that is not what it would be if it were set today.

    One case a transaction, so that a repair holds up nobody for long.
    """
    ids = RightsCase.objects.filter(Q(status__in=OPEN) | Q(next_due_on__isnull=False))
    for pk in ids.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        with transaction.atomic():
            found = list(_of_case(pk, by=by))
            if not repair:
                transaction.set_rollback(True)
        yield from found


def _of_case(pk: int, *, by: Any) -> Iterator[Difference]:
    case = RightsCase.objects.select_for_update().get(pk=pk)
    steps = case.steps.filter(
        kind=StepKind.LETTER, voided_at=None, replied_on=None, reply_due__isnull=False
    )
    for step in steps.select_for_update():
        right = deadlines.reply_due(step.day)
        if step.reply_due != right:
            yield Difference(case.number, "答复意见书", step.reply_due, right)
            step.reply_due = right
            history.save(step, by=by, reason=REASON)
    for deed in case.takeovers.filter(status=TakeoverStatus.ASKED).select_for_update():
        right = deadlines.answer_due(timezone.localdate(deed.asked_at))
        if deed.answer_due != right:
            yield Difference(case.number, "答复移交", deed.answer_due, right)
            deed.answer_due = right
            history.save(deed, by=by, reason=REASON)
    before = [getattr(case, name) for name in _WATCHED]
    if case.accept_due_on and case.channel != Channel.FOUND:
        case.accept_due_on = deadlines.acceptance_due(case.received_on)
    deadlines.refresh(case)
    after = [getattr(case, name) for name in _WATCHED]
    if before != after:
        yield Difference(case.number, "最近时限", before[1], after[1])
        history.save(case, by=by, reason=REASON)
