"""Running numbers of papers: 维2016-0001, 维2016-0002, ... without a gap and without a double."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Length

from unions.models import Union


def next_number(model: type[Any], field: str, prefix: str, year: int) -> str:
    """The number after the highest one given so far in `field` for this prefix and year.

    Call it inside the transaction that saves the row, after the locks that this one needs and
    just before the save: the lock taken here is held until that transaction ends, so the next
    caller sees the number, and a refused save gives it back (no gap, no counter to mend).

    The lock is the tree's root row, NO KEY: other writers may go on pointing at that union.
    SQLite has one writer at a time anyway.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number outside a transaction gives the same number twice")
    list(Union.objects.filter(parent=None).select_for_update(no_key=True).order_by("pk"))
    start = f"{prefix}{year}-"
    given = model._base_manager.filter(**{f"{field}__startswith": start})
    # By length first: 10000 comes after 9999.
    highest = given.order_by(Length(field).desc(), f"-{field}").values_list(field, flat=True)
    last = highest.first()
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}"
