"""换届 on a union's page: the term's end and how near it is, the running and the last election."""

from typing import Any

from core.periods import today
from governance import election_start
from governance.codes import ElectionKind, ElectionStatus
from governance.election_reports import status_badge
from governance.models import Election
from governance.models.elections import OPEN
from unions.models import Union
from unions.scope import scope_of
from unions.terms import term_end

_SHOWN = 5


def of_union(union: Union, user: Any) -> dict[str, Any] | None:
    rows = Election.objects.visible_to(user).filter(union=union)
    rows = list(rows.exclude(status=ElectionStatus.CANCELLED)[:_SHOWN])
    running = any(row.status in OPEN for row in rows)
    day = today()
    may = scope_of(user).may("govern", union) and union.dissolved_on is None and not running
    due = election_start.due_kind(union, day) if may else None
    starts = [ElectionKind(due)] if due else []
    # That the chair stands empty, and until when, is told beside the offices.
    if may and not due and election_start.vacancy(union):
        starts.append(ElectionKind.BY_ELECTION)
    return {
        "template": "governance/_union_elections.html",
        "rows": [(row, status_badge(row.status)) for row in rows],
        "end": term_end(union.term_started_on, union.term_years),
        "badge": election_start.term_badge(union, day),
        "starts": [(kind, f"启动{_START[kind]}") for kind in starts],
        "union": union,
    }


_START = {
    ElectionKind.FOUNDING: "首届选举",
    ElectionKind.RENEWAL: "换届",
    ElectionKind.BY_ELECTION: "补选",
}
