"""What is on record beside a ledger's rows: places, payouts, papers to file under, year's sums.

Each class answers for one chunk of rows at a time, with a fixed number of queries.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from assistance.codes import ApplicationStatus, CeilingScope, CeilingSpan, LineStatus
from assistance.models import Application, Ceiling, FamilyPerson, Line, Programme
from assistance.models.applications import year_of
from unions.imports.names import Names
from unions.services.numbers import next_number

PREFIX = "史"  # 史2015-0001: an application that was never filed here
ZERO = Decimal("0.00")
Key = tuple[int, str, datetime.date]  # programme, ID index, day


class Programmes:
    """Programmes by each of their names."""

    def __init__(self) -> None:
        self.rows = {row.pk: row for row in Programme.objects.all()}
        self._names = Names((name, row.pk) for row in self.rows.values() for name in row.names)

    def get(self, name: str) -> Programme | None:
        pk = self._names.get(name)
        return self.rows[pk] if pk else None

    def miss(self, name: str) -> str:
        known = "；".join(
            row.name + (f"（也可写作{row.aliases}）" if row.aliases else "")
            for row in self.rows.values()
        )
        return (
            f"系统中没有“{name[:40]}”这个救助项目。已有：{known}。"
            "请改成其中一个名称，或先在“数据录入”中新增项目、补上“其他叫法”。"
        )


@dataclass
class Known:
    """A payout on record."""

    pk: int
    amount: Decimal
    reversed: bool
    historical: bool


class Recorded:
    """Payouts on record that rows may mean, matched as a multiset: the same file twice changes
    nothing, and two equal payouts of one day stay two. A reversed one still matches its row, so
    that the old file does not bring it back.
    """

    def __init__(self) -> None:
        self.written: set[int] = set()  # by this very run
        self._met: set[int] = set()
        self._struck: set[int] = set()
        self._by_key: dict[Key, list[Known]] = {}

    def look(self, indexes: Collection[str]) -> None:
        self._by_key = defaultdict(list)
        over = Q(status=LineStatus.REVERSED, application__historical=True)
        rows = Line.objects.filter(Q(status=LineStatus.PAID) | over, id_index__in=indexes)
        for pk, programme, index, day, settled, amount, status, historical in rows.order_by(
            "pk"
        ).values_list(
            "pk", "application__programme", "id_index", "paid_on", "application__settled_on",
            "amount", "status", "application__historical",
        ):  # fmt: skip
            if pk not in self.written:
                known = Known(pk, amount, status == LineStatus.REVERSED, historical)
                # A reversal takes the line's day away; the ledger's paper keeps it.
                self._by_key[programme, index, settled if historical else day].append(known)

    def has(self, key: Key, amount: Decimal) -> bool:
        """Take one record of this very payout (or of its reversal, below zero), if one is left."""
        used = self._met if amount > 0 else self._struck
        for known in self._by_key.get(key, ()):
            fits = amount > 0 or known.reversed
            if fits and known.amount == abs(amount) and known.pk not in used:
                used.add(known.pk)
                return True
        return False

    def strike(self, key: Key, amount: Decimal) -> Known | None:
        """Take a payout that still stands, to be reversed."""
        for known in self._by_key.get(key, ()):
            if known.amount == amount and not known.reversed and known.pk not in self._struck:
                self._struck.add(known.pk)
                return known
        return None

    def others(self, key: Key) -> list[Decimal]:
        """Sums of the same person, day and programme that no row of the file has named."""
        return [
            known.amount
            for known in self._by_key.get(key, ())
            if not known.reversed and known.pk not in self._met | self._struck
        ]


@dataclass
class Folder:
    """One historical application with whoever stands in it already."""

    application: Application
    people: set[str] = field(default_factory=set)
    last: int = 0


FolderKey = tuple[datetime.date, int, int]  # day, programme, union


class Folders:
    """One application a day, programme and union; a second one where a person comes twice."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self._found: dict[FolderKey, list[Folder]] = {}
        self._numbers: dict[int, int] = {}

    def look(self, keys: Iterable[FolderKey]) -> None:
        fresh = set(keys) - set(self._found)
        if not fresh:
            return
        self._found |= {key: [] for key in fresh}
        days = {day for day, _, _ in fresh}
        rows = Application.objects.filter(historical=True, settled_on__in=days).order_by("pk")
        folders = {row.pk: Folder(row) for row in rows if _key_of(row) in fresh}
        for folder in folders.values():
            self._found[_key_of(folder.application)].append(folder)
        standing = Line.objects.filter(application__in=folders)
        for pk, index, position in standing.values_list("application", "id_index", "position"):
            folders[pk].people.add(index)
            folders[pk].last = max(folders[pk].last, position)

    def take(
        self, day: datetime.date, programme: Programme, union: int, index: str
    ) -> tuple[Application, int]:
        """The application this person's line belongs to, and its place there."""
        folders = self._found[day, programme.pk, union]
        folder = next((one for one in folders if index not in one.people), None)
        if folder is None:
            folder = Folder(_paper(day, programme, union, self.by))
            folders.append(folder)
        folder.people.add(index)
        folder.last += 1
        return folder.application, folder.last

    def number(self, application: Application) -> None:
        """The next of its year; the lock of the first keeps the others free until the end."""
        year = application.settled_on.year  # type: ignore[union-attr]
        if year not in self._numbers:
            first = next_number(Application, "number", PREFIX, year)
            self._numbers[year] = int(first.rpartition("-")[2])
        application.number = f"{PREFIX}{year}-{self._numbers[year]:04d}"
        self._numbers[year] += 1


def _key_of(application: Application) -> FolderKey:
    assert application.settled_on  # noqa: S101
    return application.settled_on, application.programme_id, application.union_id


def _paper(day: datetime.date, programme: Programme, union: int, by: Any) -> Application:
    return Application(
        union_id=union, programme=programme, title=f"{programme.name}（{day} 台账）"[:60],
        status=ApplicationStatus.ARCHIVED, historical=True, settled_on=day, entered_by=by,
    )  # fmt: skip


class YearSums:
    """Sums of persons and households by calendar year, against the ceilings of each day."""

    def __init__(self) -> None:
        rows = Ceiling.objects.not_voided().filter(source="").select_related("programme")
        self._ceilings = list(rows.order_by("pk"))

    def look(self, indexes: Collection[str], days: Collection[datetime.date]) -> None:
        people = FamilyPerson.objects.not_voided().select_related("file__union")
        self._standing: dict[str, list[FamilyPerson]] = defaultdict(list)
        for row in people.filter(id_index__in=indexes):
            self._standing[str(row.id_index)].append(row)
        files = {row.file_id for rows in self._standing.values() for row in rows}
        self._people: dict[int, list[FamilyPerson]] = defaultdict(list)
        for row in people.filter(file__in=files):
            self._people[row.file_id].append(row)
        mates = {str(row.id_index) for rows in self._people.values() for row in rows}
        self._sums: dict[tuple[str, int], dict[int, Decimal]] = defaultdict(dict)
        if not days:
            return
        paid = Line.objects.filter(
            status=LineStatus.PAID, id_index__in=mates | set(indexes),
            paid_on__range=(year_of(min(days))[0], year_of(max(days))[1]),
        )  # fmt: skip
        for index, day, programme, amount in paid.values_list(
            "id_index", "paid_on", "application__programme", "amount"
        ):
            self.add(index, day, programme, amount)

    def file_of(self, index: str, day: datetime.date) -> Any:
        """The household file in which the person stood on that day."""
        return next((row.file for row in self._standing[index] if row.holds(day)), None)

    def add(self, index: str, day: datetime.date, programme: int, amount: Decimal) -> None:
        sums = self._sums[index, day.year]
        sums[programme] = sums.get(programme, ZERO) + amount

    def passed(self, index: str, day: datetime.date, programme: int, amount: Decimal) -> list[str]:
        """In words, each ceiling passed once `amount`, already added, is counted."""
        found = []
        for ceiling in self._ceilings:
            if not ceiling.holds(day) or ceiling.programme_id not in (None, programme):
                continue
            total = amount
            if ceiling.span == CeilingSpan.YEAR:
                total = self._total(index, day, ceiling)
            if total > ceiling.amount:
                found.append(
                    f"{day.year}年累计 {total:,.2f} 元（含本行），超过{ceiling}限额"
                    f" {ceiling.amount:,.2f} 元，请核对。"
                    if ceiling.span == CeilingSpan.YEAR
                    else f"超过{ceiling}限额 {ceiling.amount:,.2f} 元，请核对。"
                )
        return found

    def _total(self, index: str, day: datetime.date, ceiling: Ceiling) -> Decimal:
        """Of the person; of all who lived with her that day, where the ceiling is a household's.
        A ledger names no student, so a student's ceiling is asked of the person.
        """
        indexes = {index}
        file = self.file_of(index, day) if ceiling.scope == CeilingScope.HOUSEHOLD else None
        if file is not None:
            indexes |= {str(row.id_index) for row in self._people[file.pk] if row.holds(day)}
        return sum(
            (
                amount
                for who in indexes
                for programme, amount in self._sums[who, day.year].items()
                if ceiling.programme_id in (None, programme)
            ),
            ZERO,
        )
