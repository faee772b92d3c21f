"""Forms of regulations, activities, honours and deeds."""

from typing import Any

from django import forms

from core import uploads
from core.forms import DayField, Proposing
from core.history import version_of
from core.periods import today
from core.sheets import day as read_day
from governance import codes
from governance.models import Activity, Deed, Honour, Regulation, RegulationVersion
from members.models import Member, Membership
from unions.models import Enterprise, Union
from unions.scope import scope_of


def governed(user: Any) -> Any:
    """Unions for which she may enter."""
    return Union.objects.on(today()).filter(scope_of(user).condition("", "govern")).order_by("path")


def _union_field(user: Any, label: str) -> forms.ModelChoiceField:
    unions = governed(user)
    return forms.ModelChoiceField(unions, label=label, initial=unions.first(), empty_label=None)


class _RowForm(Proposing):
    """A new row, or a standing one with the version it was opened on and the reason why."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="修改原因", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance)
        else:
            del self.fields["version"], self.fields["reason"]
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea) and name in self._meta.fields:
                limit = self._meta.model._meta.get_field(name).validators[-1].limit_value
                field.widget.attrs["maxlength"] = limit


# --- regulations -----------------------------------------------------------------------------


class VersionForm(Proposing):
    """A text and the day it holds from; its scan may come with it."""

    since = DayField(label="施行日期")
    adopted_on = DayField(label="通过日期", required=False)
    upload = forms.FileField(
        label="印发文件", required=False, allow_empty_file=True, help_text=uploads.HELP,
        widget=forms.ClearableFileInput(attrs={"accept": uploads.ACCEPT}),
    )  # fmt: skip

    class Meta:
        model = RegulationVersion
        fields = ["text", "paper", "adopted_on", "since"]
        labels = {"text": "正文"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"maxlength": 20_000, "class": "long"}
        self.initial["since"] = today()
        self.fields["text"].help_text = "一段一行。“第一章”“一、”开头的行按标题排印。"


class RegulationForm(VersionForm):
    title = forms.CharField(label="制度名称", max_length=100)

    field_order = ["union", "title", "text", "paper", "adopted_on", "since", "upload"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"] = _union_field(user, "制定单位")
        self.order_fields(self.field_order)

    def regulation(self) -> Regulation:
        return Regulation(union=self.cleaned_data["union"], title=self.cleaned_data["title"])


class TitleForm(forms.Form):
    title = forms.CharField(label="制度名称", max_length=100)
    reason = forms.CharField(label="更正原因", max_length=200)


class RepealForm(forms.Form):
    day = DayField(label="废止日期", initial=today, help_text="自这一天起不再施行。")
    reason = forms.CharField(label="废止原因", max_length=200)


# --- activities ------------------------------------------------------------------------------


class ActivityForm(_RowForm):
    day = DayField(label="日期", initial=today)
    last_day = DayField(label="结束日期", required=False, help_text="一天以内的活动不填。")

    class Meta:
        model = Activity
        fields = ["kind", "title", "day", "last_day", "place", "participants", "cost", "summary"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost"].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        self.fields["participants"].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        if not self.instance.pk:
            self.fields["union"] = _union_field(user, "主办工会")
            self.order_fields(["union", *self.Meta.fields])

    def clean_union(self) -> Union:
        self.instance.union = self.cleaned_data["union"]
        return self.instance.union


# --- honours and deeds -----------------------------------------------------------------------


class FindForm(forms.Form):
    q = forms.CharField(
        label="查找职工", max_length=60, help_text="姓名、拼音、首字母、证件号或手机号。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class TargetForm(forms.Form):
    """An honour that goes to no person: to a union or to an enterprise."""

    union = forms.ModelChoiceField(Union.objects.none(), label="工会", empty_label="请选择")
    enterprise = forms.ModelChoiceField(
        Enterprise.objects.none(), label="企业", empty_label="请选择"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].queryset = governed(user)
        enterprises = Enterprise.objects.visible_to(user).on(today()).order_by("name", "pk")
        self.fields["enterprise"].queryset = enterprises


class UnionForm(forms.Form):
    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"] = _union_field(user, "工会")


class HonourForm(_RowForm):
    awarded_on = DayField(label="授予日期", required=False)

    class Meta:
        model = Honour
        fields = [
            "kind", "title", "level", "grade", "body", "year", "awarded_on", "paper", "note",
        ]  # fmt: skip
        help_texts = {"grade": "如“二等功”“一等奖”，没有的不填。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_year(self)


def _ask_year(form: forms.ModelForm) -> None:
    form.fields["year"].widget = forms.TextInput(attrs={"inputmode": "numeric"})
    if not form.instance.pk:
        form.initial["year"] = form.instance.year or today().year


class ActivistForm(Proposing):
    """工会积极分子: one form for several members of a unit."""

    awarded_on = DayField(label="授予日期", required=False)
    members = forms.ModelMultipleChoiceField(
        Member.objects.none(), label="积极分子", widget=forms.CheckboxSelectMultiple,
        help_text="该年度已登记的不会重复登记。",
    )  # fmt: skip

    class Meta:
        model = Honour
        fields = ["year", "title", "level", "body", "awarded_on", "paper"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        union = self.instance.union
        _ask_year(self)
        here = Membership.objects.open().filter(union=union).values("member")
        members = Member.objects.filter(pk__in=here).order_by("name_py", "pk")
        self.fields["members"].queryset = members
        self.fields["members"].label_from_instance = _named
        self.initial |= {"title": "工会积极分子", "level": codes.Level.UNIT, "body": union.name}


def _named(member: Member) -> str:
    return f"{member.full_name}（{member.masked_id or '未登记证件号'}）"


class _WhenField(DayField):
    """A day, or a month where the day is not known; (day, month_only)."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, tuple):
            return value or None
        cell = read_day(month_ok=True)(str(value))
        if cell.error:
            raise forms.ValidationError(cell.error)
        return cell.value, bool(read_day(month_ok=False)(str(value)).error)


class DeedForm(_RowForm):
    when = _WhenField(label="日期", help_text="只知道月份的写到月，如 2013-10。")

    class Meta:
        model = Deed
        fields = ["text", "honour"]

    field_order = ["when", "text", "honour", "reason", "version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk:
            self.initial["when"] = row.when
        honours = Honour.objects.not_voided().filter(union=row.union, member=row.member)
        self.fields["honour"].queryset = honours.order_by("-year", "-pk")
        self.fields["honour"].label_from_instance = lambda honour: f"{honour.year}年 {honour}"
        self.fields["honour"].empty_label = "无"

    def clean_when(self) -> Any:
        self.instance.day, self.instance.month_only = self.cleaned_data["when"]
        return self.cleaned_data["when"]
