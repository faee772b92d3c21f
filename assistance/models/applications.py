"""An application for aid with its beneficiary lines, and who played which part in it."""

import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assistance import codes
from assistance.codes import ApplicationStatus, LineStatus
from core import identifiers
from core.fields import BlindIndexField, EncryptedTextField
from core.history import keep_history
from unions.scope import ScopedQuerySet


class ApplicationQuerySet(ScopedQuerySet):
    scope_path = "union"


def _user(verbose_name: str, **extra: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=verbose_name,
        **extra,
    )  # fmt: skip


class Application(models.Model):
    """救助申请: one programme, one union, one beneficiary line or many (a stoppage, a bus home).

    `union` is the original union also where the federation files on its behalf (以上代下): counted
    once. `version` grows with every change: a decision made on an old page is refused.
    """

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="aid_applications", verbose_name="所属工会"
    )
    programme = models.ForeignKey(
        "assistance.Programme", models.PROTECT, related_name="applications", verbose_name="项目"
    )
    # NULL until the first submission.
    number = models.CharField(  # noqa: DJ001
        "申请编号", max_length=20, null=True, editable=False
    )
    title = models.CharField("标题", max_length=60)
    need = EncryptedTextField("申请事由", blank=True, validators=[MaxLengthValidator(1000)])
    status = models.CharField(
        "状态", max_length=12, choices=ApplicationStatus, default=ApplicationStatus.DRAFT,
        editable=False,
    )  # fmt: skip
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    historical = models.BooleanField("历史台账", default=False, editable=False)

    on_behalf = models.BooleanField("以上代下", default=False, editable=False)
    behalf_reason = models.CharField("代办原因", max_length=200, blank=True)
    behalf_agreed_on = models.DateField("原工会同意日期", null=True, blank=True)

    event_from = models.DateField("起始日期", null=True, blank=True, help_text="停产或返乡的起始日")
    event_until = models.DateField("截止日期", null=True, blank=True)
    event_paper = models.CharField("停限电通知或车次", max_length=100, blank=True)
    employer_paid = models.DecimalField(
        "单位已发（元/人）", max_digits=10, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))], help_text="工会的钱不替代单位应发的工资",
    )  # fmt: skip
    other_aid = models.CharField("其他救助情况", max_length=200, blank=True)
    paper_materials = models.JSONField("已核纸质材料", default=list, blank=True, editable=False)
    relatives_declared = models.BooleanField(
        "已核对亲属关系",
        default=False,
        help_text="与经办、审核、审批、付款人员的亲属关系已如实申报",
    )

    visited_on = models.DateField("入户日期", null=True, editable=False)
    visitors = models.CharField("入户人员", max_length=100, blank=True, editable=False)
    findings = EncryptedTextField("入户情况", blank=True, editable=False)
    deliberated_on = models.DateField("评议日期", null=True, editable=False)
    participants = models.CharField("参加评议人员", max_length=300, blank=True, editable=False)
    conclusion = models.CharField("评议意见", max_length=300, blank=True, editable=False)
    fund = models.ForeignKey(
        "assistance.Fund", models.PROTECT, null=True, editable=False, related_name="applications",
        verbose_name="资金",
    )  # fmt: skip
    opinion = models.CharField("审核意见", max_length=300, blank=True, editable=False)
    notice = models.ForeignKey(
        "assistance.Notice", models.PROTECT, null=True, editable=False,
        related_name="applications", verbose_name="公示",
    )  # fmt: skip
    entered_by = _user("经办人", editable=False, null=True)
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    submitted_on = models.DateField("提交日期", null=True, editable=False)
    approved_on = models.DateField("批准日期", null=True, editable=False)
    settled_on = models.DateField("发放日期", null=True, editable=False)
    answer = models.CharField("退回或未批准的原因", max_length=200, blank=True, editable=False)
    # What makes a second click with the same form a look at the first one's draft.
    form_key = models.CharField(  # noqa: DJ001
        "表单键", max_length=40, null=True, editable=False
    )

    objects = ApplicationQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "救助申请"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "-id"], name="application_status"),
            models.Index(fields=["union", "-id"], name="application_union"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="application_number_once",
                violation_error_message="申请编号已被使用，请重试。",
            ),
            models.UniqueConstraint(
                fields=["form_key"],
                name="application_form_once",
                violation_error_message="这份申请已经登记，请从列表中打开。",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf=False)
                | ~Q(behalf_reason="") & Q(behalf_agreed_on__isnull=False),
                name="application_behalf_explained",
                violation_error_message="以上代下须写明原因和原工会同意日期。",
            ),
            models.CheckConstraint(
                condition=Q(event_until__isnull=True) | Q(event_until__gte=F("event_from")),
                name="application_event_in_order",
                violation_error_message="截止日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '草稿'} {self.title}"

    @property
    def editable(self) -> bool:
        return self.status in codes.EDITABLE


class LineQuerySet(ScopedQuerySet):
    scope_path = "application__union"


class Line(models.Model):
    """受助人明细: one person and one sum. The ID number's index recognises the person whether or
    not she is on the roster; a student is a family row, named nowhere outside the file.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="lines", verbose_name="申请"
    )
    position = models.PositiveIntegerField("序号")
    member = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, blank=True, related_name="aid_lines",
        verbose_name="会员",
    )  # fmt: skip
    full_name = models.CharField("姓名", max_length=60)
    id_number = EncryptedTextField("证件号码", validators=[MaxLengthValidator(40)])
    id_index = BlindIndexField("证件号码索引", source="id_number")
    employer_name = models.CharField("工作单位", max_length=100, blank=True)
    file = models.ForeignKey(
        "assistance.HardshipFile", models.PROTECT, null=True, blank=True, related_name="lines",
        verbose_name="困难档案",
    )  # fmt: skip
    student = models.ForeignKey(
        "assistance.FamilyPerson", models.PROTECT, null=True, blank=True, related_name="lines",
        verbose_name="学生",
    )  # fmt: skip
    amount = models.DecimalField(
        "金额（元）", max_digits=12, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "金额须大于 0。")],
    )  # fmt: skip
    method = models.CharField(
        "发放方式", max_length=6, choices=codes.Method, default=codes.Method.BANK
    )
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = EncryptedTextField("银行账号", blank=True, validators=[MaxLengthValidator(32)])
    note = models.CharField("备注", max_length=200, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=LineStatus, default=LineStatus.PLANNED, editable=False
    )
    attempts = models.PositiveSmallIntegerField("付款次数", default=0, editable=False)
    paid_on = models.DateField("发放日期", null=True, editable=False)
    received_on = models.DateField("签收日期", null=True, editable=False)
    proxy = models.CharField("代领人及关系", max_length=60, blank=True, editable=False)
    dropped_reason = models.CharField("不再发放的原因", max_length=200, blank=True, editable=False)

    objects = LineQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "受助人明细"
        ordering = ["application_id", "position"]
        indexes = [
            models.Index(fields=["id_index"], name="line_person"),
            # Everything the payout reports add up, so that a sum over years reads no row.
            models.Index(
                fields=["status", "paid_on", "id", "application", "amount", "id_index"],
                name="line_paid",
            ),
            models.Index(fields=["status", "id"], name="line_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "id_index"],
                condition=Q(student__isnull=True) & ~Q(status="dropped"),
                name="line_person_once",
                violation_error_message="同一份申请中此人已有一行。",
            ),
            models.UniqueConstraint(
                fields=["application", "student"],
                condition=~Q(status="dropped"),
                name="line_student_once",
                violation_error_message="同一份申请中这名学生已有一行。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="line_amount_positive",
                violation_error_message="金额须大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} {self.amount}元"

    @property
    def masked_id(self) -> str:
        return identifiers.mask_id(self.id_number)

    @property
    def masked_account(self) -> str:
        return identifiers.mask_account(self.bank_account) if self.bank_account else ""


class PartQuerySet(ScopedQuerySet):
    scope_path = "application__union"


class Part(models.Model):
    """Who played which part in one payout's life. One person, one part: the database keeps it.

    A second part of the same person needs a signed countersign (a shortage of people, with a
    second name and a minute). Written by assistance/separation.py only.
    """

    append_only = True

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="parts", verbose_name="申请"
    )
    duty = models.CharField("职责", max_length=10, choices=codes.Duty)
    person = _user("承办人")
    countersign = models.ForeignKey(
        "assistance.Countersign", models.PROTECT, null=True, related_name="+", verbose_name="会签"
    )
    at = models.DateTimeField("时间")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承办人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "duty", "person"], name="part_once",
                violation_error_message="此人已承办这一环节。",
            ),
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=Q(countersign__isnull=True),
                name="part_one_person_one_duty",
                violation_error_message="同一人不能承办同一笔救助的两个环节。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.person}"


class CountersignQuerySet(ScopedQuerySet):
    scope_path = "application__union"


class Countersign(models.Model):
    """会签: a second name under what a rule would otherwise stop, with the reason or minute.

    Kind ceiling: a ceiling is passed by this application, at most up to `amount`. Kind separation:
    `person` may play `duty` although she played another part.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="countersigns", verbose_name="申请"
    )
    kind = models.CharField("事项", max_length=12, choices=codes.CountersignKind)
    duty = models.CharField("环节", max_length=10, choices=codes.Duty, blank=True)
    person = _user("兼办人", null=True, blank=True)
    reason = models.CharField("原因或会议记录", max_length=300)
    amount = models.DecimalField("申请金额（元）", max_digits=12, decimal_places=2)
    summed = models.TextField("核算", blank=True)
    asked_by = _user("提出人")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    signed_by = _user("会签人", null=True, blank=True, editable=False)
    signed_at = models.DateTimeField("会签时间", null=True, editable=False)

    objects = CountersignQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "会签"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("asked_by")),
                name="countersign_by_another",
                violation_error_message="会签人不能是提出人。",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | Q(person__isnull=True)
                | ~Q(signed_by=F("person")),
                name="countersign_not_for_oneself",
                violation_error_message="不能为自己兼办会签。",
            ),
            models.CheckConstraint(
                condition=Q(kind="ceiling", duty="", person__isnull=True)
                | Q(kind="separation", person__isnull=False) & ~Q(duty=""),
                name="countersign_names_its_matter",
                violation_error_message="兼办会签须写明兼办人和环节。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.application}"


class RelationQuerySet(ScopedQuerySet):
    scope_path = "application__union"


class Relation(models.Model):
    """A declared kinship between a beneficiary and somebody who handles payouts (优亲厚友)."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="relations", verbose_name="申请"
    )
    person = _user("工作人员")
    relation = models.CharField("与受助人的关系", max_length=40)
    declared_by = _user("申报人")
    declared_at = models.DateTimeField("申报时间", auto_now_add=True)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = RelationQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "亲属关系申报"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=Q(voided_at__isnull=True),
                name="relation_once",
                violation_error_message="此人的亲属关系已经申报。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.relation}）"


def year_of(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day of the calendar year, by which ceilings and funds run."""
    return datetime.date(day.year, 1, 1), datetime.date(day.year, 12, 31)
