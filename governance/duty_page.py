"""What the deadline board shows beside its rows."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString

from accounts.models import User
from core import report_html
from core.http import row_number
from core.periods import today
from governance.models import Requirement, Submission
from governance.services import duty_desk
from unions.codes import FEDERATIONS
from unions.duties import PAGE, Asking, Duty
from unions.models import Seat, Union
from unions.report_views import page_url
from unions.scope import load, scope_of
from unions.services.tree import ancestor_ids

Groups = list[tuple[str, list[Duty]]]


def groups(found: list[Duty]) -> Groups:
    """Overdue, within a week, later: in words, because colours do not print."""
    week = today() + datetime.timedelta(days=7)
    parts = (
        ("已逾期", [d for d in found if d.overdue]),
        ("七天以内", [d for d in found if not d.overdue and d.due <= week]),
        ("以后", [d for d in found if d.due > week]),
    )
    return [(label, rows) for label, rows in parts if rows]


def key_of(text: str) -> tuple[datetime.date, str, int] | None:
    """The key of the row the page hangs on, as its address names it; None for anything else."""
    parts = text.split("_")
    try:
        return datetime.date.fromisoformat(parts[0]), parts[1].replace("-", "_"), int(parts[2])
    except (ValueError, IndexError):
        return None


def next_url(request: HttpRequest, found: list[Duty]) -> str:
    last = found[PAGE - 1]
    return page_url(request, after=f"{last.due}_{last.clock.code.replace('_', '-')}_{last.pk}")


def asked(request: HttpRequest, form: Any, person: User | None) -> tuple[Asking, list[str]]:
    """The duties asked for, and of which clocks (none named: all); hers where a person is."""
    sound = form.is_valid()
    scope, user = (load(person), person) if person else (scope_of(request.user), request.user)
    union = form.cleaned_data.get("union") if sound else ""
    asking = Asking(
        scope, today(), until=form.until() if sound else None,
        union_id=row_number(union) if union else None,
        mine=person is not None or not (sound and form.cleaned_data["whose"]),
        people=duty_desk.people_of(user, today()), after=key_of(request.GET.get("after", "")),
    )  # fmt: skip
    clock = form.cleaned_data.get("clock") if sound else ""
    return asking, [clock] if clock else []


def filters(form: Any) -> SafeString:
    return report_html.filters(form, {}, "")


def colleague(request: HttpRequest) -> User | None:
    """The person whose list is asked for: seated where the reader, as federation staff, sees."""
    chosen = request.GET.get("person", "")
    if not chosen:
        return None
    scope = scope_of(request.user)
    seats = Seat.objects.visible_to(request.user).on(today()).filter(user=row_number(chosen))
    seat = seats.select_related("user").first()
    if seat is None or (not scope.is_staff and seat.user_id != request.user.pk):
        raise Http404
    return seat.user


def requirements_for(user: Any) -> Any:
    """Those of the federations she sees, and of those above her seats."""
    scope = scope_of(user)
    above = {pk for seat in scope.viewing for pk in ancestor_ids(seat.path)}
    seen = scope.narrow(Union.objects.all(), "")
    rows = Requirement.objects.select_related("union")
    return rows.filter(union__in=above) | rows.filter(union__in=seen)


def submissions(row: Requirement, user: Any) -> list[Submission]:
    rows = Submission.objects.visible_to(user).filter(requirement=row, voided_at__isnull=True)
    return list(rows.select_related("union", "by")[:300])


def owing(row: Requirement, user: Any) -> list[Union]:
    """Unions below it that have not handed in yet, of those she sees."""
    given = Submission.objects.filter(requirement=row, voided_at__isnull=True).values("union")
    units = Union.objects.visible_to(user).on(today()).filter(
        path__startswith=row.union.path, founded_on__lte=row.due_on
    )  # fmt: skip
    return list(units.exclude(kind__in=FEDERATIONS).exclude(pk__in=given).order_by("path")[:300])
