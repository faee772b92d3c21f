"""Check lists and seat bands as the federation's clerks keep them in the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core import history
from core.db import explained
from core.succession import succeed
from governance.models import CheckItem, CheckList, Mark, SeatBand
from unions.scope import scope_of


def may_set(user: Any) -> bool:
    """They hold for the whole tree: a clerk at its root, nobody of a unit."""
    return scope_of(user).may_at_root("govern_settings")


def _require(by: Any) -> None:
    if not may_set(by):
        raise PermissionDenied("考核办法和委员会名额由总工会的经办人员维护。")


@transaction.atomic
def save_row(row: CheckList | CheckItem, *, by: Any) -> None:
    """Raises ValidationError; the points of a line stay once a check has been begun by it."""
    _require(by)
    row.full_clean()
    if isinstance(row, CheckItem) and row.pk:
        stored = CheckItem.objects.get(pk=row.pk)
        if stored.points != row.points and Mark.objects.filter(item=row).exists():
            words = "已按这一项考核过，标准分不能再改；请停用原办法，另建新的考核办法。"
            raise ValidationError({"points": words})
    with explained(type(row)):
        history.save(row, by=by, reason="设置")


@transaction.atomic
def set_band(band: SeatBand, *, by: Any) -> None:
    """Bring an unsaved band into force from its `since`; the one before it ends, and stays."""
    _require(by)
    rows = SeatBand.objects.select_for_update().not_voided()
    rows = rows.filter(body=band.body, members_from=band.members_from)
    succeed(band, rows, by=by, reason="设置新名额")
    band.full_clean()
    with explained(SeatBand):
        history.save(band, by=by, reason="设置新名额")


@transaction.atomic
def end_band(band: SeatBand, *, by: Any) -> None:
    """A band that holds no longer from `until` on; its other values never change."""
    _require(by)
    band.full_clean()
    with explained(SeatBand):
        history.save(band, by=by, reason="终止名额规定")
