"""Enterprises an old list names, and which union covered each on a day."""

import datetime
from collections import defaultdict

from unions.imports.names import Names
from unions.models import Coverage, Enterprise, Union


class Places:
    """Enterprises of the federation, and who covered them when."""

    def __init__(self, federation: Union) -> None:
        self.federation = federation
        self.unions = {union.pk: union for union in Union.objects.under(federation)}
        self.employers = dict(
            Enterprise.objects.filter(federation=federation).values_list("pk", "name")
        )
        self.names = Names((name, pk) for pk, name in self.employers.items())
        self._bonds: dict[int, list[Coverage]] = defaultdict(list)
        for bond in Coverage.objects.not_voided().filter(union__in=self.unions):
            self._bonds[bond.enterprise_id].append(bond)

    def covering(self, employer: int | None, day: datetime.date) -> int | None:
        bonds = self._bonds[employer] if employer else []
        return next((bond.union_id for bond in bonds if bond.holds(day)), None)
