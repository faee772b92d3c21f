"""规范化考核: check lists as rows with points, a union's own marks and the federation's."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from core.history import keep_history
from governance import codes, fields
from governance.codes import AssessmentStatus
from unions.scope import ScopedQuerySet, scope_of


class CheckListQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "CheckListQuerySet":
        """What is checked is the same for everybody who sees business data."""
        return self if scope_of(user).viewing else self.none()


class CheckList(models.Model):
    code = models.SlugField("代码", max_length=30, unique=True)
    kind = models.CharField("类别", max_length=12, choices=codes.CheckListKind)
    name = models.CharField("名称", max_length=60)
    source = models.CharField("依据", max_length=100, blank=True)
    stopped_on = fields.day("停用日期")

    objects = CheckListQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "考核办法"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CheckItem(models.Model):
    """One line with its standard points; `computed` names what the records can tell."""

    checklist = models.ForeignKey(
        CheckList, models.PROTECT, related_name="items", verbose_name="考核办法"
    )
    position = models.PositiveSmallIntegerField("序号")
    section = models.CharField("大项", max_length=40, blank=True)
    text = models.CharField("考核内容", max_length=200)
    points = models.DecimalField("标准分", max_digits=5, decimal_places=1, default=Decimal(1))
    computed = models.CharField("自动判定", max_length=30, blank=True)

    objects = CheckListQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "考核项目"
        ordering = ["checklist", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "position"], name="check_item_position_once",
                violation_error_message="序号重复。",
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0), name="check_item_points",
                violation_error_message="标准分应大于 0。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text


class AssessmentQuerySet(ScopedQuerySet):
    scope_path = "union"


class Assessment(models.Model):
    """One union's check by one list in one year."""

    checklist = models.ForeignKey(
        CheckList, models.PROTECT, related_name="assessments", verbose_name="考核办法"
    )
    union = fields.union(related_name="assessments")
    year = models.PositiveSmallIntegerField("年度")
    submitted_on = fields.day("自查日期", editable=False)
    submitted_by = fields.user("自查人", null=True, editable=False)
    checked_on = fields.day("考核日期", editable=False)
    checked_by = fields.user("考核人", null=True, editable=False)
    opinion = fields.long("考核意见", 500, editable=False)
    # Of whoever is next: the unit's self-check, or the federation's check.
    due_on = fields.day("本步期限", editable=False)
    status = models.CharField(
        "状态", max_length=10, choices=AssessmentStatus, default=AssessmentStatus.SELF,
        editable=False,
    )  # fmt: skip
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = AssessmentQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "规范化考核"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["-year", "-id"], name="assessment_year"),
            models.Index(fields=["union", "-year", "-id"], name="assessment_union"),
            models.Index(fields=["status", "due_on", "id"], name="assessment_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "union", "year"], name="assessment_once",
                violation_error_message="该工会本年度已有这项考核。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union} {self.year} {self.checklist}"


class MarkQuerySet(ScopedQuerySet):
    scope_path = "assessment__union"


class Mark(models.Model):
    """标准分, 自检分, 考核分 of one line; `told` and `told_text` are what the records said on
    submission, and why.
    """

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="marks", verbose_name="考核"
    )
    item = models.ForeignKey(CheckItem, models.PROTECT, related_name="+", verbose_name="项目")
    told = models.BooleanField("系统判定", null=True, editable=False)
    told_text = models.CharField("判定依据", max_length=120, blank=True, editable=False)
    self_points = models.DecimalField(
        "自检分", max_digits=5, decimal_places=1, null=True, blank=True
    )
    checked_points = models.DecimalField(
        "考核分", max_digits=5, decimal_places=1, null=True, blank=True
    )
    note = models.CharField("说明", max_length=200, blank=True)

    objects = MarkQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "考核得分"
        ordering = ["assessment", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "item"], name="mark_once",
                violation_error_message="该项目已有得分。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.self_points}"
