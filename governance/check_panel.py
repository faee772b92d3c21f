"""规范化考核 on a union's page: of each list the latest check with its points. Two queries."""

from typing import Any

from governance.check_page import state
from governance.check_reports import NOTHING, totals_of
from governance.models import Assessment
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.scope import scope_of


def of_union(union: Union, user: Any) -> dict[str, Any] | None:
    if union.kind in FEDERATIONS:
        return None
    rows = Assessment.objects.visible_to(user).filter(union=union).select_related("checklist")
    latest: dict[int, Assessment] = {}
    for row in rows.order_by("-year", "-pk")[:50]:
        latest.setdefault(row.checklist_id, row)
    sums = totals_of(row.pk for row in latest.values()) if latest else {}
    return {
        "template": "governance/_union_checks.html",
        "union": union,
        "rows": [
            (row, state(row.status, row.opinion), sums.get(row.pk, NOTHING))
            for row in latest.values()
        ],
        "can_add": scope_of(user).may("govern", union) and union.dissolved_on is None,
    }
