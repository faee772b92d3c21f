"""Which household a person belongs to on a day, and who lives in it. One query each.

Persons are named by the index of their ID number (Member.id_index, FamilyPerson.id_index). A
person without a number belongs to no household here: nobody could recognise her again.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from assistance.models import FamilyPerson, HardshipFile


def file_of(id_index: str | None, day: datetime.date) -> HardshipFile | None:
    """The file in which this person stands on `day`."""
    if not id_index:
        return None
    row = FamilyPerson.objects.on(day).filter(id_index=id_index).select_related("file").first()
    return row.file if row else None


def files_of(id_indexes: Iterable[str | None], day: datetime.date) -> dict[str, int]:
    """ID index -> number of the file in which that person stands on `day`; others are left out."""
    wanted = {index for index in id_indexes if index}
    rows = FamilyPerson.objects.on(day).filter(id_index__in=wanted)
    return {str(index): pk for index, pk in rows.values_list("id_index", "file_id")}


def people_of(file_pks: Iterable[int], day: datetime.date) -> dict[int, list[str]]:
    """File -> ID indexes of everybody who lives there on `day`, the head among them."""
    people: dict[int, list[str]] = defaultdict(list)
    rows = FamilyPerson.objects.on(day).filter(file__in=set(file_pks), id_index__isnull=False)
    for pk, index in rows.order_by("pk").values_list("file_id", "id_index"):
        people[pk].append(str(index))
    return dict(people)
