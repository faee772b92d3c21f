"""创新工作室 from founding to its end: particulars, level and certificate, re-checks (domain.md 7).

The unit keeps its studio; what it is called above, and for how long, the federation says. Nothing
of a studio enters the journal but its number: names of studios carry names of people.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.periods import months_before, today
from core.workflow import Stale
from innovation.codes import Level
from innovation.models import Studio, StudioMember
from innovation.services import entries
from unions import rules
from unions.access import require
from unions.scope import scope_of

# What the unit types; level, certificate and re-check are the federation's.
PARTICULARS = (
    "name", "enterprise", "leader", "leader_name", "leader_title", "founded_on", "site", "sign",
    "facilities", "rules", "yearly_funds", "achievements",
)  # fmt: skip


def may_change(studio: Studio, user: Any, capability: str = "innovate") -> bool:
    return studio.ended_on is None and scope_of(user).may(capability, studio.union)


def locked(
    studio: Studio, *, by: Any, version: int | None = None, capability: str = "innovate"
) -> Studio:
    """The studio as stored, locked, if this person may and it still works."""
    rows = Studio._base_manager.select_for_update(of=("self",))
    row = rows.select_related("union").get(pk=studio.pk)
    require(by, capability, row.union)
    if version is not None and version != row.version:
        raise Stale
    if row.ended_on is not None:
        raise ValidationError("工作室已撤销，不能再办理。")
    return row


def keep(studio: Studio, deed: str, *, by: Any, reason: str = "") -> None:
    """Save a changed, locked studio as its next version."""
    studio.version += 1
    studio.full_clean()
    with explained(Studio):
        history.save(studio, by=by, reason=f"{deed}：{reason}" if reason else deed)
    journal.record(journal.Kind.EDIT, f"工作室{deed}", by=by, target=studio)


@transaction.atomic
def found(studio: Studio, *, by: Any) -> Studio:
    """登记. Its leader is the first of the team. Raises ValidationError, PermissionDenied."""
    require(by, "innovate", studio.union)
    _check(studio)
    studio.full_clean()
    with explained(Studio):
        history.save(studio, by=by, reason="登记")
    _with_leader(studio, studio.founded_on, by=by)
    journal.record(journal.Kind.EDIT, "登记创新工作室", by=by, target=studio)
    return studio


@transaction.atomic
def change(studio: Studio, *, by: Any, version: int) -> Studio:
    """Save changed particulars; `studio` carries what was typed, and nothing else of it counts."""
    row = locked(studio, by=by, version=version)
    enterprise, leader = row.enterprise_id, (row.leader_id, row.leader_name)
    for name in PARTICULARS:
        setattr(row, name, getattr(studio, name))
    _check(row, enterprise)
    if (joined := row.team.not_voided().order_by("since").first()) is not None and (
        joined.since < row.founded_on
    ):
        raise ValidationError({"founded_on": f"已有成员 {joined.since} 加入，成立日期不能更晚。"})
    keep(row, "修改", by=by)
    if (row.leader_id, row.leader_name) != leader:
        _with_leader(row, max(today(), row.founded_on), by=by)
    return row


def _check(studio: Studio, stood: int | None = None) -> None:
    """What the form cannot know. What stood stays, though others cover the enterprise meanwhile."""
    studio.name = " ".join(studio.name.split())
    _not_ahead("founded_on", studio.founded_on)
    employer = studio.enterprise
    if employer and employer.pk != stood and employer not in entries.employers(studio.union):
        raise ValidationError({"enterprise": "该单位不由这家工会覆盖。"})
    if studio.leader is not None:
        studio.leader_name = studio.leader.full_name


def _with_leader(studio: Studio, day: datetime.date, *, by: Any) -> None:
    """The leader is of the team; whoever leads no longer stays in it until she leaves."""
    team = studio.team.open()
    mine = (
        team.filter(member=studio.leader_id)
        if studio.leader_id
        else team.filter(full_name=studio.leader_name, member=None)
    )
    if not studio.leader_name or mine.exists():
        return
    row = StudioMember(
        studio=studio, member=studio.leader, full_name=studio.leader_name,
        title=studio.leader_title, since=day,
    )  # fmt: skip
    row.full_clean()
    history.save(row, by=by, reason="领衔人")


def _not_ahead(field: str, day: datetime.date | None) -> None:
    if day and day > today():
        raise ValidationError({field: "日期不能晚于今天。"})


# --- what the federation says ------------------------------------------------------------------


def recheck_due(day: datetime.date) -> datetime.date:
    """So many months after it was named or checked, by the rule in force that day."""
    return months_before(day, -int(rules.value("studio_recheck_months", day)))


@transaction.atomic
def certify(
    studio: Studio,
    *,
    by: Any,
    version: int,
    level: str,
    certificate_no: str,
    day: datetime.date,
    reason: str = "",
) -> Studio:
    """命名: a level with number and day; a higher one replaces it, a lower one needs a re-check."""
    row = locked(studio, by=by, version=version, capability="innovation_review")
    order = list(Level.values)
    if level not in order or order.index(level) < order.index(row.level):
        raise ValidationError({
            "level": f"不能低于现在的级别（{row.get_level_display()}）；撤销命名请登记复核。"
        })  # fmt: skip
    if not certificate_no.strip():
        raise ValidationError({"certificate_no": "请填写命名文号。"})
    _not_ahead("day", day)
    if day < row.founded_on:
        raise ValidationError({"day": f"命名日期不能早于成立日期 {row.founded_on}。"})
    row.level, row.certificate_no, row.certified_on = level, certificate_no.strip(), day
    row.recheck_on = recheck_due(day)
    keep(row, "命名", by=by, reason=reason.strip())
    return row


@transaction.atomic
def recheck(
    studio: Studio, *, by: Any, version: int, day: datetime.date, passed: bool, reason: str = ""
) -> Studio:
    """复核: passed, the next one falls due by rule; failed, the name is taken away again."""
    row = locked(studio, by=by, version=version, capability="innovation_review")
    if row.certified_on is None:
        raise ValidationError("工作室还没有命名，不用复核。")
    _not_ahead("day", day)
    if day <= row.certified_on:
        raise ValidationError({"day": f"复核日期应晚于命名日期 {row.certified_on}。"})
    if passed:
        row.recheck_on = recheck_due(day)
        keep(row, "复核合格", by=by, reason=f"{day} {reason.strip()}".strip())
        return row
    if not reason.strip():
        raise ValidationError({"reason": "复核不合格，须写明原因。"})
    row.level, row.certificate_no = Level.UNIT, ""
    row.certified_on = row.recheck_on = None
    keep(row, "复核不合格，撤销命名", by=by, reason=f"{day} {reason.strip()}")
    return row


@transaction.atomic
def dissolve(studio: Studio, *, by: Any, version: int, day: datetime.date, reason: str) -> Studio:
    """撤销: the studio ends, and with it everybody's time in its team."""
    row = locked(studio, by=by, version=version)
    _not_ahead("day", day)
    if day < row.founded_on:
        raise ValidationError({"day": f"撤销日期不能早于成立日期 {row.founded_on}。"})
    if not reason.strip():
        raise ValidationError({"reason": "请填写撤销原因。"})
    left = list(row.team.open())
    for person in left:
        if person.since < day:
            person.until = day
        else:
            person.voided_at, person.voided_reason = timezone.now(), "工作室撤销"
    history.bulk_save(
        left, by=by, reason="工作室撤销", update_fields=["until", "voided_at", "voided_reason"]
    )
    row.ended_on = day
    keep(row, "撤销", by=by, reason=reason.strip())
    return row
