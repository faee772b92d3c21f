"""Kinds, grades and scoring models in the data-entry site. Entries have work pages, none here."""

from django.contrib import admin

from innovation.models import AwardGrade, Band, Criterion, CriterionSet, Kind
from innovation.services import settings
from unions.admin_base import SettingAdmin


class InnovationSetting(SettingAdmin):
    edit = "innovation_review"
    save_row = staticmethod(settings.save_row)


@admin.register(Kind)
class KindAdmin(InnovationSetting):
    fields = ("name", "meaning", "five_small", "in_use", "position")
    list_display = ("name", "meaning", "five_small", "in_use", "position")


@admin.register(AwardGrade)
class AwardGradeAdmin(InnovationSetting):
    fields = ("name", "amount", "in_use", "position")
    list_display = fields


@admin.register(CriterionSet)
class CriterionSetAdmin(InnovationSetting):
    fields = ("name", "source", "trimmed", "in_use")
    list_display = fields


@admin.register(Criterion)
class CriterionAdmin(InnovationSetting):
    fields = ("set", "position", "name", "points", "hint")
    list_display = ("set", "position", "name", "points")
    list_display_links = ("name",)
    list_select_related = ("set",)
    fixed = ("set",)


@admin.register(Band)
class BandAdmin(InnovationSetting):
    fields = ("criterion", "floor", "low", "high")
    list_display = ("criterion", "floor", "low", "high")
    list_display_links = ("floor",)
    list_select_related = ("criterion",)
    fixed = ("criterion",)
