"""The append-only, hash-chained journal of deeds (等保2.0 安全审计; 网络安全法 art. 21: six months at least).

Each entry's hash covers its content and the hash before it, keyed with JOURNAL_KEY, which the
database does not hold: rewriting the table with SQL alone cannot mend the chain.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import JournalEntry, JournalHead
from core.history import request_in_hand
from core.http import client_ip

Kind = JournalEntry.Kind
GENESIS = "0" * 64
_LONG_NUMBER = re.compile(r"[0-9]{11,19}[Xx]?")


@transaction.atomic
def record(
    kind: str,
    summary: str,
    *,
    by: Any,
    target: models.Model | None = None,
    union_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> JournalEntry:
    """Append one deed, in the caller's transaction: the deed and its line live or die together.

    Call it last: the head stays locked until the transaction ends. Numbers as long as a phone,
    an ID or an account never enter, whatever the caller passes.
    """
    request = request_in_hand()
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str) if detail else ""
    head = _locked_head()
    entry = JournalEntry(
        seq=head.seq + 1,
        at=timezone.now(),
        actor=by if getattr(by, "pk", None) else None,
        actor_name=str(by) if getattr(by, "pk", None) else "系统",
        kind=kind,
        summary=_LONG_NUMBER.sub("***", summary)[:200],
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        union_id=union_id if union_id is not None else getattr(target, "union_id", None),
        detail=_LONG_NUMBER.sub("***", text),
        address=client_ip(request) if request else "",
        prev_hash=head.hash,
    )
    entry.hash = link(entry)
    entry.save(force_insert=True)
    head.seq, head.hash = entry.seq, entry.hash
    head.save()
    return entry


def _locked_head() -> JournalHead:
    JournalHead.objects.get_or_create(pk=1)
    return JournalHead.objects.select_for_update().get(pk=1)


def link(entry: JournalEntry) -> str:
    """The hash an entry must have: HMAC-SHA-256 over its canonical content and `prev_hash`."""
    content = [
        entry.seq, entry.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(),
        entry.actor_id, entry.actor_name, entry.kind, entry.summary, entry.target_type,
        entry.target_id, entry.union_id, entry.detail, entry.address, entry.prev_hash,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(bytes.fromhex(settings.JOURNAL_KEY), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    seq: int
    why: str


def breaks() -> Iterator[Break]:
    """Walk the whole chain and yield every fault, in order; nothing when it is sound."""
    expected, previous = 1, GENESIS
    for entry in JournalEntry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield Break(
                expected,
                f"缺少第 {expected} 条"
                + (f"至第 {entry.seq - 1} 条" if entry.seq > expected + 1 else ""),
            )
        elif entry.prev_hash != previous:
            yield Break(entry.seq, "与前一条不相接")
        if link(entry) != entry.hash:
            yield Break(entry.seq, "内容与校验值不符，已被改动")
        expected, previous = entry.seq + 1, entry.hash
    head = JournalHead.objects.filter(pk=1).first()
    head_seq, head_hash = (head.seq, head.hash) if head else (0, GENESIS)
    if head_seq >= expected:
        yield Break(expected, f"末尾缺少第 {expected} 条至第 {head_seq} 条")
    elif (head_seq, head_hash) != (expected - 1, previous):
        yield Break(expected - 1, "链头记录与最后一条不符")
