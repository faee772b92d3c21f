"""Pages of good deeds (好人好事): the register, one, new, changed, struck out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from governance import record_targets
from governance.forms.records import DeedForm
from governance.models import Deed
from governance.record_reports import DeedList
from governance.services import records
from governance.views.record_pages import change, choose_member, form_page, strike_out
from members.views.deeds import done
from unions.access import needs
from unions.report_views import respond
from unions.scope import scope_of


def _visible(request: HttpRequest, pk: int) -> Deed:
    rows = Deed.objects.visible_to(request.user).select_related("union", "member", "honour")
    return get_object_or_404(rows, pk=pk)


@needs("view")
def deed_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("govern")
    return respond(request, DeedList(), "governance/deed_list.html", can_add=can_add)


@needs("view")
def deed_detail(request: HttpRequest, pk: int) -> HttpResponse:
    deed = _visible(request, pk)
    context = {"deed": deed, "can_edit": records.may_change(deed, request.user)}
    return render(request, "governance/deed_detail.html", context)


@needs("govern")
def deed_new(request: HttpRequest) -> HttpResponse:
    draft = record_targets.deed_of(request.GET, request.user)
    if draft is None:
        return choose_member(request, "governance/deed_choose.html")
    form = DeedForm(request.POST or None, instance=draft)
    if done(request, form, lambda data: records.enter(form.instance, by=request.user)):
        messages.success(request, "好人好事已登记。")
        return redirect("governance:deed_detail", form.instance.pk)
    back = reverse("governance:deed_list")
    return form_page(request, form, f"登记好人好事：{draft.member.full_name}", back, "登记")


@needs("govern")
def deed_edit(request: HttpRequest, pk: int) -> HttpResponse:
    form = DeedForm(request.POST or None, instance=_visible(request, pk))
    return change(request, form, "governance:deed_detail", "好人好事")


@needs("govern")
def deed_void(request: HttpRequest, pk: int) -> HttpResponse:
    return strike_out(request, _visible(request, pk), "governance:deed_detail", "好人好事")
