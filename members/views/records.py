"""Pages of members: the roster, one person with her life line, and her particulars."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import journal
from core.http import row_number
from members import lifeline, panels
from members.coverage import CoverageLedger
from members.forms.records import MemberForm, SearchForm
from members.models import Member
from members.reports import MemberList, QualityList
from members.services import memberships, records
from members.views.deeds import add_errors
from members.views.finding import show_found
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.models import Union
from unions.report_views import respond
from unions.scope import scope_of


def visible_member(request: HttpRequest, pk: int) -> Member:
    """The member, or 404 alike for one who is elsewhere and one who does not exist."""
    return get_object_or_404(Member.objects.visible_to(request.user), pk=pk)


@needs("view")
def member_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("edit_member")
    return respond(
        request,
        MemberList(),
        "members/member_list.html",
        can_add=can_add,
        can_merge=scope_of(request.user).may("merge"),
    )


@needs("view")
def coverage_list(request: HttpRequest) -> HttpResponse:
    return respond(request, CoverageLedger())


@needs("view")
def quality_list(request: HttpRequest) -> HttpResponse:
    return respond(request, QualityList())


@needs("view")
@require_POST
def member_search(request: HttpRequest) -> HttpResponse:
    return show_found(
        request, SearchForm(request.POST), "members:member_list",
        "请输入要查找的姓名、拼音、首字母、证件号或手机号。",
    )  # fmt: skip


@needs("view")
def member_detail(request: HttpRequest, pk: int) -> HttpResponse:
    member = visible_member(request, pk)
    if member.merged_into_id:
        return redirect("members:member_detail", member.merged_into_id)
    current = lifeline.current_in_scope(member, request.user)
    context = {
        "member": member,
        "current": current,
        # Of somebody who moved on, a unit sees the years there and who it was, no more.
        "pairs": lifeline.particulars(member) if current else lifeline.brief(member),
        "events": lifeline.of_member(member, request.user),
        "can_edit": bool(current) and scope_of(request.user).may("edit_member", current.union),
        "can_unmask": bool(current) and scope_of(request.user).may("unmask", current.union),
        "links": panels.links(member, current, request.user),
        "panels": panels.sections(member, request.user),
    }
    return render(request, "members/member_detail.html", context)


@needs("unmask")
def member_unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the full numbers once, for a stated reason that goes into the journal."""
    member = visible_member(request, pk)
    current = lifeline.current_in_scope(member, request.user)
    require(request.user, "unmask", current.union if current else None)
    if current is None and not scope_of(request.user).sees_all:
        return redirect("members:member_detail", pk)
    form = ReasonForm(request.POST or None)
    shown = request.method == "POST" and form.is_valid()
    if shown:
        journal.record(
            journal.Kind.UNMASK, "查看会员完整证件号和手机号", by=request.user, target=member,
            union_id=current.union_id if current else None,
            detail={"reason": form.cleaned_data["reason"]},
        )  # fmt: skip
    context = {"member": member, "form": form, "shown": shown, "submit_label": "查看"}
    return render(request, "members/member_unmask.html", context)


@needs("edit_member")
def member_new(request: HttpRequest) -> HttpResponse:
    """Register a member at the union chosen (?union=), by default the user's own."""
    union = _union_to_join(request)
    form = MemberForm(request.POST or None, union=union)
    if request.method == "POST" and form.is_valid():
        member = form.instance
        try:
            memberships.join(member, union, form.cleaned_data["employer"], by=request.user)
        except ValidationError as error:
            add_errors(form, error, request)
        else:
            messages.success(request, f"{member.full_name}已登记。")
            return redirect("members:member_detail", member.pk)
    context = {
        "form": form,
        "union": union,
        "unions": _unions_to_choose(request),
        "submit_label": "登记",
    }
    return render(request, "members/member_new.html", context)


def _union_to_join(request: HttpRequest) -> Union:
    scope = scope_of(request.user)
    unions = Union.objects.filter(scope.condition("", "edit_member"))
    chosen = request.GET.get("union", "")
    if chosen:
        number = row_number(chosen)
        return get_object_or_404(unions, pk=number)
    return unions.order_by("path").first()


def _unions_to_choose(request: HttpRequest) -> Any:
    scope = scope_of(request.user)
    return Union.objects.filter(scope.condition("", "edit_member")).order_by("path")[:300]


@needs("edit_member")
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    member = visible_member(request, pk)
    current = lifeline.current_in_scope(member, request.user)
    if current is None:
        return redirect("members:member_detail", pk)
    require(request.user, "edit_member", current.union)
    form = MemberForm(
        request.POST or None, instance=member, union=current.union, employer=current.employer
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            records.change_member(
                form.instance, by=request.user, reason=data["reason"], employer=data["employer"]
            )
        except ValidationError as error:
            add_errors(form, error, request)
        else:
            messages.success(request, "资料已保存。")
            return redirect("members:member_detail", pk)
    context = {
        "form": form,
        "member": member,
        "cancel_url": reverse("members:member_detail", args=[pk]),
    }
    return render(request, "members/member_edit.html", context)
