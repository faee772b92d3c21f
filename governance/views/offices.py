"""Pages of offices: the register, one office, and a chair's sign-in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.http import row_number
from governance.codes import Post
from governance.forms import offices as forms
from governance.models import Office
from governance.office_reports import OfficeList
from governance.services import offices
from members.models import Member, Membership
from members.views.deeds import done
from members.views.finding import choose_member
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.models import Union
from unions.report_views import respond
from unions.scope import scope_of


def visible_office(request: HttpRequest, pk: int) -> Office:
    rows = Office.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("union", "member", "election"), pk=pk)


def union_named(request: HttpRequest) -> Union:
    """The union in the address, or her own: 404 for one out of sight."""
    unions = Union.objects.visible_to(request.user)
    if chosen := request.GET.get("union", ""):
        return get_object_or_404(unions, pk=row_number(chosen))
    return get_object_or_404(unions, pk=scope_of(request.user).viewing[0].union_id)


def back_to_union(union_id: int) -> str:
    return reverse("unions:union_detail", args=[union_id])


def form_page(request: HttpRequest, form: Any, heading: str, back: str, **extra: Any) -> Any:
    context = {"form": form, "heading": heading, "cancel_url": back, **extra}
    return render(request, "core/form_page.html", context)


@needs("view")
def office_list(request: HttpRequest) -> HttpResponse:
    return respond(request, OfficeList())


@needs("view")
def office_detail(request: HttpRequest, pk: int) -> HttpResponse:
    office = visible_office(request, pk)
    can_edit = offices.may_record(office.union, office.post, request.user)
    sees_member = Member.objects.visible_to(request.user).filter(pk=office.member_id).exists()
    context = {"office": office, "can_edit": can_edit, "sees_member": sees_member}
    return render(request, "governance/office_detail.html", context)


@needs("govern")
def office_new(request: HttpRequest) -> HttpResponse:
    """Find the person, then (?member= or ?outside=1) her post."""
    union = union_named(request)
    require(request.user, "govern", union)
    posts = [p for p in Post.choices if offices.may_record(union, p[0], request.user)]
    member, outside = request.GET.get("member", ""), "outside" in request.GET
    memberships = Membership.objects.open().visible_to(request.user).filter(union=union)
    if not member and not outside:
        return choose_member(
            request, memberships, f"登记任职：{union}", hint="先查找任职的会员",
            otherwise_url=f"?union={union.pk}&outside=1",
            otherwise_label="任职人不是本会会员（上级推荐），直接填写姓名",
        )  # fmt: skip
    office = Office(union=union)
    if not outside:
        held = get_object_or_404(memberships.select_related("member"), member=row_number(member))
        office.member, office.phone = held.member, held.member.mobile
    form = forms.OfficeForm(request.POST or None, instance=office, posts=posts)
    if done(request, form, lambda _: offices.take_office(form.instance, by=request.user)):
        messages.success(request, f"{form.instance.full_name}的任职已登记。")
        return redirect(back_to_union(union.pk))
    name = office.member.full_name if office.member else "本会以外的人"
    return form_page(request, form, f"登记任职：{name}　{union}", back_to_union(union.pk))


@needs("govern_reply")
def office_adopt(request: HttpRequest) -> HttpResponse:
    """补登: the chair a sheet named, whom no office knows yet."""
    union = union_named(request)
    require(request.user, "govern_reply", union)
    office = offices.registered_chair(union)
    posts = [(Post.CHAIR.value, str(Post.CHAIR.label))]
    form = forms.OfficeForm(request.POST or None, instance=office, posts=posts)
    if done(request, form, lambda _: offices.take_office(form.instance, by=request.user)):
        messages.success(request, "主席的任职已补登。")
        return redirect(back_to_union(union.pk))
    heading = f"补登任职：{union.chair_name}　{union}"
    return form_page(request, form, heading, back_to_union(union.pk))


@needs("govern")
def office_edit(request: HttpRequest, pk: int) -> HttpResponse:
    office = visible_office(request, pk)
    require(request.user, "govern", office.union)
    form = forms.CorrectForm(request.POST or None, instance=office)
    if done(request, form, lambda data: offices.correct(office, by=request.user, **data)):
        messages.success(request, "任职已更正。")
        return redirect("governance:office_detail", pk)
    return form_page(request, form, f"更正任职：{office}", _page(office))


@needs("govern")
def office_end(request: HttpRequest, pk: int) -> HttpResponse:
    office = visible_office(request, pk)
    require(request.user, "govern", office.union)
    form = forms.EndForm(request.POST or None)
    if done(request, form, lambda data: offices.end_office(office, by=request.user, **data)):
        messages.success(request, "离任已登记。")
        return redirect(back_to_union(office.union_id))
    heading = f"登记离任：{office}"
    return form_page(request, form, heading, _page(office), submit_label="登记离任")


@needs("govern")
def office_void(request: HttpRequest, pk: int) -> HttpResponse:
    office = visible_office(request, pk)
    require(request.user, "govern", office.union)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: offices.void(office, by=request.user, **data)):
        messages.success(request, "这项任职已作废，仍保留在记录中。")
        return redirect(back_to_union(office.union_id))
    return form_page(request, form, f"作废任职：{office}", _page(office), submit_label="作废")


def _page(office: Office) -> str:
    return reverse("governance:office_detail", args=[office.pk])


@needs("accounts")
def sign_in_list(request: HttpRequest) -> HttpResponse:
    """Chairs without a sign-in: the administrator sees name, union and day, nothing else."""
    rows = offices.without_sign_in(request.user).order_by("since", "pk")[:200]
    return render(request, "governance/sign_in_list.html", {"offices": rows})


@needs("accounts")
def sign_in_new(request: HttpRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(offices.without_sign_in(request.user), pk=pk)
    form = forms.SignInForm(request.POST or None, user=request.user)
    opened: list[Any] = []

    def open_seat(data: dict[str, Any]) -> None:
        opened[:] = offices.open_sign_in(office, data["username"], form.account, by=request.user)

    if done(request, form, open_seat):
        account, password = opened
        if password:
            context = {"account": account, "password": password}
            return render(request, "unions/account_password.html", context)
        messages.success(request, "席位已设置，自任职之日起可以使用。")
        return redirect("governance:sign_in_list")
    heading = f"开通主席账号：{office.full_name}　{office.union}"
    return form_page(request, form, heading, reverse("governance:sign_in_list"))
