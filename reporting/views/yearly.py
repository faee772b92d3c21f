"""Pages of yearly statistics: overview, one union's sheet, its rows, the errors, the workbook."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import journal
from core import report_html
from members.views.deeds import done, status_of
from reporting import yearly_page, yearly_sheets
from reporting.forms import yearly as forms
from reporting.services import yearly
from reporting.yearly_checks import Finding, findings
from reporting.yearly_indicators import BY_CODE, standing
from reporting.yearly_reports import YearOverview
from reporting.yearly_rows import behind
from reporting.yearly_years import StatYear, read
from unions.access import needs, require
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.report_views import attachment, respond
from unions.scope import scope_of

_ASKED = re.compile(r"([12][0-9]{3})-([a-z_-]{1,30})")
PER_PAGE = 50


def _year(year: int) -> StatYear:
    found = read(year)
    if found is None:
        raise Http404
    return found


def _asked(asked: str) -> tuple[StatYear, str]:
    """2016-members: a year, and the code of what is asked of it."""
    found = _ASKED.fullmatch(asked)
    if found is None:
        raise Http404
    return _year(int(found[1])), found[2]


def _union(request: HttpRequest, pk: int, year: StatYear) -> Union:
    """A grassroots union that stood at the year's end, within her scope."""
    return get_object_or_404(Union.objects.visible_to(request.user).filter(standing(year)), pk=pk)


def _page(union: Union, year: StatYear) -> str:
    return reverse("reporting:yearly_sheet", args=[union.pk, year.year])


@needs("view")
def yearly_list(request: HttpRequest) -> HttpResponse:
    form = forms.YearFilter(request.GET, user=request.user)
    year = form.asked
    return respond(
        request, YearOverview(), "reporting/yearly_list.html", year=year,
        top=next((u for u in form.tops if u.kind in FEDERATIONS), None),
        may_export=scope_of(request.user).may("export"),
        left_out=yearly_page.left_out(form.tops, year),
    )  # fmt: skip


@needs("view")
def yearly_errors(request: HttpRequest) -> HttpResponse:
    form = forms.YearFilter(request.GET, user=request.user)
    year = form.asked
    found = findings(form.tops, year)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    unions = yearly_page.named(list(page.object_list), form.tops, year)
    context = {
        "year": year, "filters": report_html.filters(form, {}, ""), "page": page,
        "lines": yearly_page.lines(list(page.object_list), unions, year, request.user),
        "blocking": sum(finding.blocks for finding in found),
        "explained": sum(finding.is_error and not finding.blocks for finding in found),
        "warnings": sum(not finding.is_error for finding in found),
    }  # fmt: skip
    return render(request, "reporting/yearly_errors.html", context)


@needs("view")
def yearly_sheet(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    asked = _year(year)
    union = _union(request, pk, asked)
    scope = scope_of(request.user)
    context = yearly_page.reading(union, asked, request.user)
    context |= {"can_fill": scope.may("govern", union), "may_export": scope.may("export")}
    return render(request, "reporting/yearly_sheet.html", context)


@needs("view")
def yearly_print(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    asked = _year(year)
    context = yearly_page.reading(_union(request, pk, asked), asked, request.user)
    context["signatures"] = yearly_sheets.signatures(context["sheet"])
    return render(request, "reporting/yearly_print.html", context)


@needs("govern")
def yearly_fill(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    asked = _year(year)
    union = _union(request, pk, asked)
    require(request.user, "govern", union)
    sheet = yearly_page.sheet_of(union, asked)
    form = forms.SheetForm(request.POST or None, instance=sheet, initial={"version": sheet.version})
    if done(request, form, lambda _: yearly.fill(sheet, by=request.user, version=form.seen)):
        messages.success(request, f"已保存{union.name}{asked.label}的补填内容。")
        return redirect(_page(union, asked))
    context = {
        "form": form, "heading": f"补填：{union.name}{asked.label}调查表",
        "cancel_url": _page(union, asked),
    }  # fmt: skip
    return render(request, "core/form_page.html", context, status=status_of(form))


@needs("govern")
def yearly_explain(request: HttpRequest, pk: int, asked: str) -> HttpResponse:
    year, code = _asked(asked)
    union = _union(request, pk, year)
    require(request.user, "govern", union)
    found = [f for f in findings([union], year) if f.check.code == code and f.is_error]
    if not found:
        messages.info(request, "这一项现在没有错误，不需要说明。")
        return redirect(_page(union, year))
    finding = found[0]
    form = _explain_form(request, finding)

    def explain(data: dict[str, Any]) -> None:
        yearly.explain(finding, union, year, by=request.user, note=data["note"])

    if done(request, form, explain):
        messages.success(request, f"已说明：{union.name}{finding.check.message}。")
        return redirect(f"{reverse('reporting:yearly_errors')}?year={year.year}")
    context = {"form": form, "finding": finding, "union": union, "year": year}
    return render(request, "reporting/yearly_explain.html", context, status=status_of(form))


def _explain_form(request: HttpRequest, finding: Finding) -> Any:
    """Of what she saw: where the values moved on meanwhile, she is shown the new ones first."""
    seen = f"{finding.left}:{finding.right}"
    form = forms.ExplainForm(request.POST or None, initial={"note": finding.note, "seen": seen})
    if request.method == "POST" and form.data.get("seen") != seen:
        form.data = {**form.data.dict(), "seen": seen}
        form.add_error(None, "数字在您打开之后变了，请核对新的数字后再保存。")
    return form


@needs("view")
@require_POST
def yearly_export(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """A union's own sheet, or those of a federation's whole tree; never with errors unexplained."""
    asked = _year(year)
    union = get_object_or_404(Union.objects.visible_to(request.user), pk=pk)
    if not scope_of(request.user).may("export", union):
        raise PermissionDenied
    above = union.kind in FEDERATIONS
    try:
        yearly.refuse_unsound([union], asked)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        errors = f"{reverse('reporting:yearly_errors')}?year={asked.year}"
        return redirect(errors if above else f"{_page(union, asked)}#errors")
    name = f"{asked.year}{yearly_sheets.TITLE}"
    file = yearly_sheets.of_all([union], asked) if above else yearly_sheets.of_union(union, asked)
    journal.record(
        journal.Kind.EXPORT, f"导出《{name}》", by=request.user, union_id=union.pk,
        detail={"year": asked.year},
    )  # fmt: skip
    return attachment(file, f"{union.name}{name}.xlsx")


@needs("view")
def yearly_rows(request: HttpRequest, pk: int, asked: str) -> HttpResponse:
    """What a value counts; `asked` is year and indicator."""
    year, code = _asked(asked)
    indicator = BY_CODE.get(code)
    if indicator is None or not indicator.source:
        raise Http404
    union = get_object_or_404(Union.objects.visible_to(request.user), pk=pk)
    if union.kind not in FEDERATIONS:
        union = _union(request, pk, year)
    return respond(request, behind(indicator, union, year))
