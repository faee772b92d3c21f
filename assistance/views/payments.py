"""Pages of paying: what waits, a new batch, the batches, the bank's file, the sign-off sheet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistance import payment_page
from assistance.bank_file import write_bank_file
from assistance.codes import Method
from assistance.forms.payments import (
    APPLICATIONS_AT_ONCE,
    OrderForm,
    SignForm,
    keys_in,
)
from assistance.models import PaymentBatch
from assistance.payment_reports import BatchLines, BatchList, DueList, sums_of
from assistance.services import payments
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.imports.files import spool
from unions.report_views import attachment, respond
from unions.scope import scope_of


def visible_batch(request: HttpRequest, pk: int) -> PaymentBatch:
    rows = PaymentBatch.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("union", "created_by"), pk=pk)


@needs("view")
def payment_due(request: HttpRequest) -> HttpResponse:
    report = DueList()
    return respond(
        request,
        report,
        "assistance/payment_due.html",
        waiting=payment_page.waiting(request.user),
        method=report.method(report.ask(request.user, request.GET)),
        can_pay=scope_of(request.user).may("aid_pay"),
    )


@needs("aid_pay")
def payment_new(request: HttpRequest) -> HttpResponse:
    """Lines of the chosen applications, all to be paid unless ticked; then one batch."""
    method = request.GET.get("method", "")
    if method not in Method.values:
        raise Http404
    form = OrderForm(request.POST or None)
    posted = request.method == "POST"
    chosen = form.versions if posted else keys_in(request.GET.getlist("application"))
    groups = payment_page.groups(
        request.user, list(chosen)[:APPLICATIONS_AT_ONCE], method, form.skipped if posted else ()
    )
    made: list[PaymentBatch] = []
    if done(request, form, lambda _: made.append(_order(form, groups, method, request.user))):
        messages.success(request, f"批次 {made[0]} 已制单。")
        return redirect("assistance:payment_detail", made[0].pk)
    return _new_page(request, form, groups, method)


def _order(form: OrderForm, groups: list[Any], method: str, user: Any) -> PaymentBatch:
    """An application of which everything is left out is not asked for at all."""
    versions = form.versions
    lines = []
    for group in groups:
        kept = [line for line in group.lines if line.pk not in form.skipped]
        lines += kept
        if not kept:
            del versions[group.application.pk]
    if groups and not lines:
        raise ValidationError("请至少留下一笔。")
    fund = groups[0].application.fund if groups else None
    data = form.cleaned_data
    return payments.order(
        lines, fund.union if fund else None, method, by=user, form_key=data["form_key"],
        day=data["day"], voucher=data["voucher"], versions=versions,
    )  # fmt: skip


def _new_page(
    request: HttpRequest, form: OrderForm, groups: list[Any], method: str
) -> HttpResponse:
    open_groups = [group for group in groups if not group.bars]
    context = {
        "form": form,
        "groups": groups,
        "method_label": Method(method).label,
        "people": sum(len(group.lines) for group in open_groups),
        "total": sum(group.total for group in open_groups),
        "due_url": f"{reverse('assistance:payment_due')}?method={method}",
    }
    return render(request, "assistance/payment_new.html", context, status=status_of(form))


@needs("view")
def payment_list(request: HttpRequest) -> HttpResponse:
    return respond(request, BatchList(), "assistance/payment_list.html")


@needs("view")
def payment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    batch = visible_batch(request, pk)
    sums = sums_of([batch.pk])[batch.pk]
    back = sums.returned.count + sums.reversed.count
    return respond(
        request,
        BatchLines(batch),
        "assistance/payment_detail.html",
        batch=batch,
        sums=sums,
        came_back=back,
        to_do=payment_page.to_do(batch),
        can_pay=scope_of(request.user).may("aid_pay", batch.union),
    )


@require_POST
@needs("aid_pay")
def payment_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Full account numbers leave the house: by POST, and the journal knows."""
    batch = visible_batch(request, pk)
    require(request.user, "aid_pay", batch.union)
    stream = spool()
    try:
        write_bank_file(batch, stream, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("assistance:payment_detail", pk)
    return attachment(stream, f"代发明细{batch.number}.xlsx")


@needs("view")
def payment_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """签领表 on paper. ID numbers are masked."""
    batch = visible_batch(request, pk)
    if batch.method != Method.CASH:
        raise Http404
    context = {"batch": batch, "sheet": payment_page.sign_off(batch)}
    return render(request, "assistance/payment_sheet.html", context)


@needs("aid_pay")
def payment_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the signatures of the paper, a page of people at a time."""
    batch = visible_batch(request, pk)
    require(request.user, "aid_pay", batch.union)
    if batch.method != Method.CASH:
        raise Http404
    form = SignForm(request.POST or None)
    if done(request, form, lambda _: _sign(request, batch, form)):
        left = payment_page.untold(batch).exists()
        return redirect("assistance:payment_sign" if left else "assistance:payment_detail", pk)
    context = {"form": form, "batch": batch, **payment_page.to_sign(batch, request)}
    return render(request, "assistance/payment_sign.html", context)


def _sign(request: HttpRequest, batch: PaymentBatch, form: SignForm) -> None:
    rows = list(batch.payments.filter(pk__in=form.signed))
    proxies = {row.pk: form.proxy_of(row.pk) for row in rows}
    number = payments.sign_for(rows, form.cleaned_data["day"], by=request.user, proxies=proxies)
    messages.success(request, f"已登记 {number} 人签领。")
