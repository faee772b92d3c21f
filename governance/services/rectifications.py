"""整顿 as a project: begun with what was wrong, finished with what came of it."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Move, Workflow
from governance.codes import RectificationStatus
from governance.models import Rectification
from unions.access import require
from unions.scope import scope_of
from unions.services import life

S = RectificationStatus


def _may(row: Rectification, user: Any) -> bool:
    return scope_of(user).may("edit_union", row.union)


def _finish(row: Rectification, *, by: Any, day: datetime.date, after: str, **_: Any) -> None:
    """The life event is the one that past counts are made of (unions/services/life.py)."""
    if day < row.started_on or day > today():
        raise ValidationError({"day": f"完成日期应在 {row.started_on} 至今天之间。"})
    row.finished_on, row.after = day, after
    row.event = life.rectify(row.union, day, by=by, reason=after[:200], paper=row.paper)


RECTIFICATION = Workflow(
    (
        Move("finish", "完成整顿", (S.RUNNING,), S.FINISHED, _may, effect=_finish),
        Move("drop", "撤销整顿", (S.RUNNING,), S.DROPPED, _may, reason=True, danger=True),
    ),
    record=journal.record,
)


@transaction.atomic
def begin(row: Rectification, *, by: Any) -> Rectification:
    require(by, "edit_union", row.union)
    if row.started_on > today():
        raise ValidationError({"started_on": "开始日期不能晚于今天。"})
    if row.planned_until and row.planned_until < row.started_on:
        raise ValidationError({"planned_until": "计划完成日期不能早于开始日期。"})
    row.full_clean()
    with explained(Rectification):
        history.save(row, by=by, reason="开始整顿")
    journal.record(journal.Kind.EDIT, f"{row.union}：开始整顿", by=by, target=row)
    return row
