"""A year's call for entries, and who judges them."""

from django.db import models
from django.db.models import F, Q

from core.history import keep_history
from innovation.models.fields import day, user
from innovation.models.kinds import CriterionSet
from unions.scope import ScopedQuerySet


class CallQuerySet(ScopedQuerySet):
    """Seen by the federation that calls and by all below it, whom it calls."""

    def visible_to(self, user: object) -> "CallQuerySet":
        from unions.scope import scope_of
        from unions.services.tree import ancestor_ids

        scope = scope_of(user)
        if scope.sees_all:
            return self
        above = {pk for seat in scope.viewing for pk in ancestor_ids(seat.path)}
        return self.filter(scope.condition("union") | Q(union__in=above))


class Call(models.Model):
    """征集: opened by the federation, judged by one scoring model, closed on a day."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="innovation_calls", verbose_name="征集工会"
    )
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=60)
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期", help_text="当日仍可申报")
    criteria = models.ForeignKey(
        CriterionSet, models.PROTECT, related_name="calls", verbose_name="评分标准"
    )
    blind = models.BooleanField("匿名评审", default=False, help_text="评委看不到完成人和单位")

    objects = CallQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "成果征集"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year", "title"], name="call_title_once",
                violation_error_message="本年度已有同名的征集。",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="call_closes_after_opening",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1949, year__lte=2200), name="call_year_sound",
                violation_error_message="年度应在 1949 至 2200 之间。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class OfCallQuerySet(ScopedQuerySet):
    scope_path = "call__union"


class Panelist(models.Model):
    """评委 of one call. Who is taken off keeps the row and the scores given till then."""

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="panelists", verbose_name="成果征集"
    )
    user = user("评委")
    invited_on = models.DateField("聘请日期")
    left_on = day("退出日期")

    objects = OfCallQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "评委"
        ordering = ["call", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"], name="panelist_once",
                violation_error_message="此人已是本次征集的评委。",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("invited_on")),
                name="panelist_left_after_invited",
                violation_error_message="退出日期不能早于聘请日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.call} {self.user}"
