"""What the pages of a notice show: what may be published, the public rows, and its state."""

from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from assistance.codes import ApplicationStatus, LineStatus
from assistance.models import Application, Notice
from assistance.notice_reports import STATES, state_of, with_facts
from assistance.services import notices
from unions.models import Union
from unions.scope import scope_of

CANDIDATES = 200  # applications offered at once; the rest comes with the next notice
ROWS = 200  # of the public page: a notice of a thousand is read in five


def reviewed(user: Any) -> QuerySet:
    """Applications this person may put on notice."""
    scope = scope_of(user)
    rows = Application.objects.visible_to(user).filter(status=ApplicationStatus.REVIEWED)
    return rows.filter(scope.condition("union", "aid_review"))


def programmes(user: Any) -> QuerySet:
    """(programme, its name, how many applications wait for a notice)."""
    rows = reviewed(user).order_by("programme").values_list("programme", "programme__name")
    return rows.annotate(n=Count("pk"))


def candidates(user: Any, programme: Any, first: int | None = None) -> list[dict[str, Any]]:
    """Applications to tick, the oldest first, and the one that was asked for before all."""
    live = ~Q(lines__status=LineStatus.DROPPED)
    rows = (
        reviewed(user)
        .filter(programme=programme)
        .order_by("pk")
        .values("id", "number", "title", "union__name")
        .annotate(
            people=Count("lines__id_index", filter=live, distinct=True),
            total=Sum("lines__amount", filter=live),
        )
    )
    asked = list(rows.filter(pk=first)) if first else []
    return [*asked, *(row for row in rows[:CANDIDATES] if row["id"] != first)]


def issuer(user: Any) -> Union:
    """The union whose seat lets her review: the highest one, where she holds several."""
    seats = [seat for seat in scope_of(user).seats if seat.may("aid_review")]
    return Union.objects.get(pk=min(seats, key=lambda seat: len(seat.path)).union_id)


def state(notice: Notice) -> tuple[str, str]:
    """(word, tone) of a notice, as the list has it."""
    values = ("withdrawn_at", "starts_on", "ends_on", "disputed", "standing")
    row = with_facts(Notice.objects.filter(pk=notice.pk)).values(*values).get()
    return STATES[state_of(row)]


def applications(notice: Notice) -> list[tuple[str, int]]:
    """How far its applications have come: (state, how many)."""
    words = dict(ApplicationStatus.choices)
    rows = notice.applications.order_by("status").values_list("status")
    return [(words[status], number) for status, number in rows.annotate(n=Count("pk"))]


def public(notice: Notice, page: int) -> dict[str, Any]:
    """One page of the rows shown, by their serial numbers: page 2 holds 201 to 400."""
    last = notices.entries_shown(notice).aggregate(last=Max("position"))["last"] or 0
    pages = max(1, -(-last // ROWS))
    page = min(max(page, 1), pages)
    span = (ROWS * (page - 1) + 1, ROWS * page)
    rows = notices.entries_shown(notice).filter(position__range=span).order_by("position")
    return {
        "notice": notice,
        "period": notices.period_text(notice),
        "entries": rows,
        "page": page,
        "pages": pages,
        "previous": page - 1,
        "next": page + 1 if page < pages else 0,
        # The head of the public page names the issuer, whoever looks at it.
        "township": notice.union.name,
    }
