"""The report as an official paper (报告, GB/T 9704-2012): words, then figures and corrections as
annexes. Levels are those her words are written in: 一、 for parts, （一） and 1. within.
"""

import re

from core.papers import Paper
from reporting import differences, quarterly_sheet
from reporting.codes import PartCode
from reporting.differences import Difference
from reporting.models import QuarterlyReport
from reporting.quarterly_sheet import Sheet

NUMERALS = "一二三四五六七八九十"
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_HEADING_LIMIT = 30  # a longer line is a paragraph that happens to begin with a number
FIGURES, CORRECTIONS = "主要指标对照表", "已报数字更正表"


def opening(report: QuarterlyReport) -> str:
    return f"现将{report.span.label}工会工作情况报告如下。"


def headings() -> list[tuple[str, str]]:
    """(part, 一、组建与会员)."""
    return [
        (part.value, f"{numeral}、{part.label}")
        for numeral, part in zip(NUMERALS, PartCode, strict=True)
    ]


def annexes(told: list[Difference]) -> list[str]:
    return [FIGURES, CORRECTIONS] if told else [FIGURES]


def word(report: QuarterlyReport) -> Paper:
    sheet, told = quarterly_sheet.of(report), differences.of(report)
    signer = report.submitted_by.display_name if report.submitted_by else ""
    paper = Paper(
        f"{report.union.name}\n{report.subject}", number=report.number or "（文号待编）",
        signer=signer or "　　　",
    )  # fmt: skip
    paper.recipient(report.recipient)
    paper.text(opening(report))
    texts = {part.code: part.text for part in report.parts.all()}
    for code, heading in headings():
        paper.heading(heading)
        _words(paper, texts.get(code, ""))
    paper.text("特此报告。")
    paper.annexed(annexes(told))
    paper.signed(report.union.name, report.dated_on)
    _annexes(paper, report, sheet, told)
    return paper


def _words(paper: Paper, text: str) -> None:
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if _SECOND.match(line) and len(line) <= _HEADING_LIMIT:
            paper.heading(line, 2)
        else:
            paper.text(line)


def _annexes(paper: Paper, report: QuarterlyReport, sheet: Sheet, told: list[Difference]) -> None:
    several = bool(told)
    paper.annex("附件1" if several else "附件", f"{report.span.label}{FIGURES}")
    paper.table(
        [("指标", 52, "left"), ("单位", 14, "center"), ("本季度", 25, "right"),
         ("上季度", 25, "right"), ("增减", 20, "right"), ("上年同期", 20, "right")],
        _lines(sheet), size=10.5, height=6.5,
    )  # fmt: skip
    if several:
        paper.annex("附件2", CORRECTIONS)
        paper.text("以下为以前各期汇报报送后，补登或更正记录引起的数字变化，原报数以本表为准更正。")
        paper.table(
            [("汇报", 32, "left"), ("指标", 38, "left"), ("单位", 12, "center"),
             ("原报数", 24, "right"), ("更正数", 24, "right"), ("发现日期", 26, "center")],
            [(d.about.span.label, d.label.removeprefix("其中："), d.unit, d.submitted_text,
              d.present_text, d.found_on) for d in told],
            size=10.5, height=6.5,
        )  # fmt: skip


def _lines(sheet: Sheet) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for code, heading in headings():
        rows = sheet.shown(code)
        if rows:
            lines.append((heading, "", "", "", "", ""))
        lines += [
            (row.label, row.unit, row.text, row.previous_text, row.change_text,
             row.year_before_text)
            for row in rows
        ]  # fmt: skip
    return lines
