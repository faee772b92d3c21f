"""Programmes and ceilings in the data-entry site. Money and cases have work pages, none here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from assistance.codes import FundSource
from assistance.models import Ceiling, Programme
from assistance.services import programmes
from unions.admin_base import HouseForm, SettingAdmin
from unions.services import rules


class ProgrammeForm(HouseForm):
    sources = forms.MultipleChoiceField(
        label="可用资金来源", choices=FundSource, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Programme
        fields = (
            "code", "name", "aliases", "needs_file", "batch", "needs_visit", "student_aid",
            "materials", "notice_days", "notice_working", "sources", "head", "stopped_on",
        )  # fmt: skip


@admin.register(Programme)
class ProgrammeAdmin(SettingAdmin):
    """Read by the administrator too, whose ceilings name them."""

    form = ProgrammeForm
    edit = "aid_settings"
    save_row = staticmethod(programmes.save_programme)
    fixed = ("code",)
    list_display = ("name", "needs_file", "batch", "notice_days", "notice_working", "stopped_on")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or rules.may_set(request.user)


class CeilingForm(HouseForm):
    """A new ceiling; or, of one that stands, the day from which it is gone."""

    class Meta:
        model = Ceiling
        fields = ("programme", "source", "scope", "span", "amount", "basis", "since", "until")


@admin.register(Ceiling)
class CeilingAdmin(SettingAdmin):
    """A ceiling is never overwritten: a new one is set from a day, the old one ends."""

    form = CeilingForm
    edit = "settings"
    fixed = ("programme", "source", "scope", "span", "amount", "basis", "since", "voided_at",
             "voided_reason")  # fmt: skip
    list_display = (
        "programme_name", "source", "scope", "span", "amount", "since", "until", "is_void",
    )  # fmt: skip
    list_select_related = ("programme",)
    list_filter = ("scope", "span")

    @admin.display(description="项目")
    def programme_name(self, obj: Ceiling) -> str:
        return obj.programme.name if obj.programme else "全部项目合计"

    @admin.display(description="作废", boolean=True)
    def is_void(self, obj: Ceiling) -> bool:
        return obj.is_voided

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = CeilingForm.Meta.fields
        return fields[:-1] if obj is None else (*fields, "voided_at", "voided_reason")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or rules.may_set(request.user)

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:
            programmes.end_ceiling(obj, form.cleaned_data["until"], by=request.user)
        else:
            programmes.set_ceiling(obj, by=request.user)
