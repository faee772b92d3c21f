"""What the form of an entry asks while it is filled in; without script it is done on saving."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.http import row_number
from innovation.forms.parts import OFFERED
from innovation.services import authors, likeness
from members import search
from members.models import Membership
from unions.access import needs
from unions.models import Union
from unions.scope import scope_of


@needs("innovate")
@require_GET
def entry_similar(request: HttpRequest) -> HttpResponse:
    """Earlier entries of a like title; a title is no personal data, so it may stand in a URL."""
    title, apart = request.GET.get("title", ""), row_number(request.GET.get("apart", ""))
    mine = scope_of(request.user)
    found = [
        {
            "title": like.entry.title,
            "about": f"{like.entry.year} 年　{like.entry.union.name}　"
            f"{like.entry.get_status_display()}",
            "percent": like.percent,
            "url": reverse("innovation:entry_detail", args=[like.entry.pk])
            if mine.may("view", like.entry.union)
            else "",
        }
        for like in likeness.similar(title, request.user, apart_from=apart or None)
    ]
    return JsonResponse({"found": found})


@needs("innovate")
@require_POST
def author_find(request: HttpRequest) -> HttpResponse:
    """Members of the unit by name or initials. Posted: no name stands in an address."""
    unions = Union.objects.visible_to(request.user).filter(
        scope_of(request.user).condition("", "innovate")
    )
    union = get_object_or_404(unions, pk=row_number(request.POST.get("union", "")))
    typed = request.POST.get("q", "")[:60]
    rows = Membership.objects.visible_to(request.user).filter(
        search.condition(typed, "member__"), pk__in=authors.candidates(union).values("pk")
    )
    found = rows.select_related("member").order_by("member__name_py", "member_id")[:OFFERED]
    people = [
        {
            "pk": row.member_id,
            "name": row.member.full_name,
            "about": "　".join(filter(None, [row.member.post, row.member.masked_id])),
        }
        for row in found
    ]
    return JsonResponse({"found": people})
