"""Registering and changing rights cases, and the days that belong to no step of the process."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import journal
from assistance import case_rights, deadlines
from assistance.case_codes import CaseStatus, Channel, ClockKind, Outcome
from assistance.models import CaseHolding, RightsCase
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Stale
from unions.access import require
from unions.models import Enterprise, Union
from unions.services.numbers import next_number
from unions.services.tree import ancestor_ids

PREFIX = "维"


def old_case(**particulars: Any) -> RightsCase:
    """An unsaved case from old records: it comes in ended, and no clock runs for it."""
    return RightsCase(**particulars, historical=True, status=CaseStatus.CLOSED)


@transaction.atomic
def register(case: RightsCase, *, by: Any) -> RightsCase:
    """登记: take a case in at the worker's union, which holds it from the day of receipt.

    The number is of the year of receipt. Raises ValidationError, PermissionDenied.
    """
    require(by, "case", case.union)
    case.holder = case.union
    case.handler = case.handler or by
    if case.channel != Channel.FOUND:
        case.accept_due_on = deadlines.acceptance_due(case.received_on or today())
    _store_new(case, by=by)
    _open_holding(case, case.union, case.received_on, by=by)
    journal.record(journal.Kind.EDIT, "登记维权案件", by=by, target=case)
    return case


@transaction.atomic
def enter_old(
    case: RightsCase,
    *,
    by: Any,
    ended_on: datetime.date,
    outcome: str,
    result: str = "",
    taken_up_on: datetime.date | None = None,
) -> RightsCase:
    """补录: a case of old records, begun by `old_case`, with its end. `taken_up_on`: from that day
    the union above held it (以上代下 of which no deed is left).
    """
    require(by, "case", case.union)
    case.ended_on, case.outcome, case.result = ended_on, outcome, result.strip()
    not_in_future(ended_on, "ended_on")
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": "请选择办结方式。"})
    above = case.union.parent
    if taken_up_on and not above:
        raise ValidationError({"taken_up_on": "该工会没有上级工会。"})
    if taken_up_on and not case.received_on <= taken_up_on <= ended_on:
        raise ValidationError({"taken_up_on": "上级接办日期应在收到日期与办结日期之间。"})
    case.holder = above if above and taken_up_on else case.union
    _store_new(case, by=by)
    if taken_up_on and taken_up_on > case.received_on:
        _open_holding(case, case.union, case.received_on, by=by, until=taken_up_on)
    _open_holding(case, case.holder, taken_up_on or case.received_on, by=by)
    journal.record(journal.Kind.EDIT, "补录维权案件", by=by, target=case)
    return case


def _store_new(case: RightsCase, *, by: Any) -> None:
    _check(case)
    case.full_clean(exclude=["number"])
    deadlines.refresh(case)
    with explained(RightsCase):
        case.number = next_number(RightsCase, "number", PREFIX, case.received_on.year)
        history.save(case, by=by, reason="登记")


def _open_holding(
    case: RightsCase, union: Union, since: Any, *, by: Any, until: Any = None
) -> None:
    holding = CaseHolding(case=case, union=union, since=since, until=until)
    holding.full_clean()
    with explained(CaseHolding):
        history.save(holding, by=by)


def not_in_future(day: datetime.date, field: str = "day") -> None:
    if day > today():
        raise ValidationError({field: "日期不能晚于今天。"})


def not_before(day: datetime.date, first: datetime.date | None, field: str, words: str) -> None:
    if first is not None and day < first:
        raise ValidationError({field: f"日期不能早于{words} {first}。"})


def clean_only(case: RightsCase, *names: str) -> None:
    """Check just these fields; what stands in the others was checked when it came in."""
    case.clean_fields(exclude={field.name for field in case._meta.fields} - set(names))


def _check(case: RightsCase) -> None:
    """What the form cannot know: days against each other, the enterprise behind a name, who may."""
    if case.received_on:
        not_in_future(case.received_on, "received_on")
    if case.known_on:
        not_in_future(case.known_on, "known_on")
    case.applicant_name = case.applicant_name.strip()
    case.respondent_name = case.respondent_name.strip()
    case.respondent = respondent_called(case.respondent_name, case.union)
    if case.handler is None or case.historical:
        return
    if not case_rights.handlers_of(case).filter(pk=case.handler.pk).exists():
        raise ValidationError({"handler": "经办人须是承办工会的办案人员。"})


def respondent_called(name: str, union: Union) -> Enterprise | None:
    """The enterprise on the list with exactly this name, in the area the union belongs to."""
    if not name:
        return None
    area = ancestor_ids(union.path)
    return Enterprise.objects.filter(name=name, federation__in=area).order_by("pk").first()


def require_handling(case: RightsCase, user: Any) -> None:
    if not case_rights.handles(case, user):
        raise PermissionDenied("本案现由其他工会承办，您可以查看进展，不能修改。")


def locked(case: RightsCase, *, by: Any, version: int | None = None) -> RightsCase:
    """The case as stored, locked, if this person handles it. Stale when she saw an older one."""
    row = RightsCase._base_manager.select_for_update().get(pk=case.pk)
    require_handling(row, by)
    if version is not None and version != row.version:
        raise Stale
    return row


def keep(case: RightsCase, *, by: Any, reason: str) -> None:
    """Save a changed, locked case with its next deadline and its next version."""
    deadlines.refresh(case)
    case.version += 1
    with explained(RightsCase):
        history.save(case, by=by, reason=reason)


@transaction.atomic
def change(case: RightsCase, *, by: Any, version: int, reason: str) -> RightsCase:
    """Save changed particulars of an open case, or of one from old records.

    `case` carries the typed values upon the stored row of that `version`.
    """
    before = locked(case, by=by, version=version)
    if not before.is_open and not before.historical:
        raise ValidationError("案件已办结，不能再改。")
    if case.received_on != before.received_on:
        raise ValidationError({"received_on": "收到日期是案号和承办期间的起点，登记后不能改。"})
    case.version = before.version
    _check(case)
    case.full_clean()
    if case.channel == Channel.FOUND or case.historical:
        case.accept_due_on = None
    else:
        case.accept_due_on = deadlines.acceptance_due(case.received_on)
    keep(case, by=by, reason=reason)
    journal.record(journal.Kind.EDIT, "修改维权案件", by=by, target=case)
    return case


# --- sensitive notes -------------------------------------------------------------------------


@transaction.atomic
def open_notes(case: RightsCase, *, by: Any, reason: str) -> None:
    """Leave a line in the journal that this person looked, and why, before anything is shown."""
    require_notes(case, by)
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    journal.record(
        journal.Kind.UNMASK, "查看维权案件敏感记录", by=by, target=case, detail={"reason": reason}
    )


@transaction.atomic
def write_notes(case: RightsCase, notes: str, *, by: Any, version: int) -> RightsCase:
    row = RightsCase._base_manager.select_for_update().get(pk=case.pk)
    require_notes(row, by)
    if row.version != version:
        raise Stale
    row.notes = notes.strip()
    clean_only(row, "notes")
    keep(row, by=by, reason="敏感记录")
    journal.record(journal.Kind.EDIT, "修改维权案件敏感记录", by=by, target=row)
    return row


def require_notes(case: RightsCase, user: Any) -> None:
    if not case_rights.reads_notes(case, user):
        raise PermissionDenied("敏感记录只由镇总工会办案人员和本案经办人查看。")


# --- days beside the process -----------------------------------------------------------------


@transaction.atomic
def extend(case: RightsCase, *, by: Any, day: datetime.date) -> RightsCase:
    """双方同意延期: the mediation may last until `day` (劳动人事争议调解仲裁条例 art. 10)."""
    row = locked(case, by=by)
    if row.status not in (CaseStatus.ACCEPTED, CaseStatus.MEDIATING) or not row.applied_on:
        raise ValidationError("只有受理后、调解结束前的案件可以延期。")
    running = deadlines.of_cases([row])[row.pk]
    present = next(clock.due for clock in running if clock.kind == ClockKind.MEDIATION)
    if day <= present:
        raise ValidationError({"day": f"延期应晚于现在的期限 {present}。"})
    row.extended_until = day
    keep(row, by=by, reason="双方同意延期")
    journal.record(journal.Kind.EDIT, "调解延期", by=by, target=row, detail={"until": day})
    return row


@transaction.atomic
def extend_petition(case: RightsCase, *, by: Any, day: datetime.date) -> RightsCase:
    """信访延期: approved on `day`, once, by at most thirty days (信访工作条例 art. 34)."""
    row = locked(case, by=by)
    if not row.petition or not row.is_open or not row.accepted_on or row.petition_extended_on:
        raise ValidationError("只有已受理、未延期的信访事项可以延期一次。")
    not_in_future(day)
    not_before(day, row.accepted_on, "day", "受理日期")
    row.petition_extended_on = day
    keep(row, by=by, reason="信访延期")
    journal.record(journal.Kind.EDIT, "信访延期", by=by, target=row, detail={"day": day})
    return row


@transaction.atomic
def notify(case: RightsCase, *, by: Any, day: datetime.date) -> RightsCase:
    """书面告知: of the refusal, or to the petitioner."""
    row = locked(case, by=by)
    if row.notified_on or not (row.petition or row.outcome == Outcome.REFUSED):
        raise ValidationError("没有待登记的书面告知。")
    not_in_future(day)
    not_before(day, row.received_on, "day", "收到日期")
    row.notified_on = day
    keep(row, by=by, reason="书面告知")
    journal.record(journal.Kind.EDIT, "登记书面告知", by=by, target=row, detail={"day": day})
    return row


@transaction.atomic
def follow_up(case: RightsCase, *, by: Any, day: datetime.date, text: str) -> RightsCase:
    """回访, after an agreement."""
    row = locked(case, by=by)
    if row.agreement_on is None:
        raise ValidationError("达成协议以后登记回访。")
    not_in_future(day)
    not_before(day, row.agreement_on, "day", "协议日期")
    row.followed_up_on, row.followed_up = day, text.strip()
    clean_only(row, "followed_up")
    keep(row, by=by, reason="回访")
    journal.record(journal.Kind.EDIT, "登记回访", by=by, target=row, detail={"day": day})
    return row
