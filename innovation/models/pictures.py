"""Pictures before and after, drawings and proofs of an entry; the photos of a studio."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.history import keep_history
from innovation.codes import EntryStatus
from innovation.models.entries import Entry
from innovation.models.studios import Studio
from unions.models import AttachedFile, one_owner
from unions.scope import ScopedQuerySet, scope_of

_OWNERS = ("entry", "studio")
BEFORE, AFTER = "改进前照片", "改进后照片"


class PictureQuerySet(ScopedQuerySet):
    scope_path = "union"

    def visible_to(self, user: Any) -> Self:
        """Of a promoted entry every unit sees how it was and how it is; nothing else of it."""
        scope = scope_of(user)
        if scope.sees_all or not scope.viewing:
            return scope.narrow(self, "union")
        shelf = Q(
            entry__status=EntryStatus.PROMOTED, kind__in=(BEFORE, AFTER), voided_at__isnull=True,
            content_type__startswith="image/",
        )  # fmt: skip
        return self.filter(Q(union__in=scope.union_ids) | shelf)


class Picture(AttachedFile):
    """Of one owner; services/pictures.py keeps `union` the owner's."""

    OWNERS = _OWNERS

    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="pictures", verbose_name="成果"
    )
    studio = models.ForeignKey(
        Studio, models.PROTECT, null=True, blank=True, related_name="pictures",
        verbose_name="工作室",
    )  # fmt: skip

    objects = PictureQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "创新成果附件"
        ordering = ["pk"]
        constraints = [one_owner(_OWNERS, "picture_one_owner", "附件只能属于一项成果或工作室。")]
