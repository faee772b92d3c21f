"""Every clock of a rights case with its statute: one place that knows when what is due.

A due day follows from days on record, dated rules and the calendar, never from today. So the
nearest one is kept on the case (`next_due_on`, `next_due`): the services call `refresh` in the
transaction that changes a case, and a list over a million cases is one range of an index. What
moves days without touching a case, a changed rule or calendar, is found and mended by
`manage.py check_deadlines`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from assistance.case_codes import ClockKind, Outcome, StepKind, TakeoverStatus
from assistance.models import CaseStep, RightsCase, Takeover
from core.periods import months_before, today
from unions import rules
from unions.calendar import add_working_days

_DAY = datetime.timedelta(days=1)
# Which rule, and so which statute, stands behind a clock.
RULE_OF = {
    ClockKind.ACCEPTANCE: "case_accept_days",
    ClockKind.MEDIATION: "case_mediation_days",
    ClockKind.LETTER: "case_letter_reply_days",
    ClockKind.TAKEOVER: "takeover_reply_days",
    ClockKind.PETITION_NOTICE: "petition_notice_days",
    ClockKind.PETITION_END: "petition_end_days",
    ClockKind.ARBITRATION: "arbitration_months",
}


@dataclass(frozen=True)
class Clock:
    """One deadline: from when, until when, by which rule; met on a day, running, or moot."""

    kind: ClockKind
    start: datetime.date
    due: datetime.date
    source: str
    met_on: datetime.date | None = None
    moot: bool = False  # the case ended first

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def running(self) -> bool:
        return self.met_on is None and not self.moot

    @property
    def days_left(self) -> int:
        return days_left(self.due)

    @property
    def overdue(self) -> bool:
        """Not met in time, or not met and the day is over."""
        if self.met_on is not None:
            return self.met_on > self.due
        return self.running and self.days_left < 0


def days_left(due: datetime.date) -> int:
    """0 on the last day, below when it is over."""
    return (due - today()).days


# --- working days, stored where they are fixed -----------------------------------------------


def _number(code: str, day: datetime.date) -> int:
    return int(rules.value(code, day))


def _after(kind: ClockKind, start: datetime.date) -> datetime.date:
    return add_working_days(start, _number(RULE_OF[kind], start))


def acceptance_due(received_on: datetime.date) -> datetime.date:
    """Art. 17 gives five working days and does not say from when; the receipt is the safe side."""
    return _after(ClockKind.ACCEPTANCE, received_on)


def reply_due(served_on: datetime.date) -> datetime.date:
    return _after(ClockKind.LETTER, served_on)


def answer_due(asked_on: datetime.date) -> datetime.date:
    return _after(ClockKind.TAKEOVER, asked_on)


# --- all clocks of a case --------------------------------------------------------------------


def clocks(case: RightsCase, letters: Iterable[CaseStep], asked: Iterable[Takeover]) -> list[Clock]:
    """Those that ever started, by due day. `asked`: takeovers still without an answer."""
    if case.historical:
        return []
    found = [*_own(case)]
    ended = case.ended_on is not None

    def clock(kind: ClockKind, start: Any, due: Any, met: Any = None) -> Clock:
        source = rules.rule(RULE_OF[kind], start).source
        return Clock(kind, start, due, source, met, moot=met is None and ended)

    for step in letters:
        found.append(clock(ClockKind.LETTER, step.day, step.reply_due, step.replied_on))
    for takeover in asked:
        asked_on = timezone.localdate(takeover.asked_at)
        found.append(clock(ClockKind.TAKEOVER, asked_on, takeover.answer_due))
    return sorted(found, key=lambda c: (c.due, c.kind))


def _own(case: RightsCase) -> Iterable[Clock]:
    """Clocks that follow from the case's own days."""
    refused, ended = case.outcome == Outcome.REFUSED, case.ended_on

    def clock(kind: ClockKind, start: Any, due: Any, met: Any, owed: bool = False) -> Clock:
        """`owed`: the end of the case does not release from it."""
        source = rules.rule(RULE_OF[kind], start).source
        return Clock(kind, start, due, source, met, moot=bool(met is None and ended and not owed))

    received = case.received_on
    if case.accept_due_on:
        met = case.notified_on if refused else case.accepted_on
        yield clock(ClockKind.ACCEPTANCE, received, case.accept_due_on, met, owed=refused)
    if case.applied_on:
        allowed = _number("case_mediation_days", case.applied_on)
        due = case.extended_until or case.applied_on + allowed * _DAY
        met = case.agreement_on or ended
        yield clock(ClockKind.MEDIATION, case.applied_on, due, met)
    if case.petition:
        due = received + _number("petition_notice_days", received) * _DAY
        yield clock(ClockKind.PETITION_NOTICE, received, due, case.notified_on, owed=refused)
        if case.accepted_on:
            allowed = _number("petition_end_days", case.accepted_on)
            if case.petition_extended_on:
                allowed += _number("petition_extension_days", case.petition_extended_on)
            due = case.accepted_on + allowed * _DAY
            yield clock(ClockKind.PETITION_END, case.accepted_on, due, ended)
    if case.known_on:
        months = _number("arbitration_months", case.known_on)
        met = ended if case.outcome == Outcome.ARBITRATION else case.fulfilled_on
        yield clock(ClockKind.ARBITRATION, case.known_on, months_before(case.known_on, -months),
                    met)  # fmt: skip


def of_cases(cases: Iterable[RightsCase]) -> dict[int, list[Clock]]:
    """Case -> its clocks: three queries for any number of cases."""
    cases = list(cases)
    ids = [case.pk for case in cases]
    letters: dict[int, list[CaseStep]] = defaultdict(list)
    steps = CaseStep.objects.filter(case__in=ids, kind=StepKind.LETTER, voided_at__isnull=True)
    for step in steps.filter(reply_due__isnull=False).order_by("day", "pk"):
        letters[step.case_id].append(step)
    asked = {
        takeover.case_id: [takeover]
        for takeover in Takeover.objects.filter(case__in=ids, status=TakeoverStatus.ASKED)
    }
    with rules.in_hand():
        return {case.pk: clocks(case, letters[case.pk], asked.get(case.pk, [])) for case in cases}


def refresh(case: RightsCase, *, without: Takeover | None = None) -> None:
    """Set the kept nearest deadline of a case about to be saved.

    Steps and takeovers are read as stored; `without` is the one being answered this moment.
    """
    found = of_cases([case])[case.pk]
    running = [clock for clock in found if clock.running]
    if without is not None:
        running = [clock for clock in running if clock.kind != ClockKind.TAKEOVER]
    first = running[0] if running else None
    case.next_due_on = first.due if first else None
    case.next_due = first.kind if first else ""
