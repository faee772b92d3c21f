"""What staff add to without a programmer: kinds of entries, scoring models, grades of award."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.history import keep_history
from unions.scope import scope_of


class HouseQuerySet(models.QuerySet):
    """Rows of the whole house: read by everybody who reads anything."""

    def visible_to(self, user: Any) -> Self:
        return self if scope_of(user).may("view") else self.none()


class Kind(models.Model):
    """小革新, 小发明 and so on. Which five make up 五小 differs from place to place (domain.md 7)."""

    name = models.CharField("类别", max_length=20)
    meaning = models.CharField("说明", max_length=100, blank=True)
    five_small = models.BooleanField("属五小", default=True)
    in_use = models.BooleanField("本地使用", default=True, help_text="不用的不出现在申报表中")
    position = models.PositiveSmallIntegerField("次序", default=100)

    objects = HouseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "成果类别"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="kind_name_once",
                violation_error_message="已有同名的成果类别。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class AwardGrade(models.Model):
    """一等奖 and so on; the amount is the usual one, each award keeps its own."""

    name = models.CharField("奖次", max_length=20)
    amount = models.DecimalField(
        "奖金（元）", max_digits=10, decimal_places=2, default=Decimal(0),
        validators=[MinValueValidator(Decimal(0), "奖金不能是负数。")],
        help_text="每项成果的奖金，表彰时可另定",
    )  # fmt: skip
    in_use = models.BooleanField("本地使用", default=True)
    position = models.PositiveSmallIntegerField("次序", default=100)

    objects = HouseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "奖次"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="award_grade_name_once",
                violation_error_message="已有同名的奖次。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="award_grade_not_negative",
                violation_error_message="奖金不能是负数。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class CriterionSet(models.Model):
    """A scoring model 评分标准: what a call is judged by."""

    name = models.CharField("评分标准", max_length=40)
    source = models.CharField("来源", max_length=100, blank=True)
    # 去掉一个最高分、一个最低分, as many panels do; otherwise the plain mean.
    trimmed = models.BooleanField(
        "去掉最高最低分",
        default=False,
        help_text="五人以上评分时，去掉一个最高分和一个最低分再平均",
    )
    in_use = models.BooleanField("可选用", default=True)

    objects = HouseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "评分标准"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="criterion_set_name_once",
                violation_error_message="已有同名的评分标准。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One line of a scoring model with its weight in points."""

    set = models.ForeignKey(
        CriterionSet, models.PROTECT, related_name="criteria", verbose_name="评分标准"
    )
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("评分项", max_length=20)
    points = models.PositiveSmallIntegerField("满分", validators=[MinValueValidator(1)])
    hint = models.CharField("说明", max_length=200, blank=True)

    objects = HouseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "评分项"
        ordering = ["set", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["set", "name"], name="criterion_name_once",
                violation_error_message="同一评分标准中已有这个评分项。",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=1), name="criterion_has_points",
                violation_error_message="评分项的满分至少 1 分。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}（{self.points} 分）"


class Band(models.Model):
    """Points by the year's benefit: from this benefit on, so many at least and at most."""

    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="bands", verbose_name="评分项"
    )
    floor = models.DecimalField("年效益达到（元）", max_digits=14, decimal_places=2)
    low = models.PositiveSmallIntegerField("最低分")
    high = models.PositiveSmallIntegerField("最高分")

    objects = HouseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "效益分档"
        ordering = ["criterion", "-floor"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "floor"], name="band_floor_once",
                violation_error_message="这一档已有。",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("high")), name="band_low_to_high",
                violation_error_message="最低分不能高于最高分。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.floor:,.0f} 元以上：{self.low}—{self.high} 分"
