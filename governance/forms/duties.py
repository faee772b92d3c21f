"""Forms of the deadline board: filters, requirements, submissions, delegations."""

import datetime
from typing import Any

from django import forms

from core.forms import DayField, Proposing
from core.periods import today
from core.reports import ReportForm
from governance.codes import Delivery, Rung
from governance.models import Delegation, Requirement, Submission
from governance.services.duty_desk import deputies_for
from unions import duties
from unions.codes import FEDERATIONS
from unions.forms.filters import UnionChoice, union_choices
from unions.models import Union
from unions.scope import scope_of

_ANY = ("", "不限")


class BoardFilter(ReportForm):
    whose = forms.ChoiceField(label="范围", required=False, choices=[("", "我的"), ("all", "全部")])
    clock = forms.ChoiceField(label="事项", required=False)
    state = forms.ChoiceField(
        label="期限", required=False,
        choices=[("", "应提醒的"), ("overdue", "已逾期"), ("month", "三十天内"), ("year", "一年内")],
    )  # fmt: skip
    union = UnionChoice()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        self.fields["clock"].choices = [_ANY, *((c.code, c.label) for c in duties.clocks())]
        unions = union_choices(self.user)
        self.fields["union"].choices = [_ANY, *unions]
        if len(unions) < 2:
            del self.fields["union"]

    def until(self) -> datetime.date | None:
        day = today()
        return {
            "overdue": day - datetime.timedelta(days=1),
            "month": day + datetime.timedelta(days=30),
            "year": day + datetime.timedelta(days=366),
        }.get(self.cleaned_data.get("state", ""))


class ReminderFilter(ReportForm):
    rung = forms.ChoiceField(label="阶段", required=False, choices=[_ANY, *Rung.choices])
    delivery = forms.ChoiceField(label="结果", required=False, choices=[_ANY, *Delivery.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class RequirementFilter(ReportForm):
    state = forms.ChoiceField(
        label="情况", required=False,
        choices=[("", "有效的"), ("open", "未到期的"), ("all", "全部，含作废")],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class DelegationFilter(ReportForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class RequirementForm(Proposing):
    due_on = DayField(label="报送期限")

    class Meta:
        model = Requirement
        fields = ("union", "title", "note", "due_on")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Union.objects.filter(scope_of(user).condition("", "govern_settings"))
        self.fields["union"].queryset = mine.filter(kind__in=FEDERATIONS).order_by("path")
        self.fields["union"].initial = self.fields["union"].queryset.first()


class SubmissionForm(Proposing):
    day = DayField(label="报送日期", initial=today)

    class Meta:
        model = Submission
        fields = ("union", "day", "text")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Union.objects.on(today()).filter(scope_of(user).condition("", "govern"))
        below = mine.filter(path__startswith=self.instance.requirement.union.path)
        units = below.exclude(kind__in=FEDERATIONS).order_by("path")
        self.fields["union"].queryset = units
        if len(only := list(units[:2])) == 1:
            self.fields["union"].initial = only[0]


class DelegationForm(Proposing):
    since = DayField(label="自", initial=today)
    until = DayField(label="至", help_text="不含当日")

    class Meta:
        model = Delegation
        fields = ("deputy", "since", "until", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = deputies_for(self.instance.person, self.instance.union)
        self.fields["deputy"].queryset = people
        self.fields["deputy"].help_text = "只列在本工会或上级工会有席位的人；委托不增加权限"
