"""One search box for everything a person may see: each room adds what it can find, this room asks.

A source asks one query at most, for a few rows more than are shown; what it finds it reached by
`visible_to`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from core import identifiers
from core.finding import seal
from unions.codes import UnionKind
from unions.models import Enterprise, Union
from unions.search import condition

AT_MOST = 10  # shown of one kind; the rest is one click away


@dataclass(frozen=True)
class Hit:
    url: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` leads to the list of all of them."""

    label: str
    hits: Sequence[Hit]
    more: str = ""


# (reader, what was typed) -> a group, or None where the words can mean nothing of this kind.
Source = Callable[[Any, str], Group | None]
_SOURCES: list[tuple[int, Source]] = []


def add(place: int, source: Source) -> None:
    """Called from AppConfig.ready; groups stand in the order of their places."""
    _SOURCES.append((place, source))
    _SOURCES.sort(key=lambda pair: pair[0])


def found(user: Any, text: str) -> list[Group]:
    groups = (source(user, text) for _, source in _SOURCES)
    return [group for group in groups if group is not None and group.hits]


def group(
    label: str, rows: QuerySet, hit: Callable[[Any], Hit], listed_at: str = "", **asked: str
) -> Group:
    """The first rows as hits; where there are more, the way to the list with `asked`."""
    some = list(rows[: AT_MOST + 1])
    more = f"{reverse(listed_at)}?{urlencode(asked)}" if listed_at and len(some) > AT_MOST else ""
    return Group(label, [hit(row) for row in some[:AT_MOST]], more)


def unions(user: Any, text: str) -> Group:
    rows = Union.objects.visible_to(user).filter(condition(text))
    base = reverse("unions:union_list")

    def hit(row: Any) -> Hit:
        pk, name, kind, ended = row
        note = f"已于 {ended} 撤销" if ended else UnionKind(kind).label
        return Hit(f"{base}{pk}/", name, note)

    columns = rows.order_by("path").values_list("pk", "name", "kind", "dissolved_on")
    return group("工会", columns, hit, "unions:union_list", find=seal(text))


def enterprises(user: Any, text: str) -> Group:
    wanted = condition(text)
    if not identifiers.uscc_error(identifiers.normalise(text)):
        wanted |= Q(uscc=identifiers.normalise(text))
    rows = Enterprise.objects.visible_to(user).filter(wanted)
    base = reverse("unions:enterprise_list")

    def hit(row: Any) -> Hit:
        pk, name, industry, closed = row
        return Hit(f"{base}{pk}/", name, f"已于 {closed} 歇业" if closed else industry)

    columns = rows.order_by("pk").values_list("pk", "name", "industry", "closed_on")
    return group("企业", columns, hit, "unions:enterprise_list", find=seal(text))
