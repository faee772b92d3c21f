"""The public notice engine: its days, its names, its page, and objections."""

import datetime
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import journal
from assistance import checks
from assistance.codes import ApplicationStatus, LineStatus, ObjectionStatus
from assistance.models import Application, Line, Notice, NoticeEntry, Objection, Programme
from assistance.notice_names import check_texts, shown_names, unit_of
from assistance.workflow import APPLICATION
from core import history, ledger
from core.db import explained
from core.periods import months_before, today
from unions import calendar
from unions.access import require
from unions.models import CalendarDay
from unions.services.numbers import next_number

SATURDAY = 5
DEFAULT_DAYS = 7  # of a programme that asks for no notice and gets one all the same


@transaction.atomic
def publish(notice: Notice, applications: Sequence[Application], *, by: Any) -> Notice:
    """Put reviewed applications of one programme on public notice.

    Raises ValidationError where the days are fewer than the programme's without a reason, where
    they lie in a year whose holidays nobody has entered, where nothing is to be shown, and where
    something may not be (assistance/notice_names.py).
    """
    require(by, "aid_review", notice.union)
    keys = [application.pk for application in applications]
    rows = Application.objects.select_for_update(of=("self",)).select_related("union")
    locked = list(rows.filter(pk__in=keys).order_by("pk"))
    _check(notice, locked)
    entries = _entries(notice, keys)
    notice.ends_on = last_day(notice)
    notice.number = next_number(Notice, "number", "公示", notice.starts_on.year)
    notice.token = secrets.token_urlsafe(24)
    notice.published_by = by
    notice.full_clean()
    with explained(Notice):
        history.save(notice, by=by, reason="发布公示")
    ledger.append(entries)
    for application in locked:
        APPLICATION.move(application, "publish", by=by, notice=notice)
    journal.record(
        journal.Kind.MOVE, f"发布公示：{notice.number}", by=by, target=notice,
        detail={"entries": len(entries), "from": notice.starts_on, "to": notice.ends_on},
    )  # fmt: skip
    return notice


def _entries(notice: Notice, keys: Sequence[int]) -> list[NoticeEntry]:
    """What will be shown, checked; the notice itself need not be stored yet."""
    lines = list(
        Line.objects.filter(application__in=keys)
        .exclude(status=LineStatus.DROPPED)
        .select_related("member", "student", "file__head", "application__union")
        .order_by("application_id", "position")
    )
    if not lines:
        raise ValidationError("所选申请没有可公示的受助人。")
    names = shown_names(lines, notice.starts_on)
    typed = {name: getattr(notice, name) for name in ("title", "basis", "address", "mailbox")}
    check_texts(typed, [(names[line.pk], unit_of(line)) for line in lines])
    return [
        NoticeEntry(
            notice=notice, line=line, position=position, shown_name=names[line.pk],
            unit_name=unit_of(line), category=notice.programme.name, amount=line.amount,
        )
        for position, line in enumerate(lines, 1)
    ]  # fmt: skip


def _check(notice: Notice, applications: list[Application]) -> None:
    if not applications:
        raise ValidationError("请至少选择一份已审核的申请。")
    if any(a.status != ApplicationStatus.REVIEWED for a in applications):
        raise ValidationError("所选申请中有的不在“已审核”状态，请刷新页面。")
    if any(a.programme_id != notice.programme_id for a in applications):
        raise ValidationError("一份公示只公示一个项目。")
    if any(not a.union.path.startswith(notice.union.path) for a in applications):
        raise ValidationError("所选申请不在本会范围内。")
    if notice.starts_on < today():
        raise ValidationError({"starts_on": "公示起始日不能早于今天。"})
    if notice.starts_on > months_before(today(), -12):
        raise ValidationError({"starts_on": "公示起始日不能晚于一年之后。"})
    end, days = last_day(notice), notice.programme.notice_days
    fewer = days and end < calendar.last_day(
        notice.starts_on, days, notice.programme.notice_working
    )
    if fewer and not notice.shortened_reason.strip():
        raise ValidationError(
            {"shortened_reason": f"短于规定的 {days} 天，紧急情况缩短公示期须写明原因。"}
        )


def last_day(notice: Notice) -> datetime.date:
    """The last day of the notice; the first day counts as one.

    Raises ValidationError where working days fall into a year without a holiday table.
    """
    end = calendar.last_day(notice.starts_on, notice.days, notice.working)
    if notice.working and (years := calendar.missing_years(notice.starts_on, end)):
        named = "、".join(str(year) for year in years)
        raise ValidationError(
            f"{named}年的放假和调休安排尚未登记，算不准工作日；请先在后台“放假调休”中补登。"
        )
    return end


def period_text(notice: Notice) -> str:
    """自2016年9月8日至2016年9月14日，共5天（工作日）."""
    counted = "（工作日）" if notice.working else ""
    return f"自{cn_day(notice.starts_on)}至{cn_day(notice.ends_on)}，共{notice.days}天{counted}"


def statement(notice: Notice) -> list[str]:
    """The days as they would be, before anything is published. Raises as `last_day` does."""
    notice.ends_on = last_day(notice)
    after = notice.ends_on + datetime.timedelta(1)
    said = [f"公示期{period_text(notice)}；{cn_day(after)}起，没有待核实的异议即可批准。"]
    if not notice.working:
        return said
    rows = CalendarDay.objects.filter(day__range=(notice.starts_on, notice.ends_on))
    named: dict[str, list[str]] = {kind: [] for kind in CalendarDay.Kind.values}
    for row in rows.order_by("day"):
        # A week-end is free without being announced, and a week-day worked.
        if (row.kind == CalendarDay.Kind.HOLIDAY) == (row.day.weekday() < SATURDAY):
            named[row.kind].append(f"{row.day.month}月{row.day.day}日")
    if off := named[CalendarDay.Kind.HOLIDAY]:
        said.append(f"放假不计：{'、'.join(off)}。")
    if worked := named[CalendarDay.Kind.WORKDAY]:
        said.append(f"调休上班计入：{'、'.join(worked)}。")
    return said


def cn_day(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def proposal(programme: Programme, union: Any) -> dict[str, Any]:
    """What a new notice says unless its writer changes it; where to turn to as the last one did."""
    last = Notice.objects.filter(union=union).order_by("-pk").first()
    steps = ["本人申请", "基层工会初审", "集体评议", f"{union.name}审核"]
    if programme.needs_visit:
        steps.insert(2, "入户调查")
    return {
        "title": f"关于{today().year}年{programme.name}拟补助对象的公示",
        "basis": (
            f"根据{programme.name}有关规定，经{'、'.join(steps)}，拟对下列职工给予补助，现予公示。"
            "如有异议，请在公示期内以电话、信函或来访方式向本会反映；反映情况应当实事求是。"
        ),
        "starts_on": today(),
        "days": programme.notice_days or DEFAULT_DAYS,
        "working": programme.notice_working,
        "phone": last.phone if last else "",
        "mailbox": last.mailbox if last else "",
        "address": last.address if last else "",
    }


# --- page and objections -----------------------------------------------------------------------


def by_token(token: str) -> Notice | None:
    """The notice at a public address: open to everybody, so past the scope."""
    return Notice.objects.filter(token=token).select_related("union").first()


def is_standing(notice: Notice, day: datetime.date) -> bool:
    """May the public page be shown on that day? Not when all its applications went back."""
    return (
        notice.withdrawn_at is None
        and notice.starts_on <= day <= notice.ends_on
        and notice.applications.exists()
    )


def entries_shown(notice: Notice) -> Any:
    """The rows of the page: whose application went back is shown no longer."""
    still = notice.entries.filter(line__application__notice=notice)
    return still.exclude(line__status=LineStatus.DROPPED)


@transaction.atomic
def withdraw(notice: Notice, *, by: Any, reason: str) -> Notice:
    """Take the public page down for good; its applications must go back."""
    require(by, "aid_review", notice.union)
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError("公示已经撤下。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    if not locked.applications.filter(status=ApplicationStatus.ON_NOTICE).exists():
        raise ValidationError("所列申请都已批准或退回，不必再撤下。")
    locked.withdrawn_at, locked.withdrawn_reason = timezone.now(), reason
    history.save(locked, by=by, reason=reason)
    journal.record(
        journal.Kind.MOVE, f"撤下公示：{locked.number}", by=by, target=locked,
        detail={"reason": reason},
    )  # fmt: skip
    return locked


@transaction.atomic
def object_to(objection: Objection, *, by: Any) -> Objection:
    """Register an objection: from now on nothing of the notice is approved."""
    require(by, "aid_review", objection.notice.union)
    objection.received_by = by
    if objection.received_on > today():
        raise ValidationError({"received_on": "日期不能晚于今天。"})
    if objection.entry and objection.entry.notice_id != objection.notice_id:
        raise ValidationError({"entry": "该受助人不在这份公示中。"})
    objection.full_clean()
    history.save(objection, by=by, reason="登记异议")
    journal.record(
        journal.Kind.EDIT, f"登记公示异议：{objection.notice.number}", by=by,
        target=objection.notice, union_id=objection.notice.union_id,
    )  # fmt: skip
    return objection


def waits_for(notice: Notice) -> list[str]:
    """Why applications on this notice are not yet to be approved, for the notice's own page."""
    if not notice.applications.filter(status=ApplicationStatus.ON_NOTICE).exists():
        return []
    upheld = notice.objections.filter(
        Q(entry__isnull=True) | Q(entry__line__status=LineStatus.PLANNED)
        & Q(entry__line__application__notice=notice),
        status=ObjectionStatus.UPHELD,
    ).select_related("entry__line__application")  # fmt: skip
    return [*checks.notice_running(notice), *(_upheld(objection) for objection in upheld)]


def _upheld(objection: Objection) -> str:
    if objection.entry is None:
        return "对整份公示的异议成立，所列申请均须退回。"
    number = objection.entry.line.application.number
    return (
        f"对第 {objection.entry.position} 号受助人的异议成立，请退回申请 {number}，"
        "或对该受助人停发。"
    )
