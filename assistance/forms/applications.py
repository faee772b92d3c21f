"""Forms of an application: which programme, the sheet, each step, relatives, countersigns."""

import secrets
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from assistance import codes
from assistance.models import Application, Fund, Programme
from assistance.services import application_figures as figures
from assistance.services import applications, funds
from core.forms import DayField, Versioned
from core.periods import today
from core.reports import ReportForm
from members import search
from unions.forms.filters import UnionChoice, union_choices
from unions.models import Role, Seat, Union
from unions.scope import scope_of
from unions.services.tree import ancestor_ids

_ANY = ("", "不限")


def _long(label: str, limit: int, **extra: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea, **extra)


# --- the list ------------------------------------------------------------------------------------


class ApplicationFilter(ReportForm):
    find = forms.CharField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(label="状态", required=False)
    programme = forms.ChoiceField(label="项目", required=False)
    union = UnionChoice()
    year = forms.IntegerField(label="年份", required=False, min_value=1990, max_value=2200)
    historical = forms.ChoiceField(
        label="历史台账", required=False, choices=[("", "不含"), ("with", "包含"), ("only", "只看")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        groups = figures.groups_of(scope_of(self.user))
        mine = [(figures.MINE, "待我办理")] if groups else []
        mine += [(code, f"　{group.label}") for code, group in groups.items()]
        self.fields["status"].choices = [_ANY, *mine, *codes.ApplicationStatus.choices]
        names = Programme.objects.order_by("pk").values_list("pk", "name")
        self.fields["programme"].choices = [_ANY, *((str(pk), name) for pk, name in names)]
        unions = union_choices(self.user)
        self.fields["union"].choices = [_ANY, *unions]
        if len(unions) < 2:
            del self.fields["union"]

    def clean_find(self) -> str:
        return search.unseal(self.cleaned_data["find"]) if self.cleaned_data["find"] else ""


class SearchForm(forms.Form):
    q = forms.CharField(label="查找", max_length=60)


# --- the sheet -----------------------------------------------------------------------------------


class ChooseForm(forms.Form):
    """Programme, and for whoever enters for several unions, which of them."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label="项目", widget=forms.RadioSelect, empty_label=None
    )
    union = forms.ModelChoiceField(Union.objects.none(), label="申请工会")

    def __init__(self, *args: Any, user: Any, union: Union | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.on(today())
        enters = Union.objects.on(today()).filter(scope_of(user).condition("", "aid_enter"))
        self.only = union or (enters.get() if enters.count() == 1 else None)
        self.fields["union"].queryset = enters.order_by("path")
        if self.only:
            del self.fields["union"]

    @property
    def chosen(self) -> Union | None:
        return self.only or self.cleaned_data.get("union")


_EVENT = ("event_from", "event_until", "event_paper", "employer_paid")


class SheetForm(Versioned, forms.ModelForm):
    """What the programme asks for, and nothing else."""

    need = _long("申请事由", 1000, required=False)
    event_from = DayField(label="起始日期", required=False, help_text="停产、返乡或慰问的起始日")
    event_until = DayField(label="截止日期", required=False, help_text="只有一天的可不填")
    behalf_agreed_on = DayField(label="原工会同意日期", required=False)
    materials = forms.MultipleChoiceField(
        label="已核纸质件", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="勾选已看过原件的材料；也可在申请页面拍照上传",
    )  # fmt: skip
    form_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    fieldsets = (
        ("以上代下", ("behalf_reason", "behalf_agreed_on")),
        ("申请", ("title", "need", "other_aid")),
        ("停产、返乡或慰问", _EVENT),
        ("核对", ("materials", "relatives_declared")),
    )

    class Meta:
        model = Application
        fields = (
            "title", "need", "behalf_reason", "behalf_agreed_on", *_EVENT, "other_aid",
            "relatives_declared",
        )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application, programme = self.instance, self.instance.programme
        behalf = application.on_behalf
        if application.pk:
            self.initial["version"] = application.version
            del self.fields["form_key"]
        else:
            self.initial["form_key"] = secrets.token_urlsafe(16)
            behalf = applications.fills_in_for(application.union, user)
        dropped = [] if behalf else ["behalf_reason", "behalf_agreed_on"]
        dropped += [] if programme.batch else list(_EVENT)
        dropped += [] if programme.student_aid else ["other_aid"]
        dropped += [] if programme.material_list else ["materials"]
        for name in dropped:
            del self.fields[name]
        self._word(programme)

    def _word(self, programme: Programme) -> None:
        if "materials" in self.fields:
            names = programme.material_list
            # Names that are no longer asked for stay ticked: they were seen.
            kept = [name for name in self.instance.paper_materials if name not in names]
            self.fields["materials"].choices = [(name, name) for name in [*names, *kept]]
            self.initial["materials"] = self.instance.paper_materials
        if programme.batch:
            self.fields["need"].label = "情况说明"
        if "other_aid" in self.fields:
            self.fields["other_aid"].label = "学生获得的其他助学救助"
            self.fields["other_aid"].help_text = "没有的填“无”"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "materials" in data:
            self.instance.paper_materials = data["materials"]
        return data


# --- moves and steps -----------------------------------------------------------------------------


class MoveForm(Versioned):
    reason = forms.CharField(
        label="原因（退回、不予批准、撤回、撤销审批时必填）", max_length=200, required=False
    )


class VisitForm(Versioned):
    day = DayField(label="入户日期", initial=today)
    visitors = forms.CharField(
        label="入户人员", max_length=100, help_text="至少两人，用顿号分隔，如：张三、李四"
    )
    findings = _long("入户情况", 1000)


class DeliberateForm(Versioned):
    day = DayField(label="评议日期", initial=today)
    participants = _long("参加评议人员", 300, help_text="至少两人，用顿号分隔")
    conclusion = _long("评议意见", 300)


class _FundChoice(forms.ModelChoiceField):
    """Each fund with what it still has."""

    def __init__(self, rows: QuerySet, **kwargs: Any) -> None:
        super().__init__(rows, **kwargs)
        self.balances = funds.balances(rows.values_list("pk", flat=True))

    def label_from_instance(self, fund: Fund) -> str:
        available = self.balances.get(fund.pk, funds.Balance()).available
        return f"{fund}（{fund.get_source_display()}），可用 {available:,.2f} 元"


class ReviewForm(Versioned):
    opinion = _long("审核意见", 300, initial="情况属实，同意上报审批。")

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = funds.usable(application.programme, application.union, today().year)
        self.fields["fund"] = _FundChoice(
            usable, label="资金", empty_label="请选择",
            help_text="只列本年度可用于该项目的资金；审批时从中预留",
        )  # fmt: skip
        self.order_fields(["fund", "opinion"])


# --- relatives and countersigns ------------------------------------------------------------------


def staff_of(union: Union) -> QuerySet:
    """People seated today at this union or above: those who could handle its payouts."""
    seats = Seat.objects.on(today()).filter(union__in=ancestor_ids(union.path))
    handling = seats.exclude(role__in=(Role.ADMINISTRATOR, Role.AUDITOR))
    return User.objects.filter(is_active=True, pk__in=handling.values("user")).order_by("pk")


class RelationForm(forms.Form):
    relation = forms.CharField(
        label="与受助人的关系", max_length=40, help_text="如：配偶、父亲、姐夫"
    )

    def __init__(self, *args: Any, union: Union, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            staff_of(union), label="工作人员", empty_label="请选择"
        )
        self.order_fields(["person", "relation"])


class CountersignForm(forms.Form):
    """Asking a second name for passing a ceiling."""

    reason = _long("超过限额的原因", 300)

    def __init__(self, *args: Any, union: Union, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class SecondPartForm(CountersignForm):
    """Asking one for somebody's second part in the same payout."""

    duty = forms.ChoiceField(label="兼办的环节", choices=codes.Duty.choices)
    reason = _long("情况说明和会议记录", 300, help_text="写明人员不足的情况、会议日期和参加人员")

    def __init__(self, *args: Any, union: Union, **kwargs: Any) -> None:
        super().__init__(*args, union=union, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            staff_of(union), label="兼办人", empty_label="请选择"
        )
        self.order_fields(["person", "duty", "reason"])
