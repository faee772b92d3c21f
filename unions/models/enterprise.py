"""Enterprises and their dated figures."""

import datetime
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from core import identifiers
from core.fields import LettersField
from core.history import keep_history
from unions.codes import FigureKind, Industry, SizeClass, UnitCategory
from unions.scope import ScopedQuerySet, scope_of


def validate_uscc(text: str) -> None:
    if problem := identifiers.uscc_error(text):
        raise ValidationError(problem)


class EnterpriseQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        """Those in the area of a federation she sees, and those a union she sees covers."""
        from unions.models.union import Coverage

        scope = scope_of(user)
        if scope.sees_all:
            return self
        covered = Coverage.objects.visible_to(user).filter(
            enterprise=OuterRef("pk"), voided_at__isnull=True
        )
        return self.filter(scope.condition("federation") | Q(Exists(covered)))

    def on(self, day: datetime.date) -> Self:
        """Enterprises open on `day`; an unknown opening day counts as always open."""
        return self.filter(
            Q(opened_on__isnull=True) | Q(opened_on__lte=day),
            Q(closed_on__isnull=True) | Q(closed_on__gt=day),
        )


class Enterprise(models.Model):
    """An employer in a federation's area. Above scale (规模以上) and size class are two axes."""

    federation = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="enterprises", verbose_name="所属总工会"
    )
    name = models.CharField("企业名称", max_length=100)
    letters = LettersField(source="name")
    # NULL, not "", where there is none: the unique constraint lets many rows lack it.
    uscc = models.CharField(  # noqa: DJ001
        "统一社会信用代码", max_length=18, null=True, blank=True, validators=[validate_uscc]
    )
    above_scale = models.BooleanField("规模以上", default=False)
    size_class = models.CharField("企业规模", max_length=8, choices=SizeClass, blank=True)
    industry_section = models.CharField("行业门类", max_length=1, choices=Industry, blank=True)
    industry = models.CharField("行业", max_length=40, blank=True)
    unit_category = models.CharField("单位类别", max_length=3, choices=UnitCategory, blank=True)
    legal_rep = models.CharField("法定代表人", max_length=40, blank=True)
    opened_on = models.DateField("开业日期", null=True, blank=True)
    closed_on = models.DateField("歇业日期", null=True, blank=True)
    party_branch = models.CharField("党支部", max_length=100, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = EnterpriseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["pk"]
        indexes = [models.Index(fields=["name", "id"], name="enterprise_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                name="enterprise_uscc_once",
                violation_error_message="该统一社会信用代码已登记在另一家企业名下。",
            ),
            models.UniqueConstraint(
                fields=["federation", "name"],
                name="enterprise_name_once",
                violation_error_message="本镇已有同名企业。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gt=models.F("opened_on")),
                name="enterprise_closed_after_opened",
                violation_error_message="歇业日期应晚于开业日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.uscc = identifiers.normalise(self.uscc) if self.uscc else None


class EnterpriseFigureQuerySet(ScopedQuerySet):
    scope_path = "enterprise__federation"


class EnterpriseFigure(models.Model):
    """One figure of one enterprise as of one day, with its source. Sales in yuan."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="figures", verbose_name="企业"
    )
    kind = models.CharField("指标", max_length=16, choices=FigureKind)
    value = models.DecimalField(
        "数值", max_digits=16, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    as_of = models.DateField("统计时点")
    source = models.CharField("来源", max_length=100)

    objects = EnterpriseFigureQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "企业年度指标"
        ordering = ["-as_of", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "as_of"],
                name="enterprise_figure_once",
                violation_error_message="该企业在这一统计时点已有此项指标。",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0), name="enterprise_figure_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_kind_display()} {self.as_of}"
