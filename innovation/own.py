"""Nobody judges her own: whoever entered or sent in an entry, and its authors.

By identity number where the account has one, else by name, as in assistance/separation.py.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.periods import today
from innovation.models import Author, Entry, Panelist
from members.models import Membership
from unions.models import Seat


def bars(entry: Entry, user: Any) -> list[str]:
    """Why this person may not judge this entry; empty when she may."""
    reasons = []
    if user.pk in (entry.entered_by_id, entry.submitted_by_id):
        reasons.append("这项成果由您登记或提交，请由他人办理。")
    if entry.pk is None:
        return reasons
    authors = entry.authors.standing().values_list("full_name", "member__id_index")
    for name, index in authors:
        if index and user.id_index:
            if index == user.id_index:
                reasons.append("您是完成人，不能评判自己的成果。")
        elif name == user.display_name:
            reasons.append("完成人中有与您同名的人，请先由系统管理员登记您的本人证件号码。")
    return reasons


# --- panels ------------------------------------------------------------------------------------


class Case(NamedTuple):
    """What of an entry decides who may not score it."""

    pk: int
    union_id: int
    entered_by_id: int | None
    submitted_by_id: int | None

    @classmethod
    def of(cls, entry: Entry) -> "Case":
        return cls(entry.pk, entry.union_id, entry.entered_by_id, entry.submitted_by_id)


@dataclass(frozen=True)
class Judge:
    """Who would score: by her account, or by name only; and the unions that are her own."""

    key: int
    name: str
    user_id: int | None
    id_index: str
    unions: frozenset[int]


def judges(panelists: Iterable[Panelist], day: datetime.date | None = None) -> list[Judge]:
    """Panelists with their own unions on that day: two queries for all of them."""
    rows, day = list(panelists), day or today()
    users = {row.user for row in rows if row.user is not None}
    unions = _unions_of(users, day)
    return [
        Judge(
            row.pk, row.shown_name, row.user_id, (row.user and row.user.id_index) or "",
            frozenset(unions[row.user_id]) if row.user_id else frozenset({row.union_id} - {None}),
        )
        for row in rows
    ]  # fmt: skip


def _unions_of(users: Iterable[Any], day: datetime.date) -> dict[int, set[int]]:
    """Where they are seated, and where they are members."""
    found: dict[int, set[int]] = defaultdict(set)
    seats = Seat.objects.on(day).filter(user__in=[user.pk for user in users])
    for user, union in seats.values_list("user", "union"):
        found[user].add(union)
    owners = {user.id_index: user.pk for user in users if user.id_index}
    held = Membership.objects.on(day).filter(member__id_index__in=owners)
    for index, union in held.values_list("member__id_index", "union"):
        found[owners[index]].add(union)
    return found


def barred(panel: Sequence[Judge], cases: Sequence[Case]) -> dict[tuple[int, int], str]:
    """(judge, entry) -> why not, for those who may not: one query, however many there are."""
    authors: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Author.objects.standing().filter(entry__in=[case.pk for case in cases])
    for entry, name, index in rows.values_list("entry", "full_name", "member__id_index"):
        authors[entry].append((name, index or ""))
    found = {}
    for judge in panel:
        for case in cases:
            if why := _why_not(judge, case, authors[case.pk]):
                found[judge.key, case.pk] = why
    return found


def _why_not(judge: Judge, case: Case, authors: list[tuple[str, str]]) -> str:
    if judge.user_id and judge.user_id in (case.entered_by_id, case.submitted_by_id):
        return "本人登记或提交的成果，请由其他评委评分。"
    for name, index in authors:
        if index and judge.id_index:
            if index == judge.id_index:
                return "本人是完成人，不能评自己的成果。"
        elif name == judge.name:
            return "完成人中有同名的人；不是同一人的，请先由系统管理员登记评委的本人证件号码。"
    if case.union_id in judge.unions:
        return "本单位的成果，请由其他评委评分。"
    return ""


def bars_to_score(entry: Entry, user: Any) -> list[str]:
    """A panelist besides does not score her own unit's entries: seated there, or its member."""
    unions = frozenset(_unions_of([user], today())[user.pk])
    judge = Judge(0, user.display_name, user.pk, user.id_index or "", unions)
    return list(barred([judge], [Case.of(entry)]).values())
