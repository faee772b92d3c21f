"""Attaching a paper."""

from typing import Any

from django import forms

from assistance.models import Application, Line
from assistance.services import documents
from members.forms import attached

# What is usually attached, offered beside the field; any other name may be typed.
USUAL: dict[str, tuple[str, ...]] = {
    "application": ("困难救助申请书", "收入证明", "疾病诊断证明", "票据", "会议记录", "签收单"),
    "file": ("核对授权委托书", "身份证和户口簿", "收入证明", "致困原因证明", "监护人同意书"),
    "case": ("调解登记表", "调解申请书", "调解笔录", "调解协议书", "劳动合同", "工资凭证"),
}


class AttachForm(attached.AttachForm):
    """`owner` decides which questions are asked."""

    line = forms.ModelChoiceField(
        label="受助人", queryset=Line.objects.none(), required=False, empty_label="全体",
        help_text="只关系到其中一人的材料，选这个人",
    )  # fmt: skip
    sensitive = forms.BooleanField(
        label="敏感材料，只由镇总工会办案人员和本案经办人查看", required=False
    )

    def __init__(self, *args: Any, owner: documents.Owner, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, usual=_usual(owner), **kwargs)
        if isinstance(owner, Application) and owner.programme.batch:
            self.fields["line"].queryset = owner.lines.order_by("position")
            self.fields["line"].label_from_instance = lambda line: line.full_name
        else:
            del self.fields["line"]
        if not documents.may_hide(owner, user):
            del self.fields["sensitive"]


def _usual(owner: documents.Owner) -> list[str]:
    """Materials the programme asks for first, then the usual ones."""
    asked = owner.programme.material_list if isinstance(owner, Application) else []
    return list(dict.fromkeys([*asked, *USUAL[documents.FIELDS[type(owner)]]]))
