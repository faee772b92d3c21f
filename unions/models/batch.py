"""An uploaded sheet on its way into the records."""

from django.conf import settings
from django.db import models

from unions.scope import ScopedQuerySet


class ImportBatchQuerySet(ScopedQuerySet):
    scope_path = "union"


class ImportBatch(models.Model):
    """One upload: the sealed file, what the check found, and how it ended.

    File and findings hold personal data, so both are sealed (core/crypto.py) and emptied once
    the batch is over; the counts stay.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "待核对"
        CHECKED = "checked", "待确认"
        DONE = "done", "已导入"
        DISCARDED = "discarded", "已放弃"

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+", verbose_name="工会")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    kind = models.CharField("表类", max_length=20)
    filename = models.CharField("文件名", max_length=120)
    digest = models.CharField("文件校验值", max_length=64)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.UPLOADED)
    options = models.JSONField("选项", default=dict, blank=True)
    counts = models.JSONField("结果", default=dict, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("导入时间", null=True, blank=True)
    upload = models.BinaryField("文件", blank=True)
    findings = models.BinaryField("核对结果", blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["union", "-id"], name="import_batch_union")]

    def __str__(self) -> str:
        return f"{self.pk} {self.filename}"
