"""Dated rules of innovation: first values, seeded by migration; staff change them in the admin.

Of studios districts ask for different things (domain.md 7): three people and a 高级工 in one, five
and one or two results a year in another.
"""

from decimal import Decimal
from typing import Any

from unions import rules
from unions.rules import Default

DEFAULTS = (
    # --- entries and panels -----------------------------------------------------------------
    Default("innovation_answer_days", "创新成果答复期限（申报后）", Decimal(15), "天", "本会设定"),
    Default("score_spread_percent", "评分分差提示界限（占满分）", Decimal(20), "%", "本会设定"),
    Default("score_far_percent", "评分偏离中位数提示界限（占满分）", Decimal(15), "%", "本会设定"),
    # --- studios ----------------------------------------------------------------------------
    Default("studio_team_least", "创新工作室团队最少人数", Decimal(3), "人", "domain.md 7，V45"),
    Default("studio_results_yearly", "创新工作室每年成果最少项数", Decimal(1), "项",
            "domain.md 7，V46"),
    Default("studio_funds_least", "创新工作室年度经费最低数额", Decimal(1), "元",
            "本会设定（有专项经费即可）"),
    Default("studio_recheck_months", "创新工作室复核周期", Decimal(36), "个月", "本会设定，可调整"),
    Default("studio_recheck_notice_months", "创新工作室复核提醒提前量", Decimal(3), "个月",
            "本会设定"),
)  # fmt: skip


def seed(apps: Any, schema_editor: Any = None) -> None:
    rules.seed(apps, DEFAULTS)
