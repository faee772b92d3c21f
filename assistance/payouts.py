"""Payouts that count: lines paid and not come back, by what sheets and lists group them.

One definition for every figure and the rows behind it; a payout belongs to the quarter of the day
it was paid.
"""

import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, ExtractQuarter

from assistance.codes import FundSource, LineStatus
from assistance.file_codes import Category
from assistance.models import CategoryPeriod, Line

# Historical payouts came without a fund; and whoever had no file had no category.
HISTORICAL, NO_FILE = "historical", "none"
SOURCES = [*FundSource.choices, (HISTORICAL, "历史台账（未区分来源）")]
CATEGORIES = [*Category.choices, (NO_FILE, "未建档")]


def paid(user: Any) -> QuerySet:
    """Lines paid, with `source`, `category` (of the file on the day of payment) and `quarter`."""
    held = CategoryPeriod.objects.filter(
        Q(until__isnull=True) | Q(until__gt=OuterRef("paid_on")),
        file=OuterRef("file"), since__lte=OuterRef("paid_on"), voided_at__isnull=True,
    ).order_by()  # fmt: skip
    return (
        Line.objects.visible_to(user)
        .filter(status=LineStatus.PAID, paid_on__isnull=False)
        .annotate(
            source=Coalesce(F("application__fund__source"), Value(HISTORICAL)),
            category=Coalesce(Subquery(held.values("category")[:1]), Value(NO_FILE)),
            quarter=ExtractQuarter("paid_on"),
        )
    )


def in_year(rows: QuerySet, year: int) -> QuerySet:
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    return rows.filter(paid_on__range=(first, last))
