"""The beneficiaries of an application: found and added one by one, or uploaded as a sheet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assistance import application_page as page
from assistance.forms.application_lines import (
    LineForm,
    RemoveForm,
    SheetUploadForm,
    StrangerForm,
)
from assistance.imports.aid_lines import LinesImporter
from assistance.models import Application, HardshipFile, Line
from assistance.reports import LineList
from assistance.services import applications, households
from assistance.views.applications import visible_application
from core.http import row_number
from core.periods import today
from core.sheets import SheetError
from members.models import Membership
from members.views.deeds import done, status_of
from members.views.finding import choose_member
from unions.access import needs, require
from unions.imports import engine, files
from unions.report_views import XLSX, respond


@needs("view")
def line_list(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    report = LineList(application, page.acts(application, request.user))
    back = reverse("assistance:application_detail", args=[pk])
    return respond(request, report, "assistance/line_list.html", back=back)


def _open_application(request: HttpRequest, pk: int) -> Application:
    application = visible_application(request, pk)
    require(request.user, "aid_enter", application.union)
    return application


def _candidates(request: HttpRequest, application: Application) -> Any:
    """Members in hand whom this application may help: those of its union and below."""
    rows = Membership.objects.open().visible_to(request.user)
    rows = rows.filter(union__path__startswith=application.union.path)
    return rows.select_related("member", "union")


@needs("aid_enter")
def line_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the person, then (?member= or ?stranger=1) her sum."""
    application = _open_application(request, pk)
    if not application.editable:
        return redirect("assistance:application_detail", pk)
    chosen, stranger = request.GET.get("member", ""), "stranger" in request.GET
    if not chosen and not stranger:
        return _find(request, application)
    line, file = Line(application=application), None
    if chosen and not stranger:
        number = row_number(chosen)
        held = get_object_or_404(_candidates(request, application), member=number)
        line.member, file = held.member, _file_of(held.member.id_index, application)
    form_class = StrangerForm if stranger else LineForm
    form = form_class(request.POST or None, instance=line, application=application, file=file)

    def add(data: dict[str, Any]) -> None:
        applications.add_lines(application, [form.instance], by=request.user, version=form.seen)

    if done(request, form, add):
        messages.success(request, "受助人已登记。")
        return redirect("assistance:application_detail", pk)
    heading = f"登记受助人：{line.member.full_name if line.member else '不在花名册中的人'}"
    return _form_page(request, form, heading, application)


def _find(request: HttpRequest, application: Application) -> HttpResponse:
    """What is typed is posted, and never stands in an address."""
    return choose_member(
        request, _candidates(request, application), "登记受助人",
        hint=f"{application.title} · 先在{application.union}的会员中查找",
        otherwise_url="?stranger=1", otherwise_label="受助人不在花名册中，按姓名和证件号登记",
    )  # fmt: skip


def _file_of(id_index: str | None, application: Application) -> HardshipFile | None:
    """The household's file, if the application's union keeps it."""
    file = households.file_of(id_index, today())
    ours = file is not None and file.union.path.startswith(application.union.path)
    return file if ours else None


def _visible_line(request: HttpRequest, pk: int) -> Line:
    rows = Line.objects.visible_to(request.user).select_related("member", "file", "student")
    line = get_object_or_404(rows, pk=pk)
    line.application = _open_application(request, line.application_id)
    return line


@needs("aid_enter")
def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    line = _visible_line(request, pk)
    application, name = line.application, line.full_name
    if not application.editable:
        return redirect("assistance:application_detail", application.pk)
    form = LineForm(request.POST or None, instance=line, application=application, file=line.file)

    def save(data: dict[str, Any]) -> None:
        applications.change_line(form.instance, by=request.user, version=form.seen)

    if done(request, form, save):
        messages.success(request, "受助人已保存。")
        return redirect("assistance:application_detail", application.pk)
    return _form_page(request, form, f"修改受助人：{name}", application)


@needs("aid_enter")
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Off a draft; the row stays on record."""
    line = _visible_line(request, pk)
    application = line.application
    form = RemoveForm(request.POST or None, initial={"version": application.version})

    def remove(data: dict[str, Any]) -> None:
        applications.remove_line(line, by=request.user, version=form.seen)

    if done(request, form, remove):
        messages.success(request, "受助人已删去。")
        return redirect("assistance:application_detail", application.pk)
    heading = f"删去受助人：{line.full_name}，{line.amount:,.2f} 元"
    return _form_page(request, form, heading, application, "删去")


def _form_page(
    request: HttpRequest, form: Any, heading: str, application: Application, label: str = "保存"
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit_label": label,
        "submit_class": "danger" if label == "删去" else "primary",
        "cancel_url": reverse("assistance:application_detail", args=[application.pk]),
    }
    return render(request, "core/form_page.html", context, status=status_of(form))


# --- a sheet of them -----------------------------------------------------------------------------


@needs("aid_enter")
def line_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload, then the preview of unions/imports: cell by cell, before anything is written."""
    application = _open_application(request, pk)
    if not application.editable or not application.programme.batch:
        return redirect("assistance:application_detail", pk)
    form = SheetUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = engine.upload(
                file.read(), file.name, LinesImporter.kind, application.union,
                by=request.user, options={"application": pk},
            )  # fmt: skip
        except (SheetError, PermissionDenied) as error:
            form.add_error("file", str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{reverse('unions:import_detail', args=[batch.pk])}?start=1")
    context = {"application": application, "form": form, "help": LinesImporter.help}
    return render(request, "assistance/line_upload.html", context)


@needs("aid_enter")
def line_template(request: HttpRequest) -> HttpResponse:
    """An empty sheet holds nobody's data, so a plain link may fetch it."""
    response = HttpResponse(files.empty_form(LinesImporter), content_type=XLSX)
    name = files.quoted(f"{LinesImporter.label}（空表）.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
