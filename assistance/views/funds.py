"""Pages of funds: the list with balances, the ledger of one, money in and out, and 经审表."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assistance.forms.funds import AllocateForm, FundForm
from assistance.fund_reports import AuditSheet, FundLedger, FundList
from assistance.models import Fund, FundEntry
from assistance.services import funds
from core.amounts import capitals
from core.periods import today
from members.views.deeds import done
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of


def visible_fund(request: HttpRequest, pk: int) -> Fund:
    rows = Fund.objects.visible_to(request.user).select_related("union", "programme")
    return get_object_or_404(rows, pk=pk)


@needs("view")
def fund_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("fund")
    return respond(request, FundList(), "assistance/fund_list.html", can_add=can_add)


@needs("view")
def fund_sheet(request: HttpRequest) -> HttpResponse:
    return respond(request, AuditSheet())


@needs("view")
def fund_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One fund with its ledger (a report: POST exports it). ?check=1 adds the ledger up anew,
    which takes as long as the ledger is and is therefore asked for.
    """
    fund = visible_fund(request, pk)
    balance = funds.balance(fund)
    checked = "check" in request.GET and request.method == "GET"
    return respond(
        request,
        FundLedger(fund),
        "assistance/fund_detail.html",
        fund=fund,
        figures=_figures(balance),
        warnings=_warnings(fund, balance),
        checked=checked,
        faults=funds.faults(fund)[:20] if checked else [],
        can_fund=scope_of(request.user).may("fund", fund.union),
    )


def _figures(balance: funds.Balance) -> list[dict[str, Any]]:
    words = {"allocated": "下达", "reserved": "预留", "spent": "支出", "available": "可用"}
    return [
        {"label": f"{word}（元）", "value": f"{getattr(balance, name):,.2f}"}
        for name, word in words.items()
    ]


def _warnings(fund: Fund, balance: funds.Balance) -> list[str]:
    found = []
    if balance.allocated and balance.available == 0:
        found.append("可用余额为零，要继续批准，请先补充资金。")
    if fund.year < today().year and balance.reserved:
        found.append(
            f"年度已过，尚有预留 {balance.reserved:,.2f} 元没有支付或释放，请核对待付款项。"
        )
    return found


@needs("fund")
def fund_new(request: HttpRequest) -> HttpResponse:
    form = FundForm(request.POST or None, user=request.user)
    if done(request, form, lambda _: funds.open_fund(form.instance, by=request.user)):
        messages.success(request, "资金已设立，请登记下达金额。")
        return redirect("assistance:fund_allocate", form.instance.pk)
    context = {
        "form": form,
        "heading": "设立资金",
        "submit_label": "设立",
        "cancel_url": reverse("assistance:fund_list"),
    }
    return render(request, "core/form_page.html", context)


@needs("fund")
def fund_allocate(request: HttpRequest, pk: int) -> HttpResponse:
    """Money in or back out. “核对金额” shows it in capitals first; a form sent twice counts once."""
    fund = visible_fund(request, pk)
    require(request.user, "fund", fund.union)
    form = AllocateForm(request.POST or None)
    said = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            said = _echo(fund, form)
        elif _allocate(request, fund, form):
            return redirect("assistance:fund_detail", pk)
    context = {"form": form, "fund": fund, "balance": funds.balance(fund), "said": said}
    return render(request, "assistance/fund_allocate.html", context)


def _echo(fund: Fund, form: AllocateForm) -> dict[str, Any]:
    return {
        "word": dict(form.fields["kind"].choices)[form.cleaned_data["kind"]],
        "amount": form.cleaned_data["amount"],
        "after": funds.balance(fund).available + form.signed,
    }


def _allocate(request: HttpRequest, fund: Fund, form: AllocateForm) -> bool:
    booked: list[FundEntry] = []

    def book(data: dict[str, Any]) -> None:
        told = {name: data[name] for name in ("key", "day", "reason", "voucher")}
        booked.append(funds.allocate(fund, form.signed, by=request.user, **told))

    if not done(request, form, book):
        return False
    (entry,) = booked
    amount = abs(entry.allocated)
    messages.success(
        request,
        f"已记账（第 {entry.seq} 笔）：{entry.get_kind_display()} {amount:,.2f} 元，"
        f"人民币{capitals(amount)}。",
    )
    return True
