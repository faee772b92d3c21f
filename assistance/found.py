"""Papers of aid and of rights as the one search box finds them: by their number.

The papers' lists find by words too; here a title, which may hold a name, would be read through.
"""

import re
from typing import Any

from django.urls import reverse

from assistance.models import Application, HardshipFile, RightsCase
from core import identifiers
from unions.finding import Group, Hit

_NUMBER = re.compile(r"(帮|史|维|困档)?([0-9]{4}-[0-9]{1,8})")
# Prefix of the number -> what it numbers, in words; model; list; the field that says more.
_KINDS = {
    "帮": ("救助申请", Application, "assistance:application_list", "title"),
    "史": ("历史发放", Application, "assistance:application_list", "title"),
    "维": ("维权案件", RightsCase, "assistance:case_list", "respondent_name"),
    "困档": ("困难档案", HardshipFile, "assistance:file_list", "union__name"),
}


def numbered(user: Any, text: str) -> Group | None:
    """The papers of that number; of a number without its prefix, whatever bears it."""
    typed = _NUMBER.fullmatch(identifiers.normalise(text))
    if typed is None:
        return None
    hits = []
    for prefix in [typed[1]] if typed[1] else _KINDS:
        kind, model, listed_at, field = _KINDS[prefix]
        rows = model.objects.visible_to(user).filter(number=f"{prefix}{typed[2]}")
        hits += [
            Hit(f"{reverse(listed_at)}{pk}/", number, f"{kind}　{more}")
            for pk, number, more in rows.values_list("pk", "number", field)
        ]
    return Group("编号相符", hits)
