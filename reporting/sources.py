"""Where the figures come from: the rows of one federation's subtree, source by source.

No user is asked for here: the federation's figures are the same whoever looks. What a reader may
open of them is decided where rows are shown (reporting/figure_rows.py).
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from assistance.codes import LineStatus
from assistance.models import FamilyPerson, FundEntry, Line, RightsCase
from core.periods import today
from governance.models import Activity, Assessment, Election, Meeting, Office, Regulation
from innovation.models import Entry, Studio
from members.models import Membership
from unions.duties import Asking, gather
from unions.models import Coverage, Role, Union, UnionEvent
from unions.scope import Scope, SeatRow
from unions.terms import ended_by

MOST_DUTIES = 1_000  # counted; more than a federation can have on its board


def _below(rows: QuerySet, path: str = "union") -> Callable[[Union], QuerySet]:
    return lambda union: rows.filter(**{f"{path}__path__startswith": union.path})


def payouts(union: Union, files_below: str = "") -> QuerySet:
    """Lines paid and not come back, each with its household: the file in which the person stood on
    the day of payment, else the person herself (as the list of households has it). Files are
    looked for below the union, or below the path given.
    """
    stood = (
        FamilyPerson.objects.not_voided()
        .filter(
            Q(until__isnull=True) | Q(until__gt=OuterRef("paid_on")),
            file__union__path__startswith=files_below or union.path,
            id_index=OuterRef("id_index"), since__lte=OuterRef("paid_on"),
        )
        .order_by()
    )  # fmt: skip
    file = Cast(Subquery(stood.values("file")[:1]), CharField())
    return Line.objects.filter(
        application__union__path__startswith=union.path,
        status=LineStatus.PAID,
        paid_on__isnull=False,
    ).annotate(house=Coalesce(file, F("id_index"), output_field=CharField()))


ROWS: dict[str, Callable[[Union], QuerySet]] = {
    "event": _below(UnionEvent.objects.not_voided()),
    "union": lambda union: Union.objects.under(union),
    "coverage": _below(Coverage.objects.not_voided()),
    "membership": _below(Membership.objects.not_voided()),
    "election": _below(Election.objects.all()),
    "assessment": _below(Assessment.objects.all()),
    "meeting": _below(Meeting.objects.all()),
    "case": _below(RightsCase.objects.all()),
    "household": payouts,
    # Of one unit: who stands in a file elsewhere in the tree is of that household there too.
    "tree_household": lambda union: payouts(union, f"{union.path.split('/')[0]}/"),
    "entry": _below(Entry.objects.all()),
    "activity": _below(Activity.objects.not_voided()),
    "office": _below(Office.objects.not_voided()),
    "regulation": _below(Regulation.objects.all()),
    "studio": _below(Studio.objects.all()),
    "fund_entry": _below(FundEntry.objects.all(), "fund__union"),
}


# --- the state of today ----------------------------------------------------------------------


def _scope(union: Union) -> Scope:
    seat = SeatRow(union.pk, union.path, Role.CLERK, union.name, union.parent_id is None, True)
    return Scope((seat,))


def overdue(union: Union) -> int:
    """Duties past their day on the federation's board."""
    return len(overdue_duties(union))


def overdue_duties(union: Union) -> list[Any]:
    day = today()
    asking = Asking(_scope(union), day, until=day - datetime.timedelta(days=1), limit=MOST_DUTIES)
    return gather(asking)


def terms_lapsed(union: Union) -> int:
    return Union.objects.on(today()).under(union).filter(ended_by(today())).count()


def records_lacking(union: Union) -> int:
    rows = Membership.objects.on(today()).filter(union__path__startswith=union.path)
    return rows.exclude(member__defects="").count()
