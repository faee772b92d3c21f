"""Code lists of the quarterly report and of yearly statistics."""

from django.db import models


class ReportStatus(models.TextChoices):
    """Where a report stands; moved by reporting/quarterly_workflow.py only."""

    DRAFT = "draft", "编写中"
    READY = "ready", "待签发"
    SUBMITTED = "submitted", "已报送"


class PartCode(models.TextChoices):
    """The usual order of a report to the Party committee (domain.md 8, V47)."""

    MEMBERS = "members", "组建与会员"
    STANDARDS = "standards", "规范化建设"
    RIGHTS = "rights", "维权与调解"
    AID = "aid", "帮扶送温暖"
    INNOVATION = "innovation", "劳动竞赛与创新"
    CULTURE = "culture", "文体宣传"
    FUNDS = "funds", "经费与阵地"
    PROBLEMS = "problems", "存在问题"
    PLANS = "plans", "下步打算"
    MATTERS = "matters", "需党委研究事项"


class Quarter(models.IntegerChoices):
    FIRST = 1, "第一季度"
    SECOND = 2, "第二季度"
    THIRD = 3, "第三季度"
    FOURTH = 4, "第四季度"


class YearTable(models.TextChoices):
    """Cover and tables 1 to 8 of 《年度基层工会调查表》 (domain.md 8, V11; areas: V53)."""

    ORGANISATION = "organisation", "表1　组织"
    MEMBERS = "members", "表2　会员"
    CADRES = "cadres", "表3　工会干部"
    DEMOCRACY = "democracy", "表4　民主管理与活动"
    AID = "aid", "表5　帮扶"
    RIGHTS = "rights", "表6　维权"
    ECONOMY = "economy", "表7　经济技术"
    FUNDS = "funds", "表8　经费"


class Operator(models.TextChoices):
    """What must hold between the two sides of a logic check."""

    AT_MOST = "le", "不大于"
    AT_LEAST = "ge", "不小于"
    EQUAL = "eq", "等于"
    UNEQUAL = "ne", "不等于"
    LESS = "lt", "小于"
    MORE = "gt", "大于"


class Severity(models.TextChoices):
    """An error keeps a year from being exported until it is mended or explained."""

    ERROR = "error", "错误"
    WARN = "warn", "提示"
