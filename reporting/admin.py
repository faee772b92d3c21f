"""Logic checks of yearly statistics in the data-entry site. Everything else has work pages."""

from django.contrib import admin

from reporting.models import LogicCheck
from reporting.services import yearly
from reporting.yearly_indicators import TABLE
from unions.admin_base import HouseForm, SettingAdmin

_WORDS = "用指标代码，几项相加用“+”：" + "、".join(f"{i.label} {i.code}" for i in TABLE)


class LogicCheckForm(HouseForm):
    class Meta:
        model = LogicCheck
        fields = (
            "code", "left", "operator", "right", "message", "mend", "severity", "since", "until",
        )  # fmt: skip
        help_texts = {"left": _WORDS, "since": "从期末在这一天以后的年度起审核"}


@admin.register(LogicCheck)
class LogicCheckAdmin(SettingAdmin):
    """What a check compares is never changed under years already filed: it is ended, and a new one
    set from a day.
    """

    edit = "govern_settings"
    save_row = staticmethod(yearly.save_check)
    form = LogicCheckForm
    fields = LogicCheckForm.Meta.fields
    fixed = ("code", "left", "operator", "right", "since")
    list_display = ("message", "left", "operator", "right", "severity", "since", "until")
    list_filter = ("severity",)
