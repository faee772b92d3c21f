"""Each report beside the plain SQL of the same answer: goal 1.5 × that SQL + one list page."""

import statistics
import time
from typing import Any

from django.db import connection

from benchmarks.payouts import LAST
from benchmarks.plain import questions


def begun(federation: Any, by: Any) -> int:
    """A quarter's report in work: its figures are counted each time it is read."""
    from reporting.models import QuarterlyReport
    from reporting.services import quarterly

    report = QuarterlyReport(union=federation, year=LAST, quarter=2)
    return quarterly.begin(report, by=by).pk


def measure(session: Any, report: int, rounds: int) -> None:
    asked = questions(report)
    pages: dict[str, list[float]] = {name: [] for name in asked}
    plain: dict[str, list[float]] = {name: [] for name in asked}
    lists: list[float] = []
    for number in range(rounds + 1):
        took = session.get("/members/")
        for name, (address, *statements) in asked.items():
            page, query = session.get(address), sum(map(_seconds, statements))
            if number:  # the first round warms up
                pages[name].append(page)
                plain[name].append(query)
        if number:
            lists.append(took)
    floor = statistics.median(lists)
    print(f"{'report':<20}{'page ms':>9}{'SQL ms':>9}{'list ms':>9}{'ratio':>7}")
    for name in asked:
        page, query = statistics.median(pages[name]), statistics.median(plain[name])
        ratio = page / (1.5 * query + floor)
        told = "".join(f"{value * 1000:>9.1f}" for value in (page, query, floor))
        print(f"{name:<20}{told}{ratio:>7.2f}  {'ok' if ratio <= 1 else 'over'}")


def _seconds(sql: str) -> float:
    begun_at = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()
    return time.perf_counter() - begun_at
