"""Logic checks of a year: what must hold between a union's indicators, and where it does not."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.report_html import plain
from reporting.codes import Operator, Severity
from reporting.models import Explanation, LogicCheck
from reporting.models.yearly import is_number
from reporting.yearly import Values, compute
from reporting.yearly_indicators import BY_CODE, Indicator
from reporting.yearly_years import StatYear
from unions.models import Union

_HOLDS = {
    Operator.AT_MOST: operator.le, Operator.AT_LEAST: operator.ge, Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne, Operator.LESS: operator.lt, Operator.MORE: operator.gt,
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A check that does not hold at a union; `note` explains it, where somebody did."""

    union_id: int
    check: LogicCheck
    left: Any
    right: Any
    note: str = ""

    @property
    def is_error(self) -> bool:
        return self.check.severity == Severity.ERROR

    @property
    def blocks(self) -> bool:
        return self.is_error and not self.note

    @property
    def told(self) -> str:
        """女会员 12 应不大于会员 10, in the names of the indicators."""
        word = Operator(self.check.operator).label
        return (
            f"{_named(self.check.left, self.left)}，应{word}{_named(self.check.right, self.right)}"
        )


def _named(side: str, value: Any) -> str:
    if is_number(side):
        return f" {side}"
    words = "＋".join(_label(BY_CODE[code]) for code in side.split("+") if code in BY_CODE)
    return f"{words}（{plain(value)}）"


def _label(indicator: Indicator) -> str:
    return indicator.label.removeprefix("其中：")


def indicators(side: str) -> list[Indicator]:
    return [BY_CODE[code] for code in side.split("+") if code in BY_CODE]


def in_force(year: StatYear) -> list[LogicCheck]:
    return list(LogicCheck.objects.on(year.last).order_by("pk"))


def _worth(side: str, values: Values, union: int) -> Any:
    """None where one of them is not known (or named wrongly in the admin's days of old)."""
    if is_number(side):
        return int(side)
    parts = [values.get(code, {}).get(union) for code in side.split("+")]
    return None if None in parts else sum(parts)


def evaluate(checks: Sequence[LogicCheck], values: Values, unions: Sequence[int]) -> list[Finding]:
    """In the order of unions, then of checks; what is not known is not judged."""
    found = []
    for union in unions:
        for check in checks:
            left, right = (_worth(side, values, union) for side in (check.left, check.right))
            if None in (left, right) or _HOLDS[Operator(check.operator)](left, right):
                continue
            found.append(Finding(union, check, left, right))
    return found


def findings(
    unions: Sequence[Union], year: StatYear, values: Values | None = None
) -> list[Finding]:
    """Of all grassroots unions in these trees, with what explains them; `values` where all are at
    hand already.
    """
    checks = in_force(year)
    sides = "+".join(side for check in checks for side in (check.left, check.right))
    wanted = {i.code: i for i in indicators(sides)}
    values = values or compute(unions, year, list(wanted.values()))
    # Each indicator has every union, in the order of the tree.
    ids = list(next(iter(values.values()), {}))
    return _explained(evaluate(checks, values, ids), year)


def _explained(found: list[Finding], year: StatYear) -> list[Finding]:
    """An explanation holds for the two values it was written about."""
    rows = Explanation.objects.filter(year=year.year, union__in={f.union_id for f in found})
    notes = {(e.union_id, e.check_row_id): e for e in rows}

    def note(finding: Finding) -> str:
        row = notes.get((finding.union_id, finding.check.pk))
        same = row and (row.left_value, row.right_value) == (
            Decimal(finding.left), Decimal(finding.right),
        )  # fmt: skip
        return row.note if row and same else ""

    return [Finding(f.union_id, f.check, f.left, f.right, note(f)) for f in found]
