"""Checks for tests: begun, filled in, submitted, confirmed."""

from decimal import Decimal
from typing import Any

from core.periods import today
from governance.check_workflow import CHECK
from governance.models import Assessment, CheckList
from governance.services import checks


def listed(code: str) -> CheckList:
    return CheckList.objects.get(code=code)


def begun(union: Any, by: Any, code: str = "six-have", year: int | None = None) -> Assessment:
    row = Assessment(union=union, checklist=listed(code), year=year or today().year)
    return checks.begin(row, by=by)


def all_points(row: Assessment, points: str | None = None) -> dict[int, tuple[Any, str]]:
    """The same points for every line; the standard ones when none are given."""
    marks = row.marks.select_related("item")
    return {m.pk: (m.item.points if points is None else Decimal(points), m.note) for m in marks}


def filled(union: Any, by: Any, code: str = "six-have", **given: Any) -> Assessment:
    row = begun(union, by, code, **given)
    return checks.fill(row, all_points(row), by=by)


def submitted(union: Any, by: Any, code: str = "six-have", **given: Any) -> Assessment:
    return CHECK.move(filled(union, by, code, **given), "submit", by=by)


def confirmed(union: Any, by: Any, checker: Any, code: str = "six-have", **given: Any) -> Any:
    row = submitted(union, by, code, **given)
    row = checks.check(row, all_points(row), by=checker)
    return CHECK.move(row, "confirm", by=checker, opinion="同意")
