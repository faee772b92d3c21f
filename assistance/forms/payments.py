"""Forms of paying: what to order, what became of it, and the filters of the lists."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from assistance.codes import Method, OutcomeKind
from assistance.models import Programme
from core.forms import DayField
from core.periods import today
from core.reports import ReportForm
from core.sheets import bank_account
from unions.forms.corrections import ReasonForm
from unions.forms.filters import UnionChoice, union_choices

_ANY = ("", "不限")
_KEY = re.compile(r"[0-9]{1,18}")
_SEEN = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")
APPLICATIONS_AT_ONCE = 200


def keys_in(typed: Sequence[str]) -> list[int]:
    """Row numbers among what a page sent; anything else is passed over."""
    return [int(text) for text in typed if _KEY.fullmatch(text)]


def fresh_key() -> str:
    """Names one showing of a form: sent twice, it counts once."""
    return uuid.uuid4().hex


class DueFilter(ReportForm):
    on = None
    method = forms.ChoiceField(label="发放方式", required=False, choices=Method.choices)
    programme = forms.ChoiceField(label="项目", required=False)
    union = UnionChoice(label="所属工会")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.order_by("pk").values_list("pk", "name")
        self.fields["programme"].choices = [_ANY, *((str(pk), name) for pk, name in programmes)]
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]

    def clean_method(self) -> str:
        return self.cleaned_data["method"] or Method.BANK


class BatchFilter(ReportForm):
    on = None
    method = forms.ChoiceField(label="发放方式", required=False, choices=[_ANY, *Method.choices])
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[_ANY, ("open", "未办结"), ("closed", "已办结")],
    )  # fmt: skip
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2200)


class LineFilter(ReportForm):
    on = None
    state = forms.ChoiceField(
        label="结果", required=False,
        choices=[
            _ANY, ("pending", "未回"), ("paid", "支付成功"), ("failed", "支付失败"),
            ("returned", "银行退回"), ("reversed", "冲销"), ("follow", "失败退回待处理"),
        ],
    )  # fmt: skip


class OrderForm(forms.Form):
    """The lines themselves come beside it: `seen` names the applications with their versions as
    shown, `skip` the lines not to be paid this time.
    """

    form_key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    day = DayField(label="日期", initial=today)
    voucher = forms.CharField(label="凭证号", required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", fresh_key())

    @property
    def versions(self) -> dict[int, int]:
        pairs = (_SEEN.fullmatch(text) for text in self.data.getlist("seen"))
        return {int(found[1]): int(found[2]) for found in pairs if found}

    @property
    def skipped(self) -> set[int]:
        return set(keys_in(self.data.getlist("skip")))


class SignForm(forms.Form):
    """Ticks and proxies stand beside it, one of each a person shown."""

    day = DayField(label="签领日期", initial=today)
    everybody = forms.BooleanField(label="本页各人均已签领", required=False)

    @property
    def shown(self) -> list[int]:
        return keys_in(self.data.getlist("shown"))

    @property
    def signed(self) -> set[int]:
        everybody = self.cleaned_data.get("everybody")
        return set(self.shown if everybody else keys_in(self.data.getlist("signed")))

    def proxy_of(self, key: int) -> str:
        return " ".join(self.data.get(f"proxy_{key}", "").split())[:60]


class ResultForm(forms.Form):
    """One answer told by other means than the bank's file, or cash nobody came for."""

    kind = forms.ChoiceField(label="结果", widget=forms.RadioSelect)
    day = DayField(label="日期", initial=today)
    reason = forms.CharField(label="失败原因", required=False, max_length=200)
    reference = forms.CharField(label="银行流水号", required=False, max_length=60)

    def __init__(self, *args: Any, method: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if method == Method.CASH:
            # Handed over is what the sign-off sheet says.
            self.fields["kind"].choices = [(OutcomeKind.FAILED, "未领取")]
            self.fields["kind"].initial = OutcomeKind.FAILED
            self.fields["reason"].label = "未领取的原因"
            del self.fields["reference"]
        else:
            self.fields["kind"].choices = [
                (kind, kind.label) for kind in (OutcomeKind.PAID, OutcomeKind.FAILED)
            ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == OutcomeKind.FAILED and not data.get("reason"):
            self.add_error("reason", "请填写原因。")
        return data


class UndoForm(ReasonForm):
    kind = forms.ChoiceField(
        label="办理", widget=forms.RadioSelect,
        choices=[
            (OutcomeKind.RETURNED, "退回待付：款项退回，更正后再付给本人"),
            (OutcomeKind.REVERSED, "冲销：款项收回，不再发放"),
        ],
    )  # fmt: skip
    day = DayField(label="款项退回日期", initial=today)
    reference = forms.CharField(label="流水号或凭证号", required=False, max_length=60)
    field_order = ["kind", "day", "reason", "reference"]


def _number(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip


class AccountForm(ReasonForm):
    """Where a sum goes at the second try. The old number is not shown back."""

    method = forms.ChoiceField(label="再付方式", choices=Method.choices, widget=forms.RadioSelect)
    bank_name = forms.CharField(label="开户银行", max_length=60, required=False)
    bank_account = _number("银行账号")
    again = _number("再输一遍银行账号")
    field_order = ["method", "bank_name", "bank_account", "again", "reason"]

    def clean_bank_account(self) -> str:
        cell = bank_account(self.cleaned_data["bank_account"])
        if cell.error:
            raise forms.ValidationError(cell.error)
        return cell.value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("method") != Method.BANK:
            return {**data, "bank_name": "", "bank_account": ""}
        for name in ("bank_name", "bank_account"):
            if name not in self.errors and not data.get(name):
                self.add_error(name, "转账须填写开户银行和账号。")
        typed = data.get("bank_account")
        if typed and bank_account(data.get("again", "")).value != typed:
            self.add_error("again", "两次输入的账号不一致，请核对。")
        return data
