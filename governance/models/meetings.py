"""会议: who met about what, what was decided, and what became of it."""

from django.db import models
from django.db.models import Q

from core.history import keep_history
from governance import codes, fields
from governance.codes import MeetingKind, MeetingStatus, ResolutionStatus
from unions.scope import ScopedQuerySet


class MeetingQuerySet(ScopedQuerySet):
    scope_path = "union"


class Meeting(models.Model):
    union = fields.union("主办工会", related_name="meetings")
    kind = models.CharField("类别", max_length=14, choices=MeetingKind)
    number = models.CharField("编号", max_length=20, editable=False)
    title = models.CharField("会议名称", max_length=100)
    day = models.DateField("日期")
    starts_at = models.TimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    chaired_by = models.CharField("主持人", max_length=60)
    recorder = models.CharField("记录人", max_length=60, blank=True)
    agenda = fields.long("议题", 2000, help_text="每行一项")
    statements = fields.long("发言要点", 6000)
    decisions = fields.long("议定意见", 6000)
    # Of a quarterly report to the Party committee: which quarter it tells of.
    year = models.PositiveSmallIntegerField("汇报年度", null=True, blank=True)
    quarter = models.PositiveSmallIntegerField(
        "汇报季度",
        null=True,
        blank=True,
        choices=[(q, f"第{'一二三四'[q - 1]}季度") for q in range(1, 5)],
    )
    election = models.ForeignKey(
        "governance.Election", models.PROTECT, null=True, blank=True, related_name="meetings",
        verbose_name="选举",
    )  # fmt: skip
    registered_by = fields.user("登记人", editable=False)
    minuted_on = fields.day("纪要定稿日期", editable=False)
    status = models.CharField(
        "状态", max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED, editable=False
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = MeetingQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["-day", "-id"], name="meeting_day"),
            models.Index(fields=["union", "-day", "-id"], name="meeting_union"),
            models.Index(fields=["kind", "-day", "-id"], name="meeting_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="meeting_number_once",
                violation_error_message="会议编号已被使用，请重试。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MeetingKind.PARTY_REPORT)
                | Q(year__isnull=False, quarter__isnull=False),
                name="meeting_report_names_quarter",
                violation_error_message="向党委汇报请填写汇报的年度和季度。",
            ),
            models.UniqueConstraint(
                fields=["union", "year", "quarter"],
                condition=Q(kind=MeetingKind.PARTY_REPORT) & ~Q(status=MeetingStatus.CANCELLED),
                name="meeting_report_once_a_quarter",
                violation_error_message="这个季度的汇报已经登记。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class OfMeetingQuerySet(ScopedQuerySet):
    scope_path = "meeting__union"


class Attendee(models.Model):
    """One person due at a meeting, for which side, and whether she came."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="attendees", verbose_name="会议"
    )
    position = models.PositiveSmallIntegerField("序号", default=1)
    party = models.CharField("参会方", max_length=16, choices=codes.Party)
    full_name = models.CharField("姓名", max_length=60)
    organisation = models.CharField("单位", max_length=100, blank=True)
    post = models.CharField("职务", max_length=40, blank=True)
    member = fields.member(null=True, blank=True)
    attendance = models.CharField(
        "到会情况", max_length=10, choices=codes.Attendance, default=codes.Attendance.DUE
    )

    objects = OfMeetingQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "参会人员"
        ordering = ["meeting", "position", "pk"]

    def __str__(self) -> str:
        return self.full_name


class Resolution(models.Model):
    """议定事项, followed until it is done."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="resolutions", verbose_name="会议"
    )
    position = models.PositiveSmallIntegerField("序号", default=1)
    text = models.CharField("议定事项", max_length=500)
    owner_name = models.CharField("责任人", max_length=60)
    owner = fields.user("责任人账号", null=True, blank=True)
    due_on = fields.day("完成期限")
    status = models.CharField(
        "状态", max_length=10, choices=ResolutionStatus, default=ResolutionStatus.OPEN,
        editable=False,
    )  # fmt: skip
    finished_on = fields.day("完成日期", editable=False)
    result = fields.long("办理结果", 1000, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = OfMeetingQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["meeting", "position", "pk"]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="resolution_open",
                condition=Q(status=ResolutionStatus.OPEN),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text
