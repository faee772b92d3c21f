"""Columns that the tables of this room repeat: a person of the house, a long text, a day."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models


def user(verbose_name: str, **extra: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=verbose_name,
        **extra,
    )  # fmt: skip


def union(verbose_name: str = "工会", **extra: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "unions.Union", models.PROTECT, verbose_name=verbose_name, **{"related_name": "+", **extra}
    )


def member(verbose_name: str = "会员", **extra: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "members.Member",
        models.PROTECT,
        verbose_name=verbose_name,
        **{"related_name": "+", **extra},
    )


def long(verbose_name: str, limit: int = 2000, **extra: Any) -> models.TextField:
    return models.TextField(
        verbose_name, validators=[MaxLengthValidator(limit)], **{"blank": True, **extra}
    )


def day(verbose_name: str, **extra: Any) -> models.DateField:
    return models.DateField(verbose_name, **{"null": True, "blank": True, **extra})


def paper(verbose_name: str = "文号", **extra: Any) -> models.CharField:
    return models.CharField(verbose_name, max_length=60, blank=True, **extra)


def count(verbose_name: str, **extra: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(verbose_name, **{"null": True, "blank": True, **extra})
