"""期限: what units must hand in, who stands in for whom, and which reminders went out."""

from django.db import models
from django.db.models import Q

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from governance import codes, fields
from unions.scope import ScopedQuerySet


class RequirementQuerySet(ScopedQuerySet):
    scope_path = "union"


class Requirement(models.Model):
    """报送要求: what every union below owes its federation by a day."""

    union = fields.union("要求单位")
    title = models.CharField("报送事项", max_length=100)
    note = fields.long("说明", 1000)
    due_on = models.DateField("报送期限")
    set_by = fields.user("登记人", editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = RequirementQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "报送要求"
        ordering = ["-due_on", "-pk"]
        indexes = [models.Index(fields=["union", "-due_on"], name="requirement_due")]

    def __str__(self) -> str:
        return self.title


class SubmissionQuerySet(ScopedQuerySet):
    scope_path = "union"


class Submission(models.Model):
    """报送: the record that fulfils a requirement for one union."""

    requirement = models.ForeignKey(
        Requirement, models.PROTECT, related_name="submissions", verbose_name="报送要求"
    )
    union = fields.union("报送工会", related_name="submissions")
    day = models.DateField("报送日期")
    text = fields.long("报送内容", 4000)
    by = fields.user("报送人", editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "union"], condition=Q(voided_at__isnull=True),
                name="submission_once",
                violation_error_message="该工会已报送过这一事项。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union} {self.requirement}"


class DelegationQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "union"


class Delegation(Period):
    """委托: while somebody is on leave her duties at a union are shown to, and asked of, a deputy.

    It moves work, not rights: the deputy has a seat of her own that allows what she does.
    """

    union = fields.union()
    person = fields.user("委托人")
    deputy = fields.user("受托人")
    reason = models.CharField("事由", max_length=100)

    objects = DelegationQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "委托"
        ordering = ["-since", "-pk"]
        constraints = [
            ordered("delegation_ends_after_start"),
            NoOverlap(
                fields=["union", "person"], name="delegation_once",
                violation_error_message="此人在这段时间内已有委托。",
            ),
            models.CheckConstraint(
                condition=~Q(person=models.F("deputy")), name="delegation_to_another",
                violation_error_message="不能委托给自己。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}→{self.deputy}"


class ReminderQuerySet(ScopedQuerySet):
    scope_path = "union"


class Reminder(models.Model):
    """提醒台账: one row for each rung of each clock and person, sent, or not sent and why.

    `key` says clock, object, due day, rung and person: the same command run twice
    writes nothing the second time.
    """

    append_only = True

    key = models.CharField(max_length=120, unique=True)
    clock = models.CharField("事项代码", max_length=24)
    label = models.CharField("事项", max_length=120)
    union = fields.union()
    url = models.CharField(max_length=120, blank=True)
    due = fields.day("期限")
    rung = models.CharField("提醒阶段", max_length=8, choices=codes.Rung)
    recipient = fields.user("提醒对象", null=True)
    delivery = models.CharField("结果", max_length=10, choices=codes.Delivery)
    why = models.CharField("未提醒的原因", max_length=100, blank=True)
    day = models.DateField("提醒日期")
    at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒台账"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["union", "-id"], name="reminder_union"),
            models.Index(fields=["recipient", "-id"], name="reminder_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery=codes.Delivery.SENT) | ~Q(why=""),
                name="reminder_says_why_not",
                violation_error_message="没有提醒的，须写明原因。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label} {self.day}"
