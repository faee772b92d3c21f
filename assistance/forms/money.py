"""Filters of the payout reports: one form for all three, so that a figure links to its rows."""

from typing import Any

from django import forms

from assistance.models import Programme
from assistance.payouts import CATEGORIES, SOURCES
from core.reports import ReportForm
from members import search
from unions.forms.filters import UnionChoice, union_choices

_ANY = ("", "不限")
_KEY = {"required": False, "min_value": 1, "max_value": 2**63 - 1, "widget": forms.HiddenInput}
QUARTERS = [(str(number), f"第{word}季度") for number, word in enumerate("一二三四", 1)]


class PayoutFilter(ReportForm):
    """`household`: a file; `person`: one of somebody's lines, paid while she stood in no file."""

    find = forms.CharField(required=False, widget=forms.HiddenInput)
    household = forms.IntegerField(**_KEY)
    person = forms.IntegerField(**_KEY)
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2200)
    quarter = forms.TypedChoiceField(
        label="季度", required=False, coerce=int, empty_value=None, choices=[_ANY, *QUARTERS]
    )
    month = forms.TypedChoiceField(
        label="月份", required=False, coerce=int, empty_value=None,
        choices=[_ANY, *((str(number), f"{number}月") for number in range(1, 13))],
    )  # fmt: skip
    union = UnionChoice()
    programme = forms.ChoiceField(label="项目", required=False)
    source = forms.ChoiceField(label="资金来源", required=False, choices=[_ANY, *SOURCES])
    category = forms.ChoiceField(label="困难类别", required=False, choices=[_ANY, *CATEGORIES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]
        programmes = Programme.objects.visible_to(self.user).order_by("pk")
        self.fields["programme"].choices = [_ANY, *programmes.values_list("pk", "name")]

    def clean_find(self) -> str:
        return search.unseal(self.cleaned_data["find"]) if self.cleaned_data["find"] else ""


class PayoutSearch(forms.Form):
    q = forms.CharField(label="查找", max_length=60)
