"""Points of the panel, and what was awarded by which meeting."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from core.history import keep_history
from innovation import codes
from innovation.models.calls import Panelist
from innovation.models.entries import Entry, OfEntryQuerySet
from innovation.models.fields import user
from innovation.models.kinds import AwardGrade, Criterion


class Score(models.Model):
    """One panelist's points for one entry on one criterion, with a remark."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="scores", verbose_name="成果")
    panelist = models.ForeignKey(
        Panelist, models.PROTECT, related_name="scores", verbose_name="评委"
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name="评分项"
    )
    points = models.DecimalField("得分", max_digits=5, decimal_places=1)
    remark = models.CharField("评语", max_length=200, blank=True)

    objects = OfEntryQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        ordering = ["entry", "panelist", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "panelist", "criterion"], name="score_once",
                violation_error_message="这一项已评过分。",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0), name="score_not_negative",
                violation_error_message="得分不能是负数。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.entry_id} {self.criterion_id} {self.points}"


class Award(models.Model):
    """表彰: grade, prize and the meeting that decided; one an entry and level."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="awards", verbose_name="成果")
    grade = models.ForeignKey(
        AwardGrade, models.PROTECT, related_name="awards", verbose_name="奖次"
    )
    level = models.CharField(
        "级别", max_length=10, choices=codes.Level, default=codes.Level.TOWNSHIP
    )
    amount = models.DecimalField(
        "奖金（元）", max_digits=10, decimal_places=2, default=Decimal(0),
        validators=[MinValueValidator(Decimal(0), "奖金不能是负数。")],
    )  # fmt: skip
    # An old list may tell the year only; what is awarded here has its meeting and day.
    meeting = models.CharField("决定会议", max_length=100, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    by = user("登记人", editable=False)

    objects = OfEntryQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "表彰"
        ordering = ["entry", "pk"]
        indexes = [models.Index(fields=["grade", "decided_on"], name="award_grade_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "level"], name="award_once_a_level",
                violation_error_message="这项成果在这一级已有表彰。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="award_not_negative",
                violation_error_message="奖金不能是负数。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.entry} {self.grade}"
