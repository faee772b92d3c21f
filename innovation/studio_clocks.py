"""The clock of studios: a name given above holds until its re-check."""

from collections.abc import Iterable

from django.urls import reverse

from core.periods import months_before
from innovation.models import Studio
from unions import rules
from unions.duties import Asking, Clock, Duty


def _rechecks(clock: Clock, asking: Asking) -> Iterable[Duty]:
    rows = Studio.objects.filter(recheck_on__isnull=False, ended_on__isnull=True)
    rows = asking.window(asking.rows(rows, "union", clock), "recheck_on", clock)
    named = ("union_id", "union__path", "union__name")
    for row in rows.values("pk", "name", "recheck_on", *named):
        yield Duty(clock, row["pk"], row["name"], row["recheck_on"],
                   reverse("innovation:studio_detail", args=[row["pk"]]), "登记复核",
                   *(row[name] for name in named))  # fmt: skip


CLOCKS = (
    Clock(
        "studio_recheck", "工作室复核", "innovation_review", _rechecks,
        lambda day: months_before(
            day, -int(rules.value("studio_recheck_notice_months", day))
        ),
    ),
)  # fmt: skip
