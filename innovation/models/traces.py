"""What connects entries: likeness of titles, mergers, and units that took one over."""

from django.db import models

from core.history import keep_history
from innovation.models.entries import Entry, OfEntryQuerySet
from innovation.models.fields import user
from unions.scope import ScopedQuerySet


class Gram(models.Model):
    """Two neighbouring characters of an entry's title; derived, kept by services/likeness.py."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="grams")
    gram = models.CharField(max_length=2)

    class Meta:
        verbose_name = verbose_name_plural = "名称字对"
        constraints = [
            models.UniqueConstraint(fields=["gram", "entry"], name="gram_once"),
        ]

    def __str__(self) -> str:
        return self.gram


class MergeRecordQuerySet(ScopedQuerySet):
    scope_path = "kept__union"


class MergeRecord(models.Model):
    """Two entries of one idea became one: both stay on record, and so do all their authors."""

    kept = models.ForeignKey(
        Entry, models.PROTECT, related_name="merges", verbose_name="保留的成果"
    )
    merged = models.OneToOneField(
        Entry, models.PROTECT, related_name="merged_by", verbose_name="并入的成果"
    )
    reason = models.CharField("原因", max_length=200)
    by = user("办理人", editable=False)
    at = models.DateTimeField("合并时间", auto_now_add=True)

    objects = MergeRecordQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "成果合并"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("merged")), name="merge_of_two",
                violation_error_message="成果不能并入自己。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"


class Adoption(models.Model):
    """A unit that took a promoted entry over 推广应用."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="adoptions", verbose_name="成果")
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="innovation_adoptions",
        verbose_name="应用单位工会",
    )  # fmt: skip
    adopted_on = models.DateField("应用日期")
    effect = models.CharField("应用效果", max_length=200, blank=True)
    by = user("登记人", editable=False)

    objects = OfEntryQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "推广应用"
        ordering = ["adopted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "union"], name="adoption_once",
                violation_error_message="该工会已登记应用这项成果。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union} {self.entry}"
