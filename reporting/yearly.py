"""Yearly statistics computed: every indicator for all grassroots unions below, one GROUP BY a
source. As of any past year, because memberships, coverages and offices are periods.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from reporting import sources
from reporting.figures import sound
from reporting.models import YearlySheet
from reporting.yearly_indicators import REPORTED, SUPPLIED, Indicator, owner_of, standing
from reporting.yearly_years import StatYear
from unions.figures import workers_of
from unions.models import Union
from unions.scope import scope_of

# Code of the indicator -> union -> its value; None: nobody knows.
Values = dict[str, dict[int, Any]]


def tops(user: Any) -> list[Union]:
    """The unions she has seats at: whose trees her statistics are of."""
    seats = {seat.union_id for seat in scope_of(user).viewing}
    return list(Union.objects.visible_to(user).filter(pk__in=seats).order_by("path"))


def grassroots(unions: Iterable[Union], year: StatYear) -> QuerySet:
    """Those of the year's last day in these trees."""
    below = reduce(or_, (Q(path__startswith=union.path) for union in unions), Q(pk__in=[]))
    return Union.objects.filter(below & standing(year))


def compute(unions: Sequence[Union], year: StatYear, wanted: Sequence[Indicator]) -> Values:
    ids = list(grassroots(unions, year).order_by("path").values_list("pk", flat=True))
    values: Values = {indicator.code: {} for indicator in wanted}
    counted: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in wanted:
        if not indicator.told:
            counted[indicator.source].append(indicator)
            values[indicator.code] = dict.fromkeys(ids, sound(0, indicator))
    for source, group in counted.items():
        for union in unions:
            _count(union, year, source, group, values)
    told = {indicator.told for indicator in wanted}
    if REPORTED in told:
        workers = workers_of(ids, year.last)
        known = {pk: found.number for pk, found in workers.items() if found.oldest}
        values["workers"] = {pk: known.get(pk) for pk in ids}
    if SUPPLIED in told:
        sheets = {s.union_id: s for s in YearlySheet.objects.filter(union__in=ids, year=year.year)}
        for indicator in wanted:
            if indicator.told == SUPPLIED:
                values[indicator.code] = {
                    pk: getattr(sheets.get(pk), indicator.code, None) for pk in ids
                }
    return values


def _count(
    union: Union, year: StatYear, source: str, group: Sequence[Indicator], values: Values
) -> None:
    owner = owner_of(source)
    asked = {indicator: indicator.when(year) & indicator.where for indicator in group}
    rows = sources.ROWS[source](union).filter(standing(year, owner))
    rows = rows.filter(reduce(or_, asked.values())).order_by().values_list(owner or "pk")
    measures = {f"n{n}": i.measure(q) for n, (i, q) in enumerate(asked.items())}
    for pk, *numbers in rows.annotate(**measures):
        for indicator, number in zip(group, numbers, strict=True):
            values[indicator.code][pk] = sound(number, indicator)


def total(values: Values, indicator: Indicator) -> Any:
    """Over all unions; None where no union knows."""
    known = [value for value in values[indicator.code].values() if value is not None]
    return sum(known) if known else None
