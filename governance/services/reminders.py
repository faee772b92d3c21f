"""提醒: each rung of each clock told once to each person; who was not told, and why.

One command (`manage.py remind`) under cron or a timer. A rung's key is unique, so that run twice
it writes nothing, and a run that was missed is made up for by the next one.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.ledger import append
from governance.codes import Delivery, Post, Rung
from governance.models import Office, Reminder
from governance.services import offices
from governance.services.duty_desk import Recipients
from unions import rules
from unions.duties import Asking, Clock, Duty, clocks, gather
from unions.models import Role, Seat, Union

BATCH = 500
NOBODY = "该工会和上级工会没有可以办理此事的账号"


@dataclass
class Outcome:
    sent: int = 0
    not_sent: int = 0
    digests: int = 0


def rung_of(duty: Duty, day: datetime.date) -> Rung:
    """How near it is: overdue, due within the short term, or seen far ahead."""
    if duty.due < day:
        return Rung.OVERDUE
    if duty.due == day:
        return Rung.DUE
    near = rules.value("term_urgent_months", day) * 30 if duty.clock.everyone else None
    soon = int(near if near is not None else rules.value("duty_soon_days", day))
    return Rung.NEAR if duty.due <= day + datetime.timedelta(days=soon) else Rung.EARLY


def every_duty(clock: Clock, day: datetime.date) -> Iterator[Duty]:
    """All of one clock, a page after the other."""
    after = None
    while page := gather(Asking(None, day, after=after, limit=BATCH), [clock.code]):
        yield from page
        after = page[-1].key


def run(day: datetime.date) -> Outcome:
    """Write what is to be told on that day; a transaction for each batch."""
    outcome, recipients = Outcome(), Recipients(day)
    with rules.in_hand():
        for clock in clocks():
            batch: list[Reminder] = []
            for duty in every_duty(clock, day):
                batch += rows_of(duty, recipients, day)
                if len(batch) >= BATCH:
                    _write(batch, outcome)
                    batch = []
            _write(batch, outcome)
        _write(list(digests(day)), outcome)
    return outcome


def rows_of(duty: Duty, recipients: Recipients, day: datetime.date) -> list[Reminder]:
    rung = rung_of(duty, day)
    people = recipients.of(duty)
    if not people:
        return [_row(duty, rung, day, None, NOBODY)]
    return [_row(duty, rung, day, person, "") for person in people]


def _row(duty: Duty, rung: Rung, day: datetime.date, person: Any, why: str) -> Reminder:
    who = person.pk if person else 0
    return Reminder(
        key=f"{duty.clock.code}:{duty.pk}:{duty.due}:{rung}:{who}",
        clock=duty.clock.code, label=duty.label[:120], union_id=duty.union_id, url=duty.url[:120],
        due=duty.due, rung=rung, recipient=person, why=why, day=day,
        delivery=Delivery.NOT_SENT if why else Delivery.SENT,
    )  # fmt: skip


@transaction.atomic
def _write(rows: list[Reminder], outcome: Outcome) -> None:
    """Those not written yet. The root's lock lets one run write at a time."""
    if not rows:
        return
    list(Union.objects.filter(parent=None).select_for_update(no_key=True).order_by("pk"))
    keys = [row.key for row in rows]
    known = set(Reminder.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = list({row.key: row for row in rows if row.key not in known}.values())
    append(fresh)
    for row in fresh:
        if row.rung == Rung.DIGEST:
            outcome.digests += 1
        elif row.delivery == Delivery.SENT:
            outcome.sent += 1
        else:
            outcome.not_sent += 1


# --- the week's digest ------------------------------------------------------------------------


def digests(day: datetime.date) -> Iterator[Reminder]:
    """每周摘要 for clerks and leaders: at the first run in a week, one line each."""
    year, week, _ = day.isocalendar()
    staff = Seat.objects.on(day).filter(
        role__in=(Role.CLERK, Role.LEADER), user__is_active=True
    ).select_related("union", "user")  # fmt: skip
    counts: dict[int, tuple[int, int]] = {}
    for seat in staff.order_by("pk"):
        if seat.union_id not in counts:
            counts[seat.union_id] = _counted(seat.union, day)
        overdue, coming = counts[seat.union_id]
        yield Reminder(
            key=f"digest:{seat.union_id}:{year}-{week:02d}:{seat.user_id}", clock="digest",
            label=f"{year} 年第 {week} 周：已逾期 {overdue} 项，两周内到期 {coming} 项",
            union=seat.union, due=None, rung=Rung.DIGEST, recipient=seat.user, day=day,
            delivery=Delivery.SENT,
        )  # fmt: skip


def _counted(union: Union, day: datetime.date) -> tuple[int, int]:
    """Overdue ones and those due within two weeks, below that union."""
    soon, overdue, coming = day + datetime.timedelta(days=14), 0, 0
    for clock in clocks():
        for duty in every_duty(clock, day):
            if duty.union_path.startswith(union.path):
                overdue += duty.due < day
                coming += day <= duty.due <= soon
    return overdue, coming


def note_chairs(day: datetime.date) -> int:
    """Chairs whose first day has come are named on their union's record."""
    rows = Office.objects.on(day).filter(post=Post.CHAIR).select_related("union")
    late = [office for office in rows if office.union.chair_name != office.full_name[:40]]
    for office in late:
        offices.note_chair(office.union, by=None)
    return len(late)
