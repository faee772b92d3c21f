"""Kinds, grades and scoring models in the data-entry site. Entries have work pages, none here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from innovation.models import AwardGrade, Band, Criterion, CriterionSet, Kind
from innovation.services import settings
from unions.admin_base import ScopedModelAdmin


class SettingAdmin(ScopedModelAdmin):
    """Rows that hold for the whole tree, kept by the clerks at its root."""

    edit = "innovation_review"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return settings.may_set(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return settings.may_set(request.user)

    def union_of(self, obj: Any) -> None:
        return None

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        settings.save_row(obj, by=request.user)


@admin.register(Kind)
class KindAdmin(SettingAdmin):
    fields = ("name", "meaning", "five_small", "in_use", "position")
    list_display = ("name", "meaning", "five_small", "in_use", "position")


@admin.register(AwardGrade)
class AwardGradeAdmin(SettingAdmin):
    fields = ("name", "amount", "in_use", "position")
    list_display = fields


@admin.register(CriterionSet)
class CriterionSetAdmin(SettingAdmin):
    fields = ("name", "source", "in_use")
    list_display = fields


@admin.register(Criterion)
class CriterionAdmin(SettingAdmin):
    fields = ("set", "position", "name", "points", "hint")
    list_display = ("set", "position", "name", "points")
    list_display_links = ("name",)
    list_select_related = ("set",)
    fixed = ("set",)


@admin.register(Band)
class BandAdmin(SettingAdmin):
    fields = ("criterion", "floor", "low", "high")
    list_display = ("criterion", "floor", "low", "high")
    list_display_links = ("floor",)
    list_select_related = ("criterion",)
    fixed = ("criterion",)
