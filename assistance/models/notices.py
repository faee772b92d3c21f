"""Public notices, what they showed, and objections to them."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assistance.codes import ObjectionStatus
from core.fields import EncryptedTextField
from core.history import keep_history
from unions.scope import ScopedQuerySet


class NoticeQuerySet(ScopedQuerySet):
    scope_path = "union"


class Notice(models.Model):
    """公示: one programme, one or more applications; both days belong to the period.

    `union` issues it. The public page stands from `starts_on` to `ends_on` at an address nobody
    guesses, and answers 410 afterwards or when withdrawn.
    """

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="notices", verbose_name="公示单位"
    )
    programme = models.ForeignKey(
        "assistance.Programme", models.PROTECT, related_name="notices", verbose_name="项目"
    )
    number = models.CharField("公示编号", max_length=20, unique=True, editable=False)
    title = models.CharField("标题", max_length=80)
    basis = models.CharField("依据和程序", max_length=300)
    starts_on = models.DateField("公示起始日")
    days = models.PositiveSmallIntegerField(
        "公示天数", validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    working = models.BooleanField("按工作日计", default=False)
    ends_on = models.DateField("公示截止日", editable=False)
    shortened_reason = models.CharField("缩短公示期的原因", max_length=200, blank=True)
    phone = models.CharField("监督电话", max_length=30)
    mailbox = models.CharField("邮箱", max_length=60, blank=True)
    address = models.CharField("地址", max_length=100)
    token = models.CharField("公示页地址", max_length=40, unique=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人",
        editable=False,
    )  # fmt: skip
    published_at = models.DateTimeField("发布时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, editable=False)
    withdrawn_reason = models.CharField("撤下原因", max_length=200, blank=True, editable=False)

    objects = NoticeQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["union", "-id"], name="notice_union")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="notice_ends_after_start",
                violation_error_message="公示截止日不能早于起始日。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class NoticeEntryQuerySet(ScopedQuerySet):
    scope_path = "notice__union"


class NoticeEntry(models.Model):
    """One row as it was shown: text only, so that nothing else can be shown."""

    append_only = True

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="entries", verbose_name="公示")
    line = models.ForeignKey(
        "assistance.Line", models.PROTECT, related_name="notice_entries", verbose_name="受助人明细"
    )
    position = models.PositiveIntegerField("序号")
    shown_name = models.CharField("姓名", max_length=80)
    unit_name = models.CharField("单位", max_length=100)
    category = models.CharField("类别", max_length=60)
    amount = models.DecimalField("拟补助金额（元）", max_digits=12, decimal_places=2)

    objects = NoticeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示名单"
        ordering = ["notice_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "line"],
                name="notice_entry_once",
                violation_error_message="同一名受助人在一份公示中只列一次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.shown_name}"


class ObjectionQuerySet(ScopedQuerySet):
    scope_path = "notice__union"


class Objection(models.Model):
    """异议: while one is open, nothing of its notice is approved."""

    notice = models.ForeignKey(
        Notice, models.PROTECT, related_name="objections", verbose_name="公示"
    )
    entry = models.ForeignKey(
        NoticeEntry, models.PROTECT, null=True, blank=True, related_name="objections",
        verbose_name="涉及的受助人", help_text="空白为整份公示",
    )  # fmt: skip
    received_on = models.DateField("收到日期")
    source = models.CharField("来源", max_length=20, default="电话")
    content = EncryptedTextField("异议内容", validators=[MaxLengthValidator(1000)])
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人",
        editable=False,
    )  # fmt: skip
    status = models.CharField(
        "状态", max_length=10, choices=ObjectionStatus, default=ObjectionStatus.OPEN, editable=False
    )
    finding = EncryptedTextField("核实情况", blank=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["pk"]
        indexes = [models.Index(fields=["notice", "status"], name="objection_open")]

    def __str__(self) -> str:
        return f"{self.notice.number} {self.get_status_display()}"
