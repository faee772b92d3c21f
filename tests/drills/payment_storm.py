"""32 people at once, each on a connection of her own, at one and the same application."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

THREADS = 32
PEOPLE = 3


def rounds(place: Any, number: int) -> list[dict[str, Any]]:
    """Round by round, what every thread met and what stands in the books afterwards."""
    from tests.factories import people

    members = [people.member(place.unit, "沈建国") for _ in range(PEOPLE)]
    return [one_round(place, members, each) for each in range(number)]


def at_once(deed: Callable[[int], Any]) -> Counter[str]:
    """Run in all threads from one starting shot; count how each ended."""
    from django.core.exceptions import ValidationError
    from django.db import connection

    barrier, ends, lock = threading.Barrier(THREADS), Counter[str](), threading.Lock()

    def run(number: int) -> None:
        try:
            barrier.wait()
            deed(number)
            end = "done"
        except ValidationError:
            end = "refused"
        except BaseException as error:
            end = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        with lock:
            ends[end] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def one_round(place: Any, members: list[Any], number: int) -> dict[str, Any]:
    """The same application approved, ordered, settled and returned by everybody at once; then
    another one, all of it in one go by everybody.
    """
    row, other = reviewed(place, members), reviewed(place, members)
    said = {
        "approve": at_once(lambda n: approve(place, row, n)),
        "order": at_once(lambda n: order(place, row, n, f"{number} {n}")),
        "settle": at_once(lambda n: settle(place, row, n)),
        "return": at_once(lambda n: take_back(place, row, n)),
        "all": at_once(lambda n: everything(place, other, n, f"{number} all {n}")),
    }
    return {**said, "books": books(row), "other": books(other), "fund": sums(place)}


def reviewed(place: Any, members: list[Any]) -> Any:
    from tests.factories import aid

    return aid.reviewed(
        place.unit, place.chair, place.clerk, place.fund, *members,
        programme=aid.programme("condolence_visit"), amount="100.01",
    )  # fmt: skip


def approve(place: Any, row: Any, number: int) -> None:
    from assistance.workflow import APPLICATION

    by = place.leader if number % 2 else place.second_leader
    APPLICATION.move(row, "approve", by=by, version=row.version)


def payer_of(place: Any, number: int) -> Any:
    return place.payer if number % 2 else place.second_payer


def order(place: Any, row: Any, number: int, key: str) -> None:
    from assistance.services import payments

    lines = list(row.lines.all())
    payments.order(lines, place.federation, "bank", by=payer_of(place, number), form_key=key)


def settle(place: Any, row: Any, number: int) -> None:
    from assistance.models import PaymentBatch
    from assistance.services import payments
    from tests.factories import paying

    batch = PaymentBatch.objects.get(payments__line=row.lines.first())
    payments.settle(batch, paying.results(batch), by=payer_of(place, number))


def take_back(place: Any, row: Any, number: int) -> None:
    from assistance.models import Payment
    from assistance.services import payments
    from assistance.services.payments import Kind
    from core.periods import today

    payment = Payment.objects.filter(line__application=row).order_by("pk").first()
    kind = Kind.RETURNED if number % 2 else Kind.REVERSED
    ask = {"by": payer_of(place, number), "day": today(), "reason": "户名不符"}
    payments.undo(payment, kind, **ask)


def everything(place: Any, row: Any, number: int, key: str) -> None:
    """As far as each gets: somebody else's step may have come first."""
    from django.core.exceptions import ValidationError

    from assistance.models import PaymentBatch

    steps = (
        lambda: approve(place, row, number),
        lambda: order(place, row, number, key),
        lambda: settle(place, row, number),
    )
    for step in steps:
        try:
            step()
        except (ValidationError, PaymentBatch.DoesNotExist):
            continue


def books(row: Any) -> dict[str, Any]:
    """How often each thing about the application is written down."""
    from assistance.models import FundEntry, Payment, PaymentOutcome

    entries = Counter(
        FundEntry.objects.filter(line__application=row).values_list("kind", flat=True)
    )
    outcomes = PaymentOutcome.objects.filter(payment__line__application=row)
    return {
        "payments": Payment.objects.filter(line__application=row).count(),
        "outcomes": dict(Counter(outcomes.values_list("kind", flat=True))),
        "entries": dict(entries),
        "parts": dict(Counter(row.parts.values_list("duty", flat=True))),
    }


def sums(place: Any) -> dict[str, Any]:
    from assistance.services import funds

    balance = funds.balance(place.fund)
    return {
        "reserved": str(balance.reserved), "spent": str(balance.spent),
        "faults": [str(fault) for fault in funds.faults(place.fund)],
    }  # fmt: skip
