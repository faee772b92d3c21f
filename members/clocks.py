"""Clocks of membership: a transfer waits for the receiving union's answer."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from members.models import TransferRequest
from unions import rules
from unions.duties import Asking, Clock, Duty


def _transfers(clock: Clock, asking: Asking) -> Iterable[Duty]:
    rows = TransferRequest.objects.filter(status=TransferRequest.Status.REQUESTED)
    rows = asking.rows(rows, "to_union", clock).order_by("requested_at", "pk")
    allowed = datetime.timedelta(days=int(rules.value("transfer_reply_days", asking.day)))
    named = ("to_union_id", "to_union__path", "to_union__name", "from_union__name")
    for row in rows.values("pk", "requested_at", *named).iterator(chunk_size=asking.limit):
        yield Duty(
            clock, row["pk"], f"{row['from_union__name']}→{row['to_union__name']}",
            timezone.localdate(row["requested_at"]) + allowed,
            reverse("members:transfer_detail", args=[row["pk"]]), "答复",
            row["to_union_id"], row["to_union__path"], row["to_union__name"],
        )  # fmt: skip


CLOCKS = (Clock("transfer", "转会待接收", "edit_member", _transfers),)
