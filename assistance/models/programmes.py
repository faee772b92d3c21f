"""Programmes of aid and their ceilings: rows which staff add and date (domain.md 4.2)."""

import datetime
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from assistance.codes import CeilingScope, CeilingSpan, FundHead, FundSource
from core.history import keep_history
from core.periods import Period, PeriodQuerySet, ordered


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        """Programmes are the same for everybody."""
        return self

    def on(self, day: datetime.date) -> Self:
        return self.filter(Q(stopped_on__isnull=True) | Q(stopped_on__gt=day))


def all_sources() -> list[str]:
    return list(FundSource.values)


class Programme(models.Model):
    """救助项目: what it is for, what it asks for, and which money may pay it."""

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("项目名称", max_length=40, unique=True)
    aliases = models.CharField(
        "其他叫法", max_length=200, blank=True, help_text="台账导入时认得的名称，用顿号分隔"
    )
    needs_file = models.BooleanField("须先建档", default=False, help_text="先建档、后帮扶")
    batch = models.BooleanField("成批发放", default=False, help_text="一份申请多名受助人")
    needs_visit = models.BooleanField("须入户调查", default=False)
    student_aid = models.BooleanField("按学生计", default=False, help_text="如金秋助学")
    materials = models.TextField("所需材料", blank=True, help_text="一行一种")
    notice_days = models.PositiveSmallIntegerField(
        "公示天数", default=7, validators=[MaxValueValidator(60)], help_text="0 为不需公示"
    )
    notice_working = models.BooleanField("按工作日计", default=False)
    sources = models.JSONField("可用资金来源", default=all_sources)
    head = models.CharField("支出科目", max_length=12, choices=FundHead, default=FundHead.HARDSHIP)
    stopped_on = models.DateField("停用日期", null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "救助项目"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.sources or set(self.sources) - set(FundSource.values):
            raise ValidationError({"sources": "请至少选一种资金来源。"})

    @property
    def material_list(self) -> list[str]:
        return [line.strip() for line in self.materials.splitlines() if line.strip()]

    @property
    def names(self) -> list[str]:
        return [self.name, *(a.strip() for a in self.aliases.split("、") if a.strip())]


class CeilingQuerySet(PeriodQuerySet):
    def visible_to(self, user: object) -> Self:
        return self


class Ceiling(Period):
    """救助限额 in yuan, for a time. Passing it is not forbidden: it takes a written reason and a
    second approver (domain.md 4.2: one published household got above 10,000 yuan in a year).
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="ceilings",
        verbose_name="项目", help_text="空白为全部项目合计",
    )  # fmt: skip
    source = models.CharField(
        "资金来源", max_length=10, choices=FundSource, blank=True, help_text="空白为全部来源"
    )
    scope = models.CharField("对象", max_length=10, choices=CeilingScope)
    span = models.CharField("期间", max_length=6, choices=CeilingSpan)
    amount = models.DecimalField(
        "限额（元）", max_digits=12, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    basis = models.CharField("依据", max_length=100)

    objects = CeilingQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "救助限额"
        ordering = ["programme_id", "scope", "span", "since"]
        constraints = [ordered("ceiling_ends_after_start")]

    def __str__(self) -> str:
        parts = [
            self.programme.name if self.programme else "全部项目",
            self.get_source_display() if self.source else "",
            f"{self.get_scope_display()}{self.get_span_display()}",
        ]
        return "".join(parts)
