"""Photos, scans and files attached to what a union does."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.history import keep_history
from unions.models import AttachedFile, one_owner
from unions.scope import ScopedQuerySet, scope_of

_OWNERS = ("version", "activity", "honour", "meeting", "election", "submission")


def _owner(model: str, verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"governance.{model}", models.PROTECT, null=True, blank=True, related_name="attachments",
        verbose_name=verbose_name,
    )  # fmt: skip


class AttachmentQuerySet(ScopedQuerySet):
    scope_path = "union"

    def visible_to(self, user: Any) -> Self:
        """A regulation's file is read where the regulation is (PublicBelowQuerySet)."""
        scope = scope_of(user)
        if scope.sees_all:
            return self
        above = Q(version__isnull=False, union__path__in=scope.paths_above)
        return self.filter(scope.condition("union") | above)

    def not_voided(self) -> Self:
        return self.filter(voided_at__isnull=True)


class Attachment(AttachedFile):
    """附件 of one owner; services/attachments.py keeps `union` the owner's."""

    OWNERS = _OWNERS

    version = _owner("RegulationVersion", "制度版本")
    activity = _owner("Activity", "活动")
    honour = _owner("Honour", "荣誉")
    meeting = _owner("Meeting", "会议")
    election = _owner("Election", "选举")
    submission = _owner("Submission", "报送")

    objects = AttachmentQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "组织建设附件"
        ordering = ["pk"]
        constraints = [
            one_owner(_OWNERS, "attachment_one_owner", "附件只能属于一项记录。"),
        ]
