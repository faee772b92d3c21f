"""Pages of payouts: the lines, the sums, and what each household had."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistance.forms.money import PayoutSearch
from assistance.money_reports import HouseholdTotals, PayoutList, PayoutSummary
from members import search
from unions.access import needs
from unions.report_views import respond


@needs("view")
def payout_list(request: HttpRequest) -> HttpResponse:
    return respond(request, PayoutList(), "assistance/payout_list.html")


@needs("view")
@require_POST
def payout_search(request: HttpRequest) -> HttpResponse:
    """What was typed is posted and travels on sealed: names and numbers stand in no address."""
    form = PayoutSearch(request.POST)
    if not form.is_valid():
        messages.error(request, "请输入受助人的姓名、拼音、证件号，或困难档案编号。")
        return redirect("assistance:payout_list")
    found = search.seal(form.cleaned_data["q"])
    return redirect(f"{reverse('assistance:payout_list')}?find={found}")


@needs("view")
def payout_summary(request: HttpRequest) -> HttpResponse:
    return respond(request, PayoutSummary(), "assistance/payout_summary.html")


@needs("view")
def household_totals(request: HttpRequest) -> HttpResponse:
    return respond(request, HouseholdTotals(), "assistance/household_totals.html")
