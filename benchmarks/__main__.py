"""python -m benchmarks [--members 100000] [--entries 100000] [--payouts 20000] [--reports]

Builds a throw-away database (SQLite in a temporary folder; a database of its own on the server of
DATABASE_URL where one is given), serves it by gunicorn, and prints each page's median time as a
ratio to the signed-in constant view of the same run, requests interleaved, with the goal of
shared/performance.md. With --reports each report is measured beside the plain SQL of the same
answer instead. Times are never asserted in tests.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "linqi_union.settings"
WARM_UP_ROUNDS = 3
CASES_OF_PAYOUTS = 100  # one rights case to so many payouts


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--payouts", type=int, default=20_000)
    parser.add_argument("--reports", action="store_true")
    parser.add_argument("--unions", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        server = os.environ.get("DATABASE_URL", "")
        if not server:
            return _run(options)
        name = f"linqi_bench_{os.getpid()}"
        _on_server(server, f"CREATE DATABASE {name}")
        try:
            os.environ["DATABASE_URL"] = server.rsplit("/", 1)[0] + f"/{name}"
            return _run(options)
        finally:
            _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import bulk, cases, data, entries, payouts, reports, server

    call_command("migrate", verbosity=0)
    bulk.patient()  # of this connection; what is measured has the product's limits
    begun = time.perf_counter()
    people = data.build(options.members, options.unions)
    entries.build(options.entries, people["unions"], people["clerk"])
    payouts.build(options.payouts, people["unions"], people["clerk"])
    cases.build(options.payouts // CASES_OF_PAYOUTS, people["unions"])
    report = reports.begun(people["union"].parent, people["clerk"])
    seconds = time.perf_counter() - begun
    told = f"{options.members:,} members, {options.entries:,} entries, {options.payouts:,} payouts"
    print(f"{connection.vendor}: {told} written in {seconds:.0f} s", flush=True)
    with server.running() as port:
        sessions = {who: server.Session(port, people[who]) for who in ("clerk", "chair")}
        connection.close()
        if options.reports:
            reports.measure(sessions["clerk"], report, options.rounds)
            return 0
        _measure(_pages(people), sessions, options.rounds)
    connection.close()
    return 0


def _pages(people: dict[str, Any]) -> dict[str, tuple[str, str, float]]:
    """name -> (who, address, goal as a ratio to the constant view)."""
    from innovation.models import Entry
    from members import search
    from members.models import Member, Membership

    names = Membership.objects.open().order_by("-member__name_py", "-member_id")
    deep_entry = Entry.objects.order_by("-year", "-pk").values_list("pk", flat=True)[2000]
    deep = names.values_list("member_id", flat=True)[2000]
    member = people["member"]

    def find(text: str) -> str:
        return f"/members/?find={search.seal(text)}"

    return {
        "constant": ("clerk", "/constant/", 1.0),
        "members, first page": ("clerk", "/members/", 2.5),
        "members, deep page": ("clerk", f"/members/?after={deep}", 2.5),
        "members by joining day": ("clerk", "/members/?sort=joined", 2.5),
        "members of one union": ("clerk", f"/members/?union={people['union'].pk}", 2.5),
        "members, filtered": ("clerk", "/members/?sex=2&migrant=1", 2.5),
        "search by initials": ("clerk", find(member.name_initials), 2.5),
        "search by pinyin": ("clerk", find(member.name_py), 2.5),
        "search by name": ("clerk", find(member.full_name), 2.5),
        "search by surname": ("clerk", find(member.full_name[0]), 2.5),
        "search by ID number": ("clerk", find(member.id_number), 2.5),
        "search by phone": ("clerk", find(Member.objects.latest("pk").mobile), 2.5),
        "member": ("clerk", f"/members/{member.pk}/", 4.0),
        "union": ("clerk", f"/unions/{people['union'].pk}/", 6.0),
        "unions": ("clerk", "/unions/", 2.5),
        "enterprises": ("clerk", "/unions/enterprises/", 2.5),
        "entries": ("clerk", "/innovation/", 2.5),
        "entries, deep page": ("clerk", f"/innovation/?after={deep_entry}", 2.5),
        "entries, filtered": ("clerk", "/innovation/?status=adopted&kind=five", 2.5),
        "entries of a chair": ("chair", "/innovation/", 2.5),
        "gallery": ("clerk", "/innovation/gallery/", 2.5),
        "gallery, deep page": ("clerk", f"/innovation/gallery/?after={deep_entry}", 2.5),
        "gallery of a union": (
            "clerk",
            f"/innovation/gallery/?union={people['union'].pk}",
            2.5,
        ),
        "gallery of a chair": ("chair", "/innovation/gallery/", 2.5),
        "home": ("clerk", "/", 6.0),
        "home of a chair": ("chair", "/", 6.0),
        "members of a chair": ("chair", "/members/", 2.5),
    }


def _measure(
    pages: dict[str, tuple[str, str, float]], sessions: dict[str, Any], rounds: int
) -> None:
    times: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(rounds + WARM_UP_ROUNDS):
        for name, (who, address, _) in pages.items():
            took = sessions[who].get(address)
            if number >= WARM_UP_ROUNDS:
                times[name].append(took)
    floor = statistics.median(times["constant"])
    print(f"{'page':<24}{'ms':>9}{'ratio':>8}{'goal':>7}")
    for name, (_, _, goal) in pages.items():
        median = statistics.median(times[name])
        mark = "" if median / floor <= goal else "  over"
        print(f"{name:<24}{median * 1000:>9.2f}{median / floor:>8.2f}{goal:>7.1f}{mark}")


if __name__ == "__main__":
    sys.exit(main())
