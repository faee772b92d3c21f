"""Pages of honours: the register, one, new ones, activists of a year, changed, struck out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.http import row_number
from governance import attachment_panel, record_targets
from governance.forms.records import (
    ActivistForm,
    HonourForm,
    TargetForm,
    UnionForm,
    governed,
)
from governance.models import Honour
from governance.record_reports import HonourList
from governance.services import records
from governance.views.record_pages import change, choose_member, form_page, strike_out
from members.views.deeds import done
from unions.access import needs
from unions.models import Union
from unions.report_views import respond
from unions.scope import scope_of


def _visible(request: HttpRequest, pk: int) -> Honour:
    rows = Honour.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("union", "member", "enterprise"), pk=pk)


@needs("view")
def honour_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("govern")
    return respond(request, HonourList(), "governance/honour_list.html", can_add=can_add)


@needs("view")
def honour_detail(request: HttpRequest, pk: int) -> HttpResponse:
    honour = _visible(request, pk)
    context = {
        "honour": honour,
        "pairs": [
            ("类别", honour.get_kind_display()),
            ("级别", honour.get_level_display()),
            ("等次", honour.grade),
            ("授予单位", honour.body),
            ("年度", honour.year),
            ("授予日期", honour.awarded_on),
            ("表彰文号", honour.paper),
        ],
        "deeds": honour.deeds.filter(voided_at__isnull=True),
        "files": attachment_panel.panel(honour, request.user, photos=True),
        "can_edit": records.may_change(honour, request.user),
    }
    return render(request, "governance/honour_detail.html", context)


@needs("govern")
def honour_new(request: HttpRequest) -> HttpResponse:
    """For whom comes first: a member found, a union or an enterprise."""
    draft = record_targets.honour_of(request.GET, request.user)
    if draft is None:
        target = TargetForm(user=request.user)
        return choose_member(request, "governance/honour_choose.html", target=target)
    form = HonourForm(request.POST or None, instance=draft)
    if done(request, form, lambda data: records.enter(form.instance, by=request.user)):
        messages.success(request, "荣誉已登记，可在下面上传证书和照片。")
        return redirect("governance:honour_detail", form.instance.pk)
    heading = f"登记荣誉：{draft.recipient}"
    return form_page(request, form, heading, reverse("governance:honour_list"), "登记")


@needs("govern")
def activist_new(request: HttpRequest) -> HttpResponse:
    """工会积极分子 of a unit (?union=), several at once; who has one unit is not asked which."""
    union = _union_asked(request)
    if union is None:
        return _choose_union(request)
    form = ActivistForm(request.POST or None, instance=Honour(union=union))

    def enter(data: dict[str, Any]) -> None:
        form.number = records.enter_activists(form.instance, data["members"], by=request.user)

    if done(request, form, enter):
        messages.success(request, f"已登记工会积极分子 {form.number} 人。")
        return redirect(f"{reverse('governance:honour_list')}?kind=activist")
    heading = f"登记工会积极分子：{union}"
    return form_page(request, form, heading, reverse("governance:honour_list"), "登记")


def _union_asked(request: HttpRequest) -> Union | None:
    unions = governed(request.user)
    if asked := request.GET.get("union", ""):
        return get_object_or_404(unions, pk=row_number(asked))
    return unions.get() if unions.count() == 1 else None


def _choose_union(request: HttpRequest) -> HttpResponse:
    form = UnionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(f"{request.path}?union={form.cleaned_data['union'].pk}")
    back = reverse("governance:honour_list")
    return form_page(request, form, "登记工会积极分子：选择工会", back, "下一步")


@needs("govern")
def honour_edit(request: HttpRequest, pk: int) -> HttpResponse:
    form = HonourForm(request.POST or None, instance=_visible(request, pk))
    return change(request, form, "governance:honour_detail", "荣誉")


@needs("govern")
def honour_void(request: HttpRequest, pk: int) -> HttpResponse:
    return strike_out(request, _visible(request, pk), "governance:honour_detail", "荣誉")
