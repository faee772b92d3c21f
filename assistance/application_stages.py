"""Where an application stands: its stages with who and when, and what comes next, in words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from assistance.codes import ApplicationStatus
from assistance.models import Application
from core.periods import today

S = ApplicationStatus
ONE_DAY = datetime.timedelta(days=1)
# The main path: the status reached by each step, and the step's name.
PATH = (
    (S.DRAFT, "登记"),
    (S.SUBMITTED, "提交"),
    (S.VISITED, "入户调查"),
    (S.DELIBERATED, "集体评议"),
    (S.REVIEWED, "审核"),
    (S.ON_NOTICE, "公示"),
    (S.APPROVED, "审批"),
    (S.PAID, "发放"),
    (S.RECEIPTED, "签收"),
    (S.ARCHIVED, "归档"),
)
_PLACES = {status: place for place, (status, _) in enumerate(PATH)}


class Passage(NamedTuple):
    """It came into a status: when, and by whom."""

    status: str
    day: datetime.date
    who: str


@dataclass
class Stage:
    """One step of the path. `state`: done, now, ahead, or stopped."""

    label: str
    state: str
    day: datetime.date | None = None
    who: str = ""
    until: datetime.date | None = None


def passages(application: Application) -> list[Passage]:
    """Every change of status, oldest first: one query."""
    rows = application.history.order_by("history_id")
    found: list[Passage] = []
    for status, at, who in rows.values_list("status", "history_date", "history_user__display_name"):
        if not found or found[-1].status != status:
            found.append(Passage(status, timezone.localtime(at).date(), who or ""))
    return found


def stages(application: Application, past: Sequence[Passage]) -> list[Stage]:
    """The path with how far it has come, without the steps which the programme does not ask for."""
    reached, stopped = _reached(application, past)
    latest = {passage.status: passage for passage in past}
    days = _own_days(application)
    line: list[Stage] = []
    now_shown = stopped
    for place, (status, label) in enumerate(PATH):
        if _is_left_out(application, status):
            continue
        if place <= reached:
            passage = latest.get(status)
            day, until = days.get(status, (passage.day if passage else None, None))
            who = passage.who if passage else ""
            running = status == S.ON_NOTICE and application.status == S.ON_NOTICE
            state = "now" if running and until and until >= today() else "done"
            now_shown = now_shown or state == "now"
            line.append(Stage(label, state, day, who, until))
        else:
            line.append(Stage(label, "ahead" if now_shown else "now"))
            now_shown = True
    if stopped and past:
        last = past[-1]
        end = Stage(application.get_status_display(), "stopped", last.day, last.who)
        line = [stage for stage in line if stage.state == "done"] + [end]
    return line


def _reached(application: Application, past: Sequence[Passage]) -> tuple[int, bool]:
    """Place on the path, and whether it ended beside it."""
    status = application.status
    if status == S.RETURNED:
        return _PLACES[S.DRAFT], False
    if status in (S.REJECTED, S.WITHDRAWN):
        before = [p.status for p in past if p.status in _PLACES or p.status == S.RETURNED]
        last = before[-1] if before else S.DRAFT
        return _PLACES.get(last, 0), True
    return _PLACES[S(status)], False


def _is_left_out(application: Application, status: str) -> bool:
    if status == S.VISITED:
        return not application.programme.needs_visit and application.visited_on is None
    if status == S.ON_NOTICE:
        return application.programme.notice_days == 0 and application.notice is None
    return False


def _own_days(
    application: Application,
) -> dict[str, tuple[datetime.date | None, datetime.date | None]]:
    """Days which the application itself names, rather than when they were entered."""
    named = {
        S.SUBMITTED: application.submitted_on,
        S.VISITED: application.visited_on,
        S.DELIBERATED: application.deliberated_on,
        S.APPROVED: application.approved_on,
        S.PAID: application.settled_on,
    }
    days: dict[str, tuple[datetime.date | None, datetime.date | None]] = {
        status: (day, None) for status, day in named.items() if day
    }
    if application.notice:
        days[S.ON_NOTICE] = (application.notice.starts_on, application.notice.ends_on)
    return days


class Next(NamedTuple):
    """What happens next, and on which day where one is known."""

    text: str
    day: datetime.date | None = None


def next_step(application: Application) -> Next:
    """In plain words, for whoever applied."""
    status, programme = application.status, application.programme
    if status == S.ON_NOTICE:
        return _on_notice(application)
    if status == S.SUBMITTED and not programme.needs_visit:
        status = S.VISITED
    approval = "等待公示。" if programme.notice_days else "该项目不需公示，等待分管主席审批。"
    words: dict[str, str] = {
        S.DRAFT: "草稿，尚未提交。请补齐材料后提交。",
        S.RETURNED: "已退回，请按退回原因改正后重新提交。",
        S.SUBMITTED: "已提交，等待入户调查。",
        S.VISITED: "等待集体评议。",
        S.DELIBERATED: "已评议，等待总工会审核。",
        S.REVIEWED: f"已审核，{approval}",
        S.APPROVED: "已批准，等待付款。",
        S.PAID: "已发放，等待确认签收。",
        S.RECEIPTED: "已签收，等待归档。",
        S.ARCHIVED: "已办结归档。",
        S.REJECTED: "未批准。",
        S.WITHDRAWN: "已撤回。",
    }
    return Next(words[status])


def _on_notice(application: Application) -> Next:
    notice = application.notice
    if notice is None or notice.withdrawn_at is not None:
        return Next("公示已撤下，等待退回后重新办理。")
    if notice.ends_on < today():
        return Next("公示期满，等待分管主席审批。")
    return Next("公示中，期满无异议的次日起审批。", notice.ends_on + ONE_DAY)
