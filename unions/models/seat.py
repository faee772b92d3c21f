"""Seats: who works in which role at which union, since when and until when."""

from django.conf import settings
from django.db import models

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered
from unions.scope import Role, ScopedQuerySet

__all__ = ["Role", "Seat"]


class SeatQuerySet(ScopedQuerySet, PeriodQuerySet):
    scope_path = "union"


class Seat(Period):
    """A user holds a role at a union; she sees that union's subtree while it holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name="账号"
    )
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="seats", verbose_name="工会"
    )
    role = models.CharField("角色", max_length=16, choices=Role)
    reason = models.CharField("依据", max_length=200, blank=True)

    objects = SeatQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        ordering = ["union", "role", "since"]
        constraints = [
            ordered("seat_ends_after_start"),
            NoOverlap(
                fields=["user", "union", "role"],
                name="seat_once",
                violation_error_message="该账号在这段时间内已有同一席位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.union}"
