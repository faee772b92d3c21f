"""季度汇报: the report, its parts in words, its figures frozen on submission, what was corrected.

Texts belong to whoever composes; figures to the records until the leader submits, from then on to
the report: nothing changes them, and what the records say later is told in the next report.
"""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q

from core.history import keep_history
from reporting.codes import PartCode, Quarter, ReportStatus
from reporting.quarters import Span
from unions.scope import ScopedQuerySet

TEXT_LIMIT = 4000
# 〔2016〕 in hexagonal brackets, no 第, no leading zero (domain.md 9).
NUMBER = r"\A[\u4e00-\u9fff]{2,20}〔[12][0-9]{3}〕[1-9][0-9]{0,3}号\Z"


def _user(verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=verbose_name,
    )  # fmt: skip


def _value(verbose_name: str, **extra: Any) -> models.DecimalField:
    """A count or a sum in yuan; nothing where it could not be known."""
    return models.DecimalField(
        verbose_name, max_digits=18, decimal_places=2, null=True, blank=True, **extra
    )


class QuarterlyReportQuerySet(ScopedQuerySet):
    scope_path = "union"


class QuarterlyReport(models.Model):
    """One federation's report of one quarter to the Party committee of its place."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="quarterly_reports", verbose_name="总工会"
    )
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", choices=Quarter)
    number = models.CharField(
        "发文字号", max_length=40, blank=True, help_text="如 临总工〔2016〕3号",
        validators=[RegexValidator(
            NUMBER, "发文字号写作“临总工〔2016〕3号”：六角括号，不写“第”，序号不补零。"
        )],
    )  # fmt: skip
    recipient = models.CharField("主送机关", max_length=60)
    status = models.CharField(
        "状态", max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT, editable=False
    )
    composed_by = _user("编写人")
    composed_at = models.DateTimeField("开始编写时间", auto_now_add=True)
    presented_by = _user("送审人")
    presented_at = models.DateTimeField("送审时间", null=True, editable=False)
    submitted_by = _user("签发人")
    submitted_at = models.DateTimeField("报送时间", null=True, editable=False)
    dated_on = models.DateField("成文日期", null=True, blank=True, editable=False)
    # The states of a day (figures.MOMENTS) as of the day they were last counted: the words tell
    # them, so words and figures must have the same.
    moments = models.JSONField("编报时情况", default=dict, editable=False)
    moments_on = models.DateField("编报日期", null=True, editable=False)
    digest = models.CharField("数字校验码", max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    # The figures that this page shows already: its buttons need not count them again.
    counted: Any = None

    objects = QuarterlyReportQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "季度汇报"
        ordering = ["-year", "-quarter", "-pk"]
        indexes = [
            models.Index(fields=["-year", "-quarter", "-id"], name="quarterly_report_quarter")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year", "quarter"], name="quarterly_report_once",
                violation_error_message="这一季度的汇报已经建立，请从列表打开。",
            ),
            models.UniqueConstraint(
                fields=["union", "number"], condition=~Q(number=""),
                name="quarterly_report_number_once",
                violation_error_message="这个发文字号已用在另一期汇报上，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4, year__gte=1990, year__lte=2200),
                name="quarterly_report_quarter_sound",
                violation_error_message="年度应在 1990 至 2200 之间，季度应为 1 至 4。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.SUBMITTED)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False,
                    dated_on__isnull=False) & ~Q(digest=""),
                name="quarterly_report_submitted_by_somebody",
                violation_error_message="已报送的汇报须有签发人、成文日期和校验码。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union}{self.span.label}汇报"

    @property
    def span(self) -> Span:
        return Span(self.year, self.quarter)

    @property
    def is_submitted(self) -> bool:
        return self.status == ReportStatus.SUBMITTED

    @property
    def subject(self) -> str:
        return f"关于{self.span.label}工会工作情况的报告"


class OfReportQuerySet(ScopedQuerySet):
    scope_path = "report__union"


class ReportPart(models.Model):
    """One part in words. `generated` is what the figures last wrote; where the two differ the words
    are hers and nothing replaces them unasked. `seen` is what the figures would have written when
    she last saved: where that has changed, she has not looked yet.
    """

    report = models.ForeignKey(
        QuarterlyReport, models.PROTECT, related_name="parts", verbose_name="季度汇报"
    )
    code = models.CharField("部分", max_length=12, choices=PartCode, editable=False)
    text = models.TextField("文字", blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    generated = models.TextField("系统文字", blank=True, editable=False)
    seen = models.TextField("核对时的系统文字", blank=True, editable=False)

    objects = OfReportQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "季度汇报的部分"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "code"], name="report_part_once",
                violation_error_message="这一部分已有。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(PartCode(self.code).label)


class ReportFigure(models.Model):
    """A figure as it was submitted, with the two it was compared with and the way to its rows."""

    append_only = True

    report = models.ForeignKey(
        QuarterlyReport, models.PROTECT, related_name="figures", verbose_name="季度汇报"
    )
    position = models.PositiveSmallIntegerField("序号")
    part = models.CharField("部分", max_length=12, choices=PartCode)
    code = models.CharField("指标代码", max_length=60)
    label = models.CharField("指标", max_length=60)
    unit = models.CharField("单位", max_length=8)
    value = _value("本季度")
    previous = _value("上季度")
    year_before = _value("上年同期")
    url = models.CharField("明细地址", max_length=200)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "季度汇报的数字"
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "code"], name="report_figure_once",
                violation_error_message="这个指标已有。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label} {self.value}"


class ReportDifference(models.Model):
    """What the records say today of a quarter that was submitted otherwise; told in `report`."""

    report = models.ForeignKey(
        QuarterlyReport, models.PROTECT, related_name="differences", verbose_name="季度汇报"
    )
    about = models.ForeignKey(
        QuarterlyReport, models.PROTECT, related_name="corrections", verbose_name="所更正的汇报"
    )
    code = models.CharField("指标代码", max_length=60)
    label = models.CharField("指标", max_length=60)
    unit = models.CharField("单位", max_length=8)
    submitted = _value("原报数")
    present = _value("更正数")
    found_on = models.DateField("发现日期")

    objects = OfReportQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "已报数字的更正"
        ordering = ["report", "about", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "about", "code"], name="report_difference_once",
                violation_error_message="这个指标的更正已有。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label} {self.submitted} → {self.present}"
