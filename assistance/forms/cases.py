"""Forms of rights cases: the particulars, and one small form for each move and each record."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator

from assistance import case_codes as codes
from assistance import case_rights
from assistance.models import CaseStep, RightsCase
from core.forms import DayField
from core.periods import today
from unions.models import Union
from unions.scope import scope_of

_MATTER = (
    "received_on", "channel", "kind", "grade", "applicant_name", "applicant_phone", "group_size",
    "respondent_name",
)  # fmt: skip
_CLAIM = ("request", "facts", "evidence", "amount_claimed", "known_on", "petition")
_HAND = ("handler", "reason")
_OLD = ("amount_recovered", "ended_on", "outcome", "taken_up_on", "result")


def _amount(label: str, **extra: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, max_digits=12, decimal_places=2,
        validators=[MinValueValidator(0, "金额不能是负数。")], **extra,
    )  # fmt: skip


def _text(label: str, limit: int, **extra: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea, **extra)


class CaseForm(forms.ModelForm):
    """Particulars. The phone is never shown back: empty leaves it as it is."""

    received_on = DayField(label="收到日期", initial=today)
    known_on = DayField(
        label="知道权益受侵害的日期", required=False, help_text="劳动仲裁的一年时效由此起算。"
    )
    applicant_phone = forms.CharField(
        label="申请人电话", required=False, max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )  # fmt: skip
    respondent_name = forms.CharField(
        label="被申请单位", required=False, max_length=100,
        help_text="与企业名录中的名称一致时自动对应到该企业。",
    )  # fmt: skip

    fieldsets = (("来源与当事人", ("union", *_MATTER)), ("诉求", _CLAIM), ("经办", _HAND))

    class Meta:
        model = RightsCase
        fields = [*_MATTER, *_CLAIM]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The model's limits hold on the server; here the browser keeps to them.
        for name, limit in (("request", 2000), ("facts", 4000), ("evidence", 2000)):
            self.fields[name].widget.attrs["maxlength"] = limit


class NewCaseForm(CaseForm):
    """Where the worker belongs is chosen once, within the unions at which she handles cases."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = Union.objects.filter(scope_of(user).condition("", "case")).order_by("path")
        first = unions.first()
        self.fields["union"] = forms.ModelChoiceField(
            unions, label="所属工会", initial=first, empty_label=None,
            help_text="劳动者所在的基层工会；没有的选镇总工会。",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("union"):
            self.instance.union = self.instance.holder = data["union"]
        return data


class OldCaseForm(NewCaseForm):
    """补录: the same, with how it ended."""

    ended_on = DayField(label="办结日期")
    outcome = forms.ChoiceField(label="办结方式", choices=codes.Outcome.choices)
    result = _text("办理结果", 2000, required=False)
    taken_up_on = DayField(
        label="上级接办日期", required=False, help_text="以上代下的，填上级工会接办的日期。"
    )

    fieldsets = (*CaseForm.fieldsets[:2], ("办理结果", _OLD))

    class Meta(CaseForm.Meta):
        fields = [*_MATTER, *_CLAIM, "amount_recovered"]

    def ending(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in ("ended_on", "outcome", "result", "taken_up_on")
        }


class EditCaseForm(CaseForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="修改原因", max_length=200)

    class Meta(CaseForm.Meta):
        fields = [*_MATTER, *_CLAIM, "handler"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.instance
        self.fields["received_on"].disabled = True  # the number and the holdings begin with it
        self.fields["handler"] = forms.ModelChoiceField(
            case_rights.handlers_of(case), label="经办人", empty_label=None
        )
        self.stored_phone = case.applicant_phone
        self.initial["applicant_phone"] = ""
        self.initial["version"] = case.version
        hint = case.masked_phone or "未登记"
        self.fields["applicant_phone"].help_text = f"现登记：{hint}。留空则不改。"

    def clean_applicant_phone(self) -> str:
        return self.cleaned_data["applicant_phone"] or self.stored_phone


class NotesForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    notes = _text("敏感记录", 4000, required=False)


class StepForm(forms.ModelForm):
    day = DayField(label="日期", help_text="发意见书、建议书的填送达日期。")

    class Meta:
        model = CaseStep
        fields = ["kind", "day", "participants", "text", "minutes"]


class ReplyForm(forms.Form):
    day = DayField(label="答复日期", initial=today)
    reply = _text("答复内容", 2000)


# --- moves: each with what its effect needs ----------------------------------------------------


class MoveForm(forms.Form):
    """`version` is the case as the page showed it: a decision on an older one is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(MoveForm):
    day = DayField(label="受理日期", initial=today)
    applied_on = DayField(
        label="收到调解申请日期", required=False, help_text="留空为收到日期；调解期限由此起算。"
    )


class AgreeForm(MoveForm):
    day = DayField(label="协议日期", initial=today)
    agreement = _text("协议内容", 4000)
    amount = _amount("追回金额（元）")


class FulfilForm(MoveForm):
    day = DayField(label="履行日期", initial=today)
    amount = _amount("实际追回金额（元）", help_text="与协议不同的填写。")


class CloseForm(MoveForm):
    reason = _text("办理结果", 200, required=False)


class ReasonMoveForm(MoveForm):
    reason = _text("原因", 200)


def _outcomes(codes_: Any) -> list[tuple[str, str]]:
    return [(code.value, str(code.label)) for code in codes_]


class ConcludeForm(MoveForm):
    outcome = forms.ChoiceField(label="办结方式", choices=_outcomes(codes.CONCLUSIONS))
    reason = _text("办理结果", 200)


class TransferForm(MoveForm):
    outcome = forms.ChoiceField(label="转往", choices=_outcomes(codes.TRANSFERS))
    reason = _text("原因", 200)


MOVE_FORMS: dict[str, type[MoveForm]] = {
    "accept": AcceptForm, "mediate": MoveForm, "agree": AgreeForm, "fulfil": FulfilForm,
    "close": CloseForm, "conclude": ConcludeForm, "transfer": TransferForm,
    "refuse": ReasonMoveForm, "withdraw": ReasonMoveForm,
}  # fmt: skip


# --- records beside the process ----------------------------------------------------------------


class ExtendForm(forms.Form):
    day = DayField(label="延期至", help_text="双方同意的新期限。")


class DayForm(forms.Form):
    day = DayField(label="日期", initial=today)


class FollowUpForm(DayForm):
    text = _text("回访情况", 2000)


# --- takeovers ---------------------------------------------------------------------------------


class TakeoverForm(forms.Form):
    reason = _text("原因", 200)
    consent_on = DayField(label="当事人同意日期", initial=today)
    joint = forms.BooleanField(
        label="联合办理", required=False, help_text="原工会继续参与办理，可以登记经过。"
    )


class AnswerForm(forms.Form):
    reason = _text("说明", 200, required=False)
