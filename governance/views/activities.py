"""Pages of activities: the register, one with its photos, new, changed, struck out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from governance import attachment_panel
from governance.forms.records import ActivityForm
from governance.models import Activity
from governance.record_reports import ActivityList
from governance.services import records
from governance.views.record_pages import change, form_page, strike_out
from members.views.deeds import done
from unions.access import needs
from unions.report_views import respond
from unions.scope import scope_of


def _visible(request: HttpRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.user).select_related("union")
    return get_object_or_404(rows, pk=pk)


@needs("view")
def activity_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("govern")
    return respond(request, ActivityList(), "governance/activity_list.html", can_add=can_add)


@needs("view")
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _visible(request, pk)
    days = f"{activity.day} 至 {activity.last_day}" if activity.last_day else activity.day
    context = {
        "activity": activity,
        "pairs": [
            ("日期", days),
            ("地点", activity.place),
            ("参加人数", f"{activity.participants:,} 人"),
            ("支出", f"{activity.cost:,.2f} 元"),
        ],
        "files": attachment_panel.panel(activity, request.user, photos=True),
        "can_edit": records.may_change(activity, request.user),
    }
    return render(request, "governance/activity_detail.html", context)


@needs("govern")
def activity_new(request: HttpRequest) -> HttpResponse:
    form = ActivityForm(request.POST or None, user=request.user)
    if done(request, form, lambda data: records.enter(form.instance, by=request.user)):
        messages.success(request, "活动已登记，可在下面上传照片。")
        return redirect("governance:activity_detail", form.instance.pk)
    return form_page(request, form, "登记活动", reverse("governance:activity_list"), "登记")


@needs("govern")
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    form = ActivityForm(request.POST or None, instance=_visible(request, pk), user=request.user)
    return change(request, form, "governance:activity_detail", "活动")


@needs("govern")
def activity_void(request: HttpRequest, pk: int) -> HttpResponse:
    return strike_out(request, _visible(request, pk), "governance:activity_detail", "活动")
