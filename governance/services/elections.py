"""Preparing an election: opening it, its particulars, its candidates and their public notice."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Stale
from governance import composition
from governance import election_people as people
from governance.codes import ElectionKind, ElectionStatus
from governance.models import Candidate, Election
from unions.access import require
from unions.terms import warning_horizon

S = ElectionStatus
# Candidates are changed until the roll is frozen, but not while the upper union is reading.
CANDIDATES_OPEN = (S.PREPARED, S.PERMITTED)
FIELDS = (
    "term_no", "form", "chair_by_members", "term_years", "committee_seats", "vice_seats",
    "audit_seats", "women_seats", "planned_on", "reason", "delayed_until", "delay_no",
)  # fmt: skip


def lock(election: Election, *, by: Any, version: int | None = None) -> Election:
    """The row as it stands, for a change by somebody who may; Stale when she saw an older one."""
    locked = Election._base_manager.select_for_update().get(pk=election.pk)
    require(by, "govern", locked.union)
    if version is not None and version != locked.version:
        raise Stale
    return locked


def in_state(election: Election, *states: str) -> None:
    if election.status not in states:
        raise ValidationError("当前状态下不能办理此事，请刷新页面查看最新进展。")


def grown(election: Election, summary: str, *, by: Any, **detail: Any) -> Election:
    """Save with a new version: nobody decides on what she has not seen. The journal line last."""
    election.version += 1
    with explained(Election):
        history.save(election, by=by, reason=summary)
    journal.record(
        journal.Kind.EDIT, f"选举：{summary}", by=by, target=election, detail=detail or None
    )
    return election


@transaction.atomic
def prepare(election: Election, *, by: Any) -> Election:
    """Open an election: status prepared. One at a time for a union. Raises ValidationError."""
    require(by, "govern", election.union)
    union = election.union
    if union.dissolved_on:
        raise ValidationError("该工会已撤销。")
    if election.kind == ElectionKind.FOUNDING and union.first_elected_on:
        raise ValidationError({"kind": "该工会已有首届选举日期，请选择换届选举或补选。"})
    election.former_started_on, election.former_years = union.term_started_on, union.term_years
    _check(election)
    with explained(Election):
        history.save(election, by=by, reason="启动")
    journal.record(
        journal.Kind.EDIT, f"启动{election.get_kind_display()}", by=by, target=election,
        union_id=union.pk,
    )  # fmt: skip
    return election


@transaction.atomic
def change(election: Election, *, by: Any, version: int | None = None) -> Election:
    """Store changed particulars (those of FIELDS) while the election is being prepared."""
    locked = lock(election, by=by, version=version)
    in_state(locked, S.PREPARED)
    for name in FIELDS:
        setattr(locked, name, getattr(election, name))
    _check(locked)
    return grown(locked, "修改筹备事项", by=by)


def _check(election: Election) -> None:
    end = election.former_end
    if election.kind == ElectionKind.RENEWAL and end:
        _check_delay(election, end)
        early = election.pk is None and end > warning_horizon(today())
        if early and not election.reason.strip():
            raise ValidationError({"reason": f"本届任期至 {end}，提前换届的请写明原因。"})
    elif election.delayed_until:
        raise ValidationError({"delayed_until": "只有到期的换届选举才填写延期。"})
    election.full_clean()


def _check_delay(election: Election, end: datetime.date) -> None:
    """延期换届: half a year at most, with the approval's number (domain.md 3.2)."""
    if election.delayed_until is None:
        if election.delay_no:
            raise ValidationError({"delayed_until": "请填写批准延期至的日期。"})
        return
    if not election.delay_no.strip():
        raise ValidationError({"delay_no": "请填写延期批准文号。"})
    latest = composition.latest_delay(end)
    if not end < election.delayed_until <= latest:
        words = f"本届任期至 {end}，延期最长至 {latest}。"
        raise ValidationError({"delayed_until": words})


# --- candidates --------------------------------------------------------------------------------


@transaction.atomic
def add_candidate(candidate: Candidate, *, by: Any) -> Candidate:
    """Put an unsaved candidate on the list; she must have a vote in this union today."""
    election = lock(candidate.election, by=by)
    in_state(election, *CANDIDATES_OPEN)
    voters = people.electors(election.union, today())
    if not voters.filter(member=candidate.member).exists():
        raise ValidationError("只有本会有选举权的在册会员可以作为候选人（保留会籍的除外）。")
    candidate.election = election
    candidate.full_name = candidate.member.full_name
    others = election.candidates.filter(post=candidate.post)
    candidate.position = max(others.values_list("position", flat=True), default=0) + 1
    candidate.full_clean()
    with explained(Candidate):
        history.save(candidate, by=by, reason="增加候选人")
    grown(election, "增加候选人", by=by, candidate=candidate.pk, post=candidate.post)
    return candidate


@transaction.atomic
def change_candidate(candidate: Candidate, *, by: Any) -> Candidate:
    """Store her place in the order and what the declarations say of her."""
    election = lock(candidate.election, by=by)
    in_state(election, *CANDIDATES_OPEN)
    candidate.full_clean()
    with explained(Candidate):
        history.save(candidate, by=by, reason="修改候选人")
    grown(election, "修改候选人", by=by, candidate=candidate.pk)
    return candidate


@transaction.atomic
def remove_candidate(candidate: Candidate, *, by: Any) -> None:
    """Take somebody off the list; the history keeps that she stood on it."""
    election = lock(candidate.election, by=by)
    in_state(election, *CANDIDATES_OPEN)
    number = candidate.pk
    history.remove(candidate, by=by, reason="撤下候选人")
    grown(election, "撤下候选人", by=by, candidate=number)


@transaction.atomic
def announce(election: Election, day: datetime.date, *, by: Any) -> Election:
    """公示: since when the candidates hang out, seven days before the election."""
    locked = lock(election, by=by)
    in_state(locked, *CANDIDATES_OPEN, S.REQUESTED)
    if day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    if not locked.candidates.exists():
        raise ValidationError("请先登记候选人。")
    locked.noticed_on = day
    return grown(locked, "登记候选人公示", by=by, day=day)
