"""Filters of the lists of regulations, activities, honours and deeds."""

from typing import Any

from django import forms

from core.reports import ReportForm
from governance import codes
from unions.forms.filters import UnionChoice, union_choices

_ANY = ("", "不限")
RECIPIENTS = (("member", "职工"), ("union", "工会"), ("enterprise", "企业"))


def _year() -> forms.IntegerField:
    return forms.IntegerField(label="年度", required=False, min_value=1900, max_value=2200)


class _OfUnions(ReportForm):
    union = UnionChoice()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = union_choices(self.user)
        self.fields["union"].choices = [_ANY, *unions]
        if len(unions) < 2:
            del self.fields["union"]


class RegulationFilter(_OfUnions):
    title = forms.CharField(label="制度名称", required=False, max_length=40)
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "现行"), ("repealed", "已废止"), ("future", "尚未施行"), ("all", "全部")],
    )  # fmt: skip


class ActivityFilter(_OfUnions):
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[_ANY, *codes.ActivityKind.choices]
    )
    year = _year()


class HonourFilter(_OfUnions):
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[_ANY, *codes.HonourKind.choices]
    )
    level = forms.ChoiceField(label="级别", required=False, choices=[_ANY, *codes.Level.choices])
    recipient = forms.ChoiceField(label="授予对象", required=False, choices=[_ANY, *RECIPIENTS])
    year = _year()


class DeedFilter(_OfUnions):
    year = _year()
