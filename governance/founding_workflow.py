"""建会申请: the request and the upper union's reply. Approved, the union stands and elects.

Founding a union needs the approval of the level above (工会法 art. 12); the result of its first
election is approved a second time, by the election's own process.
"""

from typing import Any

from django.core.exceptions import ValidationError

from accounts import journal
from core.periods import today
from core.workflow import Move, Workflow
from governance.codes import FoundingStatus
from governance.models import Founding
from governance.services import foundings
from unions.models import Union
from unions.scope import scope_of
from unions.services.coverage import cover
from unions.services.tree import found_union

S = FoundingStatus


def _replies(founding: Founding, user: Any) -> bool:
    """Of the federation asked, and not she who filed it."""
    return founding.filed_by_id != user.pk and scope_of(user).may("govern_reply", founding.parent)


def _files(founding: Founding, user: Any) -> bool:
    return scope_of(user).may("edit_union", founding.parent)


def _reply(founding: Founding, by: Any, day: Any, paper: str) -> None:
    if day < founding.applied_on:
        raise ValidationError({"day": f"批复日期不能早于申请日期 {founding.applied_on}。"})
    if day > today():
        raise ValidationError({"day": "批复日期不能晚于今天。"})
    founding.replied_on, founding.reply_no, founding.replied_by = day, paper, by


def _approve(founding: Founding, *, by: Any, day: Any, paper: str, **_: Any) -> None:
    """The reply founds the union; it is the right to reply that entitles."""
    _reply(founding, by, day, paper)
    foundings.check_uncovered(founding.enterprise)
    founding.union = found_union(
        Union(
            parent=founding.parent, name=founding.name, kind=founding.kind, founded_on=day,
            approved_by=founding.parent.name, approval_no=paper,
        ),
        by=by, paper=paper, reason="同意建会", right="govern_reply",
    )  # fmt: skip
    if founding.enterprise is not None:
        cover(founding.enterprise, founding.union, day, by=by, paper=paper, right="govern_reply")


def _refuse(founding: Founding, *, by: Any, day: Any, paper: str, reason: str) -> None:
    _reply(founding, by, day, paper)
    founding.answer = reason


FOUNDING = Workflow(
    (
        Move("approve", "同意建会", (S.APPLIED,), S.APPROVED, _replies, effect=_approve),
        Move("refuse", "不同意建会", (S.APPLIED,), S.REFUSED, _replies, effect=_refuse,
             reason=True, danger=True),
        Move("withdraw", "撤回申请", (S.APPLIED,), S.WITHDRAWN, _files, reason=True, danger=True),
    ),
    record=lambda kind, summary, *, by, target, detail: journal.record(
        kind, summary, by=by, target=target, union_id=target.parent_id, detail=detail
    ),
    versioned=True,
)  # fmt: skip
