"""Who works at a union in the house: for choosing somebody to charge, to remind, to stand in."""

from django.db.models import QuerySet

from accounts.models import User
from core.periods import today
from unions.models import Role, Seat, Union
from unions.services.tree import ancestor_ids


def staff_of(union: Union) -> QuerySet:
    """People seated today at this union or above it, who write something."""
    seats = Seat.objects.on(today()).filter(union__in=ancestor_ids(union.path))
    writing = seats.exclude(role__in=(Role.ADMINISTRATOR, Role.AUDITOR))
    return User.objects.filter(is_active=True, pk__in=writing.values("user")).order_by("pk")
