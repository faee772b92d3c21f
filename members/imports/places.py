"""Which unions and employers the person importing may name, and what is on record for each."""

import datetime
from collections import defaultdict
from typing import Any

from unions.imports.names import Names
from unions.models import Coverage, Enterprise, Union
from unions.scope import scope_of


class Places:
    """Read once per file: a township has dozens of unions, a county some thousands."""

    def __init__(self, by: Any, root: Union, today: datetime.date) -> None:
        scope = scope_of(by)
        self.today = today
        visible = scope.narrow(Union.objects.all(), "")
        self.visible_ids = set(visible.values_list("pk", flat=True))
        editable = Union.objects.under(root).filter(scope.condition("", "edit_member"))
        self.unions = {union.pk: union for union in editable}
        self.names = Names((union.name, union.pk) for union in self.unions.values())
        for union in self.unions.values():
            if union.short_name:
                self.names.add(union.short_name, union.pk)
        employers = Enterprise.objects.visible_to(by).only("pk", "name")
        self.employers = {one.pk: one for one in employers}
        self.employer_names = Names((one.name, one.pk) for one in self.employers.values())
        self._bonds: dict[int, list[Coverage]] = defaultdict(list)
        self._covered: dict[int, list[Coverage]] = defaultdict(list)
        for bond in Coverage.objects.not_voided().filter(union__in=editable):
            self._bonds[bond.enterprise_id].append(bond)
            self._covered[bond.union_id].append(bond)

    def union(self, pk: int | None) -> Union | None:
        return self.unions.get(pk) if pk else None

    def covers(self, union_id: int, employer_id: int, day: datetime.date) -> bool:
        """On that day, or today: people are often entered long after either."""
        return any(
            bond.union_id == union_id and (bond.holds(day) or bond.holds(self.today))
            for bond in self._bonds[employer_id]
        )

    def union_covering(self, employer_id: int) -> Union | None:
        for bond in self._bonds[employer_id]:
            if bond.holds(self.today):
                return self.unions[bond.union_id]
        return None

    def only_employer(self, union_id: int) -> int | None:
        """The one enterprise a single grassroots union covers today; None if several or none."""
        found = {b.enterprise_id for b in self._covered[union_id] if b.holds(self.today)}
        return found.pop() if len(found) == 1 else None

    def covered_by(self, union_id: int) -> list[str]:
        found = {b.enterprise_id for b in self._covered[union_id] if b.holds(self.today)}
        return sorted(self.employers[pk].name for pk in found if pk in self.employers)
