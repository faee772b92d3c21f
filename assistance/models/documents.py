"""Papers attached to an application, a hardship file or a rights case."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.history import keep_history
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


class Document(models.Model):
    """附件: the row; the bytes lie sealed outside the web root under `stored_name` (core/vault.py).

    `union` is the owner's, copied so that the scope is one index; services/documents.py keeps it.
    """

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+", verbose_name="工会")
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
    kind = models.CharField("材料名称", max_length=40)
    filename = models.CharField("文件名", max_length=100)
    content_type = models.CharField("文件类型", max_length=60)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("文件校验值", max_length=64, editable=False)
    stored_name = models.CharField("存放名", max_length=64, unique=True, editable=False)
    sensitive = models.BooleanField(
        "敏感材料", default=False, help_text="只由镇总工会办案人员和本案经办人查看"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, file__isnull=True, case__isnull=True)
                | Q(application__isnull=True, file__isnull=False, case__isnull=True)
                | Q(application__isnull=True, file__isnull=True, case__isnull=False),
                name="document_one_owner",
                violation_error_message="附件只能属于一份申请、一份档案或一个案件。",
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
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.filename}"
