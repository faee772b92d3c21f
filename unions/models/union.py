"""The tree of unions, what each covers, what befell it, and the workers reported for it."""

import datetime
from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from core.fields import EncryptedTextField, LettersField
from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from unions.codes import EventKind, UnionKind
from unions.scope import ScopedQuerySet, scope_of


class UnionQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        return scope_of(user).narrow(self, "")

    def on(self, day: datetime.date) -> Self:
        """Unions that exist on `day`: founded by then, not yet dissolved or merged away."""
        return self.filter(
            Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day), founded_on__lte=day
        )

    def under(self, union: "Union") -> Self:
        """The union itself and all below it."""
        return self.filter(path__startswith=union.path)


class Union(models.Model):
    """One union organisation. `path` is its place in the tree ("0000001/0000007/"), kept by
    unions/services/tree.py; founded_on and dissolved_on follow its life events.
    """

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级工会",
    )
    path = models.CharField(max_length=120, db_index=True, editable=False)
    name = models.CharField("工会名称", max_length=100)
    letters = LettersField(source="name")
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("组织类型", max_length=24, choices=UnionKind)
    code = models.CharField("组织代码", max_length=30, blank=True)
    founded_on = models.DateField("建会日期")
    dissolved_on = models.DateField("撤销日期", null=True, blank=True, editable=False)
    approved_by = models.CharField("批准单位", max_length=100, blank=True)
    approval_no = models.CharField("批准文号", max_length=60, blank=True)
    first_elected_on = models.DateField("首届选举日期", null=True, blank=True)
    term_started_on = models.DateField("本届选举日期", null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(
        "任期（年）", null=True, blank=True, choices=[(3, "3"), (5, "5")]
    )
    chair_name = models.CharField("工会主席", max_length=40, blank=True)
    legal_person_cert_no = models.CharField("工会法人资格证书号", max_length=40, blank=True)
    union_uscc = models.CharField("工会统一社会信用代码", max_length=18, blank=True)
    legal_rep = models.CharField("法定代表人", max_length=40, blank=True)
    operator = models.CharField("经办人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    account_name = models.CharField("开户名称", max_length=100, blank=True)
    bank_name = models.CharField("开户银行", max_length=100, blank=True)
    bank_account = EncryptedTextField("银行账号", blank=True, validators=[MaxLengthValidator(40)])
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = UnionQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "工会组织"
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="union_name_once",
                violation_error_message="同一上级工会下已有同名工会。",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="union_code_once",
                violation_error_message="该组织代码已被使用。",
            ),
            models.CheckConstraint(
                condition=Q(term_years__isnull=True) | Q(term_years__in=[3, 5]),
                name="union_term_3_or_5",
                violation_error_message="任期只能是 3 年或 5 年（工会法第十六条）。",
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(dissolved_on__gte=models.F("founded_on")),
                name="union_dissolved_after_founded",
                violation_error_message="撤销日期不能早于建会日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnionEventQuerySet(ScopedQuerySet):
    scope_path = "union"

    def not_voided(self) -> Self:
        return self.filter(voided_at__isnull=True)


class UnionEvent(models.Model):
    """A life event; any past count of unions is recomputed from these rows."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="events", verbose_name="工会")
    kind = models.CharField("事项", max_length=12, choices=EventKind)
    day = models.DateField("日期")
    reason = models.CharField("原因", max_length=200, blank=True)
    paper = models.CharField("文号", max_length=60, blank=True)
    old_name = models.CharField("原名称", max_length=100, blank=True)
    into = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入工会"
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = UnionEventQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "组织沿革"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["kind", "day"], name="union_event_kind_day")]

    def __str__(self) -> str:
        return f"{self.union} {self.get_kind_display()} {self.day}"


class CoverageQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "union"


class Coverage(Period):
    """An enterprise is covered by a union for a time; never by two unions on one day."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="coverages", verbose_name="工会")
    enterprise = models.ForeignKey(
        "unions.Enterprise", models.PROTECT, related_name="coverages", verbose_name="企业"
    )
    paper = models.CharField("依据", max_length=100, blank=True)

    objects = CoverageQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "覆盖关系"
        ordering = ["since", "pk"]
        constraints = [
            ordered("coverage_ends_after_start"),
            NoOverlap(
                fields=["enterprise"],
                name="coverage_one_union_a_day",
                violation_error_message="该企业在这段时间内已由另一家工会覆盖，同一天只能归一家工会。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}—{self.union}"


class HeadcountQuerySet(ScopedQuerySet):
    scope_path = "union"


class Headcount(models.Model):
    """Workers reported for a union's whole area on a day, by somebody else than the roster:
    a dated denominator with its source, shown beside every rate.
    """

    union = models.ForeignKey(Union, models.PROTECT, related_name="headcounts", verbose_name="工会")
    workers = models.PositiveIntegerField("职工人数（人）")
    as_of = models.DateField("统计时点")
    source = models.CharField("来源", max_length=100)
    approximate = models.BooleanField("约数", default=False)

    objects = HeadcountQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "职工人数上报"
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "as_of"],
                name="headcount_once_a_day",
                violation_error_message="该工会在这一统计时点已有上报数。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.as_of} {self.workers}"
