"""Forms of studios: particulars, name and re-check, team, projects."""

from typing import Any

from django import forms

from core.forms import DayField, Versioned
from core.periods import today
from innovation.codes import Level
from innovation.forms.parts import MemberChoice, offer_employers, person
from innovation.models import Entry, Studio, StudioMember, StudioProject
from innovation.services import studio_team

_WHO = "姓名，或本工会会员的拼音首字母"


class StudioForm(Versioned, forms.ModelForm):
    """`instance.union` is set before. What the roster does not tell apart is asked again."""

    leader_member = MemberChoice(label="领衔人是哪一位", required=False)
    founded_on = DayField(label="成立日期")

    fieldsets = (
        ("工作室", ("name", "enterprise", "founded_on")),
        ("领衔人", ("leader_name", "leader_member", "leader_title")),
        ("条件", ("site", "sign", "facilities", "rules", "yearly_funds")),
        ("成效", ("achievements",)),
    )

    class Meta:
        model = Studio
        fields = (
            "name", "enterprise", "founded_on", "leader_name", "leader_title", "site", "sign",
            "facilities", "rules", "yearly_funds", "achievements",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {
                "version": self.instance.version, "leader_member": self.instance.leader_id,
            }  # fmt: skip
        self.fields["leader_name"].help_text = _WHO
        self.fields["leader_name"].widget.attrs["autocomplete"] = "off"
        self.fields["leader_title"].help_text = "如 高级工、技师、工程师"
        for name in ("rules", "achievements"):
            self.fields[name].widget.attrs.update(maxlength=2000, rows=4)
        self.fields["yearly_funds"].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        offer_employers(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        found = person(self, self.instance.union, "leader_name", "leader_member", data)
        if found:
            data["leader_name"], self.instance.leader = found
        return data


class CertifyForm(Versioned):
    level = forms.ChoiceField(label="级别", choices=Level.choices)
    certificate_no = forms.CharField(
        label="命名文号", max_length=60, help_text="文件号、证书号或命名全称"
    )
    day = DayField(label="命名日期", initial=today)
    reason = forms.CharField(label="说明", max_length=150, required=False)


class RecheckForm(Versioned):
    day = DayField(label="复核日期", initial=today)
    passed = forms.TypedChoiceField(
        label="结论", choices=(("yes", "合格，保留命名"), ("no", "不合格，撤销命名")),
        coerce=lambda value: value == "yes", widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip
    reason = forms.CharField(
        label="说明", max_length=150, required=False, help_text="不合格的须写明原因"
    )


class DissolveForm(Versioned):
    day = DayField(label="撤销日期", initial=today, help_text="成员同日退出")
    reason = forms.CharField(label="撤销原因", max_length=150)


class JoinForm(forms.ModelForm):
    who = MemberChoice(label="成员是哪一位", required=False)
    since = DayField(label="加入日期", initial=today)

    field_order = ("full_name", "who", "title", "since")

    class Meta:
        model = StudioMember
        fields = ("full_name", "title", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].help_text = _WHO
        self.fields["full_name"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        found = person(self, self.instance.studio.union, "full_name", "who", data)
        if found:
            data["full_name"], self.instance.member = found
        return data


class LeaveForm(forms.Form):
    day = DayField(label="退出日期", initial=today, help_text="自这一天起不再是成员")


class _EntryField(forms.ModelForm):
    """The newest entries of the unit, and the one that stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = studio_team.entries_of(self.instance.studio).values_list("pk", flat=True)
        keys = [*offered[: studio_team.ENTRIES_OFFERED], self.instance.entry_id]
        rows = Entry.objects.filter(pk__in=[key for key in keys if key])
        self.fields["entry"].queryset = rows.order_by("-year", "-pk")
        self.fields["entry"].empty_label = "没有申报"
        self.fields["entry"].label_from_instance = lambda row: f"{row.year} 年　{row.title}"


class ProjectForm(_EntryField):
    began_on = DayField(label="开始日期", initial=today)
    ended_on = DayField(label="完成日期", required=False, help_text="在研的不填")

    class Meta:
        model = StudioProject
        fields = ("name", "began_on", "ended_on", "result", "entry")


class ResultForm(_EntryField):
    ended_on = DayField(label="完成日期", required=False, initial=today, help_text="在研的不填")

    class Meta:
        model = StudioProject
        fields = ("ended_on", "result", "entry")
