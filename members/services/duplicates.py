"""Two records of one person: found, compared, and merged with every relation carried over."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from members import workflow
from members.models import Member, Membership, TransferRequest
from members.services import chain, records
from members.services.tallies import Changes
from unions.access import require

# Filled in from the other record when the kept one has nothing there.
_FILLED = (
    "id_number", "birth_date", "political_status", "education_level", "marital_status",
    "household_type", "household_region", "skill_grade", "model_worker_level", "mobile", "post",
    "union_group", "card_no",
)  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """Rows of one kind that hang on a member."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)


def relations() -> list[Relation]:
    """Every table that points at Member, found by introspection: a new room is not forgotten.

    A relation hidden by related_name "+" is of a frozen paper (electoral roll, candidates, who
    sat in a meeting): that stays as it was written, pointing to the record it was written of.
    """
    return [
        Relation(relation.related_model, relation.field.name)
        for relation in Member._meta.related_objects
        if relation.related_model is not Member
        and not hasattr(relation.related_model, "history_id")
        and not relation.related_model.__name__.startswith("Historical")
    ]


@transaction.atomic
def merge(keep: Member, drop: Member, *, by: Any, reason: str) -> Member:
    """Make one record of two: relations re-pointed, gaps filled, the earlier joining day kept.

    A period of `drop` that overlaps one of `keep` is voided with the reason. `drop` stays in the
    table, pointing to `keep`, so that its history can still be read. Raises ValidationError.
    """
    if keep.pk == drop.pk:
        raise ValidationError("不能与自己合并。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写合并原因。"})
    by_pk = chain.lock([keep.pk, drop.pk])
    keep, drop = by_pk[keep.pk], by_pk[drop.pk]
    if keep.merged_into_id or drop.merged_into_id:
        raise ValidationError("其中一份记录已经合并过，请刷新页面。")
    for membership in Membership.objects.filter(member__in=[keep, drop]).select_related("union"):
        require(by, "merge", membership.union)
    moved = {"会籍": _move_memberships(keep, drop, by, reason), **_move_others(keep, drop, by)}
    # Last, because a request that lapses is journaled.
    moved["转会申请"] = _move_transfers(keep, drop, by)
    _fill(keep, drop)
    number = drop.id_number
    drop.merged_into = keep
    history.save(drop, by=by, reason=f"并入 {keep.pk}：{reason}")
    if not keep.id_number and number:
        keep.id_number, keep.id_type, keep.id_missing_reason = number, drop.id_type, ""
    records.prepare(keep, records.current_membership(keep))
    with explained(Member):
        history.save(keep, by=by, reason=f"合并 {drop.pk}：{reason}")
    journal.record(
        journal.Kind.MERGE, "合并重复会员", by=by, target=keep,
        detail={"merged": drop.pk, "reason": reason, "moved": moved},
    )  # fmt: skip
    return keep


def _move_others(keep: Member, drop: Member, by: Any) -> dict[str, Any]:
    """Re-point everything that needs no judgement; how many rows of each kind were moved."""
    return {
        relation.label: _repoint(relation, keep, drop, by)
        for relation in relations()
        if relation.model not in (Membership, TransferRequest)
    }


def _repoint(relation: Relation, keep: Member, drop: Member, by: Any) -> int:
    rows = relation.model._base_manager.filter(**{relation.field: drop})
    for row in rows:
        setattr(row, relation.field, keep)
        with explained(relation.model):
            history.save(row, by=by, reason="合并重复人员")
    return len(rows)


def _move_transfers(keep: Member, drop: Member, by: Any) -> int:
    """A waiting request goes along where it can still be accepted as the only one."""
    workflow.lapse_requests(drop, by=by, cause="重复人员已合并", merged_into=keep)
    return _repoint(Relation(TransferRequest, "member"), keep, drop, by)


def _fill(keep: Member, drop: Member) -> None:
    for name in _FILLED:
        if name != "id_number" and not getattr(keep, name) and getattr(drop, name):
            setattr(keep, name, getattr(drop, name))
    keep.first_joined_on = min(keep.first_joined_on, drop.first_joined_on)


def _move_memberships(keep: Member, drop: Member, by: Any, reason: str) -> list[int]:
    """Re-point the periods of `drop` that fit between those of `keep`; void the others."""
    changes = Changes()
    kept = list(Membership.objects.not_voided().filter(member=keep))
    moved = []
    for period in Membership.objects.filter(member=drop).select_related("union"):
        moved.append(period.pk)
        if not period.is_voided and any(_overlap(period, other) for other in kept):
            period.voided_at = timezone.now()
            period.voided_reason = f"合并重复人员：{reason}"[:200]
            changes.opened(period, period.union.path, -1)
            if period.until:
                changes.closed(period, period.union.path, -1)
        period.member = keep
        history.save(period, by=by, reason="合并重复人员")
    changes.write()
    return moved


def _overlap(one: Membership, other: Membership) -> bool:
    return (one.until is None or one.until > other.since) and (
        other.until is None or other.until > one.since
    )
