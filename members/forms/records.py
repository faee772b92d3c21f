"""Forms of a member's page: particulars, and each step in the chain of memberships."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import DayField
from core.history import version_of
from core.periods import today
from members import codes
from members.models import Member, Membership
from unions.models import Coverage, Enterprise, Union

_PERSON = (
    "full_name", "id_type", "id_number", "id_missing_reason", "sex", "birth_date", "ethnic_group",
    "political_status", "education_level", "marital_status",
)  # fmt: skip
_WORK = (
    "household_type", "household_region", "is_migrant_worker", "is_nonlocal_worker",
    "employment_status", "skill_grade", "model_worker_level", "mobile", "post", "union_group",
)  # fmt: skip
_ENTRY = ("card_no", "first_joined_on", "remark")


def employers_of(union: Union) -> QuerySet:
    """Enterprises the union covers today; for a federation, all in its area."""
    covered = Coverage.objects.on(today()).filter(union=union).values("enterprise")
    own = Enterprise.objects.filter(federation=union)
    return (Enterprise.objects.filter(pk__in=covered) | own).distinct().order_by("pk")


def directory(union: Union) -> QuerySet:
    """Unions one may transfer to: those of the same federation. Names of unions are public."""
    root_path = union.path if union.parent is None else union.parent.path
    return (
        Union.objects.on(today()).filter(path__startswith=root_path).exclude(pk=union.pk)
    ).order_by("path")


class MemberForm(forms.ModelForm):
    """Particulars. ID number and phone are never shown back: empty leaves them as they are."""

    id_number = forms.CharField(
        label="证件号码", required=False, max_length=40, strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )  # fmt: skip
    mobile = forms.CharField(
        label="手机号", required=False, max_length=11,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )  # fmt: skip
    birth_date = DayField(label="出生日期", required=False, help_text="填了身份证号可不填。")
    first_joined_on = DayField(label="入会日期")
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="修改原因", required=False, max_length=200)

    fieldsets = (
        ("本人", _PERSON),
        ("户籍与工作", _WORK),
        ("会籍", (*_ENTRY, "employer", "reason")),
    )

    class Meta:
        model = Member
        fields = [*_PERSON, *_WORK, *_ENTRY]

    def __init__(self, *args: Any, union: Union, employer: Enterprise | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["employer"] = forms.ModelChoiceField(
            employers_of(union), label="工作单位", required=False, initial=employer
        )
        for name, field in self.fields.items():
            if isinstance(field, forms.TypedChoiceField) and name not in (
                "id_type",
                "ethnic_group",
            ):
                field.choices = [("", "未填写"), *(c for c in field.choices if c[0])]
        self.fields["sex"].required = False
        self.fields["sex"].help_text = "填了身份证号可不填。"
        if self.instance.pk:
            self.initial["id_number"] = self.initial["mobile"] = ""
            self.initial["version"] = version_of(self.instance)
            hint = self.instance.masked_id or "未登记"
            self.fields["id_number"].help_text = f"现登记：{hint}。留空则不改。"
            hint = self.instance.masked_mobile or "未登记"
            self.fields["mobile"].help_text = f"现登记：{hint}。留空则不改。"
        else:
            del self.fields["reason"], self.fields["version"]

    def clean_id_number(self) -> str:
        typed = self.cleaned_data["id_number"]
        return typed or (self.instance.id_number if self.instance.pk else "")

    def clean_mobile(self) -> str:
        typed = self.cleaned_data["mobile"]
        return typed or (self.instance.mobile if self.instance.pk else "")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk and data.get("version") != version_of(self.instance):
            raise forms.ValidationError(
                "这份资料在您打开之后已被别人修改。请另开页面核对最新内容，再重新填写保存。"
            )
        return data

    def _post_clean(self) -> None:
        """Put the typed values on the instance; whether they fit is the service's to say."""
        for name in self.Meta.fields:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class StepForm(forms.Form):
    """Any step that has a day, a reason and perhaps a paper."""

    day = DayField(label="日期", initial=today)
    reason = forms.CharField(label="原因", max_length=200)
    paper = forms.CharField(label="依据文件", max_length=100, required=False)


class LeaveForm(StepForm):
    kind = forms.ChoiceField(
        label="离会类别", choices=[(end.value, end.label) for end in codes.LEAVINGS]
    )
    field_order = ["kind", "day", "reason", "paper"]


class TransferForm(StepForm):
    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_union"] = forms.ModelChoiceField(
            directory(membership.union), label="转入工会"
        )
        self.order_fields(["to_union", "day", "reason", "paper"])


class AnswerForm(forms.Form):
    """The answer to a transfer request. The receiving union names the new employer."""

    reason = forms.CharField(label="说明（拒绝或撤回时必填）", max_length=200, required=False)


class SearchForm(forms.Form):
    q = forms.CharField(label="查找会员", max_length=60)
