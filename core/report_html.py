"""The rows of a report as HTML, written in Python: a template loop costs ten times as much.

Escaping stands in one place, `cell`; a column's own `html` goes through `link` and `badge`.
"""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe

from core.reports import Column, Row

__all__ = ["badge", "escape", "filters", "link", "plain", "signed", "table"]

_CLASSES = {"text": "text", "num": "num", "money": "num", "date": "date"}
_WIDE = 24  # Excel characters from which a column is given room on the page too


def plain(value: Any) -> str:
    """A value as text: 1,234 / 1,234.50 / 2016-09-08 / 是."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def signed(value: int | Decimal) -> str:
    """A change: +12, -3.00, and 0 without a sign."""
    text = plain(value)
    return f"+{text}" if value > 0 else text


def link(url: str, text: Any) -> str:
    return f'<a href="{escape(url)}">{escape(plain(text))}</a>'


def badge(tone: str, text: str) -> str:
    """tone: ok, warn, bad or mute."""
    return f'<span class="badge badge-{tone}">{escape(text)}</span>'


def filters(form: forms.Form, orders: dict[str, Any], sort: str) -> SafeString:
    """The filter controls of a report. Widget templates cost more than the whole list."""
    parts = []
    for bound in form:
        if isinstance(bound.field.widget, forms.HiddenInput):
            value = escape(str(form.data.get(bound.name) or ""))
            parts.append(f'<input type="hidden" name="{bound.name}" value="{value}">')
            continue
        errors = "".join(f'<p class="field-error">{escape(str(e))}</p>' for e in bound.errors)
        control = _control(bound.name, bound.field, str(form.data.get(bound.name) or ""))
        label = f'<label for="id_{bound.name}">{escape(str(bound.label))}</label>'
        parts.append(f'<div class="field">{label}{control}{errors}</div>')
    if len(orders) > 1:
        choices = [(name, order.label) for name, order in orders.items()]
        control = _select("sort", choices, sort)
        parts.append(f'<div class="field"><label for="id_sort">排序</label>{control}</div>')
    return mark_safe("".join(parts))  # noqa: S308 - every value is escaped above


def conditions(form: forms.Form) -> str:
    """What was asked for, in words, for paper and Excel: 年度：2016；类别：小革新. The as-of day is
    told by the report itself.
    """
    told = []
    for bound in form:
        typed = str(form.data.get(bound.name) or "").strip()
        if not typed or bound.name == "on" or isinstance(bound.field.widget, forms.HiddenInput):
            continue
        if isinstance(bound.field, forms.ChoiceField):
            choices: Any = bound.field.choices
            typed = {str(code): str(label) for code, label in choices}.get(typed, typed)
        told.append(f"{bound.label}：{typed}")
    return "；".join(told)


def _control(name: str, field: Any, value: str) -> str:
    if isinstance(field, forms.ChoiceField):
        return _select(name, field.choices, value)
    kind = "date" if isinstance(field, forms.DateField) else "text"
    limit = f' maxlength="{field.max_length}"' if getattr(field, "max_length", None) else ""
    return f'<input type="{kind}" name="{name}" id="id_{name}" value="{escape(value)}"{limit}>'


def _select(name: str, choices: Any, value: str) -> str:
    options = "".join(
        f'<option value="{escape(str(code))}"{" selected" if str(code) == value else ""}>'
        f"{escape(str(label))}</option>"
        for code, label in choices
    )
    return f'<select name="{name}" id="id_{name}">{options}</select>'


def _css(column: Column) -> str:
    return _CLASSES[column.kind] + (" wide" if column.width >= _WIDE else "")


def table(columns: Sequence[Column], rows: Iterable[Row], caption: str) -> SafeString:
    """The whole table; each cell carries its label for the narrow screen, where rows are cards."""
    heads = "".join(f'<th scope="col" class="{_css(c)}">{escape(c.label)}</th>' for c in columns)
    frames = [(c, f'<td data-label="{escape(c.label)}" class="{_css(c)}">') for c in columns]
    lines = []
    for row in rows:
        cells = "".join(
            f"{frame}{c.html(row) if c.html else escape(plain(c.value(row)))}</td>"
            for c, frame in frames
        )
        lines.append(f"<tr>{cells}</tr>")
    return mark_safe(  # noqa: S308 - every part is escaped above or by the column's html
        f'<table class="list"><caption class="visually-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
