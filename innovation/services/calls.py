"""Calls for entries, which the federation opens and changes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from innovation.models import Call
from unions.access import require


@transaction.atomic
def save_call(call: Call, *, by: Any) -> Call:
    """Open a call, or change one. What it is judged by stays once points are given."""
    require(by, "innovation_review", call.union)
    before = Call.objects.select_for_update().filter(pk=call.pk).first() if call.pk else None
    if before is not None and before.decided:
        raise ValidationError("本次征集已作出表彰决定，不能再改。")
    call.full_clean()
    other = before is not None and before.criteria_id != call.criteria_id
    if other and call.panelists.filter(scores__isnull=False).exists():
        raise ValidationError({"criteria": "已经有评分，评分标准不能再改。"})
    with explained(Call):
        history.save(call, by=by, reason="修改" if before else "开始征集")
    journal.record(journal.Kind.EDIT, "登记成果征集", by=by, target=call)
    return call
