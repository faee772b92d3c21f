"""Code lists of rights cases 维权 (domain.md 5; DB3305/T 212-2021 for the grades)."""

from django.db import models


class Channel(models.TextChoices):
    """来源: how the union came to know."""

    VISIT = "visit", "来访"
    LETTER = "letter", "来信"
    PHONE = "phone", "电话"
    ONLINE = "online", "网络"
    SUPERIOR = "superior", "上级转办"
    FOUND = "found", "工会发现"


class CaseKind(models.TextChoices):
    WAGES = "wages", "工资"
    HOURS = "hours", "工时休假"
    INSURANCE = "insurance", "社会保险"
    INJURY = "injury", "工伤职业病"
    DISMISSAL = "dismissal", "解除终止合同"
    WOMEN = "women", "女职工特殊保护"
    SAFETY = "safety", "劳动安全"
    COLLECTIVE = "collective", "集体合同"
    OTHER = "other", "其他"


class Grade(models.TextChoices):
    SIMPLE = "simple", "简易"
    ORDINARY = "ordinary", "一般"
    GRAVE = "grave", "重大"


class CaseStatus(models.TextChoices):
    RECEIVED = "received", "已登记"
    ACCEPTED = "accepted", "已受理"
    MEDIATING = "mediating", "调解中"
    AGREED = "agreed", "已达成协议"
    FULFILLED = "fulfilled", "协议已履行"
    CLOSED = "closed", "已办结"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤诉"
    TRANSFERRED = "transferred", "已转其他途径"


S = CaseStatus
IN_HAND = (S.ACCEPTED, S.MEDIATING, S.AGREED, S.FULFILLED)
OPEN = (S.RECEIVED, *IN_HAND)
ENDED = (S.CLOSED, S.REFUSED, S.WITHDRAWN, S.TRANSFERRED)


class Outcome(models.TextChoices):
    """How a case ended."""

    AGREEMENT = "agreement", "调解协议履行"
    SETTLED = "settled", "协商解决"
    FAILED = "failed", "调解不成，告知其他途径"
    NOT_FOUNDED = "not_founded", "经查不存在侵权"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "当事人撤回"
    ARBITRATION = "arbitration", "转劳动仲裁"
    PETITION = "petition", "转信访"
    OTHER = "other", "其他"


CONCLUSIONS = (Outcome.SETTLED, Outcome.FAILED, Outcome.NOT_FOUNDED, Outcome.OTHER)
TRANSFERS = (Outcome.ARBITRATION, Outcome.PETITION)


class StepKind(models.TextChoices):
    """办理经过. Letter and recommendation are the 一函两书 of labour-law supervision."""

    TALK = "talk", "谈话"
    INQUIRY = "inquiry", "调查"
    LETTER = "letter", "发意见书"
    RECOMMENDATION = "recommendation", "发建议书"
    MEDIATION = "mediation", "调解会议"
    ARBITRATION = "arbitration", "转仲裁"
    PETITION = "petition", "转信访"
    SERVICE = "service", "送达"
    OTHER = "other", "其他"


class Direction(models.TextChoices):
    """以上代下: the unit hands the case up, or the federation draws it up."""

    HANDED_UP = "handed_up", "上交"
    DRAWN_UP = "drawn_up", "提级"


class TakeoverStatus(models.TextChoices):
    ASKED = "asked", "待答复"
    ACCEPTED = "accepted", "已接办"
    REFUSED = "refused", "已拒绝"
    WITHDRAWN = "withdrawn", "已撤回"
    HANDED_BACK = "handed_back", "已交还"


class ClockKind(models.TextChoices):
    """时限: what must happen by a day (assistance/deadlines.py)."""

    ACCEPTANCE = "acceptance", "受理或书面告知不予受理"
    MEDIATION = "mediation", "结束调解"
    LETTER = "letter", "用人单位答复意见书"
    TAKEOVER = "takeover", "答复移交"
    PETITION_NOTICE = "petition_notice", "书面告知信访人"
    PETITION_END = "petition_end", "办结信访事项"
    ARBITRATION = "arbitration", "申请仲裁的时效"
