"""Yearly statistics: what a union adds by hand, the logic checks, and why an error may stand."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from reporting.codes import Operator, Severity
from unions.scope import ScopedQuerySet, scope_of

_YEAR = Q(year__gte=1950, year__lte=2200)
_CODES = RegexValidator(
    r"\A(?:[0-9]{1,9}|[a-z_]+(?:\+[a-z_]+)*)\Z",
    "写指标代码，几项相加用“+”连接，如 members+retained；右边也可以写一个整数。",
)  # fmt: skip


def is_number(side: str) -> bool:
    """A side that is a plain number, not indicators."""
    return side.isascii() and side.isdecimal()


def _yuan(name: str) -> models.DecimalField:
    return models.DecimalField(
        name, max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0), "金额不能是负数。")],
    )  # fmt: skip


class YearlySheetQuerySet(ScopedQuerySet):
    scope_path = "union"


class YearlySheet(models.Model):
    """Of one union's sheet of one year: the figures no record tells, and who signs it."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="yearly_sheets", verbose_name="工会"
    )
    year = models.PositiveSmallIntegerField("年度", editable=False)
    women_workers = models.PositiveIntegerField(
        "女职工（人）", null=True, blank=True, validators=[MaxValueValidator(9_999_999)],
        help_text="期末在覆盖单位工作的女职工，不论是否会员",
    )  # fmt: skip
    funds_income = _yuan("工会经费收入（元）")
    funds_spent = _yuan("工会经费支出（元）")
    filler = models.CharField("填表人", max_length=40, blank=True)
    reviewer = models.CharField("审核人", max_length=40, blank=True)
    head = models.CharField("负责人", max_length=40, blank=True)
    filled_on = models.DateField("填报日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = YearlySheetQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "年度调查表"
        ordering = ["-year", "union"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"], name="yearly_sheet_once",
                violation_error_message="这一年度的调查表已经补填，请重新打开。",
            ),
            models.CheckConstraint(
                condition=_YEAR, name="yearly_sheet_year_sound",
                violation_error_message="年度应在 1950 至 2200 之间。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union}{self.year}年度调查表"


class LogicCheckQuerySet(PeriodQuerySet):
    def visible_to(self, user: object) -> "LogicCheckQuerySet":
        """What is checked is the same for everybody who sees business data."""
        return self if scope_of(user).viewing else self.none()


class LogicCheck(Period):
    """What must hold between indicators, for the years whose last day it is in force on."""

    code = models.SlugField("代码", max_length=30)
    left = models.CharField("左边指标", max_length=100, validators=[_CODES])
    operator = models.CharField("关系", max_length=2, choices=Operator)
    right = models.CharField("右边指标", max_length=100, validators=[_CODES])
    message = models.CharField("说法", max_length=100, help_text="不符时给人看的话")
    mend = models.CharField("怎样改正", max_length=200)
    severity = models.CharField("程度", max_length=5, choices=Severity, default=Severity.ERROR)

    objects = LogicCheckQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "逻辑审核"
        ordering = ["pk"]
        constraints = [
            ordered("logic_check_ends_after_start"),
            NoOverlap(
                fields=["code"], name="logic_check_once_a_day",
                violation_error_message="同一代码在这段时间内已有审核关系，请先终止原来的。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.message

    def clean(self) -> None:
        from reporting.yearly_indicators import BY_CODE

        errors: dict[str, Any] = {}
        for name in ("left", "right"):
            side = getattr(self, name) or ""
            unknown = [c for c in side.split("+") if c not in BY_CODE and not is_number(c)]
            if unknown and unknown != [""]:
                errors[name] = f"没有指标“{'、'.join(unknown)[:60]}”，请照指标代码表填写。"
        if is_number(self.left or ""):
            errors["left"] = "左边应是指标，整数写在右边。"
        if errors:
            raise ValidationError(errors)


class Explanation(models.Model):
    """Why an error of a union's year is none; it holds for the two values it was written about."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="yearly_explanations", verbose_name="工会"
    )
    year = models.PositiveSmallIntegerField("年度")
    check_row = models.ForeignKey(
        LogicCheck, models.PROTECT, related_name="explanations", verbose_name="逻辑审核"
    )
    left_value = models.DecimalField("左边数值", max_digits=18, decimal_places=2)
    right_value = models.DecimalField("右边数值", max_digits=18, decimal_places=2)
    note = models.CharField("说明", max_length=200)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="说明人"
    )
    explained_at = models.DateTimeField("说明时间", auto_now=True)

    objects = YearlySheetQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "审核说明"
        ordering = ["-year", "union", "check_row"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year", "check_row"], name="yearly_explanation_once",
                violation_error_message="这一项已有说明，请重新打开。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.note
