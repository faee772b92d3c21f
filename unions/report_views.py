"""A report answered: page, paper or Excel. Only Excel leaves a line in the journal, by POST."""

import tempfile
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import journal
from core import report_html
from core.reports import PRINT_LIMIT, Column, Context, Report
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
        rows = list(report.all_rows(context, PRINT_LIMIT + 1))
        extra |= {"cut": len(rows) > PRINT_LIMIT, "limit": PRINT_LIMIT}
        return _render(
            request, report, context, "core/report_print.html", rows[:PRINT_LIMIT], extra,
            report.sheet_columns(context),
        )  # fmt: skip
    page = report.page(context)
    extra |= {"page": page, "count": report.count(context, page)}
    if page.rows:
        key = report.order(context)[-1].lstrip("-")
        extra["next_url"] = _url(request, after=page.rows[-1][key]) if page.has_next else ""
        extra["previous_url"] = _url(request, before=page.rows[0][key]) if page.has_previous else ""
    extra["print_url"] = _url(request, print=1)
    return _render(request, report, context, template, page.rows, extra, report.columns(context))


def _render(
    request: HttpRequest,
    report: Report,
    context: Context,
    template: str,
    rows: list[dict[str, Any]],
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
            "rows": rows,
            "filters": report_html.filters(
                context.form, report.orders, context.params.get("sort", "")
            ),
            "can_export": report.exports and scope_of(request.user).may("export"),
            "table": report_html.table(columns, rows, report.title),
            **extra,
        },
    )


def _url(request: HttpRequest, **params: Any) -> str:
    """The same page with paging or print set; filters stay."""
    query = request.GET.copy()
    for name in ("after", "before", "print"):
        query.pop(name, None)
    for name, value in params.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"


def export(request: HttpRequest, report: Report, context: Context) -> HttpResponse:
    """The report as .xlsx; the journal keeps who took which list, never what was in it."""
    if not report.exports or not scope_of(request.user).may("export"):
        raise PermissionDenied
    columns = report.sheet_columns(context)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    written = 0

    def lines() -> Any:
        nonlocal written
        for row in report.all_rows(context):
            written += 1
            yield [column.value(row) for column in columns]

    write_table(
        file,
        title=report.title,
        subtitle=report.subtitle(context),
        columns=[
            (c.label, c.width, "left" if c.kind in ("text", "date") else "right") for c in columns
        ],
        rows=lines(),
        footer=report.signatures,
    )
    journal.record(
        journal.Kind.EXPORT, f"导出《{report.title}》", by=request.user,
        union_id=scope_of(request.user).seats[0].union_id,
        detail={"rows": written, "as_of": context.day},
    )  # fmt: skip
    return attachment(file, f"{report.title}{context.day:%Y%m%d}.xlsx")


def attachment(file: Any, filename: str) -> FileResponse:
    """A download that is never shown inline, with a Chinese name every browser understands."""
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response
