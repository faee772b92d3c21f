"""帮扶记录 on a member's page and on a hardship file's, and what may be begun from there."""

import datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from assistance.codes import LineStatus
from assistance.models import HardshipFile, Line
from core.periods import today
from members.models import Member, Membership
from unions.scope import scope_of

SHOWN = 50
_TEMPLATE = "assistance/_payouts.html"


def _payouts(condition: Q, user: Any) -> list[dict[str, Any]]:
    """What the reader may see of them; those on their way first, then the newest. One query."""
    rows = Line.objects.visible_to(user).filter(condition).exclude(status=LineStatus.DROPPED)
    rows = rows.select_related("application__programme").order_by(
        F("paid_on").desc(nulls_first=True), "-pk"
    )
    return [_payout(line) for line in rows[:SHOWN]]


def _payout(line: Line) -> dict[str, Any]:
    application = line.application
    planned = line.status == LineStatus.PLANNED
    day: datetime.date | None = line.paid_on or application.submitted_on
    return {
        "line": line,
        "application": application,
        "day": day,
        "state": application.get_status_display() if planned else line.get_status_display(),
    }


def of_member(member: Member, user: Any) -> dict[str, Any]:
    """Recognised by her number too: a payout may be older than her record."""
    condition = Q(member=member)
    if member.id_index:
        condition |= Q(id_index=member.id_index)
    return {"template": _TEMPLATE, "payouts": _payouts(condition, user), "limit": SHOWN}


def of_file(file: HardshipFile, user: Any) -> dict[str, Any]:
    return {"template": _TEMPLATE, "payouts": _payouts(Q(file=file), user), "limit": SHOWN}


def links(member: Member, current: Membership | None, user: Any) -> list[dict[str, str]]:
    """Begin an application; open the household's file, or begin one."""
    if current is None or not scope_of(user).may("aid_enter", current.union):
        return []
    apply = f"{reverse('assistance:application_new')}?member={member.pk}"
    found = HardshipFile.objects.visible_to(user).on(today()).filter(head=member)
    file = found.values_list("pk", flat=True).first()
    if file:
        opening = {"label": "困难档案", "url": reverse("assistance:file_detail", args=[file])}
    else:
        url = f"{reverse('assistance:file_new')}?member={member.pk}"
        opening = {"label": "建立困难档案", "url": url}
    return [{"label": "申请救助", "url": apply}, opening]
