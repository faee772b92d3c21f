"""A studio's people and projects: joined, left, begun, done, struck out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from innovation.forms import studios as forms
from innovation.models import StudioMember, StudioProject
from innovation.services import studio_team
from innovation.views.studios import form_page, visible_studio
from members.views.deeds import done
from unions.access import needs, require
from unions.forms.corrections import ReasonForm


def _visible(request: HttpRequest, model: Any, pk: int) -> Any:
    """A row of a studio in which this person may enter."""
    rows = model.objects.visible_to(request.user).select_related("studio__union")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, "innovate", row.studio.union)
    return row


def _answer(
    request: HttpRequest, row: Any, form: Any, deed: Any, label: str, told: str
) -> HttpResponse:
    """Do it and go back to the studio, else show the form."""
    if done(request, form, deed):
        messages.success(request, told)
        return redirect("innovation:studio_detail", row.studio_id)
    return form_page(request, form, f"{label}：{row.studio}", row.studio, label)


@needs("innovate")
def studio_join(request: HttpRequest, pk: int) -> HttpResponse:
    studio = visible_studio(request, pk)
    require(request.user, "innovate", studio.union)
    form = forms.JoinForm(request.POST or None, instance=StudioMember(studio=studio))

    def deed(_: dict[str, Any]) -> None:
        studio_team.join(form.instance, by=request.user)

    return _answer(request, form.instance, form, deed, "成员加入", "成员已登记。")


@needs("innovate")
def studio_leave(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, StudioMember, pk)
    form = forms.LeaveForm(request.POST or None)

    def deed(data: dict[str, Any]) -> None:
        studio_team.leave(row, by=request.user, **data)

    return _answer(request, row, form, deed, f"{row.full_name}退出", "退出已登记。")


@needs("innovate")
def studio_member_void(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, StudioMember, pk)
    form = ReasonForm(request.POST or None)

    def deed(data: dict[str, Any]) -> None:
        studio_team.strike_member(row, by=request.user, **data)

    return _answer(request, row, form, deed, f"作废成员{row.full_name}", "登记已作废。")


@needs("innovate")
def studio_project_new(request: HttpRequest, pk: int) -> HttpResponse:
    studio = visible_studio(request, pk)
    require(request.user, "innovate", studio.union)
    form = forms.ProjectForm(request.POST or None, instance=StudioProject(studio=studio))

    def deed(_: dict[str, Any]) -> None:
        studio_team.begin(form.instance, by=request.user)

    return _answer(request, form.instance, form, deed, "登记项目", "项目已登记。")


@needs("innovate")
def studio_project_done(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, StudioProject, pk)
    form = forms.ResultForm(request.POST or None, instance=row)

    def deed(data: dict[str, Any]) -> None:
        studio_team.report(row, by=request.user, **data)

    return _answer(request, row, form, deed, f"项目“{row.name}”成果", "项目成果已登记。")


@needs("innovate")
def studio_project_void(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, StudioProject, pk)
    form = ReasonForm(request.POST or None)

    def deed(data: dict[str, Any]) -> None:
        studio_team.strike_project(row, by=request.user, **data)

    return _answer(request, row, form, deed, f"作废项目“{row.name}”", "项目已作废。")
