"""Time: rows hold from `since` until `until`, half-open, and are never deleted.

A row that ended keeps its `until`; a row entered by mistake is *voided* with a reason and counts
for no day at all. One question, one place: "valid on a day" is `on(day)` for every such table.
"""

import datetime
from collections.abc import Sequence
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


def today() -> datetime.date:
    """The calendar day in Asia/Shanghai."""
    return timezone.localdate()


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier; the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def holds_on(day: datetime.date, prefix: str = "") -> Q:
    """The condition "this period row holds on `day`", for use through a relation too."""
    p = f"{prefix}__" if prefix else ""
    return (
        Q(**{f"{p}voided_at__isnull": True})
        & Q(**{f"{p}since__lte": day})
        & (Q(**{f"{p}until__isnull": True}) | Q(**{f"{p}until__gt": day}))
    )


class PeriodQuerySet(models.QuerySet):
    """Questions about time; `since` inclusive, `until` exclusive."""

    def on(self, day: datetime.date) -> Self:
        return self.filter(holds_on(day))

    def during(self, first: datetime.date, last: datetime.date) -> Self:
        """Rows that hold on at least one day from `first` to `last`, both inclusive."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=first), voided_at__isnull=True, since__lte=last
        )

    def open(self) -> Self:
        """Rows without an end, future ones included."""
        return self.filter(until__isnull=True, voided_at__isnull=True)

    def not_voided(self) -> Self:
        return self.filter(voided_at__isnull=True)


class Period(models.Model):
    """Abstract: a fact that holds for a time."""

    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True, help_text="不含当日；空白为至今")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None

    def holds(self, day: datetime.date) -> bool:
        return not self.is_voided and self.since <= day and (self.until is None or day < self.until)


def ordered(name: str) -> models.CheckConstraint:
    """An end comes after its start."""
    return models.CheckConstraint(
        condition=Q(until__isnull=True) | Q(until__gt=F("since")),
        name=name,
        violation_error_message="结束日期应晚于开始日期。",
    )


class NoOverlap(models.BaseConstraint):
    """No two rows of the same `fields` hold on one day (voided rows aside).

    PostgreSQL keeps it by an exclusion constraint, SQLite by two triggers (core/guards.py lays
    them); both raise IntegrityError naming the constraint, so two clerks at once cannot pass.
    """

    def __init__(self, *, fields: Sequence[str], name: str, violation_error_message: str) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.fields = tuple(fields)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and (self.name, self.fields) == (
            other.name,
            other.fields,
        )

    def __hash__(self) -> int:
        return hash((self.name, self.fields))

    def columns(self, model: Any) -> list[str]:
        return [model._meta.get_field(name).column for name in self.fields]

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor != "postgresql":
            return None  # core/guards.py lays the triggers once the table stands
        quote = schema_editor.quote_name
        same = ", ".join(f"{quote(column)} WITH =" for column in self.columns(model))
        return (
            f"CONSTRAINT {quote(self.name)} EXCLUDE USING gist "
            f"({same}, daterange(since, until) WITH &&) WHERE (voided_at IS NULL)"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        if schema_editor.connection.vendor != "postgresql":
            return f"DROP TRIGGER IF EXISTS {self.name}_insert"
        quote = schema_editor.quote_name
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} "
            f"DROP CONSTRAINT IF EXISTS {quote(self.name)}"
        )

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, using: str = "default"
    ) -> None:
        if instance.voided_at or instance.since is None:
            return
        if exclude and (set(self.fields) | {"since"}) & set(exclude):
            return
        if any(getattr(instance, name) is None for name in self.fields):
            return  # as in the database, where NULL equals nothing
        rows = model._base_manager.using(using).filter(
            voided_at__isnull=True, **{name: getattr(instance, name) for name in self.fields}
        )
        rows = rows.filter(Q(until__isnull=True) | Q(until__gt=instance.since))
        if instance.until:
            rows = rows.filter(since__lt=instance.until)
        if rows.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code="overlap")
