"""考核表: one check with all its lines, on paper and as Word."""

from collections.abc import Sequence

from core.amounts import points
from core.papers import cn_date
from governance.check_page import Line, totals
from governance.models import Assessment
from governance.sheets import Sheet

_COLUMNS = (
    ("序号", 10.0, "center"), ("考核内容", 50.0, "left"), ("标准分", 13.0, "right"),
    ("系统判定", 18.0, "center"), ("自检分", 13.0, "right"), ("考核分", 13.0, "right"),
    ("依据和说明", 39.0, "left"),
)  # fmt: skip
_WORDS = {True: "符合", False: "不符合", None: "—"}


def sheet(assessment: Assessment, lines: Sequence[Line]) -> Sheet:
    name = assessment.checklist.name
    made = Sheet(f"{assessment.union.name}\n{assessment.year}年度{name}考核表")
    rows = [
        (
            line.item.position,
            f"{line.item.section}：{line.item.text}" if line.item.section else line.item.text,
            points(line.item.points),
            _WORDS[line.told.met],
            points(line.mark.self_points),
            points(line.mark.checked_points),
            "。".join(filter(None, (line.told.text, line.mark.note))),
        )
        for line in lines
    ]
    sums = totals(lines)
    rows.append((
        "", "合计", points(sums.standard), "", points(sums.self_points),
        points(sums.checked_points), "",
    ))  # fmt: skip
    made.table(_COLUMNS, rows, size=10)
    made.text(f"考核意见：{assessment.opinion or '　　　　　　　　'}")
    made.text(f"自查日期：{_day(assessment.submitted_on)}\n考核日期：{_day(assessment.checked_on)}")
    made.signatures(("自查单位（章）", "考核单位（章）"))
    return made


def _day(day: object) -> str:
    return cn_date(day) if day else "　　年　月　日"  # type: ignore[arg-type]
