"""Numbers about members for the pages of rooms below and above, each with the rows behind it."""

from typing import Any

from django.urls import reverse

from core.periods import today
from core.reports import COUNT_LIMIT, percent
from members.codes import Standing
from members.models import Membership
from members.services.tallies import members_now
from unions.codes import FEDERATIONS
from unions.figures import Rate, Workers, stale_before, workers_of
from unions.models import Coverage, Union

Figures = list[dict[str, Any]]


def of_union(union: Union) -> Figures:
    """Members of the union's subtree from the kept counts, and the enrolment rate."""
    counts = members_now([union.pk])
    active = counts.get((union.pk, Standing.ACTIVE), 0)
    retained = counts.get((union.pk, Standing.RETAINED), 0)
    whole = union.kind in FEDERATIONS
    base = reverse("members:member_list")
    scope = "" if whole else f"union={union.pk}"
    rate = enrolment(union, active + retained)
    covered = Coverage.objects.on(today()).filter(union__path__startswith=union.path).count()
    return [
        {
            "label": "覆盖企业",
            "value": covered,
            "unit": "家",
            "url": f"{reverse('members:coverage_list')}?{scope or 'covered=1'}",
        },
        {
            "label": "会员",
            "value": active + retained,
            "unit": "人",
            "url": f"{base}?{scope}" if scope else base,
        },
        {
            "label": "保留会籍",
            "value": retained,
            "unit": "人",
            "url": f"{base}?standing={Standing.RETAINED}&{scope}".rstrip("&"),
        },
        {
            "label": "入会率",
            "value": rate.text,
            "unit": "",
            "url": reverse("members:coverage_list") + (f"?union={union.pk}" if not whole else ""),
            "note": f"{rate.members:,} / {rate.workers.number:,} 人"
            + (f"，职工数截至 {rate.workers.oldest}" if rate.workers.oldest else ""),
            "warn": "；".join(rate.warnings),
        },
    ]


def enrolment(union: Union, members: int) -> Rate:
    """入会率: members over the workers of unionised enterprises in the subtree, today."""
    day = today()
    if union.kind in FEDERATIONS:
        below = Union.objects.on(day).under(union).values_list("pk", flat=True)
        parts = workers_of(below, day).values()
    else:
        parts = workers_of([union.pk], day).values()
    whole = Workers()
    for part in parts:
        oldest = min(filter(None, [whole.oldest, part.oldest]), default=None)
        whole = Workers(whole.number + part.number, oldest, whole.unknown + part.unknown)
    return Rate(members, whole, stale_before(day))


def qualified(union: Union, members: int) -> dict[str, Any]:
    """资料合格率 of one union's subtree: how many records count (domain.md 12).

    Exact up to COUNT_LIMIT records that lack something; beyond, only that there are so many.
    """
    rows = Membership.objects.on(today()).exclude(member__defects="")
    if union.parent_id is not None:
        below = Union.objects.under(union).values_list("pk", flat=True)
        rows = rows.filter(union__in=list(below[:COUNT_LIMIT]))
    lacking = rows.order_by()[: COUNT_LIMIT + 1].count()
    exact = lacking <= COUNT_LIMIT
    scope = f"&union={union.pk}" if union.kind not in FEDERATIONS else ""
    return {
        "label": "资料合格率" if exact else "资料待完善",
        "value": percent(members - lacking, members) if exact else f"{COUNT_LIMIT:,}",
        "unit": "" if exact else "份以上",
        "url": f"{reverse('members:member_list')}?quality=any{scope}",
        "note": f"{lacking:,} 份待完善" if exact else "",
        "warn": lacking > 0,
    }
