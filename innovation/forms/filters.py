"""Filters of the lists of entries. Names of people stay out: filters stand in the address."""

from typing import Any

from django import forms

from core.reports import ReportForm
from innovation.codes import EntryStatus, Level, Practice
from innovation.models import AwardGrade, Kind
from unions.forms.filters import UnionChoice, union_choices

_ANY = ("", "不限")
STATES = (
    ("counted", "已提交的"),
    ("adopted", "已采纳的"),
    ("done", "已采纳并实施的"),
    ("benefit", "已采纳且有年效益的"),
    ("waiting", "待受理和待办理的"),
)


class EntryFilter(ReportForm):
    words = forms.CharField(label="名称含", required=False, max_length=30)
    year = forms.IntegerField(label="年度", required=False, min_value=1949, max_value=2200)
    kind = forms.ChoiceField(label="类别", required=False)
    union = UnionChoice()
    status = forms.ChoiceField(
        label="状态", required=False, choices=[_ANY, *STATES, *EntryStatus.choices]
    )
    practice = forms.ChoiceField(
        label="实施情况", required=False, choices=[_ANY, *Practice.choices]
    )
    level = forms.ChoiceField(label="级别", required=False, choices=[_ANY, *Level.choices])
    grade = forms.ChoiceField(label="奖次", required=False)
    # Sealed in the address: names of authors, numbers (members/search.py).
    find = forms.CharField(required=False, widget=forms.HiddenInput)
    on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()
        grades = AwardGrade.objects.values_list("pk", "name")
        self.fields["grade"].choices = [_ANY, ("any", "有奖次"), *_texts(grades)]
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]


class FigureFilter(ReportForm):
    year = forms.IntegerField(label="年度", required=False, min_value=1949, max_value=2200)
    union = UnionChoice()
    on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]


class SearchForm(forms.Form):
    q = forms.CharField(label="查找成果", max_length=60)


def kind_choices() -> list[tuple[str, str]]:
    kinds = Kind.objects.values_list("pk", "name")
    return [_ANY, ("five", "五小合计"), *_texts(kinds)]


def _texts(rows: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in rows]
