"""职工创新工作室 (domain.md 7, V45 and V46): place, people, projects, certificate."""

from django.db import models
from django.db.models import F, Q

from core.history import keep_history
from core.periods import Period, PeriodQuerySet, ordered
from innovation import codes
from innovation.models.entries import Entry
from innovation.models.fields import day, long_text, yuan
from unions.scope import ScopedQuerySet


class StudioQuerySet(ScopedQuerySet):
    scope_path = "union"


class Studio(models.Model):
    """A fixed site, rules and a leader of skill; certified by a level and re-checked."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="studios", verbose_name="工会"
    )
    enterprise = models.ForeignKey(
        "unions.Enterprise", models.PROTECT, null=True, blank=True, related_name="studios",
        verbose_name="单位",
    )  # fmt: skip
    name = models.CharField("名称", max_length=60)
    leader = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, blank=True, related_name="studios_led",
        verbose_name="领衔人（会员）",
    )  # fmt: skip
    leader_name = models.CharField("领衔人", max_length=60)
    leader_title = models.CharField("领衔人职称或技术等级", max_length=40, blank=True)
    founded_on = models.DateField("成立日期")
    site = models.CharField("固定场所", max_length=100, blank=True)
    sign = models.BooleanField("有统一标志", default=False)
    facilities = models.CharField("设施", max_length=200, blank=True)
    rules = long_text("制度")
    yearly_funds = yuan("年度经费（元）")
    achievements = long_text("主要成效")
    level = models.CharField("级别", max_length=10, choices=codes.Level, default=codes.Level.UNIT)
    certificate_no = models.CharField("命名文号", max_length=60, blank=True)
    certified_on = day("命名日期")
    recheck_on = day("复核期限")
    ended_on = day("撤销日期", editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = StudioQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "创新工作室"
        ordering = ["founded_on", "pk"]
        indexes = [
            models.Index(fields=["union", "level"], name="studio_union"),
            models.Index(
                fields=["recheck_on", "id"],
                name="studio_recheck",
                condition=Q(recheck_on__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"], name="studio_name_once",
                violation_error_message="本工会已有同名的工作室。",
            ),
            models.CheckConstraint(
                condition=Q(certified_on__isnull=True) | Q(certified_on__gte=F("founded_on")),
                name="studio_certified_after_founded",
                violation_error_message="命名日期不能早于成立日期。",
            ),
            models.CheckConstraint(
                condition=Q(recheck_on__isnull=True)
                | Q(certified_on__isnull=False, recheck_on__gt=F("certified_on")),
                name="studio_recheck_after_certified",
                violation_error_message="复核期限应晚于命名日期。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("founded_on")),
                name="studio_ended_after_founded",
                violation_error_message="撤销日期不能早于成立日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class OfStudioQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "studio__union"


class StudioMember(Period):
    """A member of the team for a time; one from the roster, or a name only."""

    studio = models.ForeignKey(Studio, models.PROTECT, related_name="team", verbose_name="工作室")
    member = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, blank=True, related_name="studio_places",
        verbose_name="会员",
    )  # fmt: skip
    full_name = models.CharField("姓名", max_length=60)
    title = models.CharField("职称或技术等级", max_length=40, blank=True)

    objects = OfStudioQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "工作室成员"
        ordering = ["since", "pk"]
        constraints = [ordered("studio_member_ends_after_start")]

    def __str__(self) -> str:
        return self.full_name


class StudioProject(models.Model):
    """攻关项目: what the studio works on; its result may be an entry."""

    studio = models.ForeignKey(
        Studio, models.PROTECT, related_name="projects", verbose_name="工作室"
    )
    name = models.CharField("项目名称", max_length=60)
    began_on = models.DateField("开始日期")
    ended_on = day("完成日期")
    result = models.CharField("成果", max_length=200, blank=True)
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="projects",
        verbose_name="形成的创新成果",
    )  # fmt: skip
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = OfStudioQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "工作室项目"
        ordering = ["-began_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="studio_project_in_order",
                violation_error_message="完成日期不能早于开始日期。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
