"""Filters of the lists of rights cases. Names of people stay out: filters stand in the address."""

import re
from typing import Any

from django import forms

from assistance import case_codes as codes
from core.reports import ReportForm
from unions.forms.filters import UnionChoice, union_choices
from unions.models import Union
from unions.scope import scope_of
from unions.services.tree import ancestor_ids

_ANY = ("", "不限")
_NUMBER = re.compile(r"[0-9]{1,18}")


class _CaseFilter(ReportForm):
    """Cases are counted by the day they came in (year), not as of a day."""

    holder = UnionChoice(label="承办工会")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        below = union_choices(self.user)
        if "union" in self.fields:
            self.fields["union"].choices = [_ANY, *below]
        holders = [*_above(self.user, {value for value, _ in below}), *below]
        asked = str((self.data or {}).get("holder") or "")
        if _NUMBER.fullmatch(asked) and asked not in {value for value, _ in holders}:
            holders.append((asked, "所选工会"))  # a choice is cut where there are too many unions
        self.fields["holder"].choices = [_ANY, *holders]


def _above(user: Any, known: set[str]) -> list[tuple[str, str]]:
    """Unions above her seats: they may hold a case of hers."""
    ids = {pk for seat in scope_of(user).viewing for pk in ancestor_ids(seat.path)}
    ids -= {int(value) for value in known}
    rows = Union.objects.filter(pk__in=ids).order_by("path").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


class CaseFilter(_CaseFilter):
    number = forms.CharField(label="案号", required=False, max_length=20)
    status = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[_ANY, ("open", "未办结"), ("ended", "已结束"), *codes.CaseStatus.choices],
    )
    kind = forms.ChoiceField(label="类型", required=False, choices=[_ANY, *codes.CaseKind.choices])
    union = UnionChoice(label="所属工会")
    takeover = forms.ChoiceField(
        label="以上代下",
        required=False,
        choices=[
            _ANY, ("taken", "上级工会承办"), ("asked", "移交待答复"), ("answer", "等我答复的"),
        ],
    )  # fmt: skip
    overdue = forms.ChoiceField(
        label="时限", required=False, choices=[_ANY, ("1", "已逾期"), ("0", "未逾期")]
    )
    year = forms.IntegerField(label="收到年份", required=False, min_value=1949, max_value=2200)


class DueFilter(_CaseFilter):
    clock = forms.ChoiceField(
        label="事项", required=False, choices=[_ANY, *codes.ClockKind.choices]
    )
    overdue = forms.ChoiceField(
        label="时限", required=False, choices=[_ANY, ("1", "已逾期"), ("0", "未逾期")]
    )


class StatisticsFilter(_CaseFilter):
    year = forms.IntegerField(label="收到年份", required=False, min_value=1949, max_value=2200)
