"""What the records say now of quarters that were submitted otherwise."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from core.periods import today
from reporting import figures
from reporting.codes import ReportStatus
from reporting.models import QuarterlyReport, ReportDifference, ReportFigure
from reporting.quarterly_sheet import Number, changed, number, shown

LOOK_BACK = 8  # submitted quarters compared: what is older was told for two years


@dataclass(frozen=True)
class Difference:
    about: QuarterlyReport
    code: str
    label: str
    unit: str
    submitted: Number
    present: Number
    found_on: datetime.date
    url: str = ""

    @property
    def submitted_text(self) -> str:
        return shown(self.submitted)

    @property
    def present_text(self) -> str:
        return shown(self.present)

    @property
    def change_text(self) -> str:
        if self.submitted is None or self.present is None:
            return "—"
        return changed(self.present - self.submitted)


def of(report: QuarterlyReport) -> list[Difference]:
    """Told in this report: as frozen, or as they stand now with the day each was first seen."""
    kept = {
        (row.about_id, row.code): row
        for row in report.differences.select_related("about__union").order_by(
            "about__year", "about__quarter", "pk"
        )
    }
    if report.is_submitted:
        known = {figure.code: figure for figure in figures.table()} if kept else {}
        return [_kept(row, known.get(row.code)) for row in kept.values()]
    return [
        Difference(d.about, d.code, d.label, d.unit, d.submitted, d.present,
                   kept[key].found_on if (key := (d.about.pk, d.code)) in kept else d.found_on,
                   d.url)
        for d in found(report)
    ]  # fmt: skip


def _kept(row: ReportDifference, figure: figures.Figure | None) -> Difference:
    about = row.about
    return Difference(
        about, row.code, row.label, row.unit, number(row.submitted, row.unit),
        number(row.present, row.unit), row.found_on,
        figure.url(about.union, about.span) if figure else "",
    )  # fmt: skip


def found(report: QuarterlyReport) -> list[Difference]:
    """Against the quarters submitted before this one."""
    return against(_earlier(report), report)


def since(report: QuarterlyReport) -> list[Difference]:
    """What was corrected in a submitted report's own quarter and no later report has told."""
    return against([report], None)


def _earlier(report: QuarterlyReport) -> list[QuarterlyReport]:
    rows = QuarterlyReport.objects.filter(union=report.union_id, status=ReportStatus.SUBMITTED)
    span = report.span
    newest = rows.filter(year__lte=span.year).order_by("-year", "-quarter")[: LOOK_BACK + 4]
    earlier = [row for row in newest.select_related("union") if row.span < span][:LOOK_BACK]
    return earlier[::-1]


def against(reports: Sequence[QuarterlyReport], teller: QuarterlyReport | None) -> list[Difference]:
    """Present values beside the last ones told, by the report itself or by a later one."""
    if not reports:
        return []
    last = _last_told(reports, teller)
    wanted = figures.table()
    values = figures.compute(reports[0].union, [report.span for report in reports], wanted)
    return [
        Difference(report, f.code, f.label, f.unit, told, now, today(),
                   f.url(report.union, report.span))
        for n, report in enumerate(reports)
        for f in wanted
        if (told := last.get((report.pk, f.code))) is not None
        and (now := values[f.code][n]) != told
    ]  # fmt: skip


def _last_told(
    reports: Sequence[QuarterlyReport], teller: QuarterlyReport | None
) -> dict[tuple[int, str], Number]:
    frozen = ReportFigure.objects.filter(report__in=reports)
    last = {
        (pk, code): number(value, unit)
        for pk, code, unit, value in frozen.values_list("report", "code", "unit", "value")
    }
    later = ReportDifference.objects.filter(
        about__in=reports, report__status=ReportStatus.SUBMITTED
    )
    for row in later.select_related("report").order_by("report__year", "report__quarter"):
        if teller is None or row.report.span < teller.span:
            last[row.about_id, row.code] = number(row.present, row.unit)
    return last
