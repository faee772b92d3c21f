"""困难职工档案: one household one file, its people, its category over time, its yearly checks."""

import datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.db.models import F, Q

from assistance import file_codes as codes
from core import identifiers
from core.fields import BlindIndexField, EncryptedTextField
from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, months_before, ordered
from members.codes import Education, IdType
from unions import rules
from unions.codes import Industry
from unions.scope import ScopedQuerySet

ADULT_AT, CONSENT_BELOW = 18, 14  # 民法典 art. 17; PIPL art. 31


def _user(verbose_name: str, **extra: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=verbose_name,
        editable=False, **extra,
    )  # fmt: skip


def _yuan(verbose_name: str, **extra: Any) -> models.DecimalField:
    """A sum that may be unknown, never negative."""
    return models.DecimalField(
        verbose_name, max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0), "金额不能是负数。")], **extra,
    )  # fmt: skip


def _choice(verbose_name: str, choices: Any, size: int = 16) -> models.CharField:
    return models.CharField(verbose_name, max_length=size, choices=choices, blank=True)


class HardshipFileQuerySet(ScopedQuerySet):
    scope_path = "union"

    def on(self, day: datetime.date) -> Self:
        """Files open on `day`."""
        return self.filter(
            Q(exited_on__isnull=True) | Q(exited_on__gt=day),
            voided_at__isnull=True,
            opened_on__lte=day,
        )


class HardshipFile(models.Model):
    """One household. What the sheet asks and Member does not hold stands here; whoever lives in
    the household is a FamilyPerson, the head (户主职工) among them.
    """

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="hardship_files", verbose_name="所属工会"
    )
    number = models.CharField("档案编号", max_length=20, editable=False)
    head = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="hardship_files", verbose_name="户主职工"
    )
    opened_on = models.DateField("建档日期")
    opened_by = _user("建档人")
    reviewed_by = _user("审核人", null=True)
    reviewed_on = models.DateField("审核日期", null=True, editable=False)
    consent_on = models.DateField(
        "核对授权书签署日期", null=True, blank=True,
        help_text="《家庭经济状况核对授权委托书》由本人签署的日期",
    )  # fmt: skip

    health = _choice("健康状况", codes.Health)
    illness = EncryptedTextField("疾病名称", blank=True, validators=[MaxLengthValidator(100)])
    disability_kind = _choice("残疾类别", codes.Disability, 1)
    disability_level = _choice("残疾等级", codes.DisabilityLevel, 1)
    work_started_on = models.DateField("参加工作日期", null=True, blank=True)
    industry = _choice("所属行业", Industry, 1)
    region = models.CharField("户口所在地行政区划", max_length=60, blank=True)
    address = models.CharField("家庭住址", max_length=120, blank=True)
    housing = _choice("住房类型", codes.Housing)
    floor_area = models.DecimalField(
        "建筑面积（㎡）", max_digits=7, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0), "面积不能是负数。")],
    )  # fmt: skip
    own_monthly_income = _yuan("本人月平均收入（元）")
    other_annual_income = _yuan("家庭其他非薪资年收入（元）")
    annual_income = _yuan("家庭年度总收入（元）")
    rigid_expenditure = _yuan("家庭年刚性支出（元）", help_text="自付的医疗、就学等必需支出")
    medical_insurance = _choice("医保状况", codes.Insurance)
    main_cause = _choice("主要致困原因", codes.Cause)
    other_causes = models.CharField("其他致困原因", max_length=80, blank=True)
    single_parent = models.BooleanField("单亲家庭", default=False)
    zero_employment = models.BooleanField("零就业家庭", default=False)
    self_help = _choice("自救能力", codes.SelfHelp)
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = EncryptedTextField(
        "银行卡号",
        blank=True,
        validators=[RegexValidator(r"\A[0-9]{8,30}\Z", "银行卡号应为 8 至 30 位数字。")],
    )
    remark = models.CharField("备注", max_length=200, blank=True)

    exited_on = models.DateField("退出日期", null=True, editable=False)
    exit_reason = models.CharField(
        "退出原因", max_length=10, choices=codes.Exit, blank=True, editable=False
    )
    exit_note = models.CharField("退出说明", max_length=200, blank=True, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = HardshipFileQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "困难职工档案"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["union", "-id"], name="file_union"),
            models.Index(fields=["opened_on", "id"], name="file_opened"),
            models.Index(fields=["exited_on", "id"], name="file_exited"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="file_number_once",
                violation_error_message="档案编号已被使用，请重试。",
            ),
            models.UniqueConstraint(
                fields=["head"],
                condition=Q(exited_on__isnull=True, voided_at__isnull=True),
                name="file_one_open_per_head",
                violation_error_message="该职工已有一份在册的困难档案，一户只建一份。",
            ),
            models.CheckConstraint(
                condition=Q(exited_on__isnull=True, exit_reason="")
                | Q(exited_on__gt=F("opened_on")) & ~Q(exit_reason=""),
                name="file_exit_explained",
                violation_error_message="退出日期应晚于建档日期，并写明退出原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.exited_on is None and self.voided_at is None

    @property
    def recheck_due(self) -> datetime.date | None:
        """The day the next yearly check is due; None once the file is closed."""
        if not self.is_open:
            return None
        checks = self.checks.filter(voided_at__isnull=True)
        last = checks.order_by("-day").values_list("day", flat=True).first()
        return months_before(last or self.opened_on, -int(rules.value("file_recheck_months")))

    @property
    def masked_account(self) -> str:
        return identifiers.mask_account(self.bank_account) if self.bank_account else ""

    @property
    def other_cause_labels(self) -> str:
        return "、".join(str(codes.Cause(code).label) for code in self.other_causes.split())


class FamilyPersonQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "file__union"


class FamilyPerson(Period):
    """家庭成员: somebody lives in the household for a time, and in no other on the same day.

    Recognised by the ID number's index, the same as Member.id_index.
    """

    file = models.ForeignKey(
        HardshipFile, models.PROTECT, related_name="people", verbose_name="困难档案"
    )
    # Sealed like the number: many of these people are children, and history pages stay silent too.
    full_name = EncryptedTextField("姓名", validators=[MaxLengthValidator(60)])
    relation = models.CharField("与户主关系", max_length=8, choices=codes.Relation)
    id_type = models.CharField("证件类型", max_length=12, choices=IdType, default=IdType.ID_CARD)
    id_number = EncryptedTextField("证件号码", blank=True, validators=[MaxLengthValidator(40)])
    id_index = BlindIndexField("证件号码索引", source="id_number")
    birth_date = models.DateField("出生日期", null=True, blank=True)
    health = _choice("健康状况", codes.Health)
    monthly_income = _yuan("月收入（元）")
    occupation = _choice("身份", codes.Occupation)
    medical_insurance = _choice("医保状况", codes.Insurance)
    school = models.CharField("单位或学校", max_length=100, blank=True)
    education_level = _choice("当前学历", Education, 2)
    enrolled_year = models.PositiveSmallIntegerField(
        "入学年份", null=True, blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2200)],
    )  # fmt: skip
    school_years = models.PositiveSmallIntegerField(
        "年制", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    guardian_consent_on = models.DateField(
        "监护人同意日期", null=True, blank=True,
        help_text="不满十四周岁的必填（个人信息保护法第三十一条），其他未成年人也应征得同意",
    )  # fmt: skip

    objects = FamilyPersonQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id_index"], name="family_person_id"),
            # Where somebody stood on a day, asked for each payout: read from here alone.
            models.Index(
                fields=["id_index", "since", "until", "file"],
                name="family_person_stood",
                condition=Q(voided_at__isnull=True),
            ),
        ]
        constraints = [
            ordered("family_person_ends_after_start"),
            NoOverlap(
                fields=["id_index"],
                name="family_person_one_household",
                violation_error_message="此人不能登记在这户：同一人同一天只能在一份困难档案中，"
                "请与镇总工会核对。",
            ),
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(relation="self", until__isnull=True, voided_at__isnull=True),
                name="family_person_one_head",
                violation_error_message="这份档案已有“本人”。",
            ),
        ]

    def __str__(self) -> str:
        """No name: this text reaches the journal and other pages, and many rows are children."""
        return f"家庭成员（{self.get_relation_display()}）"

    @property
    def masked_id(self) -> str:
        return identifiers.mask_id(self.id_number) if self.id_number else ""

    def age_on(self, day: datetime.date) -> int | None:
        """Full years; somebody born on 29 February grows older on 1 March."""
        born = self.birth_date
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def is_minor_on(self, day: datetime.date) -> bool:
        age = self.age_on(day)
        return age is not None and age < ADULT_AT


class CategoryPeriodQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "file__union"


class CategoryPeriod(Period):
    """困难类别 of a file for a time."""

    file = models.ForeignKey(
        HardshipFile, models.PROTECT, related_name="categories", verbose_name="困难档案"
    )
    category = models.CharField("困难类别", max_length=12, choices=codes.Category)
    basis = models.CharField("认定依据", max_length=200, blank=True)

    objects = CategoryPeriodQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "困难类别"
        ordering = ["since", "pk"]
        indexes = [
            # As family_person_stood: the category of the day, asked for each payout.
            models.Index(
                fields=["file", "since", "until", "category"],
                name="file_category_held",
                condition=Q(voided_at__isnull=True),
            )
        ]
        constraints = [
            ordered("file_category_ends_after_start"),
            NoOverlap(
                fields=["file"],
                name="file_category_one_a_day",
                violation_error_message="这份档案在这段时间内已有困难类别，同一天只能有一种。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.get_category_display()}"


class FileCheckQuerySet(ScopedQuerySet):
    scope_path = "file__union"

    def not_voided(self) -> Self:
        return self.filter(voided_at__isnull=True)


class FileCheck(models.Model):
    """年度复核 (and 抽查) of a file; the next one is due a year after."""

    file = models.ForeignKey(
        HardshipFile, models.PROTECT, related_name="checks", verbose_name="困难档案"
    )
    day = models.DateField("复核日期")
    checked_by = _user("复核人")
    spot = models.BooleanField("抽查", default=False, help_text="入户抽查，每年不少于规定比例")
    result = models.CharField("复核结果", max_length=8, choices=codes.Result)
    note = models.CharField("复核情况", max_length=300, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = FileCheckQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "档案复核"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "day"],
                condition=Q(voided_at__isnull=True),
                name="file_check_once_a_day",
                violation_error_message="这份档案当天已有一次复核。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.day}"
