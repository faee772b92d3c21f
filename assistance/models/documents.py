"""Papers attached to an application, a hardship file or a rights case."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.history import keep_history
from unions.models import AttachedFile, one_owner
from unions.scope import ScopedQuerySet, scope_of


class DocumentQuerySet(ScopedQuerySet):
    scope_path = "union"

    def visible_to(self, user: Any) -> Self:
        """Sensitive ones for those who read a case's sensitive notes (case_rights.reads_notes)."""
        open_to_her = scope_of(user).condition("union", "case_notes")
        own = Q(case__handler=user.pk) if user.pk else Q(pk__in=[])
        return super().visible_to(user).filter(Q(sensitive=False) | open_to_her | own)

    def not_voided(self) -> Self:
        return self.filter(voided_at__isnull=True)


class Document(AttachedFile):
    """附件; services/documents.py keeps `union` the owner's."""

    OWNERS = ("application", "file", "case")

    application = models.ForeignKey(
        "assistance.Application", models.PROTECT, null=True, blank=True,
        related_name="documents", verbose_name="申请",
    )  # fmt: skip
    line = models.ForeignKey(
        "assistance.Line", models.PROTECT, null=True, blank=True, related_name="documents",
        verbose_name="受助人明细",
    )  # fmt: skip
    file = models.ForeignKey(
        "assistance.HardshipFile", models.PROTECT, null=True, blank=True,
        related_name="documents", verbose_name="困难档案",
    )  # fmt: skip
    case = models.ForeignKey(
        "assistance.RightsCase", models.PROTECT, null=True, blank=True,
        related_name="documents", verbose_name="维权案件",
    )  # fmt: skip
    sensitive = models.BooleanField(
        "敏感材料", default=False, help_text="只由镇总工会办案人员和本案经办人查看"
    )

    objects = DocumentQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]
        constraints = [
            one_owner(
                ("application", "file", "case"), "document_one_owner",
                "附件只能属于一份申请、一份档案或一个案件。",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(application__isnull=False),
                name="document_line_of_application",
                violation_error_message="只有申请的附件才能注明受助人。",
            ),
            models.CheckConstraint(
                condition=Q(sensitive=False) | Q(case__isnull=False),
                name="document_sensitive_of_case",
                violation_error_message="只有维权案件的附件才能设为敏感材料。",
            ),
        ]  # fmt: skip
