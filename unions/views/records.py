"""Pages of unions and enterprises: lists, and one record with its life line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.periods import today
from unions import lifeline, panels
from unions.access import needs
from unions.codes import FEDERATIONS
from unions.figures import latest, workers_of
from unions.models import Coverage, Enterprise, EnterpriseFigure, Headcount, Seat, Union
from unions.report_views import respond
from unions.reports import EnterpriseList, EventList, UnionList
from unions.scope import scope_of
from unions.terms import term_end


@needs("view")
def union_list(request: HttpRequest) -> HttpResponse:
    return respond(request, UnionList())


@needs("view")
def enterprise_list(request: HttpRequest) -> HttpResponse:
    return respond(request, EnterpriseList())


@needs("view")
def event_list(request: HttpRequest) -> HttpResponse:
    return respond(request, EventList())


@needs("view")
def union_detail(request: HttpRequest, pk: int) -> HttpResponse:
    unions = Union.objects.visible_to(request.user).select_related("parent")
    union = get_object_or_404(unions, pk=pk)
    day = today()
    covered = list(Coverage.objects.on(day).filter(union=union).select_related("enterprise")[:200])
    pairs, lacking = lifeline.filled(
        lifeline.union_particulars(union, scope_of(request.user).is_staff)
    )
    context = {
        "union": union,
        "pairs": pairs,
        "lacking": lacking,
        "events": lifeline.of_union(union),
        "covered": covered,
        "workers": workers_of([union.pk], day).get(union.pk),
        "headcounts": Headcount.objects.filter(union=union)[:10],
        "seats": Seat.objects.on(day).filter(union=union).select_related("user"),
        "term_end": term_end(union.term_started_on, union.term_years),
        "figures": panels.figures(union),
        "sections": panels.sections(union, request.user),
        "can_edit": scope_of(request.user).may("edit_union", union),
        "can_edit_members": scope_of(request.user).may("edit_member", union)
        and union.kind not in FEDERATIONS,
    }
    return render(request, "unions/union_detail.html", context)


@needs("view")
def enterprise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    day = today()
    bonds = Coverage.objects.visible_to(request.user).filter(enterprise=enterprise)
    pairs, lacking = lifeline.filled(lifeline.enterprise_particulars(enterprise))
    context = {
        "enterprise": enterprise,
        "pairs": pairs,
        "lacking": lacking,
        "events": lifeline.of_enterprise(enterprise, bonds.select_related("union")),
        "bond": bonds.on(day).select_related("union").first(),
        "current": latest([enterprise.pk], day),
        "figures": EnterpriseFigure.objects.filter(enterprise=enterprise)[:60],
        "can_edit": scope_of(request.user).may("edit_union", enterprise.federation),
    }
    return render(request, "unions/enterprise_detail.html", context)
