"""The text of a regulation, as paragraphs for the page and as an official paper."""

import re

from core.papers import Paper, cn_date
from governance.models import RegulationVersion

_NUMERAL = "[一二三四五六七八九十百]+"
_HEADING = re.compile(rf"第{_NUMERAL}章|{_NUMERAL}、")
# A level of its own only where the line is a heading, not a sentence that begins so.
_SUBHEADING = re.compile(rf"（{_NUMERAL}）[^。；，]{{1,30}}")


def lines(version: RegulationVersion) -> list[tuple[int, str]]:
    """(level, line): 0 for body text, 1 for 第一章 and 一、, 2 for a heading （一）."""
    found = (line.strip() for line in version.text.splitlines())
    return [(_level(line), line) for line in found if line]


def _level(line: str) -> int:
    if _HEADING.match(line) and not line.endswith(("。", "；", "，")):
        return 1
    return 2 if _SUBHEADING.fullmatch(line) else 0


def lead(version: RegulationVersion) -> str:
    """（2013年5月8日通过，自2013年6月1日起施行）"""
    adopted = f"{cn_date(version.adopted_on)}通过，" if version.adopted_on else ""
    ended = f"，{cn_date(version.until)}起停止施行" if version.until else ""
    return f"（{adopted}自{cn_date(version.since)}起施行{ended}）"


def paper_of(version: RegulationVersion) -> Paper:
    regulation = version.regulation
    paper = Paper(regulation.title, number=version.paper)
    paper.lead(lead(version))
    paper.text("")
    for level, line in lines(version):
        if level:
            paper.heading(line, level)
        else:
            paper.text(line)
    paper.signed(regulation.union.name, version.adopted_on or version.since)
    return paper
