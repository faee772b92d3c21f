"""任职: who holds which post at a union, since when and until when; 整顿 as a project."""

from django.db import models
from django.db.models import Q

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from governance import codes, fields
from governance.codes import BODY_OF, Body, Post, RectificationStatus
from unions.scope import ScopedQuerySet


class OfficeQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "union"


class Office(Period):
    """One person in one post for a time. `since` may lie ahead: 当选待任.

    The person is a member, or somebody from outside whom the upper union recommended; her name is
    kept either way. A chair's `seat` in the house begins and ends with the office.
    """

    union = fields.union(related_name="offices")
    post = models.CharField("职务", max_length=20, choices=Post)
    member = fields.member(null=True, blank=True, related_name="offices")
    full_name = models.CharField("姓名", max_length=60)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    duty = models.CharField("分工", max_length=60, blank=True)
    chosen = models.CharField("产生方式", max_length=12, choices=codes.Chosen)
    acting = models.BooleanField("代理", default=False)
    full_time = models.BooleanField("专职", default=False)
    party_secretary = models.BooleanField("兼任党支部书记", default=False)
    paper = fields.paper("任职文号")
    election = models.ForeignKey(
        "governance.Election", models.PROTECT, null=True, blank=True, related_name="offices",
        verbose_name="选举", editable=False,
    )  # fmt: skip
    seat = models.ForeignKey(
        "unions.Seat", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="席位", editable=False,
    )  # fmt: skip
    ended_by = models.CharField(
        "离任原因", max_length=12, choices=codes.OfficeEnd, blank=True, editable=False
    )
    end_paper = fields.paper("离任文号", editable=False)
    # The post where only one may hold it on a day, else NULL, which equals nothing.
    sole = models.CharField(max_length=20, null=True, editable=False)  # noqa: DJ001

    objects = OfficeQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["since", "pk"]
        indexes = [
            models.Index(fields=["union", "since"], name="office_union"),
            models.Index(fields=["member"], name="office_member"),
            models.Index(fields=["post", "until"], name="office_post"),
        ]
        constraints = [
            ordered("office_ends_after_start"),
            NoOverlap(
                fields=["union", "sole"],
                name="office_sole_post_once",
                violation_error_message="这段时间内该职务已有人担任，请先登记前任离任。",
            ),
            NoOverlap(
                fields=["union", "member", "post"],
                name="office_person_once",
                violation_error_message="此人在这段时间内已任该职务。",
            ),
            models.CheckConstraint(
                condition=~Q(full_name=""),
                name="office_has_name",
                violation_error_message="请填写任职人姓名。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} {self.get_post_display()}"

    @property
    def body(self) -> Body:
        return BODY_OF[Post(self.post)]


class RectificationQuerySet(ScopedQuerySet):
    scope_path = "union"


class Rectification(models.Model):
    """整顿: a project with the state before and after; finished, it is a life event too."""

    union = fields.union(related_name="rectifications")
    started_on = models.DateField("开始日期")
    planned_until = fields.day("计划完成日期")
    before = fields.long("整顿前情况", blank=False)
    measures = fields.long("整顿措施")
    after = fields.long("整顿后情况", editable=False)
    finished_on = fields.day("完成日期", editable=False)
    paper = fields.paper()
    event = models.ForeignKey(
        "unions.UnionEvent", models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="沿革",
    )  # fmt: skip
    status = models.CharField(
        "状态", max_length=10, choices=RectificationStatus, editable=False,
        default=RectificationStatus.RUNNING,
    )  # fmt: skip

    objects = RectificationQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "整顿"
        ordering = ["-started_on", "-pk"]
        indexes = [models.Index(fields=["union", "-started_on"], name="rectification_union")]
        constraints = [
            models.UniqueConstraint(
                fields=["union"], condition=Q(status=RectificationStatus.RUNNING),
                name="rectification_one_running",
                violation_error_message="该工会已有一项整顿正在进行。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union} 整顿 {self.started_on}"
