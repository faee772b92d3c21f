"""The figures of one report as its page, paper and prose read them: live until it is submitted,
from then on as they were frozen.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.report_html import plain
from reporting import figures
from reporting.codes import PartCode, ReportStatus
from reporting.models import QuarterlyReport, ReportFigure
from reporting.quarters import Span

Number = int | Decimal | None


@dataclass(frozen=True)
class FigureRow:
    """One figure beside the two it is compared with."""

    part: str
    code: str
    label: str
    unit: str
    value: Number
    previous: Number
    year_before: Number
    url: str

    @property
    def is_money(self) -> bool:
        return self.unit == figures.YUAN

    @property
    def idle(self) -> bool:
        nothing = not (self.value or self.previous or self.year_before)
        return nothing and self.code.startswith(figures.OF_PROGRAMME)

    @property
    def text(self) -> str:
        return shown(self.value)

    @property
    def previous_text(self) -> str:
        return shown(self.previous)

    @property
    def year_before_text(self) -> str:
        return shown(self.year_before)

    @property
    def change(self) -> Number:
        if self.value is None or self.previous is None:
            return None
        return self.value - self.previous

    @property
    def change_text(self) -> str:
        return changed(self.change)


def shown(value: Number) -> str:
    return "—" if value is None else plain(value)


def changed(change: Number) -> str:
    """+3 / −3 / 持平."""
    if change is None:
        return "—"
    if not change:
        return "持平"
    return f"{'+' if change > 0 else '−'}{plain(abs(change))}"


def number(value: Decimal | None, unit: str) -> Number:
    """A stored figure as it was computed: yuan with two places, all else whole."""
    return value if value is None or unit == figures.YUAN else int(value)


@dataclass(frozen=True)
class Sheet:
    rows: tuple[FigureRow, ...]
    counted_on: datetime.date | None = None  # the states of a day

    def of(self, part: str) -> list[FigureRow]:
        return [row for row in self.rows if row.part == part]

    def shown(self, part: str) -> list[FigureRow]:
        """Without programmes that paid nothing in any of the quarters."""
        return [row for row in self.of(part) if not row.idle]

    def __getitem__(self, code: str) -> FigureRow:
        return next(row for row in self.rows if row.code == code)

    def begins(self, prefix: str) -> list[FigureRow]:
        return [row for row in self.rows if row.code.startswith(prefix)]


def of(report: QuarterlyReport) -> Sheet:
    return frozen(report) if report.is_submitted else live(report)


def frozen(report: QuarterlyReport) -> Sheet:
    rows = report.figures.order_by("position")
    return Sheet(tuple(
        FigureRow(
            row.part, row.code, row.label, row.unit, number(row.value, row.unit),
            number(row.previous, row.unit), number(row.year_before, row.unit), row.url,
        )
        for row in rows
    ))  # fmt: skip


def live(report: QuarterlyReport) -> Sheet:
    """As the records say now, one query a source; the moments as they were last counted."""
    span, union = report.span, report.union
    wanted = figures.table()
    spans = [span, span.before, span.year_before]
    values = figures.compute(union, spans, wanted)
    rows = [
        FigureRow(f.part, f.code, f.label, f.unit, *values[f.code], url=f.url(union, span))
        for f in wanted
    ]
    counted = report.moments
    told = _told(report, [span.before, span.year_before])
    rows += [
        FigureRow(
            m.part, m.code, m.label, m.unit, counted.get(m.code),
            told.get((span.before, m.code)), told.get((span.year_before, m.code)),
            m.url(union, span),
        )
        for m in figures.MOMENTS
    ]  # fmt: skip
    order = {code: n for n, code in enumerate(PartCode.values)}
    rows.sort(key=lambda row: order[row.part])
    return Sheet(tuple(rows), report.moments_on)


def _told(report: QuarterlyReport, spans: Iterable[Span]) -> dict[tuple[Span, str], int]:
    """What earlier reports froze of the states that cannot be asked again."""
    rows = ReportFigure.objects.filter(
        report__union=report.union_id, report__status=ReportStatus.SUBMITTED,
        report__year__in={span.year for span in spans}, code__in=[m.code for m in figures.MOMENTS],
        value__isnull=False,
    )  # fmt: skip
    found: dict[tuple[Span, str], Any] = {}
    for year, quarter, code, value in rows.values_list(
        "report__year", "report__quarter", "code", "value"
    ):
        found[Span(year, quarter), code] = int(value)
    return found
