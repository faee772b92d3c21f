"""Pages of the sheet import: upload, preview, confirm; rejects and empty forms to download."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.sheets import SheetError
from unions.access import needs
from unions.forms.imports import UploadForm
from unions.imports import engine, files, progress, registry
from unions.imports.plan import ImportProblem
from unions.imports.preview import Shown
from unions.models import ImportBatch
from unions.report_views import XLSX
from unions.scope import scope_of

_LIST_SIZE = 50
Status = ImportBatch.Status
_SAID = {
    engine.Ending.CHANGED_MEANWHILE: "核对之后系统中的资料有变动，没有导入。下面是重新核对的结果，请再确认一次。",
    engine.Ending.REFUSED_ROWS: "有不能导入的行，没有导入。请改正表格后重新上传，或选择只导入可用的行。",
    engine.Ending.NOTHING_TO_DO: "表中内容与系统一致，没有需要导入的变动。",
    engine.Ending.CLOSED: "这一批次已经办结，没有重复导入。",
}


def _batches(user: Any) -> Any:
    """Her own, and for federation staff those of their units: a preview names other units."""
    staff = scope_of(user).condition("union", "import_union")
    visible = ImportBatch.objects.visible_to(user).filter(Q(user=user) | staff)
    return visible.select_related("union", "user").defer("upload")


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    batch = get_object_or_404(_batches(request.user), pk=pk)
    if not scope_of(request.user).may(registry.get(batch.kind).capability, batch.union):
        raise Http404
    return batch


@needs("edit_member")
def import_list(request: HttpRequest) -> HttpResponse:
    batches = _batches(request.user).defer("findings")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        batches = batches.filter(pk__lt=int(before))
    rows = list(batches[: _LIST_SIZE + 1])
    for row in rows:
        row.kind_label = registry.label_of(row.kind)
    context = {
        "batches": rows[:_LIST_SIZE],
        "next": rows[_LIST_SIZE - 1].pk if len(rows) > _LIST_SIZE else None,
        "importers": registry.importers_for(request.user),
    }
    return render(request, "unions/import_list.html", context)


@needs("edit_member")
def import_new(request: HttpRequest) -> HttpResponse:
    chosen = {name: request.GET[name] for name in ("kind", "union") if name in request.GET}
    form = UploadForm(
        request.POST or None, request.FILES or None, user=request.user, initial=chosen
    )
    if request.method == "POST" and form.is_valid():
        file, data = form.cleaned_data["file"], form.cleaned_data
        try:
            batch = engine.upload(
                file.read(), file.name, data["kind"], data["union"],
                by=request.user, options=form.options,
            )  # fmt: skip
        except SheetError as error:
            form.add_error("file", str(error))
        except PermissionDenied:
            form.add_error("union", "您在该工会没有导入这类表格的权限。")
        except ValidationError as error:
            form.add_error(None, error)
        else:
            response = redirect("unions:import_detail", batch.pk)
            response["Location"] += "?start=1"
            return response
    context = {"form": form, "importers": form.importers}
    return render(request, "unions/import_new.html", context)


@needs("edit_member")
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    importer = registry.get(batch.kind)
    shown = Shown(batch, request.GET.get("show", ""), request.GET.get("page", ""))
    waiting = batch.status == Status.CHECKED
    earlier = _batches(request.user).filter(
        digest=batch.digest, kind=batch.kind, status=Status.DONE, pk__lt=batch.pk
    )
    context = {
        "batch": batch,
        "kind_label": importer.label,
        "origin": importer.opened_from(batch.options),
        "shown": shown,
        "counts": batch.counts,
        "open": batch.status in (Status.UPLOADED, Status.CHECKED),
        "waiting": waiting,
        "whole": importer.whole,
        "todo": sum(batch.counts.get(name, 0) for name in ("added", "changed", "left")),
        "earlier": None if batch.status == Status.DONE else earlier.first(),
        "run_form": importer.run_form(initial=batch.options)
        if importer.run_form and waiting and batch.counts.get("conflicts") else None,
        "confirm_form": importer.confirm_form(initial=batch.options)
        if importer.confirm_form and waiting and batch.counts.get("unlisted") else None,
    }  # fmt: skip
    return render(request, "unions/import_detail.html", context)


@require_POST
@needs("edit_member")
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    form_class = registry.get(batch.kind).run_form
    form = form_class(request.POST) if form_class else None
    options = form.options if form and form.is_valid() else {}
    try:
        engine.run(batch, by=request.user, options=options)
    except ImportProblem as error:
        messages.error(request, str(error))
    return redirect("unions:import_detail", pk)


@needs("edit_member")
def import_progress(request: HttpRequest, pk: int) -> JsonResponse:
    return JsonResponse(progress.read(_batch(request, pk).pk))


@require_POST
@needs("edit_member")
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    form_class = registry.get(batch.kind).confirm_form
    form = form_class(request.POST) if form_class else None
    if form and not form.is_valid():
        for error in (e for errors in form.errors.values() for e in errors):
            messages.error(request, error)
        return redirect("unions:import_detail", pk)
    partial = request.POST.get("partial") == "1"
    try:
        ending = engine.confirm(
            batch, by=request.user, partial=partial, options=form.options if form else {}
        )
    except ImportProblem as error:
        messages.error(request, str(error))
    else:
        if ending is engine.Ending.DONE:
            messages.success(request, "已导入。")
        else:
            messages.warning(request, _SAID[ending])
    return redirect("unions:import_detail", pk)


@require_POST
@needs("edit_member")
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    if engine.discard(_batch(request, pk), by=request.user):
        messages.success(request, "已放弃，上传的文件已删除，系统中的资料没有改动。")
    return redirect("unions:import_list")


@require_POST
@needs("edit_member")
def import_rejects(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if not batch.counts.get("refused") or not batch.findings:
        raise Http404
    stream = files.rejects(batch, by=request.user)
    return FileResponse(stream, as_attachment=True, filename="未导入的行.xlsx", content_type=XLSX)


@needs("edit_member")
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty form holds nobody's data, so a plain link may fetch it."""
    importer = next((i for i in registry.importers_for(request.user) if i.kind == kind), None)
    if importer is None:
        raise Http404
    response = HttpResponse(files.empty_form(importer), content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''" + files.quoted(
        f"{importer.label}（空表）.xlsx"
    )
    return response
