"""Forms of the data-entry site that ask for more than the row's own fields."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget

from core.forms import within_reason
from unions.admin_base import HouseForm
from unions.codes import FEDERATIONS, EventKind, UnionKind
from unions.models import CalendarDay, Coverage, Rule, Union, UnionEvent

# A founding is recorded with the union itself.
EVENT_CHOICES = [choice for choice in EventKind.choices if choice[0] != EventKind.FOUNDED]


UNION_LAYOUT = (
    ("组织", [
        "parent", "name", "short_name", "kind", "code", "founded_on", "approved_by", "approval_no",
    ]),
    ("任期", ["first_elected_on", "term_started_on", "term_years", "chair_name", "operator"]),
    ("法人与联系", ["legal_person_cert_no", "union_uscc", "legal_rep", "phone", "address"]),
    ("账户", ["account_name", "bank_name", "bank_account"]),
    ("备注", ["remark"]),
)  # fmt: skip


class UnionForm(HouseForm):
    class Meta:
        model = Union
        fields = [name for _, names in UNION_LAYOUT for name in names]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].required = True

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        before = self.instance.kind if self.instance.pk else kind
        if (kind in FEDERATIONS) != (before in FEDERATIONS):
            raise forms.ValidationError("总工会与基层工会之间不能互改，请另建工会。")
        if kind == UnionKind.COUNTY_FEDERATION and not self.instance.pk:
            raise forms.ValidationError("县总工会是最上一级，不能设在其他工会之下。")
        return kind


class EventForm(HouseForm):
    """Adding goes through unions/services/life.py; later only reason and paper are corrected."""

    new_name = forms.CharField(
        label="新名称", max_length=100, required=False, help_text="仅更名时填写"
    )

    class Meta:
        model = UnionEvent
        fields = ("union", "kind", "day", "reason", "paper", "into")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", "---------"), *EVENT_CHOICES]
            self.fields["into"].help_text = "仅合并时选择"
            self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind == EventKind.RENAMED and not cleaned.get("new_name", "").strip():
            self.add_error("new_name", "更名须填写新名称。")
        if kind == EventKind.MERGED and not cleaned.get("into"):
            self.add_error("into", "合并须选择并入的工会。")
        if kind and kind != EventKind.MERGED and cleaned.get("into"):
            self.add_error("into", "只有合并才选择并入工会。")
        return cleaned


class CoverageForm(HouseForm):
    """A new bond, or the end of a standing one."""

    end_reason = forms.CharField(label="终止原因", max_length=200, required=False)
    ending_on = forms.DateField(
        label="终止日期", required=False, widget=AdminDateWidget,
        help_text="从这一天起不再由该工会覆盖；空白为不终止",
    )  # fmt: skip

    class Meta:
        model = Coverage
        fields = ("enterprise", "union", "since", "paper")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ending_on") and not cleaned.get("end_reason", "").strip():
            self.add_error("end_reason", "请填写终止原因。")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # Overlap is not judged here: the service first ends what held until then, then checks.
        return {*super()._get_validation_exclusions(), "since"}


class CalendarForm(HouseForm):
    """One line of a notice: a holiday's days from first to last, or a day worked instead."""

    last = forms.DateField(
        label="至", required=False, widget=AdminDateWidget, validators=[within_reason],
        help_text="连续几天的最后一天；只登记一天时空白",
    )  # fmt: skip

    class Meta:
        model = CalendarDay
        fields = ("kind", "name", "day", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "day" in self.fields:
            self.fields["day"].validators.append(within_reason)
            self.fields["source"].help_text = "放假通知的文号，如 国办发明电〔2025〕7号"
            self.fields["kind"].help_text = "登记错的一天改为另一种安排，即恢复为平日或周末"

    def _get_validation_exclusions(self) -> set[str]:
        # A new day is checked by the service, which can say what stands there already.
        known = {"day"} if self.instance.pk is None else set()
        return super()._get_validation_exclusions() | known


class RuleForm(HouseForm):
    """A new value of a rule the program knows; its name and unit come with the code."""

    code = forms.ChoiceField(label="规则")

    class Meta:
        model = Rule
        fields = ("code", "value", "source", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Rule.objects.order_by("code", "since").values_list("code", "label", "unit")
        self.known = {code: (label, unit) for code, label, unit in known}
        if "code" in self.fields:
            self.fields["code"].choices = [
                (code, f"{label}（{unit}）") for code, (label, unit) in self.known.items()
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if code := cleaned.get("code"):
            self.instance.label, self.instance.unit = self.known[code]
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # Overlap is not judged here: the service first ends what held until then, then checks.
        return {*super()._get_validation_exclusions(), "since"}
