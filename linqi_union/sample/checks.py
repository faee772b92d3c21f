"""规范化考核 of the sample township: 六有 self-checks of 2016 by several units, one of them returned,
and a 职工之家 of this year that waits for the federation. Invented; the article claims none of it.
"""

import datetime
from decimal import Decimal

from accounts.models import User
from core.periods import today
from governance import check_page
from governance.check_workflow import CHECK
from governance.models import Assessment, CheckList
from governance.services import checks
from linqi_union.sample.aid import user
from unions.models import Union

D = datetime.date
YEAR = 2016
SELF_ON, CHECKED_ON = D(2016, 11, 18), D(2016, 12, 9)
CONFIRMED = 5


def load(federation: Union) -> None:
    """Submitted by the clerk for the units, checked by the leader; the chairs submit their own."""
    clerk, leader, first, second = (user(n) for n in ("clerk", "leader", "chair1", "chair2"))
    mine = [Union.objects.get(seats__user=chair) for chair in (first, second)]
    units = Union.objects.filter(
        parent=federation, dissolved_on=None, founded_on__year__lt=YEAR
    ).exclude(pk__in=[union.pk for union in mine])  # fmt: skip
    for union in units.order_by("pk")[:CONFIRMED]:
        _confirmed(_submitted(union, clerk, SELF_ON), leader)
    _confirmed(_submitted(mine[0], first, SELF_ON), clerk)
    row = _submitted(mine[1], second, SELF_ON)
    CHECK.move(row, "return", by=clerk, reason="“有会员满意的工作成效”请附会员评议情况（示例）")
    home = _submitted(mine[0], first, today(), "qualified-home", today().year)
    checks.check(home, _agreed(home), by=clerk)


def _submitted(
    union: Union, by: User, day: datetime.date, code: str = "six-have", year: int = YEAR
) -> Assessment:
    """Full points where the records bear them out or cannot tell, none where they deny it."""
    row = Assessment(union=union, checklist=CheckList.objects.get(code=code), year=year)
    row = checks.begin(row, by=by)
    lines = check_page.lines(row)
    rows = {
        line.mark.pk: (
            Decimal(0) if line.told.met is False else line.item.points,
            "会员评议满意（示例）" if "满意" in line.item.text else "",
        )
        for line in lines
    }
    row = checks.fill(row, rows, by=by)
    return CHECK.move(row, "submit", by=by, day=day)


def _agreed(row: Assessment) -> dict[int, tuple[Decimal | None, str]]:
    return {mark.pk: (mark.self_points, "") for mark in row.marks.all()}


def _confirmed(row: Assessment, by: User) -> None:
    row = checks.check(row, _agreed(row), by=by)
    CHECK.move(row, "confirm", by=by, day=CHECKED_ON, opinion="考核属实，不足之处限期补齐。")
