"""The check list of a studio with computed marks: what districts ask, and what the records tell.

标志 场所 设施 职工参与 制度 经费 台账 成效 [V46]; a leader of 高级工 or above, three people or more [V45].
Thresholds are dated rules (rules.py).
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.periods import months_before
from innovation.models import Studio, StudioMember, StudioProject
from unions import rules

OK, LACKS, UNSURE = "ok", "bad", "warn"
_WORDS = {OK: "符合", LACKS: "不符合", UNSURE: "待核实"}
# 高级工 or above, of both ladders: 职业技能等级 and 职称.
SKILLED = ("高级工", "技师", "工程师", "工艺美术师", "经济师", "会计师", "教授", "研究员", "农艺师")
BELOW = ("初级", "中级工", "助理", "技术员", "普工")


@dataclass(frozen=True)
class Mark:
    label: str
    tone: str
    told: str

    @property
    def word(self) -> str:
        return _WORDS[self.tone]


def marks(
    studio: Studio,
    team: Iterable[StudioMember],
    projects: Iterable[StudioProject],
    day: datetime.date,
) -> list[Mark]:
    """Of the rows in hand (not the voided), as of that day: no query of its own but the rules."""
    people = [row for row in team if row.holds(day)]
    standing = [row for row in projects if row.voided_at is None and row.began_on <= day]
    return [
        _stated("固定场所", studio.site, "未登记固定场所"),
        Mark("统一标志", OK, "有") if studio.sign else Mark("统一标志", LACKS, "未登记有统一标志"),
        _stated("设施", studio.facilities, "未登记设施"),
        _leader(studio),
        _at_least("团队人数", len(people), "studio_team_least", "人", day),
        Mark("制度", OK, "已登记") if studio.rules.strip() else Mark("制度", LACKS, "未登记制度"),
        _funds(studio, day),
        *_work(standing, day),
    ]


def shortfall(found: Iterable[Mark]) -> int:
    return sum(mark.tone == LACKS for mark in found)


def _stated(label: str, text: str, missing: str) -> Mark:
    return Mark(label, OK, text) if text.strip() else Mark(label, LACKS, missing)


def _leader(studio: Studio) -> Mark:
    title = studio.leader_title.strip()
    if not title:
        return Mark("领衔人", LACKS, "未登记职称或技术等级（高级工以上）")
    if any(word in title for word in BELOW):
        return Mark("领衔人", LACKS, f"{title}，要求高级工以上")
    if any(word in title for word in SKILLED):
        return Mark("领衔人", OK, title)
    return Mark("领衔人", UNSURE, f"{title}，请核实是否相当于高级工以上")


def _at_least(label: str, number: int, code: str, unit: str, day: datetime.date) -> Mark:
    least = int(rules.value(code, day))
    told = f"{number} {unit}，要求 {least} {unit}以上"
    return Mark(label, OK if number >= least else LACKS, told)


def _funds(studio: Studio, day: datetime.date) -> Mark:
    least, funds = rules.value("studio_funds_least", day), studio.yearly_funds
    if funds is None:
        return Mark("年度经费", LACKS, "未登记年度经费")
    told = f"{funds:,.2f} 元"
    if funds < least or funds == Decimal(0):
        return Mark("年度经费", LACKS, f"{told}，要求 {least:,.2f} 元以上")
    return Mark("年度经费", OK, told)


def _work(projects: list[StudioProject], day: datetime.date) -> Iterator[Mark]:
    """Something under way, and what was brought about within the year before the day."""
    year_ago = months_before(day, 12)
    running = [row for row in projects if row.ended_on is None or row.ended_on > day]
    done = [row for row in projects if row.ended_on and year_ago < row.ended_on <= day]
    tone = OK if running else LACKS
    yield Mark("在研项目", tone, f"{len(running)} 项" if running else "没有在研项目")
    yield _at_least("近一年成果", len(done), "studio_results_yearly", "项", day)
