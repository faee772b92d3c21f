"""Pages of studios: the list, one of them, its form, its name, its re-check, its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from innovation import studio_page as page
from innovation.forms import studios as forms
from innovation.forms.entries import ChooseForm
from innovation.models import Studio
from innovation.services import studios
from innovation.studio_reports import StudioList
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of


def visible_studio(request: HttpRequest, pk: int) -> Studio:
    """The studio, or 404 alike for one elsewhere and one that does not exist."""
    rows = Studio.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related(*page.RELATED), pk=pk)


def form_page(
    request: HttpRequest, form: Any, heading: str, studio: Studio, label: str = "保存"
) -> HttpResponse:
    """One form on a page of its own, with the way back to the studio."""
    back = reverse("innovation:studio_detail", args=[studio.pk]) if studio.pk else reverse(
        "innovation:studio_list"
    )  # fmt: skip
    context = {"form": form, "heading": heading, "submit_label": label, "cancel_url": back}
    return render(request, "core/form_page.html", context, status=status_of(form))


@needs("view")
def studio_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("innovate")
    return respond(request, StudioList(), "innovation/studio_list.html", can_add=can_add)


@needs("view")
def studio_detail(request: HttpRequest, pk: int) -> HttpResponse:
    context = page.contents(visible_studio(request, pk), request.user)
    return render(request, "innovation/studio_detail.html", context)


@needs("view")
def studio_print(request: HttpRequest, pk: int) -> HttpResponse:
    """创新工作室登记表 on paper, for sending up."""
    context = page.contents(visible_studio(request, pk), request.user)
    return render(request, "innovation/studio_print.html", context)


@needs("innovate")
def studio_new(request: HttpRequest) -> HttpResponse:
    """The unit first, where there are several (?union=), then the one form."""
    choice = ChooseForm(request.GET if "union" in request.GET else None, user=request.user)
    union = choice.only or (choice.cleaned_data["union"] if choice.is_valid() else None)
    if union is None:
        words = {"heading": "登记创新工作室", "subtitle": "先选工作室属于哪家工会"}
        return render(request, "innovation/entry_choose.html", {"form": choice, **words})
    form = forms.StudioForm(request.POST or None, instance=Studio(union=union))
    if done(request, form, lambda _: studios.found(form.instance, by=request.user)):
        messages.success(request, "工作室已登记，请登记成员和项目，上传场所照片。")
        return redirect("innovation:studio_detail", form.instance.pk)
    return form_page(request, form, f"登记创新工作室：{union}", form.instance, "登记")


@needs("innovate")
def studio_edit(request: HttpRequest, pk: int) -> HttpResponse:
    studio = visible_studio(request, pk)
    require(request.user, "innovate", studio.union)
    form = forms.StudioForm(request.POST or None, instance=studio)

    def save(_: dict[str, Any]) -> None:
        studios.change(form.instance, by=request.user, version=form.seen)

    if done(request, form, save):
        messages.success(request, "工作室已保存。")
        return redirect("innovation:studio_detail", pk)
    return form_page(request, form, f"修改：{form.initial['name']}", studio)


def _deed(
    request: HttpRequest, studio: Studio, form: Any, deed: Any, label: str, told: str
) -> HttpResponse:
    """One dated deed of the studio's own row: `told` is said when it is done."""

    def carry_out(data: dict[str, Any]) -> None:
        deed(studio, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, told)
        return redirect("innovation:studio_detail", studio.pk)
    return form_page(request, form, f"{label}：{studio.name}", studio, label)


@needs("innovation_review")
def studio_certify(request: HttpRequest, pk: int) -> HttpResponse:
    studio = visible_studio(request, pk)
    require(request.user, "innovation_review", studio.union)
    initial = {"version": studio.version, "level": studio.level}
    form = forms.CertifyForm(request.POST or None, initial=initial)
    told = "命名已登记，复核期限按规则排定。"
    return _deed(request, studio, form, studios.certify, "登记命名", told)


@needs("innovation_review")
def studio_recheck(request: HttpRequest, pk: int) -> HttpResponse:
    studio = visible_studio(request, pk)
    require(request.user, "innovation_review", studio.union)
    form = forms.RecheckForm(request.POST or None, initial={"version": studio.version})
    return _deed(request, studio, form, studios.recheck, "登记复核", "复核已登记。")


@needs("innovate")
def studio_dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    studio = visible_studio(request, pk)
    require(request.user, "innovate", studio.union)
    form = forms.DissolveForm(request.POST or None, initial={"version": studio.version})
    told = "工作室已撤销，记录保留。"
    return _deed(request, studio, form, studios.dissolve, "撤销工作室", told)
