"""A report answered: page, paper, Excel or PDF. What leaves as a file leaves a line in the journal,
by POST.
"""

import io
import tempfile
from collections.abc import Sequence
from itertools import count
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import journal
from core import pdf, report_html
from core.papers import DOCX, Paper
from core.reports import PRINT_LIMIT, Column, Context, Report, Row
from core.sheets import write_table
from unions.scope import scope_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def respond(
    request: HttpRequest, report: Report, template: str = "core/report.html", **extra: Any
) -> HttpResponse:
    """GET shows a page (print=1: on paper), POST exports exactly what the page shows."""
    context = report.ask(request.user, request.GET)
    if request.method == "POST":
        return export(request, report, context)
    if request.GET.get("print"):
        rows, cut = _for_paper(report, context)
        return _render(
            request, report, context, "core/report_print.html", rows, extra | {"cut": cut},
            report.sheet_columns(context),
        )  # fmt: skip
    page = report.page(context)
    extra |= {"page": page, "count": report.count(context, page)}
    key = report.order(context)[-1].lstrip("-")
    if page.has_next and page.rows:
        extra["next_url"] = page_url(request, after=page.rows[-1][key])
    if page.has_previous and page.rows:
        extra["previous_url"] = page_url(request, before=page.rows[0][key])
    extra["print_url"] = page_url(request, print=1)
    return _render(request, report, context, template, page.rows, extra, report.columns(context))


def _for_paper(report: Report, context: Context) -> tuple[list[Row], str]:
    """The rows that go on paper, and what to say of those that do not."""
    rows = list(report.all_rows(context, PRINT_LIMIT + 1))
    if len(rows) <= PRINT_LIMIT:
        return rows, ""
    return rows[:PRINT_LIMIT], f"只排前 {PRINT_LIMIT:,} 行，其余请导出 Excel。"


def _told_above(report: Report, context: Context, cut: str) -> str:
    asked = report_html.conditions(context.form)
    return "　".join(filter(None, (report.subtitle(context), asked, cut)))


def _render(
    request: HttpRequest,
    report: Report,
    context: Context,
    template: str,
    rows: list[Row],
    extra: dict[str, Any],
    columns: Sequence[Column],
) -> HttpResponse:
    return render(
        request,
        template,
        {
            "report": report,
            "form": context.form,
            "day": context.day,
            "subtitle": report.subtitle(context),
            "conditions": report_html.conditions(context.form),
            "rows": rows,
            "filters": report_html.filters(
                context.form, report.orders, context.params.get("sort", "")
            ),
            "can_export": report.exports and scope_of(request.user).may("export"),
            "table": report_html.table(columns, rows, report.title),
            **extra,
        },
    )


def page_url(request: HttpRequest, **params: Any) -> str:
    """The same page with paging or print set; filters stay."""
    query = request.GET.copy()
    for name in ("after", "before", "print"):
        query.pop(name, None)
    for name, value in params.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"


def export(request: HttpRequest, report: Report, context: Context) -> HttpResponse:
    """The report as .xlsx, or as PDF (format=pdf) as far as it prints; the journal keeps who took
    which list, never what was in it.
    """
    if not report.exports or not scope_of(request.user).may("export"):
        raise PermissionDenied
    seat = scope_of(request.user).seats[0]
    as_pdf = _wants_pdf(request)
    rows, cut = _for_paper(report, context) if as_pdf else (report.all_rows(context), "")
    columns = report.sheet_columns(context)
    written = count()
    told = {
        "title": f"{seat.union_name}{report.title}" if as_pdf else report.title,
        "subtitle": _told_above(report, context, cut),
        "columns": [
            (c.label, c.width, "left" if c.kind in ("text", "date") else "right") for c in columns
        ],
        "rows": ([c.value(row) for c in columns] for row, _ in zip(rows, written, strict=False)),
        "footer": report.signatures,
    }
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    try:
        file.write(pdf.table(**told)) if as_pdf else write_table(file, **told)
    except pdf.NotSet as error:
        return _back(request, error)
    journal.record(
        journal.Kind.EXPORT, f"导出《{report.title}》", by=request.user, union_id=seat.union_id,
        detail={"rows": next(written), "as_of": context.day, "form": "pdf" if as_pdf else "xlsx"},
    )  # fmt: skip
    return _file(file, f"{report.title}{context.day:%Y%m%d}", as_pdf, "xlsx", XLSX)


def paper(request: HttpRequest, paper: Paper, title: str, union_id: int) -> HttpResponse:
    """An official paper as .docx or PDF (format=pdf); the journal keeps who took which. Call it on
    POST only.
    """
    as_pdf = _wants_pdf(request)
    try:
        content = io.BytesIO(paper.pdf() if as_pdf else paper.content())
    except pdf.NotSet as error:
        return _back(request, error)
    journal.record(
        journal.Kind.EXPORT, f"导出公文《{title}》", by=request.user, union_id=union_id,
        detail={"form": "pdf" if as_pdf else "docx"},
    )  # fmt: skip
    return _file(content, title, as_pdf, "docx", DOCX)


def _wants_pdf(request: HttpRequest) -> bool:
    return request.POST.get("format") == "pdf"


def _file(file: Any, name: str, as_pdf: bool, suffix: str, content_type: str) -> HttpResponse:
    if as_pdf:
        return attachment(file, f"{name}.pdf", pdf.PDF)
    return attachment(file, f"{name}.{suffix}", content_type)


def _back(request: HttpRequest, error: pdf.NotSet) -> HttpResponse:
    """To the page whose button it was, where the reason stands."""
    messages.error(request, str(error))
    page = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(page if ours else "/")


def attachment(file: Any, filename: str, content_type: str = XLSX) -> FileResponse:
    """A download that is never shown inline, with a Chinese name every browser understands."""
    file.seek(0)
    response = FileResponse(file, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response
