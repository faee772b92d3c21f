"""What waits in the hardship files, for the desk: checks due, files to be reviewed, spot checks."""

import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from assistance.models import FileCheck, HardshipFile
from assistance.rechecks import bases_due_by, due_after
from core.periods import months_before, today
from core.reports import percent
from unions import rules
from unions.scope import scope_of

DUE_SHOWN = 8  # the rest is one click away
Items = list[dict[str, Any]]


def due_by(files: QuerySet, due: datetime.date, day: datetime.date) -> QuerySet:
    """Of these files those whose check is due on `due` or before, by what was known on `day`."""
    base = bases_due_by(due, int(rules.value("file_recheck_months", day)))
    later = FileCheck.objects.not_voided().filter(day__gt=base, day__lte=day)
    return files.filter(opened_on__lte=base).exclude(pk__in=later.values("file"))


def warned_until(day: datetime.date) -> datetime.date:
    """Checks due by then are warned of on `day` (rule file_recheck_warning_months)."""
    return months_before(day, -int(rules.value("file_recheck_warning_months", day)))


def due_checks(user: Any) -> Items:
    """Re-checks due or soon due in the files she sees, the most overdue first."""
    day = today()
    months = int(rules.value("file_recheck_months", day))
    files = HardshipFile.objects.visible_to(user).on(day)
    last = Max("checks__day", filter=Q(checks__voided_at__isnull=True))
    rows = (
        due_by(files, warned_until(day), day)
        .annotate(base=Coalesce(last, "opened_on"))
        .order_by("base", "pk")
        .values("pk", "number", "base")[:DUE_SHOWN]
    )
    return [
        {
            "label": f"困难档案 {row['number']} 年度复核",
            "due": (due := due_after(row["base"], months)),
            "overdue": due <= day,
            "url": reverse("assistance:file_detail", args=[row["pk"]]),
            "count": None,
        }
        for row in rows
    ]


def waiting(user: Any) -> Items:
    """Files opened by others that wait for the federation's review."""
    scope = scope_of(user)
    if not scope.may("aid_review"):
        return []
    files = HardshipFile.objects.filter(scope.condition("union", "aid_review")).on(today())
    number = files.filter(reviewed_by__isnull=True).exclude(opened_by=user).count()
    url = f"{reverse('assistance:file_list')}?state=unreviewed"
    return [{"label": "待审核的困难档案", "count": number, "url": url}] if number else []


def spot_checks(user: Any, year: int) -> str:
    """抽查 of a year against the share asked for, in words."""
    day = min(today(), datetime.date(year, 12, 31))
    files = HardshipFile.objects.visible_to(user).on(day)
    whole = files.count()
    spot = FileCheck.objects.not_voided().filter(spot=True, day__year=year)
    part = files.filter(pk__in=spot.values("file")).count()
    asked = rules.value("file_spot_check_percent", day)
    return (
        f"{year} 年已抽查 {part} 户，占在册 {whole} 户的 {percent(part, whole)}"
        f"（要求不低于 {asked.normalize():f}%）"
    )
