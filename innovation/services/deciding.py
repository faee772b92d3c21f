"""What the meeting decides of a call: which entries it evaluates, and which it awards, at once."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Stale
from innovation.codes import EntryStatus
from innovation.models import AwardGrade, Call, Entry
from innovation.services import panel, ranking
from innovation.workflow import move_entry


def _moved(entry: Entry, move: str, *, by: Any, **data: Any) -> Entry:
    """One of several: a refusal says of which."""
    try:
        return move_entry(entry, move, by=by, **data)
    except ValidationError as error:
        words = "".join(error.messages)
        raise ValidationError(f"“{entry.title}”：{words}") from None


def _entries(call: Call, keys: Iterable[int]) -> list[Entry]:
    """In one order for everybody, so that two deeds do not wait for each other in a circle."""
    wanted = set(keys)
    rows = list(Entry.objects.filter(call=call, pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted):
        raise ValidationError("所选成果不在本次征集中，请刷新页面再办理。")
    return rows


@transaction.atomic
def evaluate(call: Call, keys: Iterable[int], *, by: Any) -> list[Entry]:
    """评审通过 of several entries, all or none."""
    row = panel.locked(call)
    panel.require_points(by, row)
    if row.decided:
        raise ValidationError(panel.DECIDED)
    entries = _entries(row, keys)
    if not entries:
        raise ValidationError("请勾选评审通过的成果。")
    return [_moved(entry, "evaluate", by=by) for entry in entries]


@transaction.atomic
def decide(
    call: Call,
    grades: Mapping[int, AwardGrade],
    *,
    by: Any,
    meeting: str,
    day: datetime.date,
    seen: int | None = None,
) -> Call:
    """The call is decided by a meeting and its entries are awarded, all or none.

    Raises ValidationError, PermissionDenied; Stale when points changed since the page was opened.
    """
    row = panel.locked(call)
    panel.require_points(by, row, "innovation_award")
    if row.decided:
        raise ValidationError(f"本次征集已于 {row.decided_on} 由{row.meeting}作出决定。")
    if seen is not None and seen != ranking.seen_version(row):
        raise Stale
    if not grades:
        raise ValidationError("请至少为一项成果选定奖次。")
    if not meeting.strip():
        raise ValidationError({"meeting": "请填写决定表彰的会议。"})
    if not row.opens_on <= day <= today():
        raise ValidationError({"day": f"日期应在征集开始（{row.opens_on}）和今天之间。"})
    for entry in _entries(row, grades):
        grade = grades[entry.pk]
        _moved(entry, "award", by=by, grade=grade, meeting=meeting, day=day)
    row.decided_on, row.meeting, row.decided_by = day, meeting.strip(), by
    row.full_clean()
    with explained(Call):
        history.save(row, by=by, reason="表彰决定")
    journal.record(
        journal.Kind.MOVE, "成果征集：表彰决定", by=by, target=row, detail={"awarded": len(grades)}
    )
    return row


def awaiting(call: Call) -> Any:
    """What may be evaluated next."""
    rows = Entry.objects.filter(call=call)
    return rows.filter(status__in=(EntryStatus.TRIAL, EntryStatus.IMPLEMENTED))
