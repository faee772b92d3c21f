"""Forms of meetings: the sheet, who came, the minutes, what was resolved."""

from typing import Any

from django import forms
from django.forms import formset_factory

from core.finding import SealedField
from core.forms import DayField, Proposing, Versioned
from core.periods import today
from core.reports import ReportForm
from governance import codes
from governance.models import Meeting, Resolution
from governance.services.people import staff_of
from unions.codes import FEDERATIONS
from unions.forms.filters import UnionChoice, union_choices
from unions.models import Union

_ANY = ("", "不限")
SPARE_ROWS = 8


class _UnionFilter(ReportForm):
    union = UnionChoice()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        unions = union_choices(self.user)
        self.fields["union"].choices = [_ANY, *unions]
        if len(unions) < 2:
            del self.fields["union"]


class MeetingFilter(_UnionFilter):
    find = SealedField()
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[_ANY, *codes.MeetingKind.choices]
    )
    status = forms.ChoiceField(
        label="状态", required=False, choices=[_ANY, *codes.MeetingStatus.choices]
    )
    year = forms.IntegerField(label="年份", required=False, min_value=1990, max_value=2200)


class ResolutionFilter(_UnionFilter):
    status = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "办理中"), ("overdue", "已逾期"), ("done", "已完成"), ("dropped", "不再办理"),
                 ("all", "全部")],
    )  # fmt: skip
    mine = forms.ChoiceField(label="责任人", required=False, choices=[_ANY, ("1", "只看我的")])


class MeetingForm(Versioned, Proposing):
    day = DayField(label="日期", initial=today)
    starts_at = forms.TimeField(label="时间", required=False, help_text="如 14:30")
    fieldsets = (
        ("会议", ("kind", "title", "day", "starts_at", "place", "chaired_by", "recorder")),
        ("汇报的季度", ("year", "quarter")),
        ("议题", ("agenda",)),
    )

    class Meta:
        model = Meeting
        fields = (
            "kind", "title", "day", "starts_at", "place", "chaired_by", "recorder", "year",
            "quarter", "agenda",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].help_text = "只有向党委季度汇报才填"
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            del self.fields["kind"]
        elif self.instance.union.kind not in FEDERATIONS:
            kinds = [k for k in codes.MeetingKind.choices if k[0] != codes.MeetingKind.PARTY_REPORT]
            self.fields["kind"].choices = [("", "请选择"), *kinds]
            del self.fields["year"], self.fields["quarter"]


class MinutesForm(Versioned, Proposing):
    class Meta:
        model = Meeting
        fields = ("chaired_by", "recorder", "agenda", "statements", "decisions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class AttendeeForm(forms.Form):
    """One row; left empty it is no row, emptied it is gone."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    full_name = forms.CharField(label="姓名", max_length=60, required=False)
    party = forms.ChoiceField(
        label="参会方", choices=codes.Party.choices, initial=codes.Party.UNION
    )
    organisation = forms.CharField(label="单位", max_length=100, required=False)
    post = forms.CharField(label="职务", max_length=40, required=False)
    attendance = forms.ChoiceField(
        label="到会情况", choices=codes.Attendance.choices, initial=codes.Attendance.PRESENT
    )


AttendeeRows = formset_factory(AttendeeForm, extra=SPARE_ROWS, max_num=300, absolute_max=320)


class ResolutionForm(Proposing):
    due_on = DayField(label="完成期限", required=False)

    class Meta:
        model = Resolution
        fields = ("text", "owner_name", "owner", "due_on")

    def __init__(self, *args: Any, union: Union, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget = forms.Textarea()
        self.fields["owner"].queryset = staff_of(union)
        self.fields["owner"].empty_label = "没有账号"
        self.fields["owner"].help_text = "选了账号的，会出现在本人的期限台账中"


class FinishForm(Versioned):
    day = DayField(label="完成日期", initial=today)
    result = forms.CharField(label="办理结果", max_length=1000, widget=forms.Textarea)


class ReasonedForm(Versioned):
    reason = forms.CharField(label="原因", max_length=200)
