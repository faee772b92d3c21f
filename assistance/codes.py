"""Code lists of aid and its money (domain.md 4.2, 4.3, 6)."""

from django.db import models


class FundSource(models.TextChoices):
    """资金来源 of 送温暖 and assistance money (domain.md 6)."""

    STATE = "state", "财政专项"
    UPPER = "upper", "上级补助"
    OWN = "own", "本级经费"
    DONATION = "donation", "社会捐助"
    EMPLOYER = "employer", "行政拨付"
    OTHER = "other", "其他"


class FundHead(models.TextChoices):
    """维权支出 and its items (总工办发〔2017〕32号)."""

    HARDSHIP = "hardship", "困难职工帮扶费"
    WARMTH = "warmth", "送温暖费"
    LEGAL = "legal", "法律援助费"
    RELATIONS = "relations", "劳动关系协调费"
    PROTECTION = "protection", "劳动保护费"
    SERVICE = "service", "职工服务支出"
    OTHER = "other", "其他支出"


class EntryKind(models.TextChoices):
    ALLOCATE = "allocate", "下达"
    ADJUST = "adjust", "调整"
    RESERVE = "reserve", "审批预留"
    RELEASE = "release", "释放"
    SPEND = "spend", "支付"
    REFUND = "refund", "退回待付"
    REVERSE = "reverse", "冲销"


class CeilingScope(models.TextChoices):
    PERSON = "person", "每人"
    HOUSEHOLD = "household", "每户"
    STUDENT = "student", "每名学生"


class CeilingSpan(models.TextChoices):
    ONCE = "once", "每次"
    YEAR = "year", "每年"


class Method(models.TextChoices):
    BANK = "bank", "银行转账"
    CASH = "cash", "现金"


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    VISITED = "visited", "已入户调查"
    DELIBERATED = "deliberated", "已评议"
    REVIEWED = "reviewed", "已审核"
    ON_NOTICE = "on_notice", "公示中"
    APPROVED = "approved", "已批准"
    PAID = "paid", "已发放"
    RECEIPTED = "receipted", "已签收"
    ARCHIVED = "archived", "已归档"
    RETURNED = "returned", "已退回"
    REJECTED = "rejected", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


A = ApplicationStatus
EDITABLE = (A.DRAFT, A.RETURNED)
IN_PROGRESS = (A.SUBMITTED, A.VISITED, A.DELIBERATED, A.REVIEWED, A.ON_NOTICE)
OPEN = (A.DRAFT, A.RETURNED, *IN_PROGRESS, A.APPROVED, A.PAID, A.RECEIPTED)


class LineStatus(models.TextChoices):
    PLANNED = "planned", "拟发放"
    APPROVED = "approved", "待支付"
    ORDERED = "ordered", "支付中"
    PAID = "paid", "已支付"
    FAILED = "failed", "支付失败"
    RETURNED = "returned", "银行退回"
    REVERSED = "reversed", "已冲销"
    DROPPED = "dropped", "不再发放"


# Money set aside for a line and not yet out of the fund.
LINE_RESERVED = (
    LineStatus.APPROVED, LineStatus.ORDERED, LineStatus.FAILED, LineStatus.RETURNED,
)  # fmt: skip
# Nothing more will happen to the line by itself.
LINE_SETTLED = (LineStatus.PAID, LineStatus.REVERSED, LineStatus.DROPPED)


class OutcomeKind(models.TextChoices):
    PAID = "paid", "支付成功"
    FAILED = "failed", "支付失败"
    RETURNED = "returned", "银行退回"
    REVERSED = "reversed", "冲销"


class Duty(models.TextChoices):
    """The four parts of a payout's life that four different people play (domain.md 4.2)."""

    ENTERED = "entered", "经办申请"
    REVIEWED = "reviewed", "审核"
    APPROVED = "approved", "审批"
    PAID = "paid", "付款"


class CountersignKind(models.TextChoices):
    CEILING = "ceiling", "超限额"
    SEPARATION = "separation", "人员不足兼办"


class ObjectionStatus(models.TextChoices):
    OPEN = "open", "待核实"
    DISMISSED = "dismissed", "不成立"
    UPHELD = "upheld", "成立"
