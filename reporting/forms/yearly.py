"""Forms of yearly statistics: which year and table, what is added by hand, why an error stands."""

import datetime
from typing import Any

from django import forms

from core.forms import DayField, Proposing, Versioned
from core.reports import ReportForm
from reporting.codes import YearTable
from reporting.models import YearlySheet
from reporting.yearly import tops
from reporting.yearly_years import StatYear, last_over, offered, read


class YearFilter(ReportForm):
    year = forms.ChoiceField(label="年度", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        self.tops = tops(self.user)
        self.last_over = last_over()
        founded = min((u.founded_on for u in self.tops), default=datetime.date.max)
        years = offered(founded) if self.tops else [self.last_over]
        self.fields["year"].choices = [
            ("", f"{self.last_over.label}（最近期满）"), *((str(y.year), y.label) for y in years)
        ]  # fmt: skip

    @property
    def asked(self) -> StatYear:
        """The year asked for; the last that is over where none is, or none such."""
        value = self.cleaned_data.get("year") if self.is_valid() else ""
        return (read(int(value)) if value else None) or self.last_over


class TableFilter(YearFilter):
    table = forms.ChoiceField(label="表", required=False, choices=YearTable.choices)

    def clean_table(self) -> str:
        return self.cleaned_data["table"] or YearTable.ORGANISATION


class SheetForm(Proposing, Versioned):
    filled_on = DayField(label="填报日期", required=False)

    class Meta:
        model = YearlySheet
        fields = (
            "women_workers", "funds_income", "funds_spent", "filler", "reviewer", "head",
            "filled_on",
        )  # fmt: skip
        help_texts = {
            "funds_income": "本年度全部收入，不知道的留空",
            "funds_spent": "本年度全部支出，不知道的留空",
        }
        widgets = {
            name: forms.TextInput(attrs={"inputmode": kind})
            for name, kind in (
                ("women_workers", "numeric"),
                ("funds_income", "decimal"),
                ("funds_spent", "decimal"),
            )
        }


class ExplainForm(forms.Form):
    note = forms.CharField(
        label="说明", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明数字属实的原因；数字以后变了，需重新说明",
    )  # fmt: skip
    # The two values she saw: written about others, an explanation would explain nothing.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
