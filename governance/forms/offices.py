"""Forms of offices: the list's filters, taking, correcting and leaving one, a chair's sign-in."""

from typing import Any

from django import forms

from accounts.models import User
from core.forms import DayField, Proposing
from core.periods import today
from core.reports import ReportForm
from governance import codes
from governance.models import Office
from unions.forms.filters import UnionChoice, UnionKindAsked, union_choices
from unions.services.accounts import accounts_of

_ANY = ("", "不限")
STATES = [("", "在任"), ("coming", "当选待任"), ("past", "已离任"), ("all", "全部")]


class OfficeFilter(ReportForm):
    union = UnionChoice()
    body = forms.ChoiceField(label="机构", required=False, choices=[_ANY, *codes.Body.choices])
    post = forms.ChoiceField(label="职务", required=False, choices=[_ANY, *codes.Post.choices])
    state = forms.ChoiceField(label="任职情况", required=False, choices=STATES)
    dual = forms.ChoiceField(
        label="兼任党支部书记", required=False, choices=[_ANY, ("1", "是"), ("0", "否")]
    )
    acting = forms.ChoiceField(
        label="代理", required=False, choices=[_ANY, ("1", "是"), ("0", "否")]
    )
    union_kind = UnionKindAsked()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = union_choices(self.user)
        self.fields["union"].choices = [_ANY, *unions]
        if len(unions) < 2:
            del self.fields["union"]


class OfficeForm(Proposing):
    since = DayField(label="任职日期", initial=today)

    class Meta:
        model = Office
        fields = (
            "post", "full_name", "since", "chosen", "acting", "duty", "phone", "full_time",
            "party_secretary", "paper",
        )  # fmt: skip

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "请选择"), *posts]
        if self.instance.member is not None:
            del self.fields["full_name"]


class CorrectForm(Proposing):
    reason = forms.CharField(label="原因", max_length=200)

    class Meta:
        model = Office
        fields = ("chosen", "duty", "phone", "full_time", "party_secretary", "paper")


class EndForm(forms.Form):
    day = DayField(label="离任日期", initial=today, help_text="从这一天起不再担任")
    kind = forms.ChoiceField(label="离任原因", choices=codes.OfficeEnd.choices)
    paper = forms.CharField(label="文号", max_length=60, required=False)
    reason = forms.CharField(label="说明", max_length=100, required=False)


class SignInForm(forms.Form):
    """An account there is, by its sign-in name; or none, and a new one under that name."""

    username = forms.CharField(
        label="用户名", max_length=150,
        help_text="已有账号的填其用户名；没有的填一个新用户名，将新建账号",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def account(self) -> User | None:
        """Among those this administrator keeps; the name of any other is simply taken."""
        name = self.cleaned_data["username"].strip().lower()
        return accounts_of(self.user).filter(username=name).first()
