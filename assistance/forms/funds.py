"""Forms of funds: opening one, allocating or taking back, and the filters of lists and sheet."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms

from assistance.codes import EntryKind, FundSource
from assistance.forms.notices import programme_choices
from assistance.models import Fund, Programme
from core.forms import DayField
from core.periods import today
from core.reports import ReportForm
from unions.forms.filters import CHOICE_LIMIT
from unions.models import Union
from unions.scope import scope_of

_ANY = ("", "不限")


class FundFilter(ReportForm):
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2200)
    source = forms.ChoiceField(
        label="资金来源", required=False, choices=[_ANY, *FundSource.choices]
    )
    programme = forms.ChoiceField(label="可用于项目", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programme_choices()


class LedgerFilter(ReportForm):
    kind = forms.ChoiceField(label="事项", required=False, choices=[_ANY, *EntryKind.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class SheetFilter(ReportForm):
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]

    def clean_year(self) -> int:
        return self.cleaned_data["year"] or today().year


class FundForm(forms.ModelForm):
    union = forms.ModelChoiceField(Union.objects.none(), label="管理工会")
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label="限定项目", required=False, empty_label="不限定",
        help_text="不限定的，可用于允许该来源的各项目",
    )  # fmt: skip

    class Meta:
        model = Fund
        fields = ["union", "name", "source", "year", "programme", "head", "budget_line", "remark"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Union.objects.filter(scope_of(user).condition("", "fund")).order_by("path")
        self.fields["union"].queryset = rows
        # The widget lists no more than a chooser can hold; the queryset still judges the value.
        listed = list(rows.values_list("pk", "name")[:CHOICE_LIMIT])
        self.fields["union"].widget.choices = listed
        self.fields["programme"].queryset = Programme.objects.on(today())
        self.initial.setdefault("union", listed[0][0] if listed else None)
        self.initial.setdefault("year", today().year)


class AllocateForm(forms.Form):
    """`key` names this form: sent twice, it is booked once."""

    kind = forms.ChoiceField(
        label="事项", choices=[("in", "下达（增加）"), ("out", "调减（收回）")],
        widget=forms.RadioSelect, initial="in",
    )  # fmt: skip
    amount = forms.DecimalField(
        label="金额（元）", min_value=Decimal("0.01"), max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    day = DayField(label="日期", initial=today)
    voucher = forms.CharField(label="凭证号", required=False, max_length=40)
    reason = forms.CharField(label="说明", required=False, max_length=200, help_text="调减的必填")
    key = forms.RegexField(r"\A[0-9A-Za-z_-]{16,40}\Z", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = secrets.token_urlsafe(16)

    @property
    def signed(self) -> Decimal:
        """What it adds to the fund."""
        amount = self.cleaned_data["amount"]
        return amount if self.cleaned_data["kind"] == "in" else -amount
