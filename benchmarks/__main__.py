"""python -m benchmarks [--members 100000] [--rounds 15] [--pages name,...]

Builds a throw-away database (SQLite in a temporary folder, or the server of DATABASE_URL) and
prints, for each page, its median time as a ratio to the signed-in constant view of the same run,
requests interleaved, with the goal of shared/performance.md. Times are never asserted in tests.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linqi_union.settings")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--unions", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        import django

        django.setup()
        from django.conf import settings

        settings.ROOT_URLCONF = "benchmarks.urls"
        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        return _in_test_database(options)


def _in_test_database(options: argparse.Namespace) -> int:
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        from benchmarks import data

        begun = time.perf_counter()
        people = data.build(options.members, options.unions)
        print(f"{connection.vendor}: {options.members:,} members in {time.perf_counter() - begun:.0f} s")
        _measure(people, options.rounds)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    return 0


def _pages(people: dict[str, Any]) -> dict[str, tuple[str, str, float]]:
    """name -> (who, address, goal as a ratio to the constant view)."""
    from members import search
    from members.models import Member, Membership

    deep = (
        Membership.objects.open()
        .order_by("-member__name_py", "-member_id")
        .values_list("member_id", flat=True)[2000]
    )
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
        "home": ("clerk", "/", 6.0),
        "home of a chair": ("chair", "/", 6.0),
        "members of a chair": ("chair", "/members/", 2.5),
    }


def _measure(people: dict[str, Any], rounds: int) -> None:
    from django.test import Client

    clients = {}
    for who in ("clerk", "chair"):
        clients[who] = Client()
        clients[who].force_login(
            people[who], backend="django.contrib.auth.backends.ModelBackend"
        )
    pages = _pages(people)
    times: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(rounds + 3):
        for name, (who, address, _) in pages.items():
            begun = time.perf_counter()
            response = clients[who].get(address)
            took = time.perf_counter() - begun
            if response.status_code != 200:
                raise SystemExit(f"{name}: {address} answered {response.status_code}")
            if number >= 3:  # three rounds to warm up
                times[name].append(took)
    floor = statistics.median(times["constant"])
    print(f"{'page':<24}{'ms':>9}{'ratio':>8}{'goal':>7}")
    for name, (_, _, goal) in pages.items():
        median = statistics.median(times[name])
        mark = "" if median / floor <= goal else "  over"
        print(f"{name:<24}{median * 1000:>9.2f}{median / floor:>8.2f}{goal:>7.1f}{mark}")


if __name__ == "__main__":
    sys.exit(main())
