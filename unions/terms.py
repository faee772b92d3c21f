"""Terms of office: when they end, and how near that is (工会法 art. 16; domain.md 3.2)."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.periods import months_before
from unions import rules
from unions.codes import FEDERATIONS


def _started_by(day: datetime.date, years: int) -> datetime.date:
    """Terms of so many years that began on this day or before are over on `day`."""
    return months_before(day, years * 12)


def ended_by(day: datetime.date) -> Q:
    """Unions whose term is over on `day`."""
    result = Q(pk__in=[])
    for years in (3, 5):
        result |= Q(term_years=years, term_started_on__lte=_started_by(day, years))
    return result


def terms_between(unions: QuerySet, state: str, day: datetime.date) -> QuerySet:
    """Unions whose term is overdue, ends soon (within the warning rule), or is unknown."""
    unknown = Q(term_started_on__isnull=True) | Q(term_years__isnull=True)
    if state == "unknown":
        return unions.filter(unknown).exclude(kind__in=FEDERATIONS)
    if state == "overdue":
        return unions.filter(ended_by(day))
    return unions.filter(ended_by(warning_horizon(day))).exclude(ended_by(day))


def term_end(started: datetime.date | None, years: int | None) -> datetime.date | None:
    """First day after a term of three or five years; 29 February counts as 1 March."""
    if not started or not years:
        return None
    try:
        return started.replace(year=started.year + years)
    except ValueError:
        return datetime.date(started.year + years, 3, 1)


def warning_horizon(day: datetime.date) -> datetime.date:
    """Terms ending by then are warned of on `day` (rule term_warning_months)."""
    return months_before(day, -int(rules.value("term_warning_months", day)))


def term_badge(row: dict[str, Any]) -> tuple[str, str]:
    """(tone, text) of a term's end as of the row's `day`, warned of until its `horizon`;
    no tone when it is far off.
    """
    end = term_end(row["term_started_on"], row["term_years"])
    if end is None:
        return "", "" if row["kind"] in FEDERATIONS else "未登记"
    day = row["day"]
    if end <= day:
        return "bad", f"{end} 已到期"
    if end <= row["horizon"]:
        return "warn", f"{end} 将到期"
    return "", str(end)
