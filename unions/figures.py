"""Dated denominators: workers and sales of enterprises, and the rates that stand on them.

A rate is never stored. It is shown with its numerator, denominator, day and source, and says so
itself when it is above 100 % or stands on a figure older than a year (rule headcount_stale_months).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from core.periods import months_before
from core.reports import percent
from unions import rules
from unions.codes import FEDERATIONS, FigureKind, UnionKind
from unions.models import Coverage, EnterpriseFigure, Union


@dataclass(frozen=True)
class Figure:
    value: Decimal
    as_of: datetime.date
    source: str


def latest(enterprise_ids: Iterable[int], day: datetime.date) -> dict[tuple[int, str], Figure]:
    """(enterprise, kind) -> its newest figure as of `day`."""
    rows = (
        EnterpriseFigure.objects.filter(enterprise_id__in=list(enterprise_ids), as_of__lte=day)
        .order_by("as_of")
        .values_list("enterprise_id", "kind", "value", "as_of", "source")
    )
    return {(pk, kind): Figure(value, as_of, source) for pk, kind, value, as_of, source in rows}


@dataclass(frozen=True)
class Workers:
    """Workers of the enterprises a union covers: the denominator of its rates."""

    number: int = 0
    oldest: datetime.date | None = None
    unknown: int = 0  # covered enterprises without any figure

    def plus(self, figure: Figure | None) -> "Workers":
        if figure is None:
            return Workers(self.number, self.oldest, self.unknown + 1)
        oldest = min(self.oldest or figure.as_of, figure.as_of)
        return Workers(self.number + int(figure.value), oldest, self.unknown)


def workers_of(union_ids: Iterable[int], day: datetime.date) -> dict[int, Workers]:
    """Union -> workers of the enterprises it covers on `day`: two queries."""
    pairs = list(
        Coverage.objects.on(day)
        .filter(union_id__in=list(union_ids))
        .values_list("union_id", "enterprise_id")
    )
    figures = latest({enterprise for _, enterprise in pairs}, day)
    result: dict[int, Workers] = {}
    for union_id, enterprise in pairs:
        so_far = result.get(union_id, Workers())
        result[union_id] = so_far.plus(figures.get((enterprise, FigureKind.WORKERS)))
    return result


def stale_before(day: datetime.date) -> datetime.date:
    """Figures older than this day no longer carry a rate without saying so."""
    return months_before(day, int(rules.value("headcount_stale_months", day)))


@dataclass(frozen=True)
class Rate:
    """Members over workers, with what must be said beside it."""

    members: int
    workers: Workers
    stale: datetime.date

    @property
    def text(self) -> str:
        return percent(self.members, self.workers.number)

    @property
    def warnings(self) -> list[str]:
        found = []
        if not self.workers.number:
            found.append("没有职工人数")
        elif self.members > self.workers.number:
            found.append("超过100%，请核对职工人数")
        if self.workers.oldest and self.workers.oldest < self.stale:
            found.append("职工人数已过期")
        if self.workers.number and self.workers.unknown:
            found.append(f"{self.workers.unknown}家企业无职工人数")
        return found


def unions_at_year_ends(union: Union, years: range) -> dict[str, list[tuple[str, int]]]:
    """Grassroots and joint unions existing at the end of each year (today in this year)."""
    rows = Union.objects.under(union).exclude(kind__in=FEDERATIONS)
    columns = ("kind", "founded_on__year", "dissolved_on__year")
    lives = list(rows.values_list(*columns).annotate(n=Count("pk")).order_by())

    def standing(kind: str, year: int) -> int:
        return sum(
            n for k, began, ended, n in lives
            if k == kind and began <= year and (ended is None or ended > year)
        )  # fmt: skip

    kinds = sorted({kind for kind, *_ in lives})
    return {
        UnionKind(kind).label: [(str(year), standing(kind, year)) for year in years]
        for kind in kinds
    }
