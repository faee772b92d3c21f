"""Filters of the member lists."""

from typing import Any

from django import forms

from core.reports import ReportForm
from members import codes, search
from unions.forms.filters import YES_NO, UnionChoice, union_choices

_ANY = ("", "不限")


class MemberFilter(ReportForm):
    find = forms.CharField(required=False, widget=forms.HiddenInput)
    employer = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    union = UnionChoice()
    standing = forms.ChoiceField(
        label="会籍状态", required=False, choices=[_ANY, *codes.Standing.choices]
    )
    sex = forms.ChoiceField(label="性别", required=False, choices=[_ANY, ("1", "男"), ("2", "女")])
    political = forms.ChoiceField(
        label="政治面貌", required=False, choices=[_ANY, *codes.Political.choices]
    )
    education = forms.ChoiceField(
        label="学历", required=False, choices=[_ANY, *codes.Education.choices]
    )
    migrant = forms.ChoiceField(label="农民工", required=False, choices=YES_NO)
    quality = forms.ChoiceField(
        label="资料质量",
        required=False,
        choices=[_ANY, ("ok", "合格"), ("any", "不合格"), *codes.Defect.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]

    def clean_find(self) -> str:
        return search.unseal(self.cleaned_data["find"]) if self.cleaned_data["find"] else ""


class TransferFilter(ReportForm):
    status = forms.ChoiceField(label="状态", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from members.models import TransferRequest

        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [_ANY, *TransferRequest.Status.choices]
        del self.fields["on"]
