"""评分汇总表 for the meeting, on landscape A4."""

from core.papers import Paper, cn_date
from core.periods import today
from innovation.models import Call
from innovation.panel_reports import RankingList
from innovation.services import scoring
from innovation.services.ranking import points

_COLUMNS = (
    ("名次", 12, "center"), ("成果名称", 44, "left"), ("类别", 18, "left"), ("单位", 36, "left"),
    ("完成人", 26, "left"), ("已评/应评", 20, "center"), ("平均分", 16, "right"),
    ("分差", 13, "right"), ("提示", 24, "left"), ("拟定奖次", 16, "center"),
)  # fmt: skip


def paper_of(call: Call) -> Paper:
    report = RankingList(call)
    paper = Paper(f"{call.union}\n{report.title}", landscape=True)
    parts = "、".join(f"{c.name} {c.points} 分" for c in scoring.criteria_of(call))
    rule = "去掉一个最高分和一个最低分后平均" if call.criteria.trimmed else "各评委总分的算术平均"
    paper.lead(f"统计日期：{cn_date(today())}　共 {len(report.rows)} 项")
    rows = [
        (
            row["rank"] or "—", row["title"], row["kind"], row["unit"], row["authors"],
            row["given"], row["average"], points(row["spread"]), row["remarks"], row["grade"],
        )
        for row in report.rows
    ]  # fmt: skip
    paper.table(_COLUMNS, rows, size=10.5, height=8)
    paper.text("")
    paper.text(f"评分标准：{call.criteria}（{parts}）。平均分：{rule}。")
    names = [row.shown_name for row in call.panelists.standing().select_related("user")]
    if names:
        paper.labelled("评委", "、".join(names))
    if call.decided and call.decided_on:
        paper.labelled("决定", f"{call.meeting}，{cn_date(call.decided_on)}")
    paper.signatures(report.signatures)
    return paper
