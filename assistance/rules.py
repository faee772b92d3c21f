"""Dated rules of aid: first values, seeded by migration 0002; staff change them in the admin."""

from decimal import Decimal
from typing import Any

from unions import rules
from unions.rules import Default

DEFAULTS = (
    # --- household and hardship file ------------------------------------------------------
    Default("file_recheck_months", "困难档案复核间隔", Decimal(12), "个月", "domain.md 4.1"),
    Default("file_recheck_warning_months", "困难档案复核提醒提前量", Decimal(1), "个月",
            "本镇约定，可调整"),
    Default("file_spot_check_percent", "困难档案年抽查比例", Decimal(30), "%", "domain.md 4.1"),
    Default("file_keep_years", "困难档案退出后保存年限", Decimal(10), "年", "domain.md 4.1"),
    # 0: nobody has set it yet, so no category is suggested.
    Default("dibao_monthly", "低保标准（每人每月）", Decimal(0), "元", "待按县民政公布数设置"),
    Default("relative_hardship_factor", "相对困难线为低保标准的", Decimal(2), "倍",
            "domain.md 4.1，可按年调整"),
    Default("accident_cost_ratio", "意外致困支出占家庭年收入的", Decimal("0.8"), "倍",
            "domain.md 4.1"),
    # --- rights cases -------------------------------------------------------------------------
    Default("case_accept_days", "不予受理的书面告知期限", Decimal(5), "个工作日",
            "浙江省工会劳动法律监督条例第十七条"),
    Default("case_mediation_days", "劳动争议调解期限", Decimal(15), "天",
            "浙江省劳动人事争议调解仲裁条例第十条"),
    Default("case_letter_reply_days", "用人单位答复监督意见书的期限", Decimal(15), "个工作日",
            "浙江省工会劳动法律监督条例第二十二条"),
    Default("case_inquiry_people", "调查的最少人数", Decimal(2), "人",
            "浙江省工会劳动法律监督条例第二十条"),
    Default("petition_notice_days", "信访事项书面告知期限", Decimal(15), "天",
            "信访工作条例第二十三条"),
    Default("petition_end_days", "信访事项办结期限", Decimal(60), "天", "信访工作条例第三十四条"),
    Default("petition_extension_days", "信访事项最长延期", Decimal(30), "天",
            "信访工作条例第三十四条"),
    Default("arbitration_months", "申请劳动仲裁的时效", Decimal(12), "个月",
            "劳动争议调解仲裁法第二十七条"),
    Default("takeover_reply_days", "以上代下移交的答复期限", Decimal(5), "个工作日",
            "本镇约定，可调整"),
    Default("case_due_soon_days", "维权时限提醒提前量", Decimal(7), "天", "本镇约定，可调整"),
)  # fmt: skip


def seed(apps: Any, schema_editor: Any = None) -> None:
    rules.seed(apps, DEFAULTS)
