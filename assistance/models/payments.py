"""Money on its way: batches, payments and what became of them. Nothing here is ever changed."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from assistance.codes import Method, OutcomeKind
from core import identifiers
from core.fields import EncryptedTextField
from core.history import keep_history
from unions.scope import ScopedQuerySet


class PaymentBatchQuerySet(ScopedQuerySet):
    scope_path = "union"


class PaymentBatch(models.Model):
    """发放批次: one bank file, or one cash sign-off sheet."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="payment_batches", verbose_name="付款工会"
    )
    number = models.CharField("批次号", max_length=20, unique=True, editable=False)
    method = models.CharField("发放方式", max_length=6, choices=Method)
    day = models.DateField("日期")
    voucher = models.CharField("凭证号", max_length=40, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="付款经办人"
    )
    created_at = models.DateTimeField("制单时间", auto_now_add=True)
    # What makes a second click with the same form a look at the first one's result.
    form_key = models.CharField("表单键", max_length=40, unique=True, editable=False)

    objects = PaymentBatchQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "发放批次"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number


class PaymentQuerySet(ScopedQuerySet):
    scope_path = "batch__union"


class Payment(models.Model):
    """One order to pay one line. The particulars are frozen as they were; `attempt` follows the
    line's count of orders, so that two orders at once are one too many for the database.
    """

    append_only = True

    batch = models.ForeignKey(
        PaymentBatch, models.PROTECT, related_name="payments", verbose_name="批次"
    )
    line = models.ForeignKey(
        "assistance.Line", models.PROTECT, related_name="payments", verbose_name="受助人明细"
    )
    attempt = models.PositiveSmallIntegerField("第几次付款")
    position = models.PositiveIntegerField("序号")
    fund = models.ForeignKey(
        "assistance.Fund", models.PROTECT, related_name="payments", verbose_name="资金"
    )
    full_name = models.CharField("姓名", max_length=60)
    id_number = EncryptedTextField("证件号码")
    employer_name = models.CharField("工作单位", max_length=100, blank=True)
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = EncryptedTextField("银行账号", blank=True)
    amount = models.DecimalField(
        "金额（元）", max_digits=12, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    at = models.DateTimeField("制单时间")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "付款"
        ordering = ["batch_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "attempt"],
                name="payment_attempt_once",
                violation_error_message="这一笔已在付款中，不能重复付款。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_amount_positive",
                violation_error_message="金额须大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}-{self.position}"

    @property
    def masked_id(self) -> str:
        return identifiers.mask_id(self.id_number)


class PaymentOutcomeQuerySet(ScopedQuerySet):
    scope_path = "payment__batch__union"


class PaymentOutcome(models.Model):
    """What became of a payment: paid or failed; later, perhaps, returned or reversed."""

    append_only = True

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="outcomes", verbose_name="付款"
    )
    kind = models.CharField("结果", max_length=10, choices=OutcomeKind)
    day = models.DateField("日期")
    reason = models.CharField("原因", max_length=200, blank=True)
    reference = models.CharField("银行流水号", max_length=60, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    at = models.DateTimeField("登记时间")

    objects = PaymentOutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "付款结果"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(kind__in=["paid", "failed"]),
                name="outcome_first_once",
                violation_error_message="这笔付款已有结果。",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(kind__in=["returned", "reversed"]),
                name="outcome_undone_once",
                violation_error_message="这笔付款已经退回或冲销。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment} {self.get_kind_display()}"
