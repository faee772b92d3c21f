"""The process of an entry, from a draft on a phone to what other units take over.

draft → submitted → accepted → trial → implemented → evaluated → awarded → promoted; returned,
declined, withdrawn and merged from the sides. What a person of the unit reports (trial, use) is a
fact; what the federation says (accept, decline, evaluate, award, promote) is a judgement, and
nobody gives it on her own (innovation/own.py).
"""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Missing, Move, Workflow
from innovation import own
from innovation.codes import Bar, EntryStatus, Level, Practice
from innovation.models import Author, Award, AwardGrade, Entry
from innovation.services.entries import PREFIX
from unions.scope import scope_of
from unions.services.numbers import next_number

S = EntryStatus


def _record(*args: Any, detail: dict[str, Any], **kwargs: Any) -> Any:
    """Reasons stay with the row: what people write of an idea does not enter the journal."""
    plain = {key: value for key, value in detail.items() if key != "reason"}
    return journal.record(*args, detail=plain, **kwargs)


# --- who ---------------------------------------------------------------------------------------


def _of_unit(entry: Entry, user: Any) -> bool:
    return scope_of(user).may("innovate", entry.union)


def _judges(entry: Entry, user: Any) -> bool:
    """The clerk; where she entered it herself and is all there is, the leader."""
    scope = scope_of(user)
    return any(scope.may(right, entry.union) for right in ("innovation_review", "innovation_award"))


def _reviews(entry: Entry, user: Any) -> bool:
    return scope_of(user).may("innovation_review", entry.union)


def _awards(entry: Entry, user: Any) -> bool:
    return scope_of(user).may("innovation_award", entry.union)


# --- what must be there ------------------------------------------------------------------------


def _lacks_to_submit(entry: Entry, user: Any) -> Missing:
    if not entry.problem:
        yield "请填写现状和问题。"
    if not entry.measure:
        yield "请填写改进措施。"
    shares = [author.share for author in entry.authors.standing()]
    if not shares:
        yield "请填写完成人。"
    elif sum(shares) != 100:
        yield "各完成人的份额合计应为 100%。"
    if not entry.bar:
        yield "请说明有无不受理情形。"
    elif entry.bar != Bar.NONE:
        yield f"{entry.get_bar_display()}的项目不在受理范围。"
    if entry.call and entry.call.closes_on < today() and entry.status == S.DRAFT:
        yield f"“{entry.call}”已于 {entry.call.closes_on} 截止，请改选征集或留空。"


def _own(entry: Entry, user: Any) -> Missing:
    return own.bars(entry, user)


def _lacks_to_judge(entry: Entry, user: Any) -> Missing:
    yield from own.bars(entry, user)
    if entry.annual_benefit is not None and entry.finance_confirmed_on is None:
        yield "年效益还没有单位财务确认。"


# --- what moves do -----------------------------------------------------------------------------


def _submit(entry: Entry, *, by: Any, reason: str) -> None:
    entry.submitted_by, entry.submitted_on, entry.answer = by, today(), ""
    if not entry.number:
        entry.number = next_number(Entry, "number", PREFIX, entry.year)


def _answer(entry: Entry, *, by: Any, reason: str) -> None:
    """The reason is for the authors to read (domain.md 7; a refusal states why)."""
    entry.answer = reason.strip()
    entry.clean_fields(exclude={f.name for f in entry._meta.fields} - {"answer"})


def _day_in_order(entry: Entry, day: datetime.date) -> None:
    if day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    if entry.proposed_on and day < entry.proposed_on:
        raise ValidationError({"day": f"日期不能早于提出日期 {entry.proposed_on}。"})


def _trial(entry: Entry, *, by: Any, reason: str, day: datetime.date) -> None:
    _day_in_order(entry, day)
    entry.trial_on, entry.practice = day, Practice.TRIAL


def _implement(entry: Entry, *, by: Any, reason: str, day: datetime.date) -> None:
    _day_in_order(entry, day)
    if entry.trial_on and day < entry.trial_on:
        raise ValidationError({"day": f"日期不能早于试行日期 {entry.trial_on}。"})
    entry.implemented_on, entry.practice = day, Practice.DONE


def _award(
    entry: Entry,
    *,
    by: Any,
    reason: str,
    grade: AwardGrade,
    meeting: str,
    day: datetime.date,
    amount: Decimal | None = None,
    level: str = Level.TOWNSHIP,
) -> None:
    """The grade as decided by a meeting; the usual prize of the grade where none is named."""
    if not meeting.strip():
        raise ValidationError({"meeting": "请填写决定表彰的会议。"})
    if day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    award = Award(
        entry=entry, grade=grade, level=level, meeting=meeting.strip(), decided_on=day, by=by,
        amount=grade.amount if amount is None else amount,
    )  # fmt: skip
    award.full_clean()
    history.save(award, by=by, reason="表彰")
    order = list(Level.values)
    entry.level = max(entry.level, level, key=order.index)


def _merge(entry: Entry, *, by: Any, reason: str, kept: Entry) -> None:
    entry.merged_into = kept


MERGEABLE = (S.SUBMITTED, S.ACCEPTED, S.TRIAL, S.IMPLEMENTED, S.EVALUATED)

ENTRY = Workflow(
    [
        Move("submit", "提交", (S.DRAFT, S.RETURNED), S.SUBMITTED, _of_unit, _lacks_to_submit,
             _submit),
        Move("accept", "受理", (S.SUBMITTED,), S.ACCEPTED, _judges, _own),
        Move("return", "退回补充", (S.SUBMITTED,), S.RETURNED, _judges, _own, _answer,
             reason=True),
        Move("decline", "不予受理", (S.SUBMITTED,), S.DECLINED, _judges, _own, _answer,
             reason=True, danger=True),
        Move("trial", "登记试行", (S.ACCEPTED,), S.TRIAL, _of_unit, effect=_trial),
        Move("implement", "登记实施", (S.ACCEPTED, S.TRIAL), S.IMPLEMENTED, _of_unit,
             effect=_implement),
        Move("evaluate", "评审通过", (S.TRIAL, S.IMPLEMENTED), S.EVALUATED, _judges,
             _lacks_to_judge),
        Move("award", "表彰", (S.EVALUATED,), S.AWARDED, _awards, _own, _award),
        Move("promote", "推广", (S.AWARDED,), S.PROMOTED, _judges, _own),
        Move("withdraw", "撤回", (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED), S.WITHDRAWN,
             _of_unit, reason=True, danger=True),
        Move("merge", "并入", MERGEABLE, S.MERGED, _reviews, effect=_merge, reason=True,
             shown=False),
    ],
    record=_record,
    versioned=True,
)  # fmt: skip


def move_entry(entry: Entry, name: str, *, by: Any, **data: Any) -> Entry:
    """ENTRY.move with the words of a constraint for whatever the database refuses."""
    with explained(Entry, Award, Author):
        return ENTRY.move(entry, name, by=by, **data)
