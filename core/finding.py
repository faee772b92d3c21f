"""What was typed into a search box never stands in a URL (ASVS 14.2.1): the form posts, and the
address of what was found carries it sealed, so that paging, printing and going back still work.
"""

from typing import Any

from django import forms

from core import crypto

_PURPOSE = "find"
MOST = 60  # characters kept of what was typed


def seal(text: str) -> str:
    return crypto.seal(text.strip()[:MOST], _PURPOSE)


def unseal(sealed: str) -> str:
    """What was looked for; empty for an address that was altered or comes from elsewhere."""
    try:
        return crypto.unseal(sealed, _PURPOSE)
    except crypto.Unreadable:
        return ""


class SealedField(forms.CharField):
    """The filter of a list that stands sealed in its address, and open in `cleaned_data`."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def clean(self, value: Any) -> str:
        sealed = super().clean(value)
        return unseal(sealed) if sealed else ""
