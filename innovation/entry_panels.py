"""Entries, awards and studios on the pages of a member and of a union."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse

from core.periods import today
from core.reports import percent
from innovation import codes, studio_reports
from innovation.models import Author, Award, Entry, Studio
from innovation.reports import status_badge
from members.models import Member
from unions.models import Union

SHOWN = 10
YEARS = 6


def of_member(member: Member, user: Any) -> dict[str, Any]:
    """Hers, as far as the reader sees the unit they are of. Two queries, or one."""
    standing = Author.objects.standing().visible_to(user).filter(member=member)
    counted = standing.filter(entry__status__in=codes.COUNTED)
    rows = list(counted.select_related("entry").order_by("-entry__year", "-entry_id")[:SHOWN])
    won: dict[int, list[str]] = {}
    if rows:
        keys = [row.entry_id for row in rows]
        for award in Award.objects.filter(entry__in=keys).select_related("grade").order_by("pk"):
            text = f"{award.get_level_display()}{award.grade}"
            won.setdefault(award.entry_id, []).append(text)
    return {
        "template": "innovation/_member_entries.html",
        "rows": [
            {
                "entry": row.entry, "portion": row.portion, "badge": status_badge(row.entry.status),
                "awards": "、".join(won.get(row.entry_id, ())),
            }
            for row in rows
        ],
    }  # fmt: skip


def of_union(union: Union, user: Any) -> dict[str, Any] | None:
    """Its own years and studios (those of units below stand on their pages). Two queries."""
    adopted, day = Q(status__in=codes.ADOPTED), today()
    rows = Entry.objects.visible_to(user).counted().filter(union=union)
    years = list(
        rows.order_by()
        .values("year")
        .annotate(
            entries=Count("pk"), adopted=Count("pk", filter=adopted),
            benefit=Sum("annual_benefit", filter=adopted),
        )
        .order_by("-year")[:YEARS]
    )  # fmt: skip
    studios = list(Studio.objects.visible_to(user).filter(union=union).order_by("pk")[:SHOWN])
    if not years and not studios:
        return None
    base = reverse("innovation:entry_list")
    for row in years:
        row["rate"] = percent(row["adopted"], row["entries"])
        row["url"] = f"{base}?union={union.pk}&year={row['year']}&status=counted"
        row["label"] = f"{row['year']} 年"
    return {
        "template": "innovation/_union_entries.html",
        "years": years,
        "more": f"{reverse('innovation:entry_figures')}?union={union.pk}",
        "studios": [
            (row, studio_reports.state(row.certified_on, row.recheck_on, row.ended_on, day))
            for row in studios
        ],
    }
