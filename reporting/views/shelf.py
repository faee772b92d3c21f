"""Pages of the shelf: the reports by subject, those this room adds, the charts, the search."""

import re

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.finding import MOST, unseal
from members.views.finding import show_found
from reporting.charts import charts
from reporting.member_statistics import MemberStatistics
from reporting.organisation import OrganisationList
from reporting.payout_periods import PayoutPeriods
from reporting.shelf import open_to
from reporting.terms import TermList
from unions import finding
from unions.access import needs
from unions.report_views import respond
from unions.scope import scope_of

_LONG_NUMBER = re.compile(r"[0-9]{4,}[-\s]?[0-9]{5,}")


class SearchForm(forms.Form):
    q = forms.CharField(label="查找", max_length=MOST)


@needs("view")
def shelf(request: HttpRequest) -> HttpResponse:
    return render(request, "reporting/shelf.html", {"shelf": open_to(scope_of(request.user))})


@needs("view")
def member_statistics(request: HttpRequest) -> HttpResponse:
    return respond(request, MemberStatistics())


@needs("view")
def organisation_list(request: HttpRequest) -> HttpResponse:
    return respond(request, OrganisationList())


@needs("view")
def term_list(request: HttpRequest) -> HttpResponse:
    return respond(request, TermList())


@needs("view")
def payout_statistics(request: HttpRequest) -> HttpResponse:
    return respond(request, PayoutPeriods())


@needs("view")
def chart_page(request: HttpRequest) -> HttpResponse:
    return render(request, "reporting/charts.html", {"charts": charts(request.user)})


@needs("view")
def search(request: HttpRequest) -> HttpResponse:
    """What is typed is posted, and travels on sealed to the page that shows what was found."""
    if request.method == "POST":
        return show_found(
            request, SearchForm(request.POST), "reporting:search",
            "请输入要查找的姓名、名称、编号或证件号，最多 60 个字。",
        )  # fmt: skip
    text = unseal(request.GET.get("find", ""))
    groups = finding.found(request.user, text) if text else []
    # A number of a person is not shown again in full.
    shown = "所输号码" if _LONG_NUMBER.search(text) else text
    context = {"text": shown, "groups": groups}
    return render(request, "reporting/search.html", context)
