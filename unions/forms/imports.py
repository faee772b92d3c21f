"""Uploading a sheet, and the decisions on its preview."""

from typing import Any

from django import forms
from django.conf import settings

from core.forms import DayField
from core.periods import today
from unions.codes import FEDERATIONS
from unions.imports import registry
from unions.models import Union
from unions.scope import scope_of

_MB = 1024 * 1024


class UploadForm(forms.Form):
    """Kinds and unions are those of the person's own seats."""

    file = forms.FileField(
        label="表格文件", allow_empty_file=True,
        help_text=f".xlsx、.xls 或 .csv，不超过 {settings.UPLOAD_LIMIT_BYTES // _MB}MB。"
        "本系统下载的花名册修改后也在这里上传。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="表类", widget=forms.RadioSelect)
    union = forms.ModelChoiceField(label="登记到", queryset=Union.objects.none())
    as_of = DayField(
        label="统计时点", required=False,
        help_text="企业名录的人数、产值是哪一天的；表题写有年度或日期的可不填。",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope_of(user)
        self.importers = registry.importers_for(user)
        self.fields["kind"].choices = [(i.kind, i.label) for i in self.importers]
        self.fields["kind"].initial = self.importers[0].kind if self.importers else None
        unions = Union.objects.on(today()).filter(self.scope.condition("", "edit_member"))
        self.fields["union"].queryset = unions.order_by("path")
        self.fields["union"].initial = next(
            (s.union_id for s in self.scope.seats if s.may("edit_member")), None
        )
        if not any(importer.asks_as_of for importer in self.importers):
            del self.fields["as_of"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise forms.ValidationError("文件是空的，没有任何内容。请确认选对了文件。")
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // _MB
            raise forms.ValidationError(f"文件超过 {limit}MB，请拆分成几个文件后重新上传。")
        return file

    def clean_as_of(self) -> Any:
        day = self.cleaned_data.get("as_of")
        if day and day > today():
            raise forms.ValidationError("统计时点不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        union, kind = data.get("union"), data.get("kind")
        if not union or not kind:
            return data
        importer = registry.get(kind)
        if not self.scope.may(importer.capability, union):
            self.add_error("union", "您在该工会没有导入这类表格的权限。")
        elif importer.federation_only and union.kind not in FEDERATIONS:
            self.add_error("union", f"《{importer.label}》登记到总工会，请改选总工会。")
        return data

    @property
    def options(self) -> dict[str, Any]:
        day = self.cleaned_data.get("as_of")
        return {"as_of": day.isoformat()} if day else {}
