"""A person on the roster (《工会会员基本信息采集表》, domain.md section 2)."""

from typing import Any, Self

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from core import identifiers
from core.fields import BlindIndexField, EncryptedTextField
from core.history import keep_history
from members import codes
from unions.scope import scope_of


def _by_prefix(field: str, name: str) -> models.Index:
    """An index that serves `__prefix` on PostgreSQL under any collation."""
    return models.Index(fields=[field], name=name, opclasses=["varchar_pattern_ops"])


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """People with a membership, past or present, in a union she sees."""
        from members.models.membership import Membership

        scope = scope_of(user)
        if scope.sees_all:
            return self
        mine = Membership.objects.visible_to(user).not_voided()
        return self.filter(Exists(mine.filter(member=OuterRef("pk"))))


class Member(models.Model):
    """One person, once, however often she moves: memberships are rows of their own.

    Columns below the line are derived by members/services/records.py on each save.
    """

    full_name = models.CharField("姓名", max_length=60)
    id_type = models.CharField(
        "证件类型", max_length=12, choices=codes.IdType, default=codes.IdType.ID_CARD
    )
    id_number = EncryptedTextField("证件号码", blank=True, validators=[MaxLengthValidator(40)])
    id_missing_reason = models.CharField("无证件号码的原因", max_length=100, blank=True)
    sex = models.CharField("性别", max_length=1, choices=codes.Sex)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    ethnic_group = models.CharField("民族", max_length=2, choices=codes.ETHNIC_GROUPS, default="01")
    political_status = models.CharField(
        "政治面貌", max_length=2, choices=codes.Political, blank=True
    )
    education_level = models.CharField("学历", max_length=2, choices=codes.Education, blank=True)
    marital_status = models.CharField("婚姻状况", max_length=2, choices=codes.Marital, blank=True)
    household_type = models.CharField(
        "户籍类型", max_length=12, choices=codes.Household, blank=True
    )
    household_region = models.CharField("户籍地", max_length=60, blank=True)
    is_migrant_worker = models.BooleanField("农民工", default=False)
    is_nonlocal_worker = models.BooleanField("外来职工", default=False)
    employment_status = models.CharField(
        "就业状态", max_length=16, choices=codes.Employment, default=codes.Employment.ON_POST
    )
    skill_grade = models.CharField("技术等级", max_length=1, choices=codes.Skill, blank=True)
    model_worker_level = models.CharField(
        "劳模类型", max_length=1, choices=codes.ModelWorker, blank=True
    )
    mobile = models.CharField(
        "手机号",
        max_length=11,
        blank=True,
        validators=[RegexValidator(r"\A1[0-9]{10}\Z", "手机号应为 1 开头的 11 位数字。")],
    )
    post = models.CharField("岗位", max_length=40, blank=True)
    union_group = models.CharField("工会小组", max_length=40, blank=True)
    card_no = models.CharField("会员证号", max_length=30, blank=True)
    first_joined_on = models.DateField("入会日期")
    remark = models.CharField("备注", max_length=200, blank=True)

    # --- derived -------------------------------------------------------------------------
    id_index = BlindIndexField("证件号码索引", source="id_number")
    id_region = models.CharField(max_length=6, blank=True, editable=False)
    first_character = models.CharField(max_length=1, editable=False)
    given_name = models.CharField(max_length=60, blank=True, editable=False)
    name_py = models.CharField("姓名拼音", max_length=120, editable=False)
    name_initials = models.CharField(max_length=30, editable=False)
    defects = models.CharField(max_length=200, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )

    objects = MemberQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        ordering = ["name_py", "id"]
        indexes = [
            # The order of the roster, and beside it what the roster is filtered by: the rows that
            # do not match are passed over in the index.
            models.Index(
                fields=[
                    "name_py",
                    "id",
                    "sex",
                    "is_migrant_worker",
                    "political_status",
                    "education_level",
                ],
                name="member_py",
            ),
            _by_prefix("name_py", "member_py_prefix"),
            models.Index(
                fields=["name_initials"],
                include=["name_py", "id"],
                name="member_initials",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(fields=["first_character", "name_py", "id"], name="member_first"),
            _by_prefix("full_name", "member_name"),
            _by_prefix("given_name", "member_given_name"),
            models.Index(fields=["id_region"], name="member_id_region"),
            models.Index(fields=["mobile"], name="member_mobile"),
            models.Index(fields=["first_joined_on", "id"], name="member_joined"),
            models.Index(fields=["id"], name="member_defective", condition=~Q(defects="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                condition=Q(merged_into__isnull=True),
                name="member_id_number_once",
                violation_error_message="该证件号码已登记在册。",
            ),
            models.CheckConstraint(
                condition=Q(id_index__isnull=False) | ~Q(id_missing_reason=""),
                name="member_id_or_reason",
                violation_error_message="未填证件号码的，请写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def masked_id(self) -> str:
        return identifiers.mask_id(self.id_number) if self.id_number else ""

    @property
    def masked_mobile(self) -> str:
        return identifiers.mask_mobile(self.mobile) if self.mobile else ""

    @property
    def defect_labels(self) -> list[str]:
        """What keeps the record from counting, in words."""
        return [str(codes.Defect(code).label) for code in self.defects.split()]
