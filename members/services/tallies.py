"""Kept counts, changed in the transaction that changes a membership; compared by check_tallies."""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Sum

from members.models import Membership, MemberTally
from unions.models import Union
from unions.services.tree import ancestor_ids

# (union, year, standing) -> [began, ended]
Key = tuple[int, int, str]


class Changes:
    """What a service did to memberships, summed up until the end of its transaction."""

    def __init__(self) -> None:
        self.began: Counter[Key] = Counter()
        self.ended: Counter[Key] = Counter()

    def opened(self, membership: Membership, path: str, times: int = 1) -> None:
        """Count a period's start; `times=-1` takes it back."""
        self._add(self.began, path, membership.since, membership.standing, times)

    def closed(self, membership: Membership, path: str, times: int = 1) -> None:
        assert membership.until is not None  # noqa: S101
        self._add(self.ended, path, membership.until, membership.standing, times)

    def _add(
        self, counter: Counter[Key], path: str, day: datetime.date, standing: str, times: int
    ) -> None:
        for union_id in ancestor_ids(path):
            counter[(union_id, day.year, standing)] += times

    def write(self) -> None:
        """Add to the kept rows, in one order so that two writers cannot deadlock."""
        keys = sorted(k for k in {*self.began, *self.ended} if self.began[k] or self.ended[k])
        table = MemberTally._meta.db_table
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} (union_id, year, standing, began, ended) "  # noqa: S608
                "VALUES (%s, %s, %s, %s, %s) "
                "ON CONFLICT (union_id, year, standing) DO UPDATE SET "
                f"began = {table}.began + excluded.began, ended = {table}.ended + excluded.ended",
                [(*key, self.began[key], self.ended[key]) for key in keys],
            )


def members_at_year_ends(union: Union, years: Iterable[int]) -> list[tuple[int, int]]:
    """Members (active and retained) of the subtree at the end of each year, from the kept rows."""
    rows = (
        MemberTally.objects.filter(union=union)
        .values_list("year")
        .annotate(began=Sum("began"), ended=Sum("ended"))
    )
    net = {year: began - ended for year, began, ended in rows}
    return [(last, sum(n for year, n in net.items() if year <= last)) for last in years]


def members_now(union_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """(union, standing) -> members of its subtree today, from the kept rows."""
    rows = (
        MemberTally.objects.filter(union_id__in=list(union_ids))
        .values_list("union_id", "standing")
        .annotate(began=Sum("began"), ended=Sum("ended"))
    )
    return {(union_id, standing): began - ended for union_id, standing, began, ended in rows}


def counted() -> dict[Key, tuple[int, int]]:
    """What the kept rows should say, counted from the memberships."""
    began: Counter[Key] = Counter()
    ended: Counter[Key] = Counter()
    paths = dict(Union.objects.values_list("pk", "path"))
    rows = Membership.objects.not_voided()
    for field, counter in (("since", began), ("until", ended)):
        grouped = (
            rows.filter(**{f"{field}__isnull": False})
            .values_list("union_id", f"{field}__year", "standing")
            .annotate(n=Count("pk"))
        )
        for union_id, year, standing, number in grouped:
            for ancestor in ancestor_ids(paths[union_id]):
                counter[(ancestor, year, standing)] += number
    return {key: (began[key], ended[key]) for key in {*began, *ended}}


def kept() -> dict[Key, tuple[int, int]]:
    """What the kept rows do say (rows that came back to nothing aside)."""
    return {
        (row.union_id, row.year, row.standing): (row.began, row.ended)
        for row in MemberTally.objects.all()
        if row.began or row.ended
    }


def rebuild() -> None:
    MemberTally.objects.all().delete()
    MemberTally.objects.bulk_create(
        MemberTally(union_id=u, year=y, standing=s, began=b, ended=e)
        for (u, y, s), (b, e) in sorted(counted().items())
    )
