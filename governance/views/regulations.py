"""Pages of regulations: the list, one with its texts, new ones, repeal, on paper and in Word."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.http import row_number
from core.periods import today
from governance import attachment_panel, regulation_paper
from governance.forms.records import RegulationForm, RepealForm, TitleForm, VersionForm
from governance.models import Regulation, RegulationVersion
from governance.record_reports import RegulationList, state_of
from governance.services import regulations
from members.views.deeds import done
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.report_views import paper, respond
from unions.scope import scope_of


def _visible(request: HttpRequest, pk: int) -> Regulation:
    rows = Regulation.objects.visible_to(request.user).select_related("union")
    return get_object_or_404(rows, pk=pk)


def _mine(request: HttpRequest, pk: int) -> Regulation:
    regulation = _visible(request, pk)
    require(request.user, "govern", regulation.union)
    return regulation


def _version(request: HttpRequest, pk: int) -> RegulationVersion:
    rows = RegulationVersion.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("regulation__union"), pk=pk)


@needs("view")
def regulation_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("govern")
    return respond(request, RegulationList(), "governance/regulation_list.html", can_add=can_add)


@needs("view")
def regulation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of today, or the version asked for (?version=)."""
    regulation = _visible(request, pk)
    versions = list(regulation.versions.order_by("-since", "-pk"))
    for row in versions:
        row.regulation, row.state = regulation, state_of(row, today())
    kept = [row for row in versions if not row.is_voided]
    asked = row_number(request.GET.get("version", ""))
    shown = next((row for row in versions if row.pk == asked), None) or _of_today(kept)
    can_edit = scope_of(request.user).may("govern", regulation.union)
    context = {
        "regulation": regulation,
        "versions": versions,
        "shown": shown,
        "lines": regulation_paper.lines(shown) if shown else [],
        "lead": regulation_paper.lead(shown) if shown else "",
        "files": attachment_panel.panel(shown, request.user) if shown else None,
        "can_edit": can_edit,
        "can_repeal": can_edit and bool(kept) and kept[0].until is None,
        "newest": kept[0] if kept else None,
    }
    return render(request, "governance/regulation_detail.html", context)


def _of_today(newest_first: list[RegulationVersion]) -> RegulationVersion | None:
    """In force today; else the last that was; else the first to come."""
    begun = [row for row in newest_first if row.since <= today()]
    return (begun[:1] or newest_first[-1:] or [None])[0]


@needs("govern")
def regulation_new(request: HttpRequest) -> HttpResponse:
    form = RegulationForm(request.POST or None, request.FILES or None, user=request.user)

    def lay_down(data: dict[str, Any]) -> None:
        form.entered = regulations.lay_down(
            form.regulation(), form.instance, by=request.user, upload=data["upload"]
        )

    if done(request, form, lay_down):
        messages.success(request, "制度已登记。")
        return redirect("governance:regulation_detail", form.entered.pk)
    return _form_page(request, form, "登记制度", None, "登记")


@needs("govern")
def regulation_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """The form begins with the newest text: most revisions change a few lines of it."""
    regulation = _mine(request, pk)
    last = regulation.versions.not_voided().order_by("-since").first()
    draft = RegulationVersion(regulation=regulation, text=last.text if last else "")
    form = VersionForm(request.POST or None, request.FILES or None, instance=draft)

    def revise(data: dict[str, Any]) -> None:
        regulations.revise(regulation, form.instance, by=request.user, upload=data["upload"])

    if done(request, form, revise):
        messages.success(request, "新版本已登记，原版本到施行日期为止。")
        return redirect("governance:regulation_detail", pk)
    return _form_page(request, form, f"登记新版本：{regulation}", regulation, "登记")


@needs("govern")
def regulation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    regulation = _mine(request, pk)
    form = TitleForm(request.POST or None, initial={"title": regulation.title})
    if done(request, form, lambda data: regulations.rename(regulation, by=request.user, **data)):
        messages.success(request, "制度名称已更正。")
        return redirect("governance:regulation_detail", pk)
    return _form_page(request, form, "更正制度名称", regulation)


@needs("govern")
def regulation_repeal(request: HttpRequest, pk: int) -> HttpResponse:
    regulation = _mine(request, pk)
    form = RepealForm(request.POST or None)
    if done(request, form, lambda data: regulations.repeal(regulation, by=request.user, **data)):
        messages.success(request, "已登记废止，各版本正文仍可查阅。")
        return redirect("governance:regulation_detail", pk)
    return _form_page(request, form, f"废止制度：{regulation}", regulation, "废止")


@needs("govern")
def version_void(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    require(request.user, "govern", version.regulation.union)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: regulations.void_version(version, by=request.user, **data)):
        messages.success(request, "该版本已作废，前一版本继续施行。")
        return redirect("governance:regulation_detail", version.regulation_id)
    return _form_page(request, form, f"作废版本：{version}", version.regulation, "作废")


@needs("view")
def version_print(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    context = {
        "version": version,
        "regulation": version.regulation,
        "lines": regulation_paper.lines(version),
        "lead": regulation_paper.lead(version),
    }
    return render(request, "governance/regulation_print.html", context)


@needs("export")
@require_POST
def version_word(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    regulation = version.regulation
    return paper(request, regulation_paper.paper_of(version), regulation.title, regulation.union_id)


def _form_page(
    request: HttpRequest, form: Any, heading: str, regulation: Regulation | None, label: str = ""
) -> HttpResponse:
    back = reverse("governance:regulation_list")
    if regulation:
        back = reverse("governance:regulation_detail", args=[regulation.pk])
    context = {"form": form, "heading": heading, "submit_label": label, "cancel_url": back}
    return render(request, "core/form_page.html", context)
