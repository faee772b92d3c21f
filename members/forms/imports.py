"""Decisions on the preview of a roster that came back."""

from typing import Any

from django import forms

from core.forms import DayField
from core.periods import today
from members.imports.steps import LEAVING_CHOICES


class ConflictForm(forms.Form):
    """Who is right where a cell was changed both in the sheet and in the records."""

    conflicts = forms.ChoiceField(
        label="下载后被他人改过的格子", required=False, initial="system", widget=forms.RadioSelect,
        choices=[("system", "以系统为准（不导入这些行）"), ("mine", "以表为准")],
    )  # fmt: skip

    @property
    def options(self) -> dict[str, Any]:
        return {"conflicts": self.cleaned_data.get("conflicts") or "system"}


class UnlistedForm(forms.Form):
    """What becomes of people the sheet no longer lists; left empty, nothing does."""

    legend = "表中未列出的人（不填则不作处理）"
    leave_kind = forms.ChoiceField(
        label="离会类别", required=False, choices=[("", "不作处理"), *LEAVING_CHOICES]
    )
    leave_day = DayField(label="离会日期", required=False)
    leave_reason = forms.CharField(label="离会原因", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = [data.get(name) for name in ("leave_kind", "leave_day", "leave_reason")]
        if any(filled) and not all(filled):
            raise forms.ValidationError(
                "要登记离会，请把离会类别、日期和原因都填上；不处理的请都留空。"
            )
        if data.get("leave_day") and data["leave_day"] > today():
            raise forms.ValidationError("离会日期不能晚于今天。")
        return data

    @property
    def options(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("leave_kind"):
            return {}
        return {
            "leave": {
                "kind": data["leave_kind"],
                "day": data["leave_day"].isoformat(),
                "reason": data["leave_reason"],
            }
        }
