"""Rules of yearly statistics: first values and first logic checks, seeded by migration; staff
change both in the admin. The checks named in domain.md 8 come first.
"""

import datetime
from decimal import Decimal
from typing import Any

from unions import rules
from unions.rules import Default

DEFAULTS = (
    Default("yearly_start_month", "年度统计起始月", Decimal(10), "月",
            "工会统计调查制度（国统制〔2019〕107号）；2014年自10月1日起"),
    Default("yearly_start_day", "年度统计起始日", Decimal(1), "日",
            "工会统计调查制度（国统制〔2019〕107号）；2014年自10月1日起"),
    Default("yearly_region_code", "年度统计地区代码（903）", Decimal(330127), "代码",
            "GB/T 2260 淳安县，可改为镇的统计用区划代码"),
)  # fmt: skip
SINCE = datetime.date(1950, 1, 1)

ROSTER = "点左边的数字核对名单，在会员资料中更正。"
OFFICES = "点数字核对任职名册，更正或补登任职。"
# code, left, operator, right, severity, message, how to mend
CHECKS = (
    ("women-members", "women", "le", "members", "error", "女会员应不大于会员", ROSTER),
    ("members-workers", "members", "le", "workers+retained", "error",
     "会员应不大于职工与保留会籍会员之和",
     "更新覆盖单位上报的职工人数；或核对名单，把已离开的会员登记转出、退会或保留会籍。"),
    ("joint-members", "joint_members", "le", "members", "error",
     "联合基层工会会员应不大于会员", ROSTER),
    ("migrant-members", "migrants", "le", "members", "error", "农民工会员应不大于会员", ROSTER),
    ("retained-members", "retained", "le", "members", "error", "保留会籍应不大于会员", ROSTER),
    ("women-workers", "women_workers", "le", "workers", "error", "女职工应不大于职工",
     "核对补填的女职工人数和覆盖单位的职工人数。"),
    ("women-union", "women", "le", "women_workers+retained", "warn",
     "女会员应不大于女职工与保留会籍会员之和", "核对补填的女职工人数和女会员名单。"),
    ("members-balance", "members_start+joined+transferred_in", "eq",
     "members+left+transferred_out", "warn",
     "期初会员加入会、转入应等于期末会员加退会、转出",
     "核对本年度会籍变动；因单位关闭由上级工会保留会籍的，属正常。"),
    ("joint-unions", "joint_unions", "le", "unions", "error", "联合基层工会应不大于基层工会",
     "核对工会的组织类型。"),
    ("workers-unknown", "workers_unknown", "eq", "0", "warn", "有覆盖单位没有职工人数",
     "点数字看是哪些单位，在企业资料中补登职工人数。"),
    ("one-chair", "chairs", "eq", "1", "warn", "期末应有一名在任工会主席", OFFICES),
    ("chairs-committee", "chairs", "le", "committee", "error", "主席应不大于委员会组成人员",
     OFFICES),
    ("chairs-kinds", "chairs_full+chairs_part", "eq", "chairs", "error",
     "专职、兼职主席之和应等于主席", OFFICES),
    ("chairs-dual", "chairs_dual", "le", "chairs", "error", "兼任支部书记的主席应不大于主席",
     OFFICES),
    ("committee-women", "committee_women", "le", "committee", "error",
     "女委员应不大于委员会组成人员", OFFICES),
    ("auditors", "auditors", "ge", "1", "warn", "经费审查委员会应与工会委员会同时成立", OFFICES),
    ("households-people", "households", "le", "people_helped", "error",
     "帮扶户数应不大于帮扶职工人数", "点数字核对发放明细的户和人。"),
    ("people-payouts", "people_helped", "le", "payouts", "error",
     "帮扶职工应不大于发放笔数", "点数字核对发放明细。"),
    ("cases-people", "cases_people", "ge", "cases", "error", "涉及职工应不小于受理案件",
     "点数字核对案件登记的涉及人数。"),
    ("studios-named", "studios_named", "le", "studios", "error", "已命名的工作室应不大于工作室",
     "点数字核对创新工作室。"),
    ("funds-spent", "funds_spent", "le", "funds_income", "warn", "经费支出大于本年度收入",
     "核对补填的经费收入和支出；动用上年结余的，属正常。"),
    ("activity-cost", "activity_cost", "le", "funds_spent", "warn", "活动支出大于经费支出",
     "核对补填的经费支出和活动登记的支出；由单位行政承担的，属正常。"),
)  # fmt: skip


def seed(apps: Any, schema_editor: Any = None) -> None:
    rules.seed(apps, DEFAULTS)
    model = apps.get_model("reporting", "LogicCheck")
    for code, left, operator, right, severity, message, mend in CHECKS:
        model.objects.get_or_create(
            code=code,
            defaults={
                "left": left, "operator": operator, "right": right, "severity": severity,
                "message": message, "mend": mend, "since": SINCE,
            },
        )  # fmt: skip
