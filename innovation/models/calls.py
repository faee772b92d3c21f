"""A year's call for entries, and who judges them."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from core.history import keep_history
from core.periods import today
from innovation.models.fields import day, user
from innovation.models.kinds import CriterionSet
from unions.scope import ScopedQuerySet, scope_of


class CallQuerySet(ScopedQuerySet):
    """Seen by the federation that calls and by all below it, whom it calls."""

    def visible_to(self, user: Any) -> Self:
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
    scoring_ends_on = day("评分截止日期", help_text="当日评委仍可评分；评委要看汇总须先填")

    # --- what the meeting decided (services/deciding.py) ------------------------------------
    decided_on = day("决定日期", editable=False)
    meeting = models.CharField("决定会议", max_length=100, blank=True, editable=False)
    decided_by = user("决定登记人", null=True, editable=False)

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
            models.CheckConstraint(
                condition=Q(scoring_ends_on__isnull=True)
                | Q(scoring_ends_on__gte=F("opens_on")),
                name="call_scored_after_opening",
                violation_error_message="评分截止日期不能早于征集开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, meeting="", decided_by__isnull=True)
                | Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(meeting=""),
                name="call_decided_by_a_meeting",
                violation_error_message="决定须有会议、日期和登记人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def decided(self) -> bool:
        return self.decided_on is not None

    @property
    def scoring_over(self) -> bool:
        """From then on panelists give no points, and may see those of the others."""
        return self.decided or (self.scoring_ends_on is not None and self.scoring_ends_on < today())


class PanelistQuerySet(ScopedQuerySet):
    scope_path = "call__union"

    def standing(self) -> Self:
        return self.filter(left_on__isnull=True)

    def scored_by(self, user: Any) -> Self:
        """Whose points this person gives: her own, whatever her seat, because being on the panel
        is the right; and those on paper of experts without an account, for the call's clerk.
        """
        paper = Q(user__isnull=True) & scope_of(user).condition("call__union", "innovation_review")
        return self.filter(Q(user=user.pk) | paper)


class Panelist(models.Model):
    """评委 of one call: an account, or an expert from outside by name, whose points the clerk types
    from paper. Who is taken off keeps the row and the scores given till then.
    """

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="panelists", verbose_name="成果征集"
    )
    user = user("评委账号", null=True, blank=True)
    name = models.CharField("专家姓名", max_length=40, blank=True, help_text="没有账号的评委")
    post = models.CharField("单位和职务", max_length=60, blank=True)
    # So that an expert employed in the township does not judge her own unit's.
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="所在工会", help_text="本镇单位的专家请选，本单位的成果由他人评",
    )  # fmt: skip
    invited_on = models.DateField("聘请日期")
    left_on = day("退出日期")

    objects = PanelistQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "评委"
        ordering = ["call", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"], name="panelist_once",
                violation_error_message="此人已是本次征集的评委。",
            ),
            models.UniqueConstraint(
                fields=["call", "name"], condition=~Q(name=""), name="panelist_name_once",
                violation_error_message="本次征集已有同名的专家。",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="") | Q(user__isnull=True) & ~Q(name=""),
                name="panelist_account_or_name",
                violation_error_message="评委或选账号，或填专家姓名，只填一样。",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("invited_on")),
                name="panelist_left_after_invited",
                violation_error_message="退出日期不能早于聘请日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name or (self.user.display_name if self.user else "")
