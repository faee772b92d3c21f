"""Forms of the account pages; choosers hold only what the administrator keeps."""

from typing import Any

from django import forms

from accounts.models import User
from core.periods import today
from unions.models import Role, Union
from unions.scope import scope_of


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SeatForm(forms.Form):
    """A role at a union from a day."""

    union = forms.ModelChoiceField(label="工会", queryset=Union.objects.none())
    role = forms.ChoiceField(
        label="角色",
        choices=Role.choices,
        help_text="经办、主席（分管）、经审和系统管理员设在总工会；基层工会设基层主席。",
    )
    since = forms.DateField(label="自", widget=_day_input(), initial=today)
    reason = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].queryset = Union.objects.filter(
            scope_of(by).condition("", "accounts"), dissolved_on__isnull=True
        )


class AccountForm(SeatForm):
    """A new account with its first seat; nobody chooses its password."""

    field_order = ("username", "display_name", "union", "role", "since")
    reason = None

    username = forms.CharField(
        label="账号", max_length=150, help_text="登录时输入，用字母和数字，不分大小写"
    )
    display_name = forms.CharField(label="姓名", max_length=40)


class ReasonForm(forms.Form):
    """A deed that asks for its reason only."""

    reason = forms.CharField(label="原因", max_length=200)


class IdentityForm(ReasonForm):
    """The number of an identity card; what stands is shown masked by the page."""

    id_number = forms.CharField(label="本人证件号码", max_length=18)
    field_order = ("id_number", "reason")


class ActiveForm(ReasonForm):
    """Which way the switch was meant when the page was opened."""

    turn_on = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SeatEndForm(ReasonForm):
    day = forms.DateField(
        label="终止日期", widget=_day_input(), initial=today, help_text="从这一天起不再有此权限"
    )
    field_order = ("day", "reason")


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
