"""制度、活动、荣誉、好人好事: what a union has written down and what its people did."""

import datetime
from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from governance import codes, fields
from unions.scope import ScopedQuerySet, scope_of


class PublicBelowQuerySet(ScopedQuerySet):
    """What a union lays down is read in all unions below it, by those who see business data."""

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope.sees_all:
            return self
        above = Q(**{f"{self.scope_path}__path__in": scope.paths_above})
        return self.filter(scope.condition(self.scope_path) | above)


class RegulationQuerySet(PublicBelowQuerySet):
    scope_path = "union"


class Regulation(models.Model):
    """制度: the title; what it says stands in its versions."""

    union = fields.union("制定单位", related_name="regulations")
    title = models.CharField("制度名称", max_length=100)

    objects = RegulationQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "制度"
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["title", "id"], name="regulation_title")]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "title"], name="regulation_title_once",
                violation_error_message="该工会已有同名制度，请在其中登记新版本。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class RegulationVersionQuerySet(PublicBelowQuerySet, PeriodQuerySet):
    scope_path = "regulation__union"


class RegulationVersion(Period):
    """A text in force from a day; the next one, or its repeal, ends it."""

    regulation = models.ForeignKey(
        Regulation, models.PROTECT, related_name="versions", verbose_name="制度"
    )
    number = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    text = fields.long("正文", 20_000)
    paper = fields.paper("印发文号")
    adopted_on = fields.day("通过日期")
    repeal_reason = models.CharField("废止原因", max_length=200, blank=True, editable=False)

    objects = RegulationVersionQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "制度版本"
        ordering = ["regulation", "since"]
        constraints = [
            ordered("regulation_version_ends_after_start"),
            NoOverlap(
                fields=["regulation"], name="regulation_one_version_a_day",
                violation_error_message="该制度在这段时间内已有生效的版本。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.regulation} 第{self.number}版"


class ActivityQuerySet(ScopedQuerySet):
    scope_path = "union"

    def not_voided(self) -> "ActivityQuerySet":
        return self.filter(voided_at__isnull=True)


class Activity(models.Model):
    union = fields.union("主办工会", related_name="activities")
    kind = models.CharField("类别", max_length=12, choices=codes.ActivityKind)
    title = models.CharField("活动名称", max_length=100)
    day = models.DateField("日期")
    last_day = fields.day("结束日期")
    place = models.CharField("地点", max_length=80, blank=True)
    participants = models.PositiveIntegerField("参加人数", default=0)
    cost = models.DecimalField(
        "支出（元）", max_digits=12, decimal_places=2, default=Decimal(0),
        validators=[MinValueValidator(Decimal(0), "金额不能是负数。")],
    )  # fmt: skip
    summary = fields.long("活动情况", 3000)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["-day", "-id"], name="activity_day"),
            models.Index(fields=["union", "-day", "-id"], name="activity_union"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("day")),
                name="activity_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(cost__gte=0), name="activity_cost_not_negative",
                violation_error_message="金额不能是负数。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class HonourQuerySet(ScopedQuerySet):
    scope_path = "union"

    def not_voided(self) -> "HonourQuerySet":
        return self.filter(voided_at__isnull=True)


class Honour(models.Model):
    """荣誉: to a member, an enterprise, or (neither named) the union itself."""

    union = fields.union("所属工会", related_name="honours")
    kind = models.CharField("类别", max_length=16, choices=codes.HonourKind)
    title = models.CharField("荣誉名称", max_length=100)
    member = fields.member("获奖职工", null=True, blank=True, related_name="honours")
    enterprise = models.ForeignKey(
        "unions.Enterprise", models.PROTECT, null=True, blank=True, related_name="honours",
        verbose_name="获奖企业",
    )  # fmt: skip
    level = models.CharField("级别", max_length=10, choices=codes.Level)
    grade = models.CharField("等次", max_length=20, blank=True)
    body = models.CharField("授予单位", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    awarded_on = fields.day("授予日期")
    paper = fields.paper("表彰文号")
    note = fields.long("主要事迹", 2000)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = HonourQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["-year", "-id"], name="honour_year"),
            models.Index(fields=["union", "-year", "-id"], name="honour_union"),
            models.Index(fields=["member"], name="honour_member"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=True) | Q(enterprise__isnull=True),
                name="honour_one_recipient",
                violation_error_message="一项荣誉只授予一名职工或一家企业。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def recipient(self) -> str:
        if self.member:
            return self.member.full_name
        return self.enterprise.name if self.enterprise else self.union.name


class Deed(models.Model):
    """好人好事: what a member did on a day (or in a month, where the day is not known)."""

    union = fields.union("所属工会", related_name="deeds")
    member = fields.member("职工", related_name="deeds")
    day = models.DateField("日期")
    month_only = models.BooleanField("只知月份", default=False)
    text = fields.long("事迹", 2000, blank=False)
    honour = models.ForeignKey(
        Honour, models.PROTECT, null=True, blank=True, related_name="deeds", verbose_name="所获荣誉"
    )
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = HonourQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "好人好事"
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["-day", "-id"], name="deed_day"),
            models.Index(fields=["union", "-day", "-id"], name="deed_union"),
            models.Index(fields=["member"], name="deed_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.when}"

    @property
    def when(self) -> str:
        """2009-05-19, or 2013-10 where the day is not known."""
        return when(self.day, self.month_only)


def when(day: datetime.date, month_only: bool) -> str:
    return f"{day:%Y-%m}" if month_only else day.isoformat()
