"""Fields of the same make in several tables of this room."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models


def user(verbose_name: str, **extra: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=verbose_name,
        **extra,
    )  # fmt: skip


def yuan(verbose_name: str, **extra: Any) -> models.DecimalField:
    """A sum that may be unknown, never negative."""
    return models.DecimalField(
        verbose_name, max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0), "金额不能是负数。")], **extra,
    )  # fmt: skip


def long_text(verbose_name: str, limit: int = 2000, **extra: Any) -> models.TextField:
    return models.TextField(
        verbose_name, validators=[MaxLengthValidator(limit)], blank=True, **extra
    )


def day(verbose_name: str, **extra: Any) -> models.DateField:
    return models.DateField(verbose_name, null=True, blank=True, **extra)
