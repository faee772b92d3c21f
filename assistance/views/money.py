"""Pages of payouts: the lines, the sums, and what each household had."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from assistance.forms.money import PayoutSearch
from assistance.money_reports import HouseholdTotals, PayoutList, PayoutSummary
from members.views.finding import show_found
from unions.access import needs
from unions.report_views import respond


@needs("view")
def payout_list(request: HttpRequest) -> HttpResponse:
    return respond(request, PayoutList(), "assistance/payout_list.html")


@needs("view")
@require_POST
def payout_search(request: HttpRequest) -> HttpResponse:
    """What was typed is posted and travels on sealed: names and numbers stand in no address."""
    return show_found(
        request, PayoutSearch(request.POST), "assistance:payout_list",
        "请输入受助人的姓名、拼音、证件号，或困难档案编号。",
    )  # fmt: skip


@needs("view")
def payout_summary(request: HttpRequest) -> HttpResponse:
    return respond(request, PayoutSummary(), "assistance/payout_summary.html")


@needs("view")
def household_totals(request: HttpRequest) -> HttpResponse:
    return respond(request, HouseholdTotals(), "assistance/household_totals.html")
