"""Membership: a person belongs to a union for a time. One open membership a person."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered, today
from members import codes
from unions.scope import ScopedQuerySet


class MembershipQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "union"

    def on(self, day: datetime.date) -> Self:
        """As of a day. No membership is dated in the future (members/services/memberships.py),
        so today's are the open ones: a plainer condition, which both databases plan well.
        """
        return self.open() if day >= today() else super().on(day)


class Membership(Period):
    """A link in a person's chain of periods (一次入会、动态接转).

    `employer` empty: held by the federation because the employer closed or has no union
    (工会法 art. 13; domain.md section 2).
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="memberships", verbose_name="会员"
    )
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="memberships", verbose_name="所属工会"
    )
    employer = models.ForeignKey(
        "unions.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="工作单位",
    )
    standing = models.CharField(
        "会籍状态", max_length=10, choices=codes.Standing, default=codes.Standing.ACTIVE
    )
    start_kind = models.CharField("起因", max_length=12, choices=codes.Start)
    end_kind = models.CharField("止因", max_length=12, choices=codes.End, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    paper = models.CharField("依据文件", max_length=100, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "会籍"
        ordering = ["since", "pk"]
        indexes = [
            models.Index(
                fields=["member"],
                include=["id", "union"],
                name="membership_open",
                condition=Q(until__isnull=True, voided_at__isnull=True),
            ),
        ]
        constraints = [
            ordered("membership_ends_after_start"),
            NoOverlap(
                fields=["member"],
                name="membership_one_a_day",
                violation_error_message="此人在这段时间内已有会籍，同一天只能在一家工会。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, end_kind="")
                | Q(until__isnull=False) & ~Q(end_kind=""),
                name="membership_end_has_kind",
                violation_error_message="会籍终止须写明止因，未终止的不填。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}—{self.union}"
