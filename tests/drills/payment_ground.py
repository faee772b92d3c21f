"""The ground of the paying drills: `python -m tests.drills.payment_ground 300 4 1`.

After so many rounds of the storm (payment_storm.py) it lays 4 approved applications of the same
300 people, and for the first of them a batch with the bank's return checked and waiting. Prints
as JSON what the drill needs.
"""

import json
import sys
from types import SimpleNamespace
from typing import Any


def desk() -> Any:
    """The four people of a payout, a unit, and a fund."""
    from tests.factories import aid, people
    from unions.models import Role
    from unions.scope import load

    federation = people.federation()
    unit = people.unit(federation, "淳安甲纺织工会委员会", "淳安甲纺织有限公司")
    users = {
        "clerk": people.sign_in("clerk", "经办员", federation, Role.CLERK),
        "payer": people.sign_in("payer", "出纳员", federation, Role.CLERK),
        "second_payer": people.sign_in("payer2", "出纳乙", federation, Role.CLERK),
        "leader": people.sign_in("leader", "分管主席", federation, Role.LEADER),
        "second_leader": people.sign_in("leader2", "副主席", federation, Role.LEADER),
        "chair": people.sign_in("chair", "甲会主席", unit, Role.CHAIR),
    }
    for user in users.values():
        user.scope_in_hand = load(user)  # as in a request
    fund = aid.fund(federation, "1000000", by=users["clerk"])
    return SimpleNamespace(federation=federation, unit=unit, fund=fund, **users)


def main(people_each: int, applications: int, rounds: int) -> None:
    import django

    django.setup()
    from tests.drills import payment_storm
    from tests.factories import aid, paying, people

    place = desk()
    stormed = payment_storm.rounds(place, rounds)
    members = [people.member(place.unit, "沈建国") for _ in range(people_each)]
    rows = [
        aid.approved(
            place.unit, place.chair, place.clerk, place.leader, place.fund, *members, amount="100"
        )
        for _ in range(applications)
    ]
    batch = aid.ordered(rows[0], place.payer)
    content = paying.bank_file(paying.told(payment) for payment in batch.payments.all())
    upload = paying.uploaded(content, place.federation, place.payer)
    assert upload.counts["changed"] == people_each
    told = {
        "rounds": stormed,
        "password": place.payer.test_password,
        "applications": [row.pk for row in rows[1:]],
        "upload": upload.pk,
        "batch": batch.pk,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
