"""Form fields used in every room."""

import datetime
from typing import Any

from django import forms

from core.sheets import day

_read = day(month_ok=False)


def within_reason(day: datetime.date) -> None:
    """Validator of a day asked about: beyond these years no calendar sum holds."""
    if not 1900 <= day.year <= 2200:
        raise forms.ValidationError("日期应在 1900 年至 2200 年之间。")


class DayField(forms.Field):
    """A day, typed as people write it: 2016-9-8, 2016.9.8, 2016年9月8日, 20160908.

    A text input, because a date input drops what it does not understand and the typist with it.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "如 2016-09-08"})

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        cell = _read(str(value))
        if cell.error:
            raise forms.ValidationError(cell.error)
        return cell.value

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime.date) else value


class Proposing(forms.ModelForm):
    """Of a row still to be made, what a field proposes stands where the row itself says nothing
    (Django lets the empty row win).
    """

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        if value in (None, "") and self.instance.pk is None:
            value = field.initial() if callable(field.initial) else field.initial
        return value


class Versioned(forms.Form):
    """Carries the version of the row its reader saw."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def seen(self) -> int:
        """The version posted; -1, which no row has, when it is no number."""
        text = str(self.data.get("version", ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
