"""Forms of foundings and rectifications."""

from typing import Any

from django import forms

from core.forms import DayField, Proposing, Versioned
from core.periods import today
from core.reports import ReportForm
from governance import codes
from governance.models import Founding, Rectification
from unions.codes import FEDERATIONS, UnionKind
from unions.models import Enterprise, Union
from unions.scope import scope_of

_ANY = ("", "不限")


class FoundingFilter(ReportForm):
    status = forms.ChoiceField(
        label="状态", required=False, choices=[_ANY, *codes.FoundingStatus.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class RectificationFilter(FoundingFilter):
    status = forms.ChoiceField(
        label="状态", required=False, choices=[_ANY, *codes.RectificationStatus.choices]
    )


class FoundingForm(Proposing):
    applied_on = DayField(label="申请日期", initial=today)
    fieldsets = (
        ("拟建工会", ("parent", "name", "kind", "enterprise", "workers")),
        ("申请", ("sponsors", "reason", "applied_on", "request_no")),
    )

    class Meta:
        model = Founding
        fields = (
            "parent", "name", "kind", "enterprise", "workers", "sponsors", "reason", "applied_on",
            "request_no",
        )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(user)
        parents = Union.objects.on(today()).filter(scope.condition("", "edit_union"))
        self.fields["parent"].queryset = parents.filter(kind__in=FEDERATIONS).order_by("path")
        self.fields["parent"].initial = self.fields["parent"].queryset.first()
        uncovered = Enterprise.objects.visible_to(user).on(today())
        self.fields["enterprise"].queryset = uncovered.order_by("name")
        kinds = [choice for choice in UnionKind.choices if choice[0] not in FEDERATIONS]
        self.fields["kind"].choices = kinds
        self.fields["sponsors"].help_text = "用顿号分隔"


class ReplyForm(Versioned):
    day = DayField(label="批复日期", initial=today)
    paper = forms.CharField(label="批复文号", max_length=60, help_text="如 临总工〔2016〕3号")
    reason = forms.CharField(label="理由（不同意时必填）", max_length=200, required=False)


class WithdrawForm(Versioned):
    reason = forms.CharField(label="撤回原因", max_length=200)


class RectificationForm(Proposing):
    started_on = DayField(label="开始日期", initial=today)
    planned_until = DayField(label="计划完成日期", required=False)

    class Meta:
        model = Rectification
        fields = ("started_on", "planned_until", "before", "measures", "paper")


class FinishForm(forms.Form):
    day = DayField(label="完成日期", initial=today)
    after = forms.CharField(label="整顿后情况", max_length=2000, widget=forms.Textarea)
