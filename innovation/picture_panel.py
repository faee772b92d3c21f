"""Pictures and files of an entry or a studio, as a part of its own page.

Any page: `"files": picture_panel.panel(owner, request.user)` in the view, and
`{% include "innovation/_pictures.html" with panel=files %}` in the template.
"""

from typing import Any

from django.urls import reverse

from innovation.models import Entry
from innovation.models.pictures import AFTER, BEFORE
from innovation.services import pictures
from members.forms.attached import AttachForm

# What is usually attached; any other name may be typed.
USUAL: dict[str, tuple[str, ...]] = {
    "entry": (BEFORE, AFTER, "图纸", "财务证明", "使用说明"),
    "studio": ("场所照片", "标志照片", "制度", "命名文件", "项目资料"),
}
PHOTOS_SHOWN = 12


def panel(owner: Any, user: Any) -> dict[str, Any]:
    """One query; the pictures are shown on the page, before first, after second."""
    rows = list(
        pictures.of(owner)
        .visible_to(user)
        .select_related("uploaded_by")
        .order_by("voided_at", "kind", "pk")
    )
    can_attach = pictures.may_attach(owner, user)
    shown = [row for row in rows if row.is_picture and row.voided_at is None]
    order = (BEFORE, AFTER)
    shown.sort(key=lambda row: (order.index(row.kind) if row.kind in order else 2, row.pk))
    return {
        "documents": rows,
        "photos": shown[:PHOTOS_SHOWN],
        "attach_url": attach_url_of(owner),
        "download": "innovation:picture_download",
        "void": "innovation:picture_void",
        "can_attach": can_attach,
        "form": form(owner) if can_attach else None,
    }


def form(owner: Any, *args: Any) -> AttachForm:
    return AttachForm(*args, usual=USUAL[pictures.FIELDS[type(owner)]])


def attach_url_of(owner: Any) -> str:
    name = pictures.FIELDS[type(owner)]
    return reverse("innovation:picture_new", args=[owner.pk, name])


def page_of(owner: Any) -> str:
    """The page whose part this is; a studio's page comes with its room."""
    name = "entry_detail" if isinstance(owner, Entry) else "studio_detail"
    return f"{reverse(f'innovation:{name}', args=[owner.pk])}#documents"
