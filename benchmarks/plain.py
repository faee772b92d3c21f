"""Each report's address and the plain SQL of the same answer, as somebody would write it by hand
for the clerk of the federation, who sees everything.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.db import connection

from benchmarks.payouts import FIRST, LAST

Questions = dict[str, tuple[str, ...]]

_PAID = (
    "FROM assistance_line l JOIN assistance_application a ON a.id = l.application_id "
    "WHERE l.status = 'paid' AND l.paid_on IS NOT NULL"
)
_WHOLE = f"SELECT count(*), sum(l.amount) {_PAID}"
_STOOD = (
    "FROM assistance_line l JOIN assistance_application a ON a.id = l.application_id "
    "LEFT JOIN assistance_familyperson p ON p.id_index = l.id_index AND p.voided_at IS NULL "
    "AND p.since <= l.paid_on AND (p.until IS NULL OR p.until > l.paid_on) "
    "WHERE l.status = 'paid' AND l.paid_on IS NOT NULL"
)
_HOUSE = "COALESCE(CAST(p.file_id AS text), l.id_index)"


def questions(report: int) -> Questions:
    """name -> (address, the SQL of what its page must find out: one statement or more)."""
    return {**_unions(), **_payouts(), **_funds(), **_cases(), **_papers(report)}


def _unions() -> Questions:
    day = datetime.date.today()
    here = f"s.since <= '{day}' AND (s.until IS NULL OR s.until > '{day}') AND s.voided_at IS NULL"
    members = f"FROM members_membership s JOIN members_member m ON m.id = s.member_id WHERE {here}"
    return {
        "organisation": (
            "/reports/organisation/",
            "SELECT s.union_id, count(*), sum(CASE WHEN m.sex = '2' THEN 1 ELSE 0 END) "
            f"{members} GROUP BY 1"),
        "member statistics": (
            "/reports/members/", f"SELECT s.union_id, m.sex, count(*) {members} GROUP BY 1, 2"),
        "by education": (
            "/reports/members/?by=education",
            f"SELECT s.union_id, m.education_level, count(*) {members} GROUP BY 1, 2"),
        "terms": (
            "/reports/terms/",
            "SELECT u.id, u.name, u.term_started_on, u.term_years, count(o.id) "
            "FROM unions_union u LEFT JOIN governance_office o ON o.union_id = u.id "
            f"AND o.voided_at IS NULL AND (o.until IS NULL OR o.until > '{day}') "
            "GROUP BY u.id, u.name, u.term_started_on, u.term_years ORDER BY 3, 1 LIMIT 50"),
    }  # fmt: skip


def _payouts() -> Questions:
    year = _part("YEAR", "l.paid_on")
    years = _sums((f"{y}-01-01", f"{y}-12-31") for y in range(FIRST, LAST + 1))
    quarters = _sums(_quarter(LAST, q) for q in (1, 2, 3, 4))
    before = _sums([(f"{LAST - 1}-01-01", f"{LAST - 1}-12-31"), _quarter(LAST - 1, 4)])
    within = f"l.paid_on BETWEEN '{LAST - 1}-01-01' AND '{LAST}-12-31'"
    return {
        "payouts by period": (
            f"/reports/payouts/?year={LAST}",
            f"SELECT a.union_id, a.programme_id, min(l.id), {quarters}, {before} {_PAID} "
            f"AND {within} GROUP BY 1, 2"),
        "payout summary": (
            "/assistance/payouts/summary/",
            f"SELECT a.union_id, a.programme_id, min(l.id), sum(l.amount), count(*), {years} "
            f"{_PAID} GROUP BY 1, 2"),
        "payout list": (
            "/assistance/payouts/",
            "SELECT l.id, l.full_name, l.id_number, l.amount, l.paid_on, a.number "
            f"{_PAID} ORDER BY l.paid_on DESC, l.id DESC LIMIT 50",
            _WHOLE),
        "payouts of a year": (
            f"/assistance/payouts/?year={LAST}",
            "SELECT l.id, l.full_name, l.id_number, l.amount, l.paid_on, a.number "
            f"{_PAID} AND l.paid_on BETWEEN '{LAST}-01-01' AND '{LAST}-12-31' "
            "ORDER BY l.paid_on DESC, l.id DESC LIMIT 50",
            f"{_WHOLE} AND l.paid_on BETWEEN '{LAST}-01-01' AND '{LAST}-12-31'"),
        "household totals": (
            "/assistance/payouts/households/",
            f"SELECT {_HOUSE}, {year}, min(l.id), sum(l.amount), count(*), "
            f"count(DISTINCT l.id_index) {_STOOD} GROUP BY 1, 2 ORDER BY 4 DESC, 3 LIMIT 50",
            _WHOLE),
    }  # fmt: skip


def _funds() -> Questions:
    quarter = (
        _part("QUARTER", "l.paid_on")
        if connection.vendor == "postgresql"
        else "(CAST(substr(l.paid_on, 6, 2) AS INT) + 2) / 3"
    )
    return {
        "fund sheet": (
            f"/assistance/funds/sheet/?year={LAST}",
            f"SELECT f.source, c.category, a.programme_id, {quarter}, sum(l.amount), count(*) "
            "FROM assistance_line l JOIN assistance_application a ON a.id = l.application_id "
            "LEFT JOIN assistance_fund f ON f.id = a.fund_id "
            "LEFT JOIN assistance_categoryperiod c ON c.file_id = l.file_id "
            "AND c.voided_at IS NULL AND c.since <= l.paid_on "
            "AND (c.until IS NULL OR c.until > l.paid_on) "
            f"WHERE l.status = 'paid' AND l.paid_on BETWEEN '{LAST}-01-01' AND '{LAST}-12-31' "
            "GROUP BY 1, 2, 3, 4"),
        "funds": (
            "/assistance/funds/",
            "SELECT f.id, f.name, f.source, f.year, sum(e.allocated), sum(e.reserved), "
            "sum(e.spent) FROM assistance_fund f LEFT JOIN assistance_fundentry e "
            "ON e.fund_id = f.id GROUP BY 1, 2, 3, 4 ORDER BY f.year DESC, f.id DESC"),
    }  # fmt: skip


def _cases() -> Questions:
    return {
        "case statistics": (
            "/assistance/cases/statistics/",
            "SELECT holder_id, kind, count(*), sum(group_size), sum(amount_claimed), "
            "sum(amount_recovered), sum(CASE WHEN ended_on IS NOT NULL THEN 1 ELSE 0 END), "
            f"sum(CASE WHEN holder_id <> union_id THEN 1 ELSE 0 END), avg({_days()}) "
            "FROM assistance_rightscase GROUP BY 1, 2"),
    }  # fmt: skip


def _papers(report: int) -> Questions:
    year = _part("YEAR", "l.paid_on")
    return {
        "charts": (
            "/reports/charts/",
            f"SELECT {year}, a.programme_id, sum(l.amount) {_PAID} GROUP BY 1, 2",
            "SELECT year, kind_id, count(*) FROM innovation_entry GROUP BY 1, 2",
            "SELECT year, sum(began), sum(ended) FROM members_membertally GROUP BY 1"),
        "quarterly report": (f"/reports/quarterly/{report}/", *_quarterly()),
        "yearly, members": ("/reports/yearly/?table=members", _yearly_members()),
        "yearly, aid": (
            f"/reports/yearly/?table=aid&year={LAST}",
            f"SELECT a.union_id, count(DISTINCT {_HOUSE}), count(DISTINCT l.id_index), count(*), "
            f"sum(l.amount) {_STOOD} AND l.paid_on BETWEEN '{LAST - 1}-10-01' AND '{LAST}-09-30' "
            "GROUP BY 1"),
        "innovation figures": (
            "/innovation/figures/",
            "SELECT union_id, year, count(*), sum(annual_benefit), "
            "sum(CASE WHEN status = 'awarded' THEN 1 ELSE 0 END) "
            "FROM innovation_entry GROUP BY 1, 2 ORDER BY 1, 2 DESC",
            "SELECT e.union_id, e.year, count(DISTINCT a.member_id) FROM innovation_author a "
            "JOIN innovation_entry e ON e.id = a.entry_id GROUP BY 1, 2",
            "SELECT union_id, year, sum(began), sum(ended) FROM members_membertally "
            "GROUP BY 1, 2"),
    }  # fmt: skip


def _yearly_members() -> str:
    """Members of each union at the beginning, joined, left, at the end, women, migrants: of the
    last statistical year that is over.
    """
    today = datetime.date.today()
    year = today.year if today.month >= 10 else today.year - 1
    first, last = f"'{year - 1}-10-01'", f"'{year}-09-30'"
    end = _held(last)
    cases = (
        f"s.since < {first} AND (s.until IS NULL OR s.until >= {first})",
        f"s.since BETWEEN {first} AND {last} AND s.start_kind = 'join'",
        f"s.until BETWEEN {first} AND {last}", end, f"{end} AND m.sex = '2'",
        f"{end} AND m.is_migrant_worker",
    )  # fmt: skip
    return (
        f"SELECT s.union_id, {_counts(cases)} FROM members_membership s "
        "JOIN members_member m ON m.id = s.member_id WHERE s.voided_at IS NULL GROUP BY 1"
    )


def _quarterly() -> tuple[str, ...]:
    """Of the quarter, the one before and the same a year ago: members joined, left, at the end;
    payouts, their people, households and sums, also by programme; the funds; entries.
    """
    days = [(f"'{first}'", f"'{last}'") for first, last in (
        _quarter(LAST, 2), _quarter(LAST, 1), _quarter(LAST - 1, 2)
    )]  # fmt: skip
    cases = [
        case
        for first, last in days
        for case in (
            f"s.since BETWEEN {first} AND {last} AND s.start_kind = 'join'",
            f"s.until BETWEEN {first} AND {last}",
            _held(last),
        )
    ]
    within = [f"l.paid_on BETWEEN {first} AND {last}" for first, last in days]
    people = ", ".join(
        f"count(DISTINCT CASE WHEN {w} THEN {who} END)"
        for w in within
        for who in ("l.id_index", _HOUSE)
    )
    sums = ", ".join(f"sum(CASE WHEN {w} THEN l.amount END)" for w in within)
    moved = ", ".join(
        f"sum(CASE WHEN day BETWEEN {first} AND {last} THEN spent END), "
        f"sum(CASE WHEN day <= {last} THEN allocated - spent END)"
        for first, last in days
    )
    some = f"AND ({' OR '.join(within)})"
    return (
        f"SELECT {_counts(cases)} FROM members_membership s WHERE s.voided_at IS NULL",
        f"SELECT {_counts(within)}, {people}, {sums} {_STOOD} {some}",
        f"SELECT a.programme_id, {sums} {_PAID} {some} GROUP BY 1",
        f"SELECT {moved} FROM assistance_fundentry",
        "SELECT "
        + ", ".join(
            f"sum(CASE WHEN {column} BETWEEN {first} AND {last} THEN 1 ELSE 0 END), "
            f"sum(CASE WHEN {column} BETWEEN {first} AND {last} THEN annual_benefit END)"
            for first, last in days
            for column in ("proposed_on", "implemented_on")
        )
        + " FROM innovation_entry",
    )


def _quarter(year: int, number: int) -> tuple[str, str]:
    last = (31, 30, 30, 31)[number - 1]
    return f"{year}-{3 * number - 2:02d}-01", f"{year}-{3 * number:02d}-{last}"


def _held(day: str) -> str:
    return f"s.since <= {day} AND (s.until IS NULL OR s.until > {day})"


def _sums(spans: Iterable[tuple[str, str]]) -> str:
    return ", ".join(
        f"sum(CASE WHEN l.paid_on BETWEEN '{first}' AND '{last}' THEN l.amount END)"
        for first, last in spans
    )


def _counts(cases: Sequence[str]) -> str:
    return ", ".join(f"sum(CASE WHEN {case} THEN 1 ELSE 0 END)" for case in cases)


def _part(name: str, column: str) -> str:
    if connection.vendor == "postgresql":
        return f"CAST(EXTRACT({name} FROM {column}) AS INT)"
    return f"CAST(substr({column}, 1, 4) AS INT)"


def _days() -> str:
    if connection.vendor == "postgresql":
        return "ended_on - received_on"
    return "julianday(ended_on) - julianday(received_on)"
