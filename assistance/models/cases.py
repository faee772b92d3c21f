"""维权 (domain.md 5): the case, its steps, who holds it for how long, and the deed of 以上代下."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from assistance import case_codes as codes
from assistance.case_codes import CaseStatus, TakeoverStatus
from core import identifiers
from core.fields import EncryptedTextField
from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from unions.scope import ScopedQuerySet


def _user(verbose_name: str, **extra: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=verbose_name,
        **extra,
    )  # fmt: skip


def _yuan(verbose_name: str) -> models.DecimalField:
    """A sum that may be unknown, never negative."""
    return models.DecimalField(
        verbose_name, max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0), "金额不能是负数。")],
    )  # fmt: skip


def _long(verbose_name: str, limit: int = 2000, **extra: Any) -> models.TextField:
    return models.TextField(verbose_name, validators=[MaxLengthValidator(limit)], **extra)


def _day(verbose_name: str, **extra: Any) -> models.DateField:
    return models.DateField(verbose_name, null=True, blank=True, **extra)


class RightsCaseQuerySet(ScopedQuerySet):
    """A case is seen from the union where the worker belongs, and from all above it: whoever
    holds it is that union or one above, so both sides of a takeover see the progress.
    """

    scope_path = "union"


class RightsCase(models.Model):
    """One matter, counted once: `union` stays where the worker belongs, `holder` is who acts now.

    Everything but the particulars is set by assistance/case_workflow.py and services/cases.py.
    """

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="rights_cases", verbose_name="所属工会"
    )
    number = models.CharField("案号", max_length=20, editable=False)
    received_on = models.DateField("收到日期")
    channel = models.CharField("来源", max_length=10, choices=codes.Channel)
    kind = models.CharField("类型", max_length=12, choices=codes.CaseKind)
    grade = models.CharField("等级", max_length=10, choices=codes.Grade, default=codes.Grade.SIMPLE)
    applicant_name = models.CharField("申请人", max_length=60)
    applicant_phone = EncryptedTextField(
        "申请人电话",
        blank=True,
        validators=[
            RegexValidator(r"\A[0-9][0-9 -]{4,19}\Z", "电话应为 5 至 20 位数字，可带区号。")
        ],
    )
    group_size = models.PositiveIntegerField(
        "涉及人数", default=1, validators=[MinValueValidator(1, "至少 1 人。")]
    )
    respondent = models.ForeignKey(
        "unions.Enterprise", models.PROTECT, null=True, blank=True, editable=False,
        related_name="rights_cases", verbose_name="被申请单位（名录）",
    )  # fmt: skip
    respondent_name = models.CharField("被申请单位", max_length=100, blank=True)
    request = _long("诉求")
    facts = _long("事实和理由", 4000, blank=True)
    evidence = _long("证据", blank=True)
    known_on = _day("知道权益受侵害的日期", help_text="劳动仲裁的一年时效由此起算")
    petition = models.BooleanField(
        "按信访事项办理", default=False, help_text="适用信访工作条例的告知和办结期限"
    )
    handler = _user("经办人", null=True, blank=True)
    amount_claimed = _yuan("诉求金额（元）")
    amount_recovered = _yuan("追回金额（元）")

    accepted_on = _day("受理日期", editable=False)
    applied_on = _day("收到调解申请日期", editable=False)
    extended_until = _day("双方同意延期至", editable=False)
    petition_extended_on = _day("信访延期批准日期", editable=False)
    notified_on = _day("书面告知日期", editable=False)
    agreement_on = _day("达成协议日期", editable=False)
    agreement = _long("协议内容", 4000, blank=True, editable=False)
    fulfilled_on = _day("履行日期", editable=False)
    followed_up_on = _day("回访日期", editable=False)
    followed_up = _long("回访情况", blank=True, editable=False)
    ended_on = _day("办结日期", editable=False)
    outcome = models.CharField(
        "办结方式", max_length=12, choices=codes.Outcome, blank=True, editable=False
    )
    result = _long("办理结果", blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=12, choices=CaseStatus, default=CaseStatus.RECEIVED, editable=False
    )
    notes = EncryptedTextField(
        "敏感记录", blank=True, validators=[MaxLengthValidator(4000)], editable=False
    )
    historical = models.BooleanField("补录的历史案件", default=False, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    holder = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="held_cases", verbose_name="承办工会",
        editable=False,
    )  # fmt: skip

    # --- kept by assistance/deadlines.py: the nearest day by which something must happen ------
    accept_due_on = models.DateField(null=True, editable=False)
    next_due_on = models.DateField(null=True, editable=False)
    next_due = models.CharField(max_length=16, blank=True, editable=False)

    objects = RightsCaseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "维权案件"
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="case_received"),
            models.Index(fields=["union", "-received_on", "-id"], name="case_union"),
            models.Index(fields=["holder", "kind"], name="case_holder"),
            models.Index(fields=["status", "-received_on", "-id"], name="case_status"),
            models.Index(
                fields=["next_due_on", "id"], name="case_due",
                condition=Q(next_due_on__isnull=False),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="case_number_once",
                violation_error_message="案号已被使用，请重试。",
            ),
            models.CheckConstraint(
                condition=Q(group_size__gte=1),
                name="case_somebody",
                violation_error_message="涉及人数至少 1 人。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=codes.ENDED, ended_on__isnull=False) & ~Q(outcome="")
                | ~Q(status__in=codes.ENDED) & Q(ended_on__isnull=True, outcome=""),
                name="case_ended_with_day",
                violation_error_message="办结的案件须有办结日期和方式，未办结的不填。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=codes.IN_HAND) | Q(accepted_on__isnull=False),
                name="case_in_hand_accepted",
                violation_error_message="办理中的案件须有受理日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(CaseStatus.AGREED, CaseStatus.FULFILLED))
                | Q(agreement_on__isnull=False) & ~Q(agreement=""),
                name="case_agreed_in_writing",
                violation_error_message="达成协议的案件须有协议日期和内容。",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.FULFILLED) | Q(fulfilled_on__isnull=False),
                name="case_fulfilled_on_a_day",
                violation_error_message="协议已履行的须有履行日期。",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": F(after)}),
                    name=f"case_{name}_in_order",
                    violation_error_message=message,
                )
                for name, after, message in (
                    ("accepted_on", "received_on", "受理日期不能早于收到日期。"),
                    ("agreement_on", "received_on", "协议日期不能早于收到日期。"),
                    ("fulfilled_on", "agreement_on", "履行日期不能早于协议日期。"),
                    ("ended_on", "received_on", "办结日期不能早于收到日期。"),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in codes.OPEN

    @property
    def masked_phone(self) -> str:
        return identifiers.mask_mobile(self.applicant_phone) if self.applicant_phone else ""


class OfCaseQuerySet(ScopedQuerySet):
    scope_path = "case__union"


class CaseStep(models.Model):
    """办理经过: one thing done on one day, with its minutes (笔录) or the answer awaited.

    For a letter `day` is when the enterprise received it (送达), because the answer is due from
    then (浙江省工会劳动法律监督条例 art. 22). A step entered by mistake is voided, not deleted.
    """

    case = models.ForeignKey(RightsCase, models.PROTECT, related_name="steps", verbose_name="案件")
    day = models.DateField("日期", help_text="发意见书、建议书的填送达日期")
    kind = models.CharField("方式", max_length=14, choices=codes.StepKind)
    text = _long("经过")
    participants = models.CharField(
        "参加人", max_length=300, blank=True, help_text="多人用顿号分开；调查至少两人"
    )
    minutes = _long("笔录", 8000, blank=True)
    by = _user("记录人", editable=False)
    reply_due = _day("答复期限", editable=False)
    replied_on = _day("答复日期", editable=False)
    reply = _long("答复内容", blank=True, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = OfCaseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["case", "day"], name="case_step_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True) | Q(replied_on__gte=F("day")),
                name="case_step_reply_after",
                violation_error_message="答复日期不能早于送达日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()} {self.day}"


class Takeover(models.Model):
    """以上代下 as a deed: asked by one side, answered by another person on the other side.

    `from_union` holds the case while it is asked; `to_union` is above it. Joint handling
    (联合办理) leaves the unit's own people a hand in it.
    """

    case = models.ForeignKey(
        RightsCase, models.PROTECT, related_name="takeovers", verbose_name="案件"
    )
    direction = models.CharField("方向", max_length=10, choices=codes.Direction)
    from_union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name="原承办工会"
    )
    to_union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name="接办工会"
    )
    reason = models.CharField("原因", max_length=200)
    consent_on = models.DateField("同意日期", help_text="当事人同意由上级工会办理的日期")
    joint = models.BooleanField("联合办理", default=False, help_text="原工会继续参与办理")
    status = models.CharField(
        "状态", max_length=12, choices=TakeoverStatus, default=TakeoverStatus.ASKED, editable=False
    )
    asked_by = _user("提出人", editable=False)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    answer_due = models.DateField("答复期限", editable=False)
    answered_by = _user("答复人", null=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, editable=False)
    answer = models.CharField("答复说明", max_length=200, blank=True, editable=False)
    handed_back_on = models.DateField("交还日期", null=True, editable=False)
    result = models.CharField("办理结果", max_length=200, blank=True, editable=False)

    objects = OfCaseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "以上代下"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status=TakeoverStatus.ASKED),
                name="takeover_one_asked",
                violation_error_message="本案已有一份待答复的移交。",
            ),
            models.CheckConstraint(
                condition=~Q(from_union=F("to_union")),
                name="takeover_between_two",
                violation_error_message="原承办工会与接办工会不能相同。",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="takeover_by_two_people",
                violation_error_message="提出移交的人不能自己答复。",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(TakeoverStatus.ASKED, TakeoverStatus.WITHDRAWN),
                    answered_by__isnull=True, answered_on__isnull=True,
                )
                | ~Q(status__in=(TakeoverStatus.ASKED, TakeoverStatus.WITHDRAWN))
                & Q(answered_by__isnull=False, answered_on__isnull=False),
                name="takeover_answered_by_somebody",
                violation_error_message="答复须有答复人和日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status=TakeoverStatus.REFUSED) | ~Q(answer=""),
                name="takeover_refused_with_reason",
                violation_error_message="拒绝须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(status=TakeoverStatus.HANDED_BACK, handed_back_on__isnull=False)
                & ~Q(result="")
                | ~Q(status=TakeoverStatus.HANDED_BACK) & Q(handed_back_on__isnull=True, result=""),
                name="takeover_back_with_result",
                violation_error_message="交还须写明日期和办理结果。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case} {self.get_direction_display()}"


class CaseHoldingQuerySet(OfCaseQuerySet, PeriodQuerySet):
    pass


class CaseHolding(Period):
    """Who holds the case on which days, from the day it was received, without a gap.

    A day belongs to whoever holds the case when it ends: a holding of less than a day (handed on
    the day it began) is voided with that reason, and the next one begins on the same day. The last
    row stays open when the case ends; its days are counted up to that day. So the days of all
    holders sum to the case's age, always.
    """

    case = models.ForeignKey(
        RightsCase, models.PROTECT, related_name="holdings", verbose_name="案件"
    )
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name="承办工会"
    )
    takeover = models.ForeignKey(
        Takeover, models.PROTECT, null=True, blank=True, related_name="holdings",
        verbose_name="移交",
    )  # fmt: skip

    objects = CaseHoldingQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "承办期间"
        ordering = ["since", "pk"]
        constraints = [
            ordered("case_holding_ends_after_start"),
            NoOverlap(
                fields=["case"],
                name="case_holding_one_a_day",
                violation_error_message="本案这段时间已有承办工会，同一天只能由一家工会承办。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}—{self.union}"
