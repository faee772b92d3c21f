"""Funds and their ledger: balances are sums of entries, and no entry is ever changed."""

import datetime
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assistance.codes import EntryKind, FundHead, FundSource
from core.history import keep_history
from unions.scope import ScopedQuerySet

ZERO = Decimal("0.00")


class FundQuerySet(ScopedQuerySet):
    scope_path = "union"


class Fund(models.Model):
    """A pot of money: one source, one year, held by one union."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="funds", verbose_name="管理工会"
    )
    name = models.CharField("资金名称", max_length=60)
    source = models.CharField("资金来源", max_length=10, choices=FundSource)
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2200)]
    )
    programme = models.ForeignKey(
        "assistance.Programme", models.PROTECT, null=True, blank=True, related_name="funds",
        verbose_name="限定项目", help_text="空白为该来源允许的各项目",
    )  # fmt: skip
    head = models.CharField("支出科目", max_length=12, choices=FundHead, default=FundHead.HARDSHIP)
    budget_line = models.CharField("预算项目", max_length=60, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = FundQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "救助资金"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year", "name"],
                name="fund_name_once_a_year",
                violation_error_message="本年度已有同名资金。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.name}"


class FundEntryQuerySet(ScopedQuerySet):
    scope_path = "fund__union"


class FundEntry(models.Model):
    """One movement. `allocated`, `reserved`, `spent` are what it adds to each sum (yuan, may be
    negative); the `_after` columns are the sums including it, so that the database itself can
    refuse an overdraft. Written by assistance/services/funds.py only.
    """

    append_only = True

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries", verbose_name="资金")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("事项", max_length=10, choices=EntryKind)
    allocated = models.DecimalField("下达（元）", max_digits=14, decimal_places=2, default=ZERO)
    reserved = models.DecimalField("预留（元）", max_digits=14, decimal_places=2, default=ZERO)
    spent = models.DecimalField("支出（元）", max_digits=14, decimal_places=2, default=ZERO)
    allocated_after = models.DecimalField("累计下达（元）", max_digits=14, decimal_places=2)
    reserved_after = models.DecimalField("累计预留（元）", max_digits=14, decimal_places=2)
    spent_after = models.DecimalField("累计支出（元）", max_digits=14, decimal_places=2)
    line = models.ForeignKey(
        "assistance.Line", models.PROTECT, null=True, related_name="entries",
        verbose_name="受助人明细",
    )  # fmt: skip
    key = models.CharField("幂等键", max_length=80, unique=True)
    day = models.DateField("日期")
    at = models.DateTimeField("记账时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="记账人"
    )
    reason = models.CharField("说明", max_length=200, blank=True)
    voucher = models.CharField("凭证号", max_length=40, blank=True)

    objects = FundEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金流水"
        ordering = ["fund_id", "seq"]
        indexes = [models.Index(fields=["fund", "day"], name="fund_entry_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "seq"],
                name="fund_entry_in_line",
                violation_error_message="这笔资金刚有另一笔记账，请重试。",
            ),
            models.CheckConstraint(
                condition=Q(allocated_after__gte=F("reserved_after") + F("spent_after")),
                name="fund_never_overdrawn",
                violation_error_message="资金可用余额不足。",
            ),
            models.CheckConstraint(
                condition=Q(reserved_after__gte=0, spent_after__gte=0),
                name="fund_sums_not_negative",
                violation_error_message="预留或支出不足以冲减。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.seq} {self.get_kind_display()}"

    @property
    def available_after(self) -> Decimal:
        return self.allocated_after - self.reserved_after - self.spent_after


def financial_year(day: datetime.date) -> int:
    """Funds run by calendar year."""
    return day.year
