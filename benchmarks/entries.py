"""Entries of innovation in bulk: all kinds and states over twelve years, each with one author."""

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from benchmarks.bulk import settle
from innovation.codes import EntryStatus, Practice
from innovation.models import Author, Entry, Kind
from members.models import Member

LAST = 2016
_STATES = (
    EntryStatus.SUBMITTED, EntryStatus.ACCEPTED, EntryStatus.IMPLEMENTED, EntryStatus.EVALUATED,
    EntryStatus.AWARDED, EntryStatus.AWARDED, EntryStatus.PROMOTED, EntryStatus.DECLINED,
)  # fmt: skip
_THINGS = ("夹具", "模具", "除尘管道", "包装线", "照明", "水泵", "料架", "样板")
_DEEDS = ("改造", "保温罩", "快换", "防错设计", "回收利用", "提速")


def build(number: int, unions: list[Any], by: Any) -> None:
    rows, members = _rows(number, unions, by), cycle(Member.objects.order_by("pk")[:1000])
    while block := list(islice(rows, 5000)):
        Entry.objects.bulk_create(block, batch_size=500)
        authors = [
            Author(entry=row, position=1, member=member, full_name=member.full_name, share=100)
            for row, member in zip(block, members, strict=False)
        ]
        Author.objects.bulk_create(authors, batch_size=1000)
    settle()


def _rows(number: int, unions: list[Any], by: Any) -> Iterator[Entry]:
    draw, kinds = random.Random(2), list(Kind.objects.filter(in_use=True))
    for index in range(number):
        status, year = draw.choice(_STATES), LAST - index * 12 // number
        # The chair's unit stays the size of a real one.
        union = unions[0] if index % 1000 == 0 else unions[1 + index % (len(unions) - 1)]
        yield Entry(
            union=union, title=f"{draw.choice(_THINGS)}{draw.choice(_DEEDS)}{index}",
            kind=draw.choice(kinds), problem="费时", measure="改装", bar="none", year=year,
            number=f"创{year}-{index:06d}", status=status, entered_by=by, submitted_by=by,
            answer="已列入计划" if status == EntryStatus.DECLINED else "",
            proposed_on=datetime.date(year, 1 + index % 12, 1),
            annual_benefit=Decimal(draw.randrange(100_000)), practice=Practice.DONE,
        )  # fmt: skip
