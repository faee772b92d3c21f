"""Many hands at one fund: threads with connections of their own, on either database.

A loser is told so by a ValidationError; anything else that is raised fails the drill.
"""

import random
import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import JournalEntry
from assistance.models import FundEntry, Line
from assistance.services import applications, fund_check, funds
from assistance.workflow import APPLICATION
from tests.drills.settings import PATIENCE
from tests.factories import aid, people

THREADS = 32


@pytest.fixture(autouse=True)
def _tables(transactional_db: None) -> None:
    """By this name tests/conftest.py knows that triggers and first rows need care."""


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each work returned or raised; all begin together."""
    barrier, results = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(results) == len(works), "a thread hangs"
    return results


def winners(results: Sequence[Any]) -> list[Any]:
    """Those who got through; whoever did not was refused in words."""
    errors = [r for r in results if isinstance(r, Exception)]
    strange = [repr(e) for e in errors if not isinstance(e, ValidationError)]
    assert strange == []
    return [r for r in results if not isinstance(r, Exception)]


def approve(row: Any, by: Any) -> Callable[[], Any]:
    return lambda: APPLICATION.move(row, "approve", by=by)


def waiting(unit: Any, chair: Any, clerk: Any, fund: Any, number: int, **fields: Any) -> list[Any]:
    """Reviewed applications of a programme without notice, one member each."""
    programme = aid.programme("condolence_visit")
    with transaction.atomic():
        return [
            aid.reviewed(
                unit, chair, clerk, fund, people.member(unit), programme=programme, **fields
            )
            for _ in range(number)
        ]


def test_the_last_yuan_goes_to_exactly_one(federation, unit, chair, clerk, leader):
    other = people.sign_in("leader2", "另一主席", federation, "leader")
    fund = aid.fund(federation, "3.00", by=clerk)
    rows = waiting(unit, chair, clerk, fund, THREADS, amount="2.00")
    works = [approve(row, (leader, other)[n % 2]) for n, row in enumerate(rows)]
    (won,) = winners(at_once(works))
    assert funds.balance(fund) == funds.Balance(Decimal(3), Decimal(2), Decimal(0))
    assert list(FundEntry.objects.filter(kind="reserve").values_list("line__application")) == [
        (won.pk,)
    ]
    states = sorted(type(row).objects.get(pk=row.pk).status for row in rows)
    assert states == ["approved", *["reviewed"] * (THREADS - 1)]
    assert list(fund_check.faults()) == []


def test_several_fit_and_never_one_too_many(federation, unit, chair, clerk, leader):
    """Five fit into what is there; who they are is chance, how many is not."""
    fund = aid.fund(federation, "10.09", by=clerk)
    rows = waiting(unit, chair, clerk, fund, 16, amount="2.01")
    assert len(winners(at_once([approve(row, leader) for row in rows]))) == 5
    assert funds.balance(fund).available == Decimal("0.04")
    assert list(fund_check.faults()) == []


def test_one_application_approved_many_times_is_reserved_once(
    federation, unit, chair, clerk, leader
):
    other = people.sign_in("leader2", "另一主席", federation, "leader")
    fund = aid.fund(federation, "100000", by=clerk)
    members = [people.member(unit) for _ in range(3)]
    row = aid.reviewed(
        unit, chair, clerk, fund, *members, programme=aid.programme("condolence_visit")
    )
    works = [approve(row, (leader, other)[n % 2]) for n in range(THREADS)]
    assert len(winners(at_once(works))) == 1
    reserved = FundEntry.objects.filter(kind="reserve")
    assert sorted(reserved.values_list("line", flat=True)) == sorted(
        row.lines.values_list("pk", flat=True)
    )
    assert row.parts.filter(duty="approved").count() == 1
    deeds = JournalEntry.objects.filter(target_id=str(row.pk), summary__endswith="：批准")
    assert deeds.count() == 1
    assert list(fund_check.faults()) == []


def test_one_form_sent_by_many_is_booked_once(federation, clerk):
    fund = aid.fund(federation, "0", by=clerk)
    work = [lambda: funds.allocate(fund, Decimal("5.05"), by=clerk, key="form")] * 16
    results = winners(at_once(work))
    assert len({entry.pk for entry in results}) == 1
    assert len(results) == 16
    assert funds.balance(fund).allocated == Decimal("5.05")


def test_random_deeds_of_eight_hands_add_up(federation, unit, chair, clerk):
    """What each hand got through is what the fund holds, and its ledger has no gap."""
    fund = aid.fund(federation, "200", by=clerk)
    with transaction.atomic():
        pools = [_lines(unit, chair, 5, seed) for seed in range(8)]
    works = [lambda n=n, pool=pool: _hand(fund, clerk, n, pool) for n, pool in enumerate(pools)]
    results = winners(at_once(works))
    assert len(results) == 8
    done = [changes for hand in results for changes in hand]
    sums = [sum((c[n] for c in done), Decimal(0)) for n in range(3)]
    assert funds.balance(fund) == funds.Balance(sums[0] + 200, *sums[1:])
    assert funds.balance(fund).available >= 0
    assert funds.faults(fund) == []
    seqs = list(fund.entries.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(done) + 2))


def _lines(unit: Any, chair: Any, number: int, seed: int) -> list[Line]:
    rng = random.Random(seed)
    row = aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))
    lines = [
        Line(
            full_name="某人", employer_name="甲厂", id_number=people.id_number(), method="cash",
            amount=Decimal(rng.randrange(100, 9_000)) / 100,
        )
        for _ in range(number)
    ]  # fmt: skip
    return applications.add_lines(row, lines, by=chair)


def _hand(fund: Any, by: Any, number: int, pool: list[Line]) -> list[tuple[Decimal, ...]]:
    """Forty deeds one after the other; returns (allocated, reserved, spent) of those booked."""
    rng, booked, nothing = random.Random(number), [], Decimal(0)
    for step in range(40):
        line, key = rng.choice(pool), f"{number}:{step}"
        amount = line.amount
        kind = rng.choice(
            ["allocate", "reserve", "reserve", "release", "spend", "refund", "reverse"]
        )
        changes = {
            "allocate": (amount, nothing, nothing), "reserve": (nothing, amount, nothing),
            "release": (nothing, -amount, nothing), "spend": (nothing, -amount, amount),
            "refund": (nothing, amount, -amount), "reverse": (nothing, nothing, -amount),
        }[kind]  # fmt: skip
        try:
            if kind == "allocate":
                funds.allocate(fund, amount, by=by, key=key)
            elif kind in ("refund", "reverse"):
                funds.post(fund, [getattr(funds, kind)(line, key, "退")], by=by)
            else:
                funds.post(fund, [getattr(funds, kind)(line, key)], by=by)
        except ValidationError:
            continue
        booked.append(changes)
    return booked
