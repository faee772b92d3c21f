"""Forms of public notices: the notice itself, an objection, its finding, and the list's filter."""

from typing import Any

from django import forms

from assistance.models import Notice, NoticeEntry, Objection, Programme
from assistance.services import notices
from core.forms import DayField
from core.periods import today
from core.reports import ReportForm
from unions.models import Union

_ANY = ("", "不限")
SOURCES = ("电话", "来访", "来信", "邮件", "上级转办", "其他")


def programme_choices() -> list[tuple[str, str]]:
    return [_ANY, *((str(pk), name) for pk, name in Programme.objects.values_list("pk", "name"))]


class NoticeFilter(ReportForm):
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[_ANY, ("coming", "未开始"), ("running", "公示中"), ("objection", "有异议"),
                 ("over", "期满"), ("withdrawn", "已撤下")],
    )  # fmt: skip
    programme = forms.ChoiceField(label="项目", required=False)
    year = forms.IntegerField(label="年份", required=False, min_value=2000, max_value=2200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programme_choices()
        del self.fields["on"]


class NoticeForm(forms.ModelForm):
    """A notice of one programme. `candidates`: the reviewed applications it may show."""

    applications = forms.TypedMultipleChoiceField(
        label="公示的申请", coerce=int,
        error_messages={
            "required": "请至少选择一份已审核的申请。",
            "invalid_choice": "所选申请中有的已不在“已审核”状态，请核对后重新选择。",
        },
    )  # fmt: skip
    starts_on = DayField(label="公示起始日")
    days = forms.IntegerField(label="公示天数", min_value=1, max_value=60)
    basis = forms.CharField(
        label="依据和程序", max_length=300, widget=forms.Textarea(attrs={"rows": 4})
    )
    fieldsets = (
        ("公示内容", ("title", "basis")),
        ("公示期", ("starts_on", "days", "working", "shortened_reason")),
        ("反映意见的方式", ("phone", "mailbox", "address")),
    )

    class Meta:
        model = Notice
        fields = [
            "title", "basis", "starts_on", "days", "working", "shortened_reason", "phone",
            "mailbox", "address",
        ]  # fmt: skip
        help_texts = {
            "working": "勾选后双休日、节假日不计，调休上班日计入",
            "shortened_reason": "公示期短于规定天数的必填",
            "phone": "印在公示上，请填单位电话",
        }

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        union: Union,
        candidates: list[dict[str, Any]],
        chosen: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, instance=Notice(programme=programme, union=union), **kwargs)
        self.candidates = candidates
        self.fields["applications"].choices = [(str(c["id"]), c["number"]) for c in candidates]
        self.initial |= notices.proposal(programme, union)
        self.initial["applications"] = [chosen] if chosen else [c["id"] for c in candidates]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The candidates with their check marks as they stand."""
        marked = {str(value) for value in self["applications"].value() or ()}
        return [{**c, "checked": str(c["id"]) in marked} for c in self.candidates]

    def for_trial(self) -> "NoticeForm":
        """Only the days are looked at: what is not yet written is not missing."""
        for name, field in self.fields.items():
            field.required = name in ("starts_on", "days")
        return self


class ObjectionForm(forms.ModelForm):
    position = forms.IntegerField(
        label="涉及第几号受助人", required=False, min_value=1, max_value=100_000,
        help_text="公示名单的序号；空白为整份公示",
    )  # fmt: skip
    received_on = DayField(label="收到日期", initial=today)
    source = forms.ChoiceField(label="来源", choices=[(word, word) for word in SOURCES])
    content = forms.CharField(
        label="异议内容", max_length=1000, widget=forms.Textarea,
        help_text="加密保存，不出现在日志和公示页",
    )  # fmt: skip

    class Meta:
        model = Objection
        fields = ["received_on", "source", "content"]

    field_order = ["position", "received_on", "source", "content"]

    def clean_position(self) -> int | None:
        position = self.cleaned_data["position"]
        if position is None:
            return None
        rows = NoticeEntry.objects.filter(notice=self.instance.notice_id, position=position)
        self.instance.entry = rows.first()
        if self.instance.entry is None:
            raise forms.ValidationError("公示名单中没有这个序号。")
        return position


class FindingForm(forms.Form):
    reason = forms.CharField(
        label="核实情况", max_length=1000, widget=forms.Textarea, help_text="加密保存"
    )
