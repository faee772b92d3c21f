"""Who on record is meant by a row: by the number, or among those who have none, by the name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from core.crypto import blind_index
from members.models import Member, Membership
from unions.imports.fields import same_month


@dataclass
class Known:
    """A person on record with all her periods, oldest first."""

    member: Member
    periods: list[Membership] = field(default_factory=list)

    @property
    def current(self) -> Membership | None:
        return next((period for period in self.periods if period.until is None), None)

    def seen_from(self, union_ids: set[int]) -> bool:
        return any(period.union_id in union_ids for period in self.periods)


class People:
    """The people on record whom some rows may mean: a few queries for a chunk of rows.

    `names` are looked for in full only within `union_ids`: a county has a thousand 王伟.
    Those of `unnumbered` count only where the record itself has no number.
    """

    def __init__(
        self,
        numbers: Iterable[str] = (),
        *,
        names: Iterable[str] = (),
        unnumbered: Iterable[str] = (),
        union_ids: Iterable[int] = (),
        keys: Iterable[int] = (),
    ) -> None:
        alive = Member.objects.filter(merged_into__isnull=True)
        indexes = [blind_index(number, "id_number") for number in set(numbers)]
        found = {m.pk: m for m in alive.filter(id_index__in=indexes)} if indexes else {}
        named = []
        if wanted := set(unnumbered):
            named += alive.filter(full_name__in=wanted, id_index__isnull=True)
        if wanted := set(names):
            theirs = Membership.objects.not_voided().filter(
                member=OuterRef("pk"), union__in=list(union_ids)
            )
            named += alive.filter(Exists(theirs), full_name__in=wanted)
        named = list({member.pk: member for member in named}.values())
        found |= {member.pk: member for member in named if member.pk not in found}
        missing = [key for key in keys if key not in found]
        found |= {m.pk: m for m in alive.filter(pk__in=missing)} if missing else {}
        self.by_key = {pk: Known(member) for pk, member in found.items()}
        for period in (
            Membership.objects.not_voided().filter(member__in=list(found)).order_by("since", "pk")
        ):
            self.by_key[period.member_id].periods.append(period)
        self._by_index = {
            known.member.id_index: known for known in self.by_key.values() if known.member.id_index
        }
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for member in named:
            self._by_name[member.full_name].append(self.by_key[member.pk])

    def by_number(self, number: str) -> Known | None:
        return self._by_index.get(blind_index(number, "id_number")) if number else None

    def by_name(self, name: str, birth: object, union_id: int) -> list[Known]:
        """Of that name and birth month, in that union now."""
        return [
            known
            for known in self._by_name.get(name, ())
            if known.current
            and known.current.union_id == union_id
            and same_month(known.member.birth_date, birth)  # type: ignore[arg-type]
        ]

    def of_name(self, name: str, union_ids: set[int]) -> list[Known]:
        return [known for known in self._by_name.get(name, ()) if known.seen_from(union_ids)]
