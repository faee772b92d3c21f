"""Forms of the quarterly report: which quarter, the words of each part, signing."""

from typing import Any

from django import forms

from core.forms import DayField, Versioned
from core.periods import today
from core.reports import ReportForm
from reporting.codes import PartCode, Quarter, ReportStatus
from reporting.models import QuarterlyReport
from reporting.models.quarterly import TEXT_LIMIT
from reporting.quarters import last_over
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.scope import scope_of

_ANY = ("", "不限")


class QuarterlyFilter(ReportForm):
    year = forms.IntegerField(label="年度", required=False, min_value=1990, max_value=2200)
    status = forms.ChoiceField(label="状态", required=False, choices=[_ANY, *ReportStatus.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


def composing_unions(user: Any) -> Any:
    """Federations for which she may compose."""
    rows = Union.objects.filter(scope_of(user).condition("", "govern"), kind__in=FEDERATIONS)
    return rows.filter(dissolved_on=None).order_by("path")


class BeginForm(forms.ModelForm):
    class Meta:
        model = QuarterlyReport
        fields = ("union", "year", "quarter")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = composing_unions(user)
        self.fields["union"].queryset = unions
        span = last_over()
        self.initial = {
            "union": unions.first(), "year": span.year, "quarter": span.quarter, **self.initial,
        }  # fmt: skip
        self.fields["quarter"].choices = Quarter.choices

    def _post_clean(self) -> None:
        """The service checks the whole row; what the form says of one field is enough here."""
        opts = self._meta
        if not self.errors:
            self.instance = forms.models.construct_instance(self, self.instance, opts.fields)


class ComposeForm(Versioned):
    """number, recipient, and for each part its text and whether hers may be replaced."""

    number = forms.CharField(
        label="发文字号",
        required=False,
        max_length=40,
        help_text="如 临总工〔2016〕3号，送审前填写",
    )
    recipient = forms.CharField(label="主送机关", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PartCode:
            self.fields[f"text_{part.value}"] = forms.CharField(
                label=f"{part.label}（文字）", required=False, max_length=TEXT_LIMIT,
                widget=forms.Textarea(attrs={"rows": 7}),
            )  # fmt: skip
            self.fields[f"replace_{part.value}"] = forms.BooleanField(
                label="替换我改过的文字", required=False
            )

    @property
    def renew(self) -> str:
        """The part to be written anew: the button pressed."""
        asked = str(self.data.get("renew", ""))
        return asked if asked in PartCode.values else ""


class SignForm(Versioned):
    dated_on = DayField(label="成文日期", initial=today, help_text="报告落款的日期")


class ReturnForm(Versioned):
    reason = forms.CharField(label="退回原因", max_length=200)
