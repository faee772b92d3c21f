"""Entries as the one search box finds them: by number, words of the name, or author."""

from typing import Any

from django.urls import reverse

from core.finding import seal
from innovation.models import Entry
from innovation.reports import found_by
from unions.finding import Group, Hit, group


def entries(user: Any, text: str) -> Group:
    rows = Entry.objects.visible_to(user).filter(found_by(text)).order_by("-year", "-pk")
    base = reverse("innovation:entry_list")

    def hit(row: Any) -> Hit:
        pk, title, number, kind, union = row
        return Hit(f"{base}{pk}/", title, "，".join(filter(None, [number, kind, union])))

    columns = rows.values_list("pk", "title", "number", "kind__name", "union__name")
    return group("创新成果", columns, hit, "innovation:entry_list", find=seal(text))
