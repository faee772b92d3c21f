"""Addresses and answers of the data-entry site, for its tests."""

from typing import Any


def change_url(obj: Any) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


def posted(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back from this change form, with some inputs altered."""
    form = page.context["adminform"].form
    data = {"row_version": page.context["row_version"]}
    for field in form:
        value = field.value()
        if value is True:
            data[field.html_name] = "on"
        elif value not in (None, False):
            data[field.html_name] = str(value)
    return {**data, **changes}
