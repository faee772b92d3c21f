"""Check lists and seat bands in the data-entry site. Everything else has work pages, none here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from governance import check_marks
from governance.models import CheckItem, CheckList, SeatBand
from governance.services import check_settings
from unions.admin_base import HouseForm, SettingAdmin


class LifeSetting(SettingAdmin):
    edit = "govern_settings"
    save_row = staticmethod(check_settings.save_row)


@admin.register(CheckList)
class CheckListAdmin(LifeSetting):
    fields = ("code", "kind", "name", "source", "stopped_on")
    list_display = ("name", "kind", "source", "stopped_on")
    fixed = ("code",)


class CheckItemForm(HouseForm):
    """`computed` offers what somebody can tell; a code nobody tells any more stays as it is."""

    computed = forms.ChoiceField(
        label="自动判定", required=False,
        help_text="由系统按登记的资料判定；选“人工判定”的由考核人自己看。",
    )  # fmt: skip

    class Meta:
        model = CheckItem
        fields = ("checklist", "position", "section", "text", "points", "computed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "computed" not in self.fields:
            return
        known = check_marks.choices()
        kept = self.instance.computed
        if kept and kept not in dict(known):
            known = [*known, (kept, f"{kept}（尚不能自动判定）")]
        self.fields["computed"].choices = [("", "人工判定"), *known]


@admin.register(CheckItem)
class CheckItemAdmin(LifeSetting):
    form = CheckItemForm
    fields = CheckItemForm.Meta.fields
    list_display = ("checklist", "position", "section", "text", "points", "told_by")
    list_display_links = ("text",)
    list_select_related = ("checklist",)
    list_filter = ("checklist",)
    fixed = ("checklist",)

    @admin.display(description="自动判定")
    def told_by(self, obj: CheckItem) -> str:
        return check_marks.label_of(obj.computed) or "人工判定"


_BAND = (
    "body", "members_from", "members_until", "seats_min", "seats_max", "odd", "source", "since",
)  # fmt: skip


class SeatBandForm(HouseForm):
    class Meta:
        model = SeatBand
        fields = (*_BAND, "until")

    def _get_validation_exclusions(self) -> set[str]:
        # Overlap is not judged here: the service first ends the band before it, then checks.
        return {*super()._get_validation_exclusions(), "since"}


@admin.register(SeatBand)
class SeatBandAdmin(LifeSetting):
    """A band is never overwritten: a new one is set from a day, the old one ends."""

    form = SeatBandForm
    fixed = (*_BAND, "voided_at", "voided_reason")
    list_display = (
        "body", "members_from", "members_until", "seats_min", "seats_max", "odd", "since",
        "until", "is_void",
    )  # fmt: skip
    list_filter = ("body",)

    @admin.display(description="作废", boolean=True)
    def is_void(self, obj: SeatBand) -> bool:
        return obj.is_voided

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return _BAND if obj is None else (*_BAND, "until", "voided_at", "voided_reason")

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:
            check_settings.end_band(obj, by=request.user)
        else:
            check_settings.set_band(obj, by=request.user)
