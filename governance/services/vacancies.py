"""Unions without a chair, since when, and until when one must be elected.

The chair is elected anew within three months of the post falling vacant, and nobody acts as chair
for longer than that (企业工会主席产生办法（试行）; rules chair_vacancy_months, acting_chair_months).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from core.periods import months_before, today
from governance.codes import Post
from governance.models import Office
from unions import rules
from unions.models import Union


@dataclass(frozen=True)
class Vacancy:
    since: datetime.date
    due: datetime.date
    acting: bool = False

    @property
    def days(self) -> int:
        return (today() - self.since).days

    @property
    def overdue(self) -> bool:
        return self.due < today()


def vacant(unions: QuerySet, day: datetime.date) -> QuerySet:
    """Those that had a chair and have none on `day`, with `vacant_since`."""
    chairs = Office.objects.not_voided().filter(post=Post.CHAIR)
    ended = chairs.filter(union=OuterRef("pk"), until__lte=day).order_by()
    last = ended.values("union").annotate(last=Max("until")).values("last")
    return (
        unions.on(day)
        .exclude(pk__in=chairs.on(day).values("union"))
        .annotate(vacant_since=Subquery(last))
        .filter(vacant_since__isnull=False)
    )


def of_union(union: Union, chairs: Iterable[Office]) -> Vacancy | None:
    """From the chair's offices in hand, past and present: no query but the rule's."""
    day, rows = today(), [office for office in chairs if not office.is_voided]
    present = next((office for office in rows if office.holds(day)), None)
    if present is not None:
        return _until(present.since, "acting_chair_months", True) if present.acting else None
    ended = [office.until for office in rows if office.until and office.until <= day]
    return _until(max(ended), "chair_vacancy_months") if ended else None


def due_after(since: datetime.date, code: str = "chair_vacancy_months") -> datetime.date:
    return months_before(since, -int(rules.value(code, since)))


def _until(since: datetime.date, code: str, acting: bool = False) -> Vacancy:
    return Vacancy(since, due_after(since, code), acting)


def acting(day: datetime.date) -> Any:
    return Office.objects.on(day).filter(post=Post.CHAIR, acting=True)
