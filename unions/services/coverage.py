"""Which enterprise is covered by which union, from when until when."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from unions.access import require
from unions.models import Coverage, Enterprise, Union


@transaction.atomic
def cover(
    enterprise: Enterprise,
    union: Union,
    since: datetime.date,
    *,
    by: Any,
    paper: str = "",
    right: str = "edit_union",
) -> Coverage:
    """Bring an enterprise under a union; what covered it until then ends on that day.

    Raises ValidationError when the union does not exist on the day, or a later bond stands.
    """
    require(by, right, union)
    if not (union.founded_on <= since and (not union.dissolved_on or since < union.dissolved_on)):
        raise ValidationError(
            {"since": f"{union.name}在 {since} 不存在（建会于 {union.founded_on}）。"}
        )
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    before = Coverage.objects.on(since).filter(enterprise=enterprise).first()
    if before and before.union_id == union.pk:
        raise ValidationError("该企业在这一天已由这家工会覆盖。")
    if before and before.since == since:
        raise ValidationError({"since": f"该企业同一天刚由{before.union}覆盖，请换一个日期。"})
    if before:
        before.until = since
        history.save(before, by=by, reason="改由其他工会覆盖")
    coverage = Coverage(enterprise=enterprise, union=union, since=since, paper=paper)
    coverage.full_clean()
    with explained(Coverage):
        history.save(coverage, by=by)
    journal.record(
        journal.Kind.EDIT, f"{enterprise.name}由{union.name}覆盖", by=by, target=coverage,
        union_id=union.pk, detail={"since": since},
    )  # fmt: skip
    return coverage


@transaction.atomic
def uncover(coverage: Coverage, until: datetime.date, *, by: Any, reason: str) -> Coverage:
    """End a bond without a successor: the enterprise shows as uncovered from that day."""
    require(by, "edit_union", coverage.union)
    locked = Coverage.objects.select_for_update().get(pk=coverage.pk)
    if locked.until is not None or locked.is_voided:
        raise ValidationError("这条覆盖关系已经终止。")
    locked.until = until
    locked.full_clean()
    history.save(locked, by=by, reason=reason)
    journal.record(
        journal.Kind.EDIT, f"{locked.enterprise}不再由{locked.union}覆盖", by=by, target=locked,
        union_id=locked.union_id, detail={"until": until, "reason": reason},
    )  # fmt: skip
    return locked
