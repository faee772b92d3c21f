"""Filters of the union and enterprise lists."""

import re
from typing import Any

from django import forms

from core.finding import SealedField
from core.reports import ReportForm
from unions.codes import EventKind, Industry, SizeClass, UnionKind
from unions.models import Union

# A chooser longer than this is no chooser; wider scopes go through the list of unions.
CHOICE_LIMIT = 300
_NUMBER = re.compile(r"[0-9]{1,18}")
YES_NO = [("", "不限"), ("1", "是"), ("0", "否")]


def union_choices(user: Any) -> list[tuple[str, str]]:
    """Unions the user sees, in the order of the tree."""
    rows = Union.objects.visible_to(user).order_by("path").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows[:CHOICE_LIMIT]]


class UnionChoice(forms.ChoiceField):
    """A union within the user's scope, as its number. Choices come with the form's user."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "工会", "required": False, **kwargs})

    def valid_value(self, value: Any) -> bool:
        """Where the chooser is cut, a figure may still lead to a union beyond it: what it asks for
        is scoped anyway.
        """
        beyond = len(self.choices) > CHOICE_LIMIT and bool(_NUMBER.fullmatch(str(value)))
        return super().valid_value(value) or beyond


class UnionKindAsked(forms.ChoiceField):
    """Of unions of one kind: in no chooser, for figures that lead to their rows."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", "不限"), *UnionKind.choices]
        super().__init__(**{"required": False, "choices": choices, **kwargs})


class NameFilter(ReportForm):
    name = forms.CharField(label="名称", required=False, max_length=40)


class UnionFilter(NameFilter):
    find = SealedField()
    kind = forms.ChoiceField(
        label="组织类型", required=False, choices=[("", "不限"), *UnionKind.choices]
    )
    term = forms.ChoiceField(
        label="任期",
        required=False,
        choices=[
            ("", "不限"),
            ("overdue", "已到期"),
            ("soon", "即将到期"),
            ("unknown", "未登记"),
        ],
    )


class EnterpriseFilter(ReportForm):
    find = SealedField()
    name = forms.CharField(label="名称", required=False, max_length=40)
    above_scale = forms.ChoiceField(label="规模以上", required=False, choices=YES_NO)
    size_class = forms.ChoiceField(
        label="企业规模", required=False, choices=[("", "不限"), *SizeClass.choices]
    )
    industry_section = forms.ChoiceField(
        label="行业门类", required=False, choices=[("", "不限"), *Industry.choices]
    )


class CoverageFilter(ReportForm):
    name = forms.CharField(label="企业名称", required=False, max_length=40)
    covered = forms.ChoiceField(
        label="覆盖情况", required=False, choices=[("", "不限"), ("1", "已覆盖"), ("0", "未覆盖")]
    )
    above = forms.ChoiceField(label="规模以上", required=False, choices=YES_NO)
    union_kind = UnionKindAsked()
    union = UnionChoice()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [("", "不限"), *union_choices(self.user)]


class EventFilter(ReportForm):
    kind = forms.ChoiceField(
        label="事项", required=False, choices=[("", "不限"), *EventKind.choices]
    )
    year = forms.IntegerField(label="年份", required=False, min_value=1900, max_value=2200)
    union_kind = forms.ChoiceField(
        label="组织类型", required=False, choices=[("", "不限"), *UnionKind.choices]
    )
