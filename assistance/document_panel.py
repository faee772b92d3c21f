"""The papers of an application, a file or a case, as a part of that one's own page."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from assistance.forms.documents import AttachForm
from assistance.models import Application
from assistance.services import documents

_MATERIAL_STATES = {"attached": "已上传", "paper": "已核纸质件", "missing": "缺"}


def panel(owner: documents.Owner, user: Any) -> dict[str, Any]:
    """For `{% include "assistance/_documents.html" with panel=... %}`; two queries."""
    rows = list(
        documents.of(owner)
        .visible_to(user)
        .select_related("uploaded_by", "line")
        .order_by("voided_at", "kind", "pk")
    )
    can_attach = documents.may_attach(owner, user)
    attach_url = attach_url_of(owner)
    return {
        "template": "assistance/_documents.html",
        "documents": rows,
        "materials": materials(owner, rows, attach_url),
        "attach_url": attach_url,
        "download": "assistance:document_download",
        "void": "assistance:document_void",
        "can_attach": can_attach,
        "form": AttachForm(owner=owner, user=user) if can_attach else None,
    }


def attach_url_of(owner: documents.Owner) -> str:
    return reverse(f"assistance:{documents.FIELDS[type(owner)]}_attach", args=[owner.pk])


def materials(owner: documents.Owner, rows: Any, attach_url: str) -> list[dict[str, str]]:
    """What the programme asks for, and whether it is there."""
    if not isinstance(owner, Application):
        return []
    attached = {row.kind for row in rows if row.voided_at is None}
    found = []
    for name in owner.programme.material_list:
        state = (
            "attached" if name in attached
            else "paper" if name in owner.paper_materials
            else "missing"
        )  # fmt: skip
        found.append({
            "name": name, "state": state, "label": _MATERIAL_STATES[state],
            "url": f"{attach_url}?{urlencode({'kind': name})}",
        })  # fmt: skip
    return found
