"""One payment's or one beneficiary's step: a result, money back, a new account, not paid at all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assistance import payment_page
from assistance.codes import LINE_RESERVED, Method, OutcomeKind
from assistance.forms.payments import AccountForm, ResultForm, UndoForm
from assistance.models import Line, Payment
from assistance.services import payments
from assistance.services.results import Result
from members.views.deeds import done
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.scope import scope_of


def visible_payment(request: HttpRequest, pk: int) -> Payment:
    rows = Payment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("batch__union", "fund__union", "line"), pk=pk)


def visible_line(request: HttpRequest, pk: int) -> Line:
    rows = Line.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("application__union", "application__fund__union"), pk=pk
    )


@needs("aid_pay")
def payment_result(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one payment, where no file tells it."""
    payment = visible_payment(request, pk)
    require(request.user, "aid_pay", payment.batch.union)
    form = ResultForm(request.POST or None, method=payment.batch.method)

    def book(data: dict[str, Any]) -> None:
        payments.settle(payment.batch, [Result(payment, **data)], by=request.user)

    if done(request, form, book):
        messages.success(request, f"第 {payment.position} 笔的结果已登记。")
        return redirect("assistance:payment_detail", payment.batch_id)
    paid = ("支付成功后", -payment.amount, payment.amount)
    deeds = [paid] if payment.batch.method == Method.BANK else []
    effects = payment_page.effects(payment.fund, request.user, *deeds)
    return _payment_page(request, form, payment, "登记付款结果", effects)


@needs("aid_pay")
def payment_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """A paid sum came back: to be paid again, or for good. New entries, nothing is changed."""
    payment = visible_payment(request, pk)
    require(request.user, "aid_pay", payment.batch.union)
    form = UndoForm(request.POST or None, initial={"kind": OutcomeKind.RETURNED})
    if done(request, form, lambda data: payments.undo(payment, by=request.user, **data)):
        messages.success(request, f"第 {payment.position} 笔已登记。")
        return redirect("assistance:payment_detail", payment.batch_id)
    effects = payment_page.effects(
        payment.fund, request.user,
        ("退回待付后", payment.amount, -payment.amount), ("冲销后", 0 * payment.amount, -payment.amount),
    )  # fmt: skip
    return _payment_page(request, form, payment, "款项退回或冲销", effects)


def _payment_page(
    request: HttpRequest, form: Any, payment: Payment, heading: str, effects: Any
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "payment": payment,
        "name": payment.full_name,
        "amount": payment.amount,
        "where": f"批次 {payment}",
        "effects": effects,
        "fund": payment.fund,
        "cancel_url": reverse("assistance:payment_detail", args=[payment.batch_id]),
    }
    return render(request, "assistance/payment_step.html", context)


@needs("aid_enter")
def payment_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the money goes at the second try. What is reserved stays reserved."""
    line = visible_line(request, pk)
    require(request.user, "aid_enter", line.application.union)
    initial = {"method": line.method, "bank_name": line.bank_name}
    form = AccountForm(request.POST or None, initial=initial)

    def change(data: dict[str, Any]) -> None:
        del data["again"]
        payments.change_account(line, by=request.user, **data)

    if done(request, form, change):
        messages.success(request, "账号已更正，这一笔在“待付款”中等待再付。")
        if not scope_of(request.user).may("aid_pay"):  # a chair has no such list
            return redirect("assistance:application_detail", line.application_id)
        return redirect("assistance:payment_due")
    note = "更正账号不动资金：为本笔预留的金额继续保留，由付款经办人另行制单再付。"
    return _line_page(request, form, line, "更正后再付", note)


@needs("aid_review")
def payment_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A beneficiary is not paid after all."""
    line = visible_line(request, pk)
    require(request.user, "aid_review", line.application.union)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: payments.drop(line, by=request.user, **data)):
        messages.success(request, f"{line.full_name}已停发。")
        return redirect("assistance:application_detail", line.application_id)
    held = -line.amount if line.status in LINE_RESERVED else 0 * line.amount
    note = "停发之后不再付给此人，为本笔预留的金额释放回资金。"
    deed = ("停发后", held, 0 * line.amount)
    return _line_page(request, form, line, "停发", note, deed)


def _line_page(
    request: HttpRequest, form: Any, line: Line, heading: str, note: str, *deeds: Any
) -> HttpResponse:
    application = line.application
    context = {
        "form": form,
        "heading": heading,
        "note": note,
        "name": line.full_name,
        "amount": line.amount,
        "where": f"申请 {application}，{line.get_status_display()}",
        "account": f"{line.bank_name} {line.masked_account}".strip(),
        "effects": payment_page.effects(application.fund, request.user, *deeds) if deeds else (),
        "fund": application.fund,
        "cancel_url": reverse("assistance:payment_due"),
    }
    return render(request, "assistance/payment_step.html", context)
