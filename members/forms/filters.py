"""Filters of the member lists."""

from typing import Any

from django import forms

from core.finding import SealedField
from core.reports import ReportForm
from members import codes, dimensions
from unions.forms.filters import YES_NO, UnionChoice, UnionKindAsked, union_choices

_ANY = ("", "不限")


def _chosen(dimension: dimensions.Dimension) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=dimension.label, required=False, choices=[_ANY, *dimension.choices]
    )


class MemberFilter(ReportForm):
    find = SealedField()
    union_kind = UnionKindAsked()
    # Who has moved on since the day.
    moved = forms.ChoiceField(
        required=False, choices=[_ANY, ("1", "已转出")], widget=forms.HiddenInput
    )
    employer = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    union = UnionChoice()
    standing = forms.ChoiceField(
        label="会籍状态", required=False, choices=[_ANY, *codes.Standing.choices]
    )
    sex = _chosen(dimensions.SEX)
    age = _chosen(dimensions.AGE)
    political = _chosen(dimensions.POLITICAL)
    education = _chosen(dimensions.EDUCATION)
    migrant = forms.ChoiceField(label="农民工", required=False, choices=YES_NO)
    skill = _chosen(dimensions.SKILL)
    quality = forms.ChoiceField(
        label="资料质量",
        required=False,
        choices=[_ANY, ("ok", "合格"), ("any", "不合格"), *codes.Defect.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]


class TransferFilter(ReportForm):
    status = forms.ChoiceField(label="状态", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from members.models import TransferRequest

        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [_ANY, *TransferRequest.Status.choices]
        del self.fields["on"]
