"""Pages of standardisation checks: register, one check, its points, its steps, its paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.http import row_number
from governance import check_page, check_papers
from governance.check_reports import CheckLedger
from governance.check_workflow import CHECK
from governance.codes import AssessmentStatus
from governance.forms import checks as forms
from governance.forms.records import governed
from governance.models import Assessment
from governance.services import checks
from governance.views.offices import form_page
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.report_views import paper, respond
from unions.scope import scope_of


def _visible(request: HttpRequest, pk: int) -> Assessment:
    rows = Assessment.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("union__parent", "checklist", "submitted_by", "checked_by"), pk=pk
    )


def _page(assessment: Assessment) -> str:
    return reverse("governance:check_detail", args=[assessment.pk])


@needs("view")
def check_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("govern")
    return respond(request, CheckLedger(), "governance/check_list.html", can_add=can_add)


@needs("govern")
def check_new(request: HttpRequest) -> HttpResponse:
    """Which union, list and year; ?union= proposes the union."""
    assessment, asked = Assessment(), request.GET.get("union", "")
    if asked:
        assessment.union = get_object_or_404(governed(request.user), pk=row_number(asked))
    form = forms.BeginForm(request.POST or None, instance=assessment, user=request.user)
    if done(request, form, lambda _: checks.begin(form.instance, by=request.user)):
        messages.success(request, "考核表已建立，请逐项填写自检分。")
        return redirect("governance:check_fill", form.instance.pk)
    back = reverse("governance:check_list")
    return form_page(request, form, "开始规范化自查", back, submit_label="开始自查")


@needs("view")
def check_detail(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _visible(request, pk)
    user, status = request.user, assessment.status
    lines = check_page.lines(assessment)
    context = {
        "assessment": assessment,
        "state": check_page.state(status, assessment.opinion),
        "lines": lines,
        "totals": check_page.totals(lines),
        "buttons": CHECK.buttons(assessment, user),
        "can_fill": status == AssessmentStatus.SELF and checks.may_fill(assessment, user),
        "can_mark": status == AssessmentStatus.SUBMITTED and checks.may_check(assessment, user),
        "can_discard": status == AssessmentStatus.SELF and not assessment.submitted_on,
        "honour": check_page.honour_link(assessment, user),
        "issuer": assessment.union.parent,
    }
    return render(request, "governance/check_detail.html", context)


@needs("govern")
def check_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """自检分 and 说明 of every line; saved as a draft, submitted from the check's page."""
    assessment = _visible(request, pk)
    require(request.user, "govern", assessment.union)
    if assessment.status != AssessmentStatus.SELF and request.method != "POST":
        return redirect(_page(assessment))
    return _points(request, assessment, forms.PointsForm, checks.fill, "填写自检分")


@needs("govern_reply")
def check_mark(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _visible(request, pk)
    if not checks.may_check(assessment, request.user):
        raise PermissionDenied("考核由上级工会办理，提交自查的人不能考核。")
    if assessment.status != AssessmentStatus.SUBMITTED and request.method != "POST":
        return redirect(_page(assessment))
    return _points(request, assessment, forms.CheckedForm, checks.check, "填写考核分")


def _points(
    request: HttpRequest, assessment: Assessment, form_class: Any, service: Any, heading: str
) -> HttpResponse:
    lines = check_page.lines(assessment)
    initial = {"version": assessment.version}
    form = form_class(request.POST or None, initial=initial, lines=lines)

    def keep(_: dict[str, Any]) -> None:
        service(assessment, form.filled(), by=request.user, version=form.seen)

    if done(request, form, keep):
        messages.success(request, f"{form.word}已保存。")
        return redirect(_page(assessment))
    context = {
        "assessment": assessment, "form": form, "heading": heading,
        "totals": check_page.totals(lines), "cancel_url": _page(assessment),
        "checking": form.column == "checked_points",
    }  # fmt: skip
    return render(request, "governance/check_points.html", context, status=status_of(form))


@needs("view")
def check_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    assessment = _visible(request, pk)
    if move not in CHECK.moves:
        raise Http404
    step = CHECK.moves[move]
    if not step.who(assessment, request.user):
        raise PermissionDenied("自查由本工会提交；考核由上级工会办理，提交自查的人不能自己确认。")
    form = forms.MOVE_FORMS[move](request.POST or None, initial={"version": assessment.version})

    def carry_out(data: dict[str, Any]) -> None:
        CHECK.move(assessment, move, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, f"{assessment.union}：已{step.label}。")
        return redirect(_page(assessment))
    heading = f"{step.label}：{assessment.union} {assessment.year} 年{assessment.checklist}"
    page = form_page(request, form, heading, _page(assessment), submit_label=step.label)
    page.status_code = status_of(form)
    return page


@needs("govern")
def check_discard(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _visible(request, pk)
    require(request.user, "govern", assessment.union)
    form, heading = ReasonForm(request.POST or None), f"撤销自查：{assessment}"
    if done(request, form, lambda data: checks.discard(assessment, by=request.user, **data)):
        messages.success(request, "这份没有提交过的自查已撤销。")
        return redirect("governance:check_list")
    return form_page(request, form, heading, _page(assessment), submit_label="撤销自查")


@needs("view")
def check_print(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _visible(request, pk)
    sheet = check_papers.sheet(assessment, check_page.lines(assessment))
    context = {"assessment": assessment, "sheet": sheet}
    return render(request, "governance/check_print.html", context)


@needs("view")
@require_POST
def check_word(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _visible(request, pk)
    sheet = check_papers.sheet(assessment, check_page.lines(assessment))
    title = f"考核表（{assessment.union} {assessment.year}）"
    return paper(request, sheet.word(), title, assessment.union_id)
