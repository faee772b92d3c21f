"""Rules with dates, asked by code. The first values come with the migrations; staff edit them."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.periods import today
from unions.models import Rule

BEGINNING = datetime.date(2009, 8, 27)  # 工会法 as amended that day


@dataclass(frozen=True)
class Default:
    code: str
    label: str
    value: Decimal
    unit: str
    source: str


DEFAULTS = (
    Default("term_warning_months", "换届提醒提前量", Decimal(6), "个月", "domain.md 3.2"),
    Default("term_urgent_months", "换届临近提醒提前量", Decimal(3), "个月", "domain.md 3.2"),
    Default("headcount_stale_months", "职工人数有效期", Decimal(12), "个月", "peers.md 3.7"),
    Default("committee_members", "应建基层委员会的会员数", Decimal(25), "人", "工会法第十一条"),
    Default("women_committee_members", "应建女职工委员会的女会员数", Decimal(10), "人",
            "企业工会工作条例第十一条"),
    Default("transfer_reply_days", "转会接收答复期限", Decimal(15), "天", "本镇约定，可调整"),
)  # fmt: skip


def seed(apps: Any, defaults: Iterable[Default]) -> None:
    """For migrations: write the rules that are not there yet; what staff have set stays."""
    model = apps.get_model("unions", "Rule")
    for rule in defaults:
        model.objects.get_or_create(
            code=rule.code,
            defaults={
                "label": rule.label, "value": rule.value, "unit": rule.unit,
                "source": rule.source, "since": BEGINNING,
            },
        )  # fmt: skip


def value(code: str, day: datetime.date | None = None) -> Decimal:
    """The value in force on `day` (today); see `rule`."""
    return rule(code, day).value


def rule(code: str, day: datetime.date | None = None) -> Rule:
    """The rule in force on `day` (today); before the first one was set, that first one, because
    lists may be asked as of any day. Raises LookupError naming a rule nobody has set.
    """
    day = day or today()
    rows = _rows(code)
    found = next((row for row in rows if row.holds(day)), None)
    found = found or next((row for row in rows if row.since > day), None)
    if found is None:
        raise LookupError(f"规则“{code}”在 {day} 没有生效的数值，请在后台“规则参数”中补登。")
    return found


# --- all rules at once -----------------------------------------------------------------------

_Book = dict[str, list[Rule]]
_BOOK: ContextVar[_Book | None] = ContextVar("rules in hand", default=None)


@contextmanager
def in_hand() -> Iterator[None]:
    """Within it all rules are read once, at the first that is asked: one query for a page or a
    command that asks many. A request has it around itself (unions/middleware.py).
    """
    if _BOOK.get() is not None:
        yield
        return
    token = _BOOK.set({})
    try:
        yield
    finally:
        _BOOK.reset(token)


def forget() -> None:
    """A rule was set: what is in hand is old."""
    if _BOOK.get() is not None:
        _BOOK.set({})


def _rows(code: str) -> list[Rule]:
    book = _BOOK.get()
    if book is None:
        return list(Rule.objects.not_voided().filter(code=code).order_by("since"))
    if not book:
        for row in Rule.objects.not_voided().order_by("since"):
            book.setdefault(row.code, []).append(row)
    return book.get(code, [])
