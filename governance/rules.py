"""Dated rules of union life: first values, seeded by migration; staff change them in the admin."""

from decimal import Decimal
from typing import Any

from unions import rules
from unions.rules import Default

DEFAULTS = (
    # --- elections (domain.md 3.2) ----------------------------------------------------------
    Default("chair_vacancy_months", "主席缺位补选期限", Decimal(3), "个月",
            "企业工会主席产生办法（试行）"),
    Default("acting_chair_months", "代理主席最长期限", Decimal(3), "个月",
            "企业工会主席产生办法（试行）"),
    Default("renewal_delay_months", "延期换届最长期限", Decimal(6), "个月", "domain.md 3.2"),
    Default("quorum_thirds", "选举会议法定人数（应到人数的三分之几）", Decimal(2), "三分之",
            "企业工会主席产生办法（试行）"),
    Default("contest_percent", "差额选举比例", Decimal(5), "%", "企业工会工作条例"),
    Default("candidate_notice_days", "候选人公示天数", Decimal(7), "天",
            "企业工会主席产生办法（试行）"),
    Default("congress_members", "可召开会员代表大会的会员人数", Decimal(100), "人",
            "domain.md 3.2"),
    Default("fulltime_chair_workers", "可设专职主席的职工人数", Decimal(200), "人",
            "工会法第十四条"),
    # --- deadlines --------------------------------------------------------------------------
    Default("party_report_days", "季度汇报期限（季末后）", Decimal(15), "天", "domain.md 8"),
    Default("duty_soon_days", "事项临期提醒", Decimal(15), "天", "本会设定"),
    Default("entry_rate_percent", "达标入会率", Decimal(90), "%",
            "合格职工之家、模范职工之家标准"),
    Default("check_self_days", "规范化自查期限", Decimal(30), "天", "本会设定"),
    Default("check_reply_days", "规范化考核期限（收到自查后）", Decimal(30), "天", "本会设定"),
    Default("election_reply_days", "批复选举请示、结果的期限", Decimal(15), "个工作日",
            "本会设定"),
)  # fmt: skip


def seed(apps: Any, schema_editor: Any = None) -> None:
    rules.seed(apps, DEFAULTS)
