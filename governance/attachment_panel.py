"""Files and photos of one record of union life, as a part of that record's own page.

Any page: `"files": attachment_panel.panel(owner, request.user)` in the view, and
`{% include "governance/_attachments.html" with panel=files %}` in the template.
"""

from typing import Any

from django.urls import reverse

from governance.models import RegulationVersion
from governance.services import attachments
from members.forms.attached import AttachForm

# What is usually attached; any other name may be typed.
USUAL: dict[str, tuple[str, ...]] = {
    "version": ("印发文件扫描件", "讨论通过的会议记录", "征求意见记录"),
    "activity": ("活动照片", "活动方案", "签到表", "支出凭证"),
    "honour": ("证书", "奖牌照片", "表彰文件", "事迹材料"),
    "meeting": ("会议照片", "签到表", "会议材料", "会议纪要扫描件"),
    "election": ("请示扫描件", "批复扫描件", "选举办法", "选票样张", "现场照片", "签到表"),
    "submission": ("报送材料", "回执"),
}
PHOTOS_SHOWN = 12


def panel(owner: attachments.Owner, user: Any, *, photos: bool = False) -> dict[str, Any]:
    """One query. `photos`: pictures are shown on the page too."""
    rows = list(
        attachments.of(owner)
        .visible_to(user)
        .select_related("uploaded_by")
        .order_by("voided_at", "kind", "pk")
    )
    can_attach = attachments.may_attach(owner, user)
    shown = [row for row in rows if row.is_picture and row.voided_at is None] if photos else []
    return {
        "template": "governance/_attachments.html",
        "documents": rows,
        "photos": shown[:PHOTOS_SHOWN],
        "attach_url": attach_url_of(owner),
        "download": "governance:attachment_download",
        "void": "governance:attachment_void",
        "can_attach": can_attach,
        "form": form(owner) if can_attach else None,
    }


def form(owner: attachments.Owner, *args: Any) -> AttachForm:
    return AttachForm(*args, usual=USUAL[attachments.FIELDS[type(owner)]])


def attach_url_of(owner: attachments.Owner) -> str:
    return reverse("governance:attachment_new", args=[owner.pk, attachments.FIELDS[type(owner)]])


def page_of(owner: Any) -> str:
    """The page whose part this is."""
    if isinstance(owner, RegulationVersion):
        url = reverse("governance:regulation_detail", args=[owner.regulation_id])
    else:
        name = attachments.FIELDS[type(owner)]
        url = reverse(f"governance:{name}_detail", args=[owner.pk])
    return f"{url}#documents"
