"""Steps in a person's chain of memberships, and transfers between unions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members import lifeline, workflow
from members.forms.records import (
    AnswerForm,
    LeaveForm,
    StepForm,
    TransferForm,
    employers_of,
)
from members.models import Member, Membership, TransferRequest
from members.reports import TransferList
from members.services import memberships
from members.views.deeds import add_errors
from members.views.records import visible_member
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.report_views import respond

# step -> (title, form, service)
_STEPS: dict[str, tuple[str, Any, Any]] = {
    "leave": ("办理离会", LeaveForm, memberships.leave),
    "retain": ("保留会籍", StepForm, memberships.retain),
    "restore": ("恢复会籍", StepForm, memberships.restore),
}
_ANSWERS = [move.name for move in workflow.TRANSFER.moves.values() if move.shown]


@needs("edit_member")
def member_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Leave, retain or restore: one form, one service."""
    member = visible_member(request, pk)
    current = lifeline.current_in_scope(member, request.user)
    if current is None or step not in _STEPS:
        return redirect("members:member_detail", pk)
    require(request.user, "edit_member", current.union)
    title, form_class, service = _STEPS[step]
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(member, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error, request)
        else:
            messages.success(request, f"{member.full_name}：{title}已办理。")
            return redirect("members:member_detail", pk)
    return _form_page(request, form, f"{title}：{member.full_name}", member.pk)


@needs("edit_member")
def member_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    member = visible_member(request, pk)
    current = lifeline.current_in_scope(member, request.user)
    if current is None:
        return redirect("members:member_detail", pk)
    require(request.user, "edit_member", current.union)
    form = TransferForm(request.POST or None, membership=current)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            transfer = workflow.request_transfer(
                member, data["to_union"], None, data["day"],
                by=request.user, reason=data["reason"], paper=data["paper"],
            )  # fmt: skip
        except ValidationError as error:
            add_errors(form, error, request)
        else:
            messages.success(request, "转会申请已提出，等待转入工会接收。")
            return redirect("members:transfer_detail", transfer.pk)
    return _form_page(request, form, f"转会：{member.full_name}", member.pk)


@needs("edit_member")
def membership_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a period that was entered by mistake."""
    rows = Membership.objects.visible_to(request.user).select_related("member", "union")
    membership = get_object_or_404(rows, pk=pk)
    require(request.user, "edit_member", membership.union)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            memberships.void(membership, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error, request)
        else:
            messages.success(request, "这段会籍已作废，仍保留在经历中。")
            # Struck out, her only period here no longer shows a unit the person.
            seen = Member.objects.visible_to(request.user).filter(pk=membership.member_id)
            if not seen.exists():
                return redirect("members:member_list")
            return redirect("members:member_detail", membership.member_id)
    return _form_page(
        request, form, f"作废会籍：{membership.member.full_name}", membership.member_id
    )


def _form_page(request: HttpRequest, form: Any, heading: str, member_id: int) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit_label": "确定",
        "cancel_url": reverse("members:member_detail", args=[member_id]),
    }
    return render(request, "core/form_page.html", context)


@needs("view")
def transfer_list(request: HttpRequest) -> HttpResponse:
    return respond(request, TransferList())


@needs("view")
def transfer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A transfer request with the buttons of the person looking at it."""
    rows = TransferRequest.objects.visible_to(request.user)
    transfer = get_object_or_404(
        rows.select_related("member", "from_union", "to_union", "to_employer", "requested_by"),
        pk=pk,
    )
    form = AnswerForm(request.POST or None)
    form.fields["employer"] = _employer_field(transfer)
    move = request.POST.get("move", "")
    if request.method == "POST" and move in _ANSWERS and form.is_valid():
        try:
            _answer(transfer, move, form.cleaned_data, request.user)
        except (ValidationError, PermissionDenied) as error:
            form.add_error(None, error.messages if hasattr(error, "messages") else str(error))
        else:
            messages.success(request, f"已{workflow.TRANSFER.moves[move].label}。")
            return redirect("members:transfer_detail", pk)
    buttons = workflow.TRANSFER.buttons(transfer, request.user)
    sees_member = Member.objects.visible_to(request.user).filter(pk=transfer.member_id).exists()
    context = {
        "transfer": transfer,
        "form": form,
        "buttons": buttons,
        "sees_member": sees_member,
        "can_accept": any(button.move.name == "accept" for button in buttons),
    }
    return render(request, "members/transfer_detail.html", context)


def _answer(transfer: TransferRequest, move: str, data: dict[str, Any], by: Any) -> None:
    extra = {"employer": data["employer"]} if move == "accept" else {}
    workflow.TRANSFER.move(transfer, move, by=by, reason=data["reason"], **extra)


def _employer_field(transfer: TransferRequest) -> Any:
    return forms.ModelChoiceField(
        employers_of(transfer.to_union), label="接收后的工作单位", required=False
    )
