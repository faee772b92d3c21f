"""Pages of the quarterly report: list, composing, one report, its papers, the rows of a figure."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from members.views.deeds import done, status_of
from reporting import differences, figures, quarterly_page, quarterly_paper
from reporting.figure_rows import behind
from reporting.forms import quarterly as forms
from reporting.models import QuarterlyReport, ReportFigure
from reporting.quarterly_reports import QuarterlyList, status_badge
from reporting.quarterly_workflow import REPORT
from reporting.services import quarterly
from unions.access import needs, require
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.report_views import paper, respond
from unions.scope import scope_of

_FORMS = {"submit": forms.SignForm, "return": forms.ReturnForm}


def _staff(request: HttpRequest) -> None:
    """The federation's own papers: not for the chairs of units."""
    if not scope_of(request.user).is_staff:
        raise PermissionDenied


def _visible(request: HttpRequest, pk: int) -> QuarterlyReport:
    rows = QuarterlyReport.objects.visible_to(request.user)
    rows = rows.select_related("union", "composed_by", "presented_by", "submitted_by")
    return get_object_or_404(rows, pk=pk)


def _page(report: QuarterlyReport) -> str:
    return reverse("reporting:quarterly_detail", args=[report.pk])


@needs("view")
def quarterly_list(request: HttpRequest) -> HttpResponse:
    _staff(request)
    can_add = forms.composing_unions(request.user).exists()
    return respond(request, QuarterlyList(), "reporting/quarterly_list.html", can_add=can_add)


@needs("govern")
def quarterly_new(request: HttpRequest) -> HttpResponse:
    _staff(request)
    asked = {"union": request.GET["union"]} if "union" in request.GET else {}
    form = forms.BeginForm(request.POST or None, user=request.user, initial=asked)
    if done(request, form, lambda _: quarterly.begin(form.instance, by=request.user)):
        messages.success(request, "初稿已按登记资料写好，请逐部分核对修改。")
        return redirect("reporting:quarterly_edit", form.instance.pk)
    context = {
        "form": form, "heading": "编写季度汇报", "submit_label": "生成初稿",
        "cancel_url": reverse("reporting:quarterly_list"),
    }  # fmt: skip
    return render(request, "core/form_page.html", context)


@needs("view")
def quarterly_detail(request: HttpRequest, pk: int) -> HttpResponse:
    report = _visible(request, pk)
    context = {
        **quarterly_page.reading(report),
        "badge": status_badge(report.status),
        "buttons": REPORT.buttons(report, request.user),
        "can_edit": report.status == "draft" and scope_of(request.user).may("govern", report.union),
        "since": differences.since(report) if report.is_submitted else [],
        "sound": not report.is_submitted or quarterly.is_sound(report),
    }
    return render(request, "reporting/quarterly_detail.html", context)


@needs("govern")
def quarterly_edit(request: HttpRequest, pk: int) -> HttpResponse:
    report = _visible(request, pk)
    require(request.user, "govern", report.union)
    if report.status != "draft":
        messages.error(request, "汇报已送审或报送，不能再改。送审的可先撤回或由签发人退回。")
        return redirect(_page(report))
    parts = list(report.parts.all())
    form = forms.ComposeForm(request.POST or None, initial=quarterly_page.initial(report, parts))

    def write(data: dict[str, Any]) -> None:
        quarterly_page.write(report, form, data, by=request.user)

    if done(request, form, write):
        if form.renew:
            messages.success(request, "这一部分已按当前数字重新生成，其他部分也已保存。")
            return redirect(f"{request.path}#part-{form.renew}")
        messages.success(request, "已保存。")
        return redirect(_page(report))
    context = {**quarterly_page.composing(report, parts, form), "cancel_url": _page(report)}
    return render(request, "reporting/quarterly_edit.html", context, status=status_of(form))


@needs("view")
def quarterly_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    report = _visible(request, pk)
    if move not in REPORT.moves:
        raise Http404
    step = REPORT.moves[move]
    if not step.who(report, request.user):
        raise PermissionDenied
    form_class = _FORMS.get(move, forms.Versioned)
    form = form_class(request.POST or None, initial={"version": report.version})

    def carry_out(data: dict[str, Any]) -> None:
        REPORT.move(report, move, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, f"{report.span.label}汇报：{step.label}。")
        return redirect(_page(report))
    context = {
        "form": form, "heading": f"{step.label}：{report.span.label}汇报",
        "submit_label": step.label, "cancel_url": _page(report), "report": report, "move": move,
    }  # fmt: skip
    return render(request, "reporting/quarterly_move.html", context, status=status_of(form))


@needs("view")
def quarterly_print(request: HttpRequest, pk: int) -> HttpResponse:
    report = _visible(request, pk)
    return render(request, "reporting/quarterly_print.html", quarterly_page.reading(report))


@needs("view")
@require_POST
def quarterly_word(request: HttpRequest, pk: int) -> HttpResponse:
    report = _visible(request, pk)
    name = f"{report.union.name}{report.subject}"
    return paper(request, quarterly_paper.word(report), name, report.union_id)


@needs("view")
def figure_rows(request: HttpRequest, pk: int, asked: str) -> HttpResponse:
    """What a figure counts, as the records have it now; `asked` is figure and quarter."""
    _staff(request)
    unions = Union.objects.visible_to(request.user).filter(kind__in=FEDERATIONS)
    union = get_object_or_404(unions, pk=pk)
    found = figures.read(asked)
    if found is None:
        raise Http404
    figure, span = found
    told = ReportFigure.objects.visible_to(request.user).filter(
        report__union=union, report__year=span.year, report__quarter=span.quarter, code=figure.code
    )
    report = behind(figure, union, span)
    report.note = quarterly_page.note_of(figure, union, span, told.select_related("report").first())
    return respond(request, report)
