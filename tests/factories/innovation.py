"""Entries for tests, made through the services as people would."""

import datetime
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.periods import today
from innovation.models import AwardGrade, Call, CriterionSet, Entry, Kind, Panelist
from innovation.services import calls, entries, panel, scoring
from innovation.services.authors import Line
from innovation.workflow import move_entry
from members.models import Member

_serial = itertools.count(1)


def kind(name: str = "小革新") -> Kind:
    return Kind.objects.get(name=name)


def call(federation: Any, by: Any, **fields: Any) -> Call:
    day = today()
    row = Call(
        **{"union": federation, "year": day.year, "title": f"{day.year}年五小征集",
           "opens_on": day - datetime.timedelta(30), "closes_on": day + datetime.timedelta(30),
           "criteria": CriterionSet.objects.earliest("pk"), **fields}
    )  # fmt: skip
    return calls.save_call(row, by=by)


def lines(*authors: Member | str) -> list[Line]:
    return [
        Line(author) if isinstance(author, str) else Line(author.full_name, author)
        for author in authors
    ]


def draft(union: Any, by: Any, *authors: Member | str, **fields: Any) -> Entry:
    row = Entry(
        **{"union": union, "kind": fields.pop("kind", None) or kind(),
           "title": f"装置改进{next(_serial)}号", "problem": "费时", "measure": "改装夹具",
           "bar": "none", "proposed_on": today(), **fields}
    )  # fmt: skip
    return entries.enter(row, lines(*(authors or ("王小窍",))), by=by)


def submitted(union: Any, by: Any, *authors: Member | str, **fields: Any) -> Entry:
    return move_entry(draft(union, by, *authors, **fields), "submit", by=by)


def accepted(union: Any, by: Any, reviewer: Any, *authors: Any, **fields: Any) -> Entry:
    return move_entry(submitted(union, by, *authors, **fields), "accept", by=reviewer)


def evaluated(union: Any, by: Any, reviewer: Any, *authors: Any, **fields: Any) -> Entry:
    row = accepted(union, by, reviewer, *authors, **fields)
    row = move_entry(row, "implement", by=by, day=today())
    if row.annual_benefit is not None:
        row = entries.confirm_finance(row, by=by, version=row.version, name="会计", day=today())
    return move_entry(row, "evaluate", by=reviewer)


def awarded(
    union: Any, by: Any, reviewer: Any, leader: Any, *authors: Any, grade: str = "一等奖",
    **fields: Any,
) -> Entry:  # fmt: skip
    row = evaluated(union, by, reviewer, *authors, **fields)
    return move_entry(
        row, "award", by=leader, grade=AwardGrade.objects.get(name=grade),
        meeting="镇总工会主席办公会", day=today(),
    )  # fmt: skip


def promoted(union: Any, by: Any, reviewer: Any, leader: Any, *authors: Any, **fields: Any) -> Any:
    row = awarded(union, by, reviewer, leader, *authors, **fields)
    return move_entry(row, "promote", by=reviewer)


def panelist(call: Call, by: Any, who: Any, **fields: Any) -> Panelist:
    """By account, or an expert by her name."""
    whom = {"name": who} if isinstance(who, str) else {"user": who}
    return panel.invite(Panelist(call=call, invited_on=today(), **whom, **fields), by=by)


def scored(row: Panelist, entry: Entry, *points: float, by: Any, remark: str = "") -> None:
    """One number for each criterion, in their order."""
    pairs = zip(scoring.criteria_of(row.call), points, strict=True)
    given = {criterion.pk: Decimal(str(value)) for criterion, value in pairs}
    scoring.give(row, entry, given, by=by, remark=remark)


def shares(entry: Entry) -> Sequence[tuple[str, str]]:
    rows = entry.authors.standing().order_by("position")
    return [(row.full_name, f"{row.share:f}") for row in rows]
