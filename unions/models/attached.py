"""A file attached to a row of some room: what every such table holds."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class AttachedFile(models.Model):
    """Abstract: the row; the bytes lie sealed outside the web root under `stored_name`
    (core/vault.py). A table of such rows names its owners in OWNERS, keeps exactly one of them by
    `one_owner`, and is thereby known to the clearing of strays (unions/services/attached.py).

    `union` is the owner's, copied so that the scope is one index.
    """

    OWNERS: ClassVar[tuple[str, ...]] = ()

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+", verbose_name="工会")
    kind = models.CharField("材料名称", max_length=40)
    filename = models.CharField("文件名", max_length=100)
    content_type = models.CharField("文件类型", max_length=60)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("文件校验值", max_length=64, editable=False)
    stored_name = models.CharField("存放名", max_length=64, unique=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.filename}"

    @property
    def owner_field(self) -> str:
        return next(name for name in self.OWNERS if getattr(self, f"{name}_id"))

    @property
    def owner(self) -> Any:
        return getattr(self, self.owner_field)

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


def one_owner(owners: Sequence[str], name: str, message: str) -> models.CheckConstraint:
    """Exactly one of the owners is named."""
    condition = Q()
    for owner in owners:
        condition |= Q(**{f"{other}__isnull": other != owner for other in owners})
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=message)
