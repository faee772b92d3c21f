"""What the page of charts draws: growth of unions and members, aid, innovation; by year and kind.

Each is a question of the reports' own tables in the reader's scope; the drawing, and the table
behind it, are those of core/charts.py.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.safestring import SafeString

from assistance.payout_query import money
from assistance.payouts import paid
from core.charts import bar_chart, line_chart
from core.periods import today
from innovation.codes import COUNTED
from innovation.models import Entry
from members.services.tallies import members_at_year_ends
from unions.codes import FEDERATIONS
from unions.figures import unions_at_year_ends
from unions.models import Union
from unions.scope import scope_of

YEARS = 20
LINES = 4  # more on one drawing cannot be told apart


@dataclass(frozen=True)
class Chart:
    heading: str
    drawing: SafeString
    url: str  # of the rows behind it


def charts(user: Any) -> list[Chart]:
    """At the reader's first seat that sees business data, as the home page."""
    union = Union.objects.visible_to(user).get(pk=scope_of(user).viewing[0].union_id)
    years = range(today().year - YEARS + 1, today().year + 1)
    return [*_growth(union, years), *_aid(user), *_innovation(user)]


def _growth(union: Union, years: range) -> list[Chart]:
    members = {"会员": [(str(year), n) for year, n in members_at_year_ends(union, years)]}
    drawn = line_chart(members, title="历年年末会员数", unit="人")
    found = [Chart("会员数变化", drawn, reverse("members:member_list"))]
    if union.kind in FEDERATIONS:
        unions = unions_at_year_ends(union, years)
        drawn = line_chart(unions, title="历年年末工会数", unit="家")
        found.insert(0, Chart("组建情况", drawn, reverse("unions:event_list")))
    return found


def _aid(user: Any) -> list[Chart]:
    """Payouts by year, and by programme: the largest by year, each in all."""
    rows = paid(user).order_by().annotate(year=ExtractYear("paid_on"))
    grouped = rows.values_list("year", "application__programme__name").annotate(s=Sum("amount"))
    sums = {(year, name): money(total) or Decimal(0) for year, name, total in grouped}
    by_year, by_programme = _along(sums, 0), _along(sums, 1)
    years = _without_gaps(by_year)
    largest = [name for name, _ in by_programme.most_common(LINES)]
    lines = {
        name: [(str(year), sums.get((year, name), Decimal(0))) for year in years]
        for name in largest
    }
    every = {"救助金额": [(str(year), by_year[year]) for year in years]}
    url = reverse("assistance:payout_summary")
    return [
        Chart("历年救助", line_chart(every, title="历年发放救助金", unit="元"), url),
        Chart("各项目历年救助", line_chart(lines, title="主要项目历年发放", unit="元"), url),
        Chart("各项目救助合计", bar_chart(
            by_programme.most_common(), title="各项目发放救助金", unit="元"), url),
    ]  # fmt: skip


def _innovation(user: Any) -> list[Chart]:
    rows = Entry.objects.visible_to(user).filter(status__in=COUNTED).order_by()
    grouped = rows.values_list("year", "kind__name").annotate(n=Count("pk"))
    numbers = {(year, name): n for year, name, n in grouped}
    by_year, by_kind = _along(numbers, 0), _along(numbers, 1)
    every = {"创新成果": [(str(year), by_year[year]) for year in _without_gaps(by_year)]}
    url = reverse("innovation:entry_figures")
    return [
        Chart("各类创新成果",
              bar_chart(by_kind.most_common(), title="各类创新成果", unit="项"), url),
        Chart("历年创新成果", line_chart(every, title="历年提交的创新成果", unit="项"), url),
    ]  # fmt: skip


def _along(sums: dict[tuple[Any, Any], Any], place: int) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, value in sums.items():
        found[key[place]] += value
    return found


def _without_gaps(years: Iterable[int]) -> range:
    known = sorted(years)
    return range(known[0], known[-1] + 1)[-YEARS:] if known else range(0)
