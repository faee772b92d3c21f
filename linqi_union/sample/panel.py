"""评委 of the sample's call: two of the federation, one from outside whose points came on paper."""

from decimal import Decimal

from accounts.models import User
from core.periods import today
from innovation import codes
from innovation.models import Call, Entry, Panelist
from innovation.services import panel, scoring
from linqi_union.sample.aid import user


def load(call: Call) -> None:
    """The leader and the expert have given their points; the second clerk has not begun."""
    clerk, leader, second = (user(name) for name in ("clerk", "leader", "clerk2"))
    _invite(call, clerk, user=second)
    judges = (
        (_invite(call, clerk, user=leader), leader, Decimal("0.8")),
        (_invite(call, clerk, name="何教授", post="市职工技术协会"), clerk, Decimal("0.6")),
    )
    for entry in Entry.objects.filter(call=call, status__in=codes.SCORABLE).order_by("pk"):
        for panelist, typist, part in judges:
            _score(panelist, entry, part, typist)


def _invite(call: Call, by: User, **fields: object) -> Panelist:
    return panel.invite(Panelist(call=call, invited_on=today(), **fields), by=by)


def _score(panelist: Panelist, entry: Entry, part: Decimal, by: User) -> None:
    points = {}
    for criterion in scoring.criteria_of(panelist.call):
        low, high = scoring.limits(criterion, entry.annual_benefit)
        points[criterion.pk] = (low + (high - low) * part).quantize(scoring.STEP)
    scoring.give(panelist, entry, points, by=by)
