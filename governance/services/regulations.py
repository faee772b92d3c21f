"""Regulations (制度): laid down, revised, repealed. What was in force on any day stays readable."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.succession import succeed
from governance.models import Regulation, RegulationVersion
from governance.services import attachments
from unions.access import require

SCAN = "印发文件扫描件"


@transaction.atomic
def lay_down(
    regulation: Regulation, version: RegulationVersion, *, by: Any, upload: Any = None
) -> Regulation:
    """Register a regulation with its first text; `upload` is its scan, if there is one."""
    require(by, "govern", regulation.union)
    regulation.title = regulation.title.strip()
    regulation.full_clean()
    with explained(Regulation):
        history.save(regulation, by=by, reason="登记制度")
    _add(regulation, version, by, upload)
    _record("登记制度", regulation, by, day=version.since)
    return regulation


@transaction.atomic
def revise(
    regulation: Regulation, version: RegulationVersion, *, by: Any, upload: Any = None
) -> RegulationVersion:
    """A new text; the one before it ends where this one begins. One of the same first day was
    entered wrong and is voided (core/succession.py).
    """
    locked = _lock(regulation, by)
    _add(locked, version, by, upload)
    _record("修订制度", locked, by, day=version.since, version=version.number)
    return version


def _add(regulation: Regulation, version: RegulationVersion, by: Any, upload: Any) -> None:
    earlier = list(regulation.versions.select_for_update().not_voided().order_by("since"))
    if earlier and version.since < earlier[-1].since:
        text = f"施行日期不能早于现有版本的施行日期 {earlier[-1].since}。"
        raise ValidationError({"since": text})
    if not version.text.strip() and upload is None:
        raise ValidationError({"text": "请填写正文，或上传印发文件。"})
    version.regulation, version.number = regulation, _next_number(regulation)
    _check_days(version)
    succeed(version, earlier, by=by, reason="登记新版本")
    version.full_clean()
    with explained(RegulationVersion):
        history.save(version, by=by, reason="登记版本")
    if upload is not None:
        attachments.attach(version, upload, SCAN, by=by)


def _check_days(version: RegulationVersion) -> None:
    if version.adopted_on and version.adopted_on > version.since:
        raise ValidationError({"adopted_on": "通过日期不能晚于施行日期。"})


def _next_number(regulation: Regulation) -> int:
    numbers = regulation.versions.order_by("-number").values_list("number", flat=True)
    return (numbers.first() or 0) + 1


@transaction.atomic
def rename(regulation: Regulation, title: str, *, by: Any, reason: str) -> Regulation:
    """Mend a title that was entered wrong."""
    locked = _lock(regulation, by)
    locked.title = title.strip()
    locked.full_clean()
    with explained(Regulation):
        history.save(locked, by=by, reason=_reasoned(reason))
    _record("更正制度名称", locked, by, reason=reason)
    return locked


@transaction.atomic
def repeal(
    regulation: Regulation, day: datetime.date, *, by: Any, reason: str
) -> RegulationVersion:
    """废止 from `day` on: the text in force ends, the regulation stays on record."""
    locked, why = _lock(regulation, by), _reasoned(reason)
    last = _last(locked)
    if last is None or (last.until is not None and last.until <= day):
        raise ValidationError("该制度没有现行版本，不需废止。")
    if day <= last.since:
        raise ValidationError({"day": f"废止日期应晚于最新版本的施行日期 {last.since}。"})
    last.until, last.repeal_reason = day, why
    last.full_clean()
    history.save(last, by=by, reason="废止")
    _record("废止制度", locked, by, day=day, reason=why)
    return last


@transaction.atomic
def void_version(version: RegulationVersion, *, by: Any, reason: str) -> RegulationVersion:
    """Strike out the newest text, entered by mistake; the one it had ended goes on."""
    regulation, why = _lock(version.regulation, by), _reasoned(reason)
    last = _last(regulation)
    if last is None or last.pk != version.pk:
        raise ValidationError("只能作废最新的版本。")
    last.voided_at, last.voided_reason = timezone.now(), why
    history.save(last, by=by, reason="作废")
    before = regulation.versions.not_voided().filter(until=last.since).first()
    if before is not None:
        before.until, before.repeal_reason = last.until, last.repeal_reason
        history.save(before, by=by, reason="后一版本作废")
    _record("作废制度版本", regulation, by, version=last.number, reason=why)
    return last


def _lock(regulation: Regulation, by: Any) -> Regulation:
    """Seen from below is not kept from below: the right is asked at the union that laid it down."""
    require(by, "govern", regulation.union)
    return Regulation.objects.select_for_update().get(pk=regulation.pk)


def _last(regulation: Regulation) -> RegulationVersion | None:
    return regulation.versions.select_for_update().not_voided().order_by("-since").first()


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    return reason.strip()[:200]


def _record(summary: str, regulation: Regulation, by: Any, **detail: Any) -> None:
    journal.record(
        journal.Kind.EDIT, summary, by=by, target=regulation, union_id=regulation.union_id,
        detail=detail,
    )  # fmt: skip
