"""What the pages of a quarterly report show: parts with figures and words side by side."""

from typing import Any

from reporting import differences, figures, prose, quarterly_paper, quarterly_sheet
from reporting.codes import PartCode
from reporting.figures import Figure
from reporting.forms.quarterly import ComposeForm
from reporting.models import QuarterlyReport, ReportFigure, ReportPart
from reporting.quarterly_sheet import number, shown
from reporting.quarters import Span
from reporting.services import quarterly
from unions.models import Union


def reading(report: QuarterlyReport) -> dict[str, Any]:
    """The report as a paper, on screen and in print."""
    sheet, told = quarterly_sheet.of(report), differences.of(report)
    report.counted = sheet
    lines = {
        part.code: [line.strip() for line in part.text.splitlines() if line.strip()]
        for part in report.parts.all()
    }
    return {
        "report": report,
        "opening": quarterly_paper.opening(report),
        "parts": [
            {
                "code": code, "heading": heading, "rows": sheet.shown(code),
                "lines": lines.get(code, []),
            }
            for code, heading in quarterly_paper.headings()
        ],
        "differences": told,
        "annexes": quarterly_paper.annexes(told),
    }  # fmt: skip


def initial(report: QuarterlyReport, parts: list[ReportPart]) -> dict[str, Any]:
    texts = {f"text_{part.code}": part.text for part in parts}
    return {"version": report.version, "number": report.number, "recipient": report.recipient,
            **texts}  # fmt: skip


def composing(
    report: QuarterlyReport, parts: list[ReportPart], form: ComposeForm
) -> dict[str, Any]:
    """Each part: its figures, her words, and what the figures would write today."""
    sheet = quarterly_sheet.live(report)
    by_code = {part.code: part for part in parts}
    rows = []
    for code, heading in quarterly_paper.headings():
        part, today = by_code[code], prose.part(code, sheet)
        hers = quarterly.same(part.text) != quarterly.same(part.generated)
        rows.append({
            "code": code, "heading": heading, "rows": sheet.shown(code),
            "field": form[f"text_{code}"], "replace": form[f"replace_{code}"], "hers": hers,
            "suggestion": today if quarterly.same(today) != quarterly.same(part.text) else "",
            "moved_on": today != part.seen, "counts": code == PartCode.PROBLEMS,
        })  # fmt: skip
    return {
        "report": report, "form": form, "parts": rows, "differences": differences.of(report),
    }  # fmt: skip


def write(report: QuarterlyReport, form: ComposeForm, data: dict[str, Any], *, by: Any) -> None:
    renew = form.renew
    quarterly.write(
        report, by=by, version=form.seen,
        head={"number": data["number"], "recipient": data["recipient"]},
        texts={
            name.removeprefix("text_"): text
            for name, text in data.items()
            if name.startswith("text_")
        },
        renew=renew, replace=bool(renew and data[f"replace_{renew}"]),
    )  # fmt: skip


def note_of(figure: Figure, union: Union, span: Span, told: ReportFigure | None) -> str:
    """Above the rows of a figure: what was submitted, where the records say otherwise now."""
    if told is None or told.value is None:
        return "按事情发生的日期归入季度，不按登记日期。"
    submitted = number(told.value, told.unit)
    now = figures.value(figure, union, span)
    day = told.report.dated_on
    words = f"{span.label}汇报已于{day}报送，报送数为 {shown(submitted)}{figure.unit}"
    if now == submitted:
        return f"{words}，与下列记录一致。"
    return f"{words}；报送后记录有更正，现为 {shown(now)}{figure.unit}，差额列入下一期汇报。"
