"""Kinds, grades of award and scoring models, as staff add and change them."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from core import history
from core.db import explained
from innovation.models import Band, Criterion, Score
from unions.scope import scope_of


def may_set(user: Any) -> bool:
    """The federation's clerk, on whose work they bear; nobody of a unit."""
    return scope_of(user).may_at_root("innovation_review")


@transaction.atomic
def save_row(row: models.Model, *, by: Any) -> models.Model:
    """Raises ValidationError; the points of a scoring model stay once points were given."""
    if not may_set(by):
        raise PermissionDenied("类别、奖次和评分标准由总工会的经办人员维护。")
    row.full_clean()
    if isinstance(row, Criterion | Band) and row.pk:
        criterion = row.pk if isinstance(row, Criterion) else row.criterion_id
        stored = type(row)._base_manager.get(pk=row.pk)
        moved = isinstance(row, Criterion) and (stored.points, stored.set_id) != (
            row.points, row.set_id,
        )  # fmt: skip
        if (moved or isinstance(row, Band)) and Score.objects.filter(criterion=criterion).exists():
            raise ValidationError("已按这一项评过分，分值不能再改；请另建评分标准。")
    if (
        isinstance(row, Criterion)
        and not row.pk
        and Score.objects.filter(criterion__set=row.set).exists()
    ):
        raise ValidationError("已按这个评分标准评过分，不能再加评分项；请另建评分标准。")
    with explained(type(row)):
        return history.save(row, by=by, reason="设置")
