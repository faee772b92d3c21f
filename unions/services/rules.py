"""Setting a rule's value from a day on; what was in force until then ends, and stays on record."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.succession import succeed
from unions import rules
from unions.models import Rule
from unions.scope import scope_of


def may_set(user: Any) -> bool:
    """Rules hold for the whole tree: only the administrator at its root sets them."""
    return scope_of(user).may_at_root("settings")


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
    rows = Rule.objects.select_for_update().filter(code=rule.code).not_voided()
    succeed(rule, rows, by=by, reason="设置新值")
    rule.full_clean()
    with explained(Rule):
        history.save(rule, by=by)
    rules.forget()
    journal.record(
        journal.Kind.ADMIN, f"设置规则参数：{rule.label}", by=by, target=rule,
        detail={"value": f"{rule.value} {rule.unit}", "since": rule.since},
    )  # fmt: skip
    return rule
