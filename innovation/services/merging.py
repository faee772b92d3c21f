"""Two entries of one idea become one; nobody's name and no trace is lost."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.workflow import Stale
from innovation.models import Author, Entry, MergeRecord
from innovation.services import entries
from innovation.services.authors import portions
from innovation.workflow import ENTRY, MERGEABLE
from unions.access import require

HALF = Decimal("0.5")


@transaction.atomic
def merge(kept: Entry, merged: Entry, *, by: Any, version: int, reason: str) -> Entry:
    """`merged` goes into `kept` as a status of its own, and points there; its authors join those
    of `kept`. Each of the two ideas brings half of the shares, which the unit may then settle.

    Raises ValidationError, PermissionDenied; Stale when `kept` was seen older.
    """
    if kept.pk == merged.pk:
        raise ValidationError("成果不能并入自己。")
    rows = Entry._base_manager.select_for_update(of=("self",)).select_related("union")
    both = {row.pk: row for row in rows.filter(pk__in=(kept.pk, merged.pk)).order_by("pk")}
    kept, merged = both[kept.pk], both[merged.pk]
    for row in (kept, merged):
        require(by, "innovation_review", row.union)
        if row.status not in MERGEABLE:
            raise ValidationError(f"“{row.title}”{row.get_status_display()}，不能合并。")
    if version != kept.version:
        raise Stale
    record = MergeRecord(kept=kept, merged=merged, reason=reason.strip(), by=by)
    record.full_clean()
    _join(kept, merged, by=by)
    with explained(MergeRecord, Entry):
        history.save(record, by=by, reason=reason)
        ENTRY.move(merged, "merge", by=by, reason=reason, kept=kept)
    entries.keep(kept, by=by, reason=f"并入 {merged.number}")
    journal.record(
        journal.Kind.MERGE, "合并创新成果", by=by, target=kept, detail={"merged": merged.number}
    )
    return kept


def _join(kept: Entry, merged: Entry, *, by: Any) -> None:
    """Who stands in both keeps one row with both portions; of mere names nobody can tell."""
    own, theirs = list(kept.authors.standing()), list(merged.authors.standing())
    weights = {id(author): author.share * HALF for author in own}
    joined = list(own)
    for author in theirs:
        same = next((a for a in own if a.member_id and a.member_id == author.member_id), None)
        if same is not None:
            weights[id(same)] += author.share * HALF
            continue
        copy = Author(
            entry=kept, member_id=author.member_id, full_name=author.full_name,
            merged_from=author.merged_from or merged,
        )  # fmt: skip
        weights[id(copy)] = author.share * HALF
        joined.append(copy)
    shares = portions([weights[id(author)] for author in joined])
    for position, (author, share) in enumerate(zip(joined, shares, strict=True), 1):
        author.position, author.share = position, share
        author.full_clean()
        with explained(Author):
            history.save(author, by=by, reason=f"合并 {merged.number}")
