"""A transfer between unions: a request which the receiving union accepts."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.history import keep_history
from unions.scope import scope_of


class TransferRequestQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both the sending and the receiving union see it."""
        scope = scope_of(user)
        if scope.sees_all:
            return self
        return self.filter(scope.condition("from_union") | scope.condition("to_union"))

    def waiting(self) -> Self:
        return self.filter(status=TransferRequest.Status.REQUESTED)


class TransferRequest(models.Model):
    class Status(models.TextChoices):
        REQUESTED = "requested", "待接收"
        ACCEPTED = "accepted", "已接收"
        REFUSED = "refused", "已拒绝"
        WITHDRAWN = "withdrawn", "已撤回"
        LAPSED = "lapsed", "已失效"

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="transfers", verbose_name="会员"
    )
    from_union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="transfers_out", verbose_name="转出工会"
    )
    to_union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="transfers_in", verbose_name="转入工会"
    )
    to_employer = models.ForeignKey(
        "unions.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="新工作单位",
    )
    day = models.DateField("转会日期")
    reason = models.CharField("原因", max_length=200)
    paper = models.CharField("介绍信号", max_length=60, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=Status, default=Status.REQUESTED, editable=False
    )
    answer = models.CharField("答复说明", max_length=200, blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)

    objects = TransferRequestQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "转会申请"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["to_union", "status"], name="transfer_to"),
            models.Index(fields=["from_union", "status"], name="transfer_from"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status="requested"),
                name="transfer_one_pending",
                violation_error_message="此人已有一份待接收的转会申请。",
            ),
            models.CheckConstraint(
                condition=~Q(from_union=models.F("to_union")),
                name="transfer_between_two",
                violation_error_message="转出工会与转入工会不能相同。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}：{self.from_union}→{self.to_union}"
