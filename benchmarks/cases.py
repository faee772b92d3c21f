"""Rights cases in bulk: all kinds and states, over ten years."""

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from assistance.case_codes import ENDED, CaseKind, CaseStatus, Channel, Grade, Outcome
from assistance.models import RightsCase
from benchmarks.bulk import settle
from benchmarks.payouts import FIRST

_STATES = (CaseStatus.ACCEPTED, CaseStatus.CLOSED, CaseStatus.CLOSED, CaseStatus.REFUSED)


def build(number: int, unions: list[Any]) -> None:
    RightsCase.objects.bulk_create(_rows(number, unions), batch_size=500)
    settle()


def _rows(number: int, unions: list[Any]) -> Iterator[RightsCase]:
    draw = random.Random(4)
    for index in range(number):
        day = datetime.date(FIRST, 1, 1) + datetime.timedelta(index * 3650 // number)
        # The chair's unit stays the size of a real one; one case in five is taken over.
        union = unions[0] if index % 1000 == 0 else unions[1 + index % (len(unions) - 1)]
        status = draw.choice(_STATES)
        ended = day + datetime.timedelta(draw.randrange(60)) if status in ENDED else None
        yield RightsCase(
            union=union, holder=union.parent if index % 5 == 0 else union,
            number=f"维{day.year}-{index:06d}", received_on=day, channel=Channel.VISIT,
            kind=draw.choice(CaseKind.values), grade=draw.choice(Grade.values), request="工资",
            applicant_name="王小窍", group_size=draw.randrange(1, 20), status=status,
            accepted_on=day, ended_on=ended, outcome=Outcome.SETTLED if ended else "",
            amount_claimed=Decimal(draw.randrange(100_000)),
            amount_recovered=Decimal(draw.randrange(50_000)),
        )  # fmt: skip
