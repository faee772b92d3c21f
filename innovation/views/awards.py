"""Awards: the list, certificates on paper and in Word, the list of the year, the booklet."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from innovation import award_papers as papers
from innovation.award_reports import AwardList
from innovation.models import Award, Entry
from innovation.views.calls import visible_call
from unions.access import needs, require
from unions.models import Union
from unions.report_views import paper, respond
from unions.scope import scope_of


@needs("view")
def award_list(request: HttpRequest) -> HttpResponse:
    year = request.GET.get("year", "")
    asked = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    return respond(request, AwardList(), "innovation/award_list.html", year=asked)


@needs("view")
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the certificate for the printer, POST gives it as Word."""
    rows = Award.objects.visible_to(request.user).select_related(*papers.RELATED)
    award = get_object_or_404(rows, pk=pk)
    back = reverse("innovation:entry_detail", args=[award.entry_id])
    title = f"荣誉证书{award.entry.number}"
    return _certificates(request, [award], title, award.entry.union_id, back)


@needs("view")
def call_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a call in one file."""
    call = visible_call(request, pk)
    require(request.user, "view", call.union)
    back = reverse("innovation:call_detail", args=[pk])
    awards = papers.awards_of(call)
    return _certificates(request, awards, f"{call.title}荣誉证书", call.union_id, back)


def _certificates(
    request: HttpRequest, awards: Sequence[Award], title: str, union_id: int, back: str
) -> HttpResponse:
    made = papers.certificates(awards)
    if request.method == "POST":
        return paper(request, papers.CertificatePaper(made), title, union_id)
    context = {"certificates": made, "heading": title, "back": back}
    return render(request, "innovation/certificates_print.html", context)


@needs("view")
@require_POST
def award_paper(request: HttpRequest, year: int) -> HttpResponse:
    """表彰名单 of a year, of what its reader sees."""
    rows = Award.objects.visible_to(request.user).filter(entry__year=year)
    rows = rows.select_related(*papers.RELATED).order_by(
        "grade__position", "grade", "entry__number", "pk"
    )
    issuer = _issuer(request)
    made = papers.list_paper(issuer, year, rows[: papers.MOST])
    return paper(request, made, f"{year}年度职工创新成果表彰名单", issuer.pk)


@needs("view")
@require_POST
def booklet(request: HttpRequest, year: int) -> HttpResponse:
    entries = papers.honoured(Entry.objects.visible_to(request.user), year)
    issuer = _issuer(request)
    made = papers.Booklet(issuer, year, entries)
    return paper(request, made, f"{year}年度职工创新成果汇编", issuer.pk)


def _issuer(request: HttpRequest) -> Union:
    """The union of the reader's first viewing seat, as on her desk."""
    seat = scope_of(request.user).viewing[0]
    return Union.objects.visible_to(request.user).get(pk=seat.union_id)
