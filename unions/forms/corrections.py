"""Forms of corrections: why, and for the founding day, which."""

from django import forms

from core.forms import DayField


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class FoundingForm(ReasonForm):
    day = DayField(label="正确的建会日期")
    field_order = ["day", "reason"]
