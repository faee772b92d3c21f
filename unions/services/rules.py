"""Setting a rule's value from a day on; what was in force until then ends, and stays on record."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from unions.models import Rule
from unions.scope import scope_of


def may_set(user: Any) -> bool:
    """Rules hold for the whole tree: only the administrator at its root sets them."""
    return any(seat.is_root and seat.may("settings") for seat in scope_of(user).seats)


@transaction.atomic
def set_value(rule: Rule, *, by: Any) -> Rule:
    """Bring an unsaved rule into force from its `since`. Raises ValidationError.

    A value of the same first day is thereby found wrong and voided; one that began earlier ends;
    one set for a later day stays, and the new value holds until then.
    """
    if not may_set(by):
        raise PermissionDenied("规则参数由镇总工会的系统管理员设置。")
    if rule.value is not None and rule.value < 0:
        raise ValidationError({"value": "数值不能为负数。"})
    rows = list(Rule.objects.select_for_update().filter(code=rule.code).not_voided())
    for row in rows:
        if row.since == rule.since:
            row.voided_at, row.voided_reason = timezone.now(), "同日另设新值"
            rule.until = row.until
        elif row.holds(rule.since):
            rule.until, row.until = row.until, rule.since
        else:
            continue
        history.save(row, by=by, reason="设置新值")
    if rule.until is None:
        rule.until = min((row.since for row in rows if row.since > rule.since), default=None)
    rule.full_clean()
    with explained(Rule):
        history.save(rule, by=by)
    journal.record(
        journal.Kind.ADMIN, f"设置规则参数：{rule.label}", by=by, target=rule,
        detail={"value": f"{rule.value} {rule.unit}", "since": rule.since},
    )  # fmt: skip
    return rule
