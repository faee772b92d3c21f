"""An entry: the idea, its authors, what it saves in a year, and how far it has come."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.history import keep_history
from innovation import codes
from innovation.codes import EntryStatus
from innovation.models.calls import Call
from innovation.models.fields import day, long_text, user, yuan
from innovation.models.kinds import Kind
from unions.scope import ScopedQuerySet, scope_of


class EntryQuerySet(ScopedQuerySet):
    """A unit's own entries, and from above those of all units."""

    def counted(self) -> Self:
        return self.filter(status__in=codes.COUNTED)

    def before_panel(self, call: Any) -> Self:
        """What a panelist of the call is shown, wherever she sits: the entries it judges."""
        return self.filter(call=call, status__in=codes.JUDGED)


class ShowcaseQuerySet(EntryQuerySet):
    """Besides, what was promoted is there for every unit to take over."""

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope.sees_all or not scope.viewing:
            return scope.narrow(self, "union")
        return self.filter(Q(union__in=scope.union_ids) | Q(status=EntryStatus.PROMOTED))


class Entry(models.Model):
    """成果. Everything below the particulars is set by workflow.py and services/."""

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="innovation_entries", verbose_name="工会"
    )
    enterprise = models.ForeignKey(
        "unions.Enterprise", models.PROTECT, null=True, blank=True,
        related_name="innovation_entries", verbose_name="单位",
    )  # fmt: skip
    title = models.CharField("成果名称", max_length=60)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="entries", verbose_name="类别")
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="征集"
    )
    proposed_on = day("提出日期")
    problem = long_text("现状和问题")
    measure = long_text("改进措施")
    effect = long_text("改进效果")
    bar = models.CharField("有无不受理情形", max_length=10, choices=codes.Bar, blank=True)

    # --- one year's benefit (services/benefit.py) -------------------------------------------
    old_cost = yuan("原单位成本（元）")
    new_cost = yuan("现单位成本（元）")
    quantity = models.DecimalField(
        "年数量", max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0), "数量不能是负数。")],
        help_text="一年的产量、用量或次数",
    )  # fmt: skip
    added_profit = yuan("年新增利润（元）")
    investment = yuan("年分摊投入（元）", help_text="投入按可用年数分摊到一年的部分")
    annual_benefit = models.DecimalField(
        "年效益（元）", max_digits=18, decimal_places=2, null=True, editable=False
    )
    finance_confirmed_by = models.CharField("财务确认人", max_length=40, blank=True, editable=False)
    finance_confirmed_on = day("财务确认日期", editable=False)

    # --- progress ------------------------------------------------------------------------------
    number = models.CharField("编号", max_length=20, blank=True, editable=False)
    year = models.PositiveSmallIntegerField("年度", editable=False)
    status = models.CharField(
        "状态", max_length=12, choices=EntryStatus, default=EntryStatus.DRAFT, editable=False
    )
    practice = models.CharField(
        "实施情况", max_length=6, choices=codes.Practice, default=codes.Practice.NONE,
        editable=False,
    )  # fmt: skip
    level = models.CharField(
        "级别", max_length=10, choices=codes.Level, default=codes.Level.UNIT, editable=False
    )
    answer = models.CharField("答复", max_length=200, blank=True, editable=False)
    submitted_on = day("提交日期", editable=False)
    trial_on = day("试行日期", editable=False)
    implemented_on = day("实施日期", editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False,
        related_name="merged_from", verbose_name="并入",
    )  # fmt: skip
    entered_by = user("登记人", editable=False)
    submitted_by = user("提交人", null=True, editable=False)
    historical = models.BooleanField("补录的历史成果", default=False, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    # What makes a second click with the same form a look at the first one's draft.
    form_key = models.CharField(  # noqa: DJ001
        "表单键", max_length=40, null=True, editable=False
    )

    objects = EntryQuerySet.as_manager()
    showcase = ShowcaseQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "创新成果"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["-year", "-id"], name="entry_year"),
            models.Index(fields=["union", "-year", "-id"], name="entry_union"),
            models.Index(fields=["kind", "-year", "-id"], name="entry_kind"),
            models.Index(fields=["status", "-year", "-id"], name="entry_status"),
            models.Index(fields=["call", "status"], name="entry_call"),
            models.Index(
                fields=["submitted_on", "id"],
                condition=Q(status=EntryStatus.SUBMITTED),
                name="entry_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="entry_number_once",
                violation_error_message="编号已被使用，请重试。",
            ),
            models.UniqueConstraint(
                fields=["form_key"], name="entry_form_once",
                violation_error_message="这项成果已经登记，请从列表中打开。",
            ),
            models.CheckConstraint(
                condition=~Q(number="")
                | Q(status__in=(EntryStatus.DRAFT, EntryStatus.WITHDRAWN)),
                name="entry_sent_in_numbered",
                violation_error_message="提交的成果须有编号。",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) & ~Q(status=EntryStatus.MERGED)
                | Q(merged_into__isnull=False, status=EntryStatus.MERGED),
                name="entry_merged_into_one",
                violation_error_message="已合并的成果须写明并入哪一项。",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="entry_not_into_itself",
                violation_error_message="成果不能并入自己。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(EntryStatus.DECLINED, EntryStatus.RETURNED))
                | ~Q(answer=""),
                name="entry_refused_with_reason",
                violation_error_message="不予受理或退回，须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(finance_confirmed_on__isnull=True, finance_confirmed_by="")
                | Q(finance_confirmed_on__isnull=False) & ~Q(finance_confirmed_by=""),
                name="entry_confirmed_by_somebody",
                violation_error_message="财务确认须有确认人和日期。",
            ),
            models.CheckConstraint(
                condition=Q(finance_confirmed_on__isnull=True)
                | Q(annual_benefit__isnull=False),
                name="entry_confirmed_benefit",
                violation_error_message="没有年效益的成果不能登记财务确认。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1949, year__lte=2200), name="entry_year_sound",
                violation_error_message="年度应在 1949 至 2200 之间。",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}),
                    name=f"entry_{name}_not_negative",
                    violation_error_message="金额和数量不能是负数。",
                )
                for name in ("old_cost", "new_cost", "quantity", "added_profit", "investment")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def editable(self) -> bool:
        return self.status in codes.EDITABLE


class OfEntryQuerySet(ScopedQuerySet):
    scope_path = "entry__union"


class AuthorQuerySet(OfEntryQuerySet):
    def standing(self) -> Self:
        return self.filter(dropped_at__isnull=True)


class Author(models.Model):
    """完成人 with her share; one from the roster, or a name only. Taken off, the row stays."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="authors", verbose_name="成果")
    position = models.PositiveSmallIntegerField("次序")
    member = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, blank=True,
        related_name="innovation_authors", verbose_name="会员",
    )  # fmt: skip
    full_name = models.CharField("姓名", max_length=60)
    share = models.DecimalField(
        "贡献份额（%）", max_digits=5, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "份额应大于 0。"),
                    MaxValueValidator(Decimal(100), "份额不能超过 100%。")],
    )  # fmt: skip
    # From which entry she came, where two were merged.
    merged_from = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="来自合并的成果",
    )  # fmt: skip
    dropped_at = models.DateTimeField("移除时间", null=True, blank=True, editable=False)

    objects = AuthorQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "完成人"
        ordering = ["entry", "position", "pk"]
        indexes = [
            models.Index(
                fields=["full_name"], name="author_name", opclasses=["varchar_pattern_ops"]
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "member"],
                condition=Q(dropped_at__isnull=True, member__isnull=False),
                name="author_once",
                violation_error_message="同一名会员在一项成果中只列一次。",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100), name="author_share_sound",
                violation_error_message="份额应大于 0、不超过 100%。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.full_name

    @property
    def portion(self) -> str:
        """33.34 as it is, 50.00 as 50."""
        return f"{self.share:f}".rstrip("0").rstrip(".")
