"""Meetings and elections as the one search box finds them: by their union; meetings by their
number or title too.
"""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from core import identifiers
from core.finding import seal
from governance.codes import ElectionKind, ElectionStatus
from governance.models import Election, Meeting
from unions import search
from unions.finding import Group, Hit, group

_KIND, _STATUS = dict(ElectionKind.choices), dict(ElectionStatus.choices)


def meetings_of(text: str) -> Q:
    wanted = search.condition(text, "union__")
    if typed := text.strip():
        wanted |= Q(title__contains=typed) | Q(number=identifiers.normalise(text))
    return wanted


def meetings(user: Any, text: str) -> Group:
    rows = Meeting.objects.visible_to(user).filter(meetings_of(text)).order_by("-day", "-pk")
    base = reverse("governance:meeting_list")

    def hit(row: Any) -> Hit:
        pk, title, day, union = row
        return Hit(f"{base}{pk}/", title, f"{day}，{union}")

    columns = rows.values_list("pk", "title", "day", "union__name")
    return group("会议", columns, hit, "governance:meeting_list", find=seal(text))


def elections(user: Any, text: str) -> Group:
    rows = Election.objects.visible_to(user).filter(search.condition(text, "union__"))
    base = reverse("governance:election_list")

    def hit(row: Any) -> Hit:
        pk, union, kind, status = row
        return Hit(f"{base}{pk}/", f"{union}{_KIND[kind]}", str(_STATUS[status]))

    columns = rows.order_by("-pk").values_list("pk", "union__name", "kind", "status")
    return group("选举", columns, hit, "governance:election_list", find=seal(text))
