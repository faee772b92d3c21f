"""会员名册: frozen on the electoral day, and what is ticked on it there: delegates and who came."""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from governance import election_people as people
from governance.codes import ElectionForm, ElectionStatus
from governance.models import Election, RollEntry
from governance.services import elections


def freeze(election: Election, day: datetime.date, *, by: Any) -> None:
    """Copy everybody who has a vote on `day`; what is written here stays, whoever leaves later.

    Called by the process, which has locked the row and saves it.
    """
    voters = people.electors(election.union, day).select_related("member")
    rows = [
        RollEntry(
            election=election, position=number, member=row.member,
            full_name=row.member.full_name, sex=row.member.sex,
            union_group=row.member.union_group, joined_on=row.member.first_joined_on,
        )
        for number, row in enumerate(voters.order_by("member__name_py", "member_id"), 1)
    ]  # fmt: skip
    if not rows:
        raise ValidationError({"day": "这一天没有有选举权的会员，不能锁定名册。"})
    history.bulk_save(rows, by=by, reason="锁定名册")
    congress = election.form == ElectionForm.CONGRESS
    election.due, election.present = (0 if congress else len(rows)), 0


def discard(election: Election, *, by: Any, reason: str) -> None:
    """A meeting that could not be held is held on another day, with that day's roll; the history
    keeps this one.
    """
    for entry in election.roll.all():
        history.remove(entry, by=by, reason=reason)
    for ballot in election.ballots.all():
        history.remove(ballot, by=by, reason=reason)
    counted = list(election.candidates.all())
    for candidate in counted:
        candidate.votes_for = candidate.votes_against = candidate.abstentions = None
    fields = ["votes_for", "votes_against", "abstentions"]
    history.bulk_save(counted, by=by, reason=reason, update_fields=fields)
    election.due = election.present = election.frozen_at = election.elected_on = None


@transaction.atomic
def mark(
    election: Election, field: str, shown: Collection[int], ticked: Collection[int], *, by: Any
) -> Election:
    """Set one tick (`signed_in` or `delegate`) of the rows one page showed; others stay.

    The version does not grow: several people tick at several doors. Raises ValidationError.
    """
    if field not in ("signed_in", "delegate"):
        raise ValueError(field)
    locked = elections.lock(election, by=by)
    elections.in_state(locked, ElectionStatus.FROZEN)
    congress = locked.form == ElectionForm.CONGRESS
    changed = []
    for entry in locked.roll.filter(pk__in=shown):
        wanted = entry.pk in ticked
        if field == "signed_in" and congress and wanted and not entry.delegate:
            raise ValidationError("召开会员代表大会的，只有代表可以签到；请先标记代表。")
        if getattr(entry, field) != wanted:
            _set(entry, field, wanted)
            changed.append(entry)
    if changed:
        reason = "签到" if field == "signed_in" else "标记代表"
        # Whoever is no delegate any more was not present as one.
        history.bulk_save(changed, by=by, reason=reason, update_fields=["delegate", "signed_in"])
        _count(locked, by)
        journal.record(
            journal.Kind.EDIT, f"选举：{reason}", by=by, target=locked,
            detail={"changed": len(changed), "due": locked.due, "present": locked.present},
        )  # fmt: skip
    return locked


def _set(entry: RollEntry, field: str, wanted: bool) -> None:
    if field == "signed_in":
        entry.signed_in = wanted
    else:
        entry.delegate = wanted
        entry.signed_in = entry.signed_in and wanted


def _count(election: Election, by: Any) -> None:
    rows = election.roll.all()
    if election.form == ElectionForm.CONGRESS:
        rows = rows.filter(delegate=True)
    due, present = rows.count(), rows.filter(signed_in=True).count()
    if (election.due, election.present) != (due, present):
        election.due, election.present = due, present
        history.save(election, by=by, reason="签到人数")
