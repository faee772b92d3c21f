"""《救助审批表》: every stage with its people and days; before the meeting, a summary with blanks."""

from decimal import Decimal
from typing import Any

from assistance import application_page as page
from assistance import application_stages
from assistance.codes import Duty, ObjectionStatus
from assistance.forms.application_lines import student_label
from assistance.models import Application, CategoryPeriod, Line
from core.periods import today

# Beyond so many people the paper carries a list of its own.
ON_THE_SHEET = 3


def contents(application: Application, user: Any) -> dict[str, Any]:
    lines = _lines(application)
    total = sum((line.amount for line in lines), Decimal("0.00"))
    return {
        "application": application,
        "lines": lines,
        "people": len({line.id_index for line in lines}),
        "total": total,
        "listed": application.programme.batch or len(lines) > ON_THE_SHEET,
        "households": _households(application, lines),
        "parts": _parts(application),
        "who": {p.status: p for p in application_stages.passages(application)},
        "objections": _objections(application),
        "countersigns": page.countersigns(application, user),
        "batches": page.batches(application, user),
        "summed_on": application.approved_on or today(),
        **page.examined(application, user, all_states=True),
    }


def _lines(application: Application) -> list[Line]:
    rows = list(
        application.lines.exclude(status="dropped")
        .select_related("file", "student")
        .order_by("position")
    )
    for line in rows:
        line.student_label = student_label(line.student) if line.student else ""
    return rows


def _households(application: Application, lines: list[Line]) -> list[tuple[str, str]]:
    """File number and category on the day of the application: two queries for any number."""
    day = application.submitted_on or today()
    files = {line.file_id: line.file.number for line in lines if line.file}
    held = CategoryPeriod.objects.on(day).filter(file__in=files)
    words = {row.file_id: row.get_category_display() for row in held}
    return [(number, words.get(pk, "")) for pk, number in files.items()]


def _parts(application: Application) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {str(duty): [] for duty in Duty}
    for part in page.parts(application):
        found[part.duty].append(part)
    return found


def _objections(application: Application) -> dict[str, int] | None:
    if application.notice is None:
        return None
    rows = list(application.notice.objections.values_list("status", flat=True))
    return {
        "all": len(rows),
        "open": rows.count(ObjectionStatus.OPEN),
        "upheld": rows.count(ObjectionStatus.UPHELD),
    }
