"""换届: the founding request, the election with its two approvals, roll, candidates, votes."""

import datetime

from django.db import models
from django.db.models import F, Q

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from governance import codes, fields
from governance.codes import Body, ElectionStatus, FoundingStatus, Post
from members.codes import Sex
from unions.codes import UnionKind
from unions.scope import ScopedQuerySet, scope_of
from unions.terms import term_end


class FoundingQuerySet(ScopedQuerySet):
    scope_path = "parent"


class Founding(models.Model):
    """建会申请: the first of the two approvals; approved, the union stands and elects."""

    parent = fields.union("上级工会")
    name = models.CharField("拟建工会名称", max_length=100)
    kind = models.CharField("组织类型", max_length=24, choices=UnionKind)
    enterprise = models.ForeignKey(
        "unions.Enterprise", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="所在企业",
    )  # fmt: skip
    workers = fields.count("职工人数")
    sponsors = models.CharField("筹备组成员", max_length=200)
    reason = fields.long("申请事由", 500)
    applied_on = models.DateField("申请日期")
    request_no = fields.paper("申请文号")
    filed_by = fields.user("登记人", editable=False)
    replied_on = fields.day("批复日期", editable=False)
    reply_no = fields.paper("批复文号", editable=False)
    answer = models.CharField("不同意的理由", max_length=200, blank=True, editable=False)
    replied_by = fields.user("批复登记人", null=True, editable=False)
    union = fields.union("所建工会", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=10, choices=FoundingStatus, default=FoundingStatus.APPLIED,
        editable=False,
    )  # fmt: skip
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = FoundingQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "建会申请"
        ordering = ["-applied_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class ElectionQuerySet(ScopedQuerySet):
    scope_path = "union"


OPEN = (
    ElectionStatus.PREPARED, ElectionStatus.REQUESTED, ElectionStatus.PERMITTED,
    ElectionStatus.FROZEN, ElectionStatus.HELD, ElectionStatus.REPORTED, ElectionStatus.CONFIRMED,
)  # fmt: skip


class Election(models.Model):
    """换届、补选、首届选举 of one union, from the request to the hand-over."""

    union = fields.union(related_name="elections")
    kind = models.CharField("类别", max_length=12, choices=codes.ElectionKind)
    term_no = models.PositiveSmallIntegerField("届次", null=True, blank=True)
    form = models.CharField("会议形式", max_length=10, choices=codes.ElectionForm)
    chair_by_members = models.BooleanField("主席由会员（代表）直接选举", default=False)
    term_years = models.PositiveSmallIntegerField(
        "任期（年）", choices=[(3, "3"), (5, "5")], default=3
    )
    committee_seats = models.PositiveSmallIntegerField("委员会名额", default=3)
    # Of the committee's seats; the chair's is not counted here.
    vice_seats = models.PositiveSmallIntegerField("其中副主席名额", default=0)
    audit_seats = models.PositiveSmallIntegerField("经审委员会名额", default=0)
    women_seats = models.PositiveSmallIntegerField("女职工委员会名额", default=0)
    # The term that ends with this election, as it stood when it was opened: the request says so
    # for ever, though the union has begun another since.
    former_started_on = fields.day("上届选举日期", editable=False)
    former_years = models.PositiveSmallIntegerField("上届任期（年）", null=True, editable=False)
    planned_on = fields.day("拟召开日期")
    reason = fields.long("情况说明", 1000)
    delayed_until = fields.day("批准延期至")
    delay_no = fields.paper("延期批准文号")

    request_no = fields.paper("请示文号", editable=False)
    requested_on = fields.day("请示日期", editable=False)
    requested_by = fields.user("请示人", null=True, editable=False)
    reply_due_on = fields.day("批复期限", editable=False)
    permit_no = fields.paper("同意选举批复文号", editable=False)
    permitted_on = fields.day("同意选举批复日期", editable=False)
    permitted_by = fields.user("批复登记人", null=True, editable=False)
    noticed_on = fields.day("候选人公示起始日", editable=False)
    elected_on = fields.day("选举日期", editable=False)
    frozen_at = models.DateTimeField("名册锁定时间", null=True, editable=False)
    # Of the frozen roll: who is due to attend (delegates, where there is a congress).
    due = fields.count("应到人数", editable=False)
    present = fields.count("实到人数", editable=False)
    report_no = fields.paper("结果报告文号", editable=False)
    reported_on = fields.day("结果报告日期", editable=False)
    reported_by = fields.user("结果报告人", null=True, editable=False)
    confirm_no = fields.paper("结果批复文号", editable=False)
    confirmed_on = fields.day("结果批复日期", editable=False)
    confirmed_by = fields.user("结果批复登记人", null=True, editable=False)
    starts_on = fields.day("到任日期", editable=False)
    handed_over_on = fields.day("交接日期", editable=False)
    # Why it went back to be put right; emptied when it goes on.
    returned_reason = models.CharField("退回原因", max_length=200, blank=True, editable=False)
    cancelled_reason = models.CharField("中止原因", max_length=200, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=12, choices=ElectionStatus, default=ElectionStatus.PREPARED,
        editable=False,
    )  # fmt: skip
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ElectionQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "选举"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["union", "-id"], name="election_union"),
            models.Index(fields=["status", "-id"], name="election_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["union"], condition=Q(status__in=OPEN),
                name="election_one_open",
                violation_error_message="该工会已有一次选举正在进行。",
            ),
            models.CheckConstraint(
                condition=Q(term_years__in=[3, 5]),
                name="election_term_3_or_5",
                violation_error_message="任期只能是 3 年或 5 年（工会法第十六条）。",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(due__isnull=False, present__lte=F("due")),
                name="election_present_within_due",
                violation_error_message="实到人数不能超过应到人数。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union} {self.get_kind_display()}"

    @property
    def former_end(self) -> datetime.date | None:
        """First day after the term that this election follows."""
        return term_end(self.former_started_on, self.former_years)


class RollEntryQuerySet(ScopedQuerySet):
    scope_path = "election__union"


class RollEntry(models.Model):
    """选民（会员）名册 as frozen on the day: what it says stays, though members leave later.

    Retained members are not on it: they have no vote and cannot stand (总工发〔2016〕27号 art. 4).
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="roll", verbose_name="选举")
    position = models.PositiveIntegerField("序号")
    member = fields.member(related_name="+")
    full_name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=1, choices=Sex)
    union_group = models.CharField("工会小组", max_length=40, blank=True)
    joined_on = fields.day("入会日期")
    delegate = models.BooleanField("代表", default=False)
    signed_in = models.BooleanField("已签到", default=False)

    objects = RollEntryQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "会员名册（选举）"
        ordering = ["election", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "member"], name="roll_member_once",
                violation_error_message="此人已在名册中。",
            ),
            models.UniqueConstraint(
                fields=["election", "position"], name="roll_position_once",
                violation_error_message="名册序号重复。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.position} {self.full_name}"


class CandidateQuerySet(ScopedQuerySet):
    scope_path = "election__union"


class Candidate(models.Model):
    """候选人 for one post, with what the declarations exclude and the votes counted."""

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="candidates", verbose_name="选举"
    )
    post = models.CharField("竞选职务", max_length=20, choices=Post)
    position = models.PositiveSmallIntegerField("排序", default=1, help_text="按姓氏笔画")
    member = fields.member(related_name="+")
    full_name = models.CharField("姓名", max_length=60)
    relative_of_head = models.BooleanField("企业主要负责人近亲属", default=False)
    finance_staff = models.BooleanField("财务人员", default=False)
    party_secretary = models.BooleanField("兼任党支部书记", default=False)
    votes_for = fields.count("赞成票", editable=False)
    votes_against = fields.count("反对票", editable=False)
    abstentions = fields.count("弃权票", editable=False)
    elected = models.BooleanField("当选", default=False, editable=False)

    objects = CandidateQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "候选人"
        ordering = ["election", "post", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "post", "member"], name="candidate_once",
                violation_error_message="此人已是该职务的候选人。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.full_name} {self.get_post_display()}"


class BallotQuerySet(ScopedQuerySet):
    scope_path = "election__union"


class Ballot(models.Model):
    """选票 of one post: handed out, taken back, invalid; taken back ≤ handed out ≤ present."""

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="ballots", verbose_name="选举"
    )
    post = models.CharField("职务", max_length=20, choices=Post)
    issued = models.PositiveIntegerField("发出票数")
    returned = models.PositiveIntegerField("收回票数")
    invalid = models.PositiveIntegerField("废票数", default=0)

    objects = BallotQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "选票"
        ordering = ["election", "post"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "post"], name="ballot_once",
                violation_error_message="该职务的选票已登记。",
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=F("issued"), invalid__lte=F("returned")),
                name="ballot_returned_within_issued",
                violation_error_message="收回票数不能超过发出票数，废票不能超过收回票数（选举无效）。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.returned}/{self.issued}"


# Delegates of a congress have bands of their own, beside the bodies.
DELEGATES = "delegates"
SEATED = [*Body.choices, (DELEGATES, "会员代表大会代表")]


class SeatBandQuerySet(PeriodQuerySet):
    def visible_to(self, user: object) -> "SeatBandQuerySet":
        """A rule of the field, told to everybody who sees business data."""
        return self if scope_of(user).viewing else self.none()


class SeatBand(Period):
    """委员会名额: how many seats a body has at so many members; dated, edited in the admin."""

    body = models.CharField("机构", max_length=16, choices=SEATED)
    members_from = models.PositiveIntegerField("会员人数自")
    members_until = fields.count("会员人数至", help_text="含；空白为不限")
    seats_min = models.PositiveSmallIntegerField("最少名额")
    seats_max = models.PositiveSmallIntegerField("最多名额")
    odd = models.BooleanField("须为单数", default=False)
    source = models.CharField("依据", max_length=100)

    objects = SeatBandQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "委员会名额"
        ordering = ["body", "members_from", "since"]
        constraints = [
            ordered("seat_band_ends_after_start"),
            NoOverlap(
                fields=["body", "members_from"], name="seat_band_once",
                violation_error_message="同一机构、同一人数档在这段时间内已有规定。",
            ),
            models.CheckConstraint(
                condition=Q(seats_min__lte=F("seats_max")), name="seat_band_ordered",
                violation_error_message="最多名额不能少于最少名额。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.members_from}—{self.members_until or '不限'}"
