"""Payouts in bulk as the product leaves them: old ledgers, then applications that a fund paid,
over ten years; one person in five lives in a household of two with a hardship file.

What no report reads is left out: parts, notices, batches, history.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from assistance.codes import ApplicationStatus, EntryKind, FundSource
from assistance.file_codes import Category, Relation
from assistance.models import (
    Application,
    CategoryPeriod,
    FamilyPerson,
    Fund,
    FundEntry,
    HardshipFile,
    Line,
    Programme,
)
from benchmarks.bulk import settle
from core import ledger
from members.models import Member

FIRST, LAST = 2007, 2016
FUNDED = 2012  # the first year that is not an old ledger
PER_APPLICATION = 100
PER_PERSON = 20
Funds = dict[tuple[int, str], Fund]


def build(number: int, unions: list[Any], by: Any) -> None:
    """About `number` payouts. The people of an application are members of its union, but for the
    chair's unit, which stays the size of a real one.
    """
    others = len(unions) - 1
    people = max(number // PER_PERSON, PER_APPLICATION * others)
    people = min(people, Member.objects.count()) // others * others
    size = min(PER_APPLICATION, people // others)
    _households(people, unions, by)
    funds = _funds(unions[0].parent)
    papers = list(_papers(number // size, unions, funds, by))
    Application.objects.bulk_create(papers, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, _places(papers[0].pk, size, people, others))
        _allocate(by)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(_ENTRIES, {"at": now, "by": by.pk})
    settle()


def _households(people: int, unions: list[Any], by: Any) -> None:
    """Of every ten members of a union the first two."""
    others = len(unions) - 1
    members = list(Member.objects.order_by("pk")[:people])
    heads = [n for n in range(people - others) if n // others % 10 == 0]
    files = [
        HardshipFile(
            union=unions[1 + n % others], number=f"困档{FIRST + n % 8}-{n:06d}", head=members[n],
            opened_on=datetime.date(FIRST + n % 8, 3, 1), opened_by=by, reviewed_by=by,
        )
        for n in heads
    ]  # fmt: skip
    HardshipFile.objects.bulk_create(files, batch_size=500)
    FamilyPerson.objects.bulk_create(
        [
            FamilyPerson(
                file=file, full_name=person.full_name, relation=relation, since=file.opened_on,
                id_number=person.id_number, birth_date=person.birth_date,
            )
            for n, file in zip(heads, files, strict=True)
            for person, relation in (
                (members[n], Relation.SELF), (members[n + others], Relation.SPOUSE),
            )
        ],
        batch_size=500,
    )  # fmt: skip
    CategoryPeriod.objects.bulk_create(
        [
            CategoryPeriod(
                file=file, category=Category.values[n % len(Category)], since=file.opened_on
            )
            for n, file in zip(heads, files, strict=True)
        ],
        batch_size=500,
    )


def _funds(federation: Any) -> Funds:
    rows = [
        Fund(union=federation, name=source.label, source=source, year=year)
        for year in range(FUNDED, LAST + 1)
        for source in FundSource
    ]
    return {(fund.year, fund.source): fund for fund in Fund.objects.bulk_create(rows)}


def _papers(number: int, unions: list[Any], funds: Funds, by: Any) -> Iterator[Application]:
    programmes = list(Programme.objects.order_by("pk"))
    first, after = datetime.date(FIRST, 1, 1), datetime.date(LAST + 1, 1, 1)
    for index in range(number):
        day = first + datetime.timedelta(index * (after - first).days // number)
        programme, old = programmes[index % len(programmes)], day.year < FUNDED
        source = programme.sources[index // len(programmes) % len(programme.sources)]
        yield Application(
            union=unions[0] if index % 100 == 0 else unions[1 + index % (len(unions) - 1)],
            programme=programme, number=f"{'史' if old else '帮'}{day.year}-{index:06d}",
            title=f"{day.year}年{programme.name}", status=ApplicationStatus.ARCHIVED,
            historical=old, fund=None if old else funds[day.year, source], entered_by=by,
            submitted_on=None if old else day, approved_on=None if old else day, settled_on=day,
        )  # fmt: skip


def _places(first_paper: int, size: int, people: int, others: int) -> dict[str, int]:
    first = Member.objects.order_by("pk").values_list("pk", flat=True)[0]
    return {"first_paper": first_paper, "first": first, "size": size, "people": people,
            "others": others}  # fmt: skip


_LINES = """
INSERT INTO assistance_line (application_id, position, member_id, full_name, id_number, id_index,
    employer_name, file_id, amount, method, bank_name, bank_account, note, status, attempts,
    paid_on, received_on, proxy, dropped_reason)
WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < %(size)s)
SELECT a.id, place.n, m.id, m.full_name, m.id_number, m.id_index, '', f.id,
    100 + (a.id * 7919 + place.n * 10473) %% 2900,
    CASE WHEN a.historical THEN 'cash' ELSE 'bank' END, '', '', '', 'paid', 1,
    a.settled_on, CASE WHEN a.historical THEN a.settled_on END, '', ''
FROM assistance_application a CROSS JOIN place
JOIN members_member m ON m.id = %(first)s + (
    ((a.id - %(first_paper)s) / %(others)s * %(size)s + place.n - 1) * %(others)s
    + (a.id - %(first_paper)s) %% %(others)s
) %% %(people)s
LEFT JOIN assistance_familyperson p ON p.id_index = m.id_index AND p.since <= a.settled_on
LEFT JOIN assistance_hardshipfile f ON f.id = p.file_id AND f.union_id = a.union_id
ORDER BY a.id, place.n
"""

# Each payout of a fund is reserved, then spent; the running sums as services/funds.py keeps them.
_ENTRIES = """
INSERT INTO assistance_fundentry (fund_id, seq, kind, allocated, reserved, spent, allocated_after,
    reserved_after, spent_after, line_id, key, day, at, by_id, reason, voucher)
SELECT fund_id, 1 + row_number() OVER told, kind, 0, reserved, spent,
    sum(spent) OVER (PARTITION BY fund_id), sum(reserved) OVER told, sum(spent) OVER told,
    line_id, kind || ':' || line_id, paid_on, %(at)s, %(by)s, '', ''
FROM (
    SELECT a.fund_id, l.id AS line_id, l.paid_on, 'reserve' AS kind, l.amount AS reserved,
        0 AS spent
    FROM assistance_line l JOIN assistance_application a ON a.id = l.application_id
    WHERE a.fund_id IS NOT NULL
    UNION ALL
    SELECT a.fund_id, l.id, l.paid_on, 'spend', -l.amount, l.amount
    FROM assistance_line l JOIN assistance_application a ON a.id = l.application_id
    WHERE a.fund_id IS NOT NULL
) AS moved
WINDOW told AS (PARTITION BY fund_id ORDER BY line_id, kind ROWS UNBOUNDED PRECEDING)
"""


def _allocate(by: Any) -> None:
    """At each year's beginning what the year will spend."""
    wholes = (
        Line.objects.filter(application__fund__isnull=False)
        .order_by()
        .values_list("application__fund", "application__fund__year")
        .annotate(whole=Sum("amount"))
    )
    ledger.append([
        FundEntry(
            fund_id=fund, seq=1, kind=EntryKind.ALLOCATE, key=f"allocate:{fund}",
            day=datetime.date(year, 1, 1), at=timezone.now(), by=by, allocated=whole,
            allocated_after=whole, reserved_after=Decimal(0), spent_after=Decimal(0),
        )
        for fund, year, whole in wholes
    ])  # fmt: skip
