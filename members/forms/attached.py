"""Attaching a file, in every room."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core import uploads


class AttachForm(forms.Form):
    """`usual` names are offered beside the field; any other may be typed."""

    kind = forms.CharField(
        label="材料名称", max_length=40,
        widget=forms.TextInput(attrs={"list": "usual-materials", "autocomplete": "off"}),
    )  # fmt: skip
    file = forms.FileField(
        label="文件", allow_empty_file=True, help_text=uploads.HELP,
        widget=forms.ClearableFileInput(attrs={"accept": uploads.ACCEPT}),
    )  # fmt: skip

    def __init__(self, *args: Any, usual: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="document_%s", **kwargs)
        self.usual = list(usual)
