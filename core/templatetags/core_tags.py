"""Figures, dates and charts as the house writes them, for templates."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from core import amounts, charts

register = template.Library()
Group = tuple[str, list[BoundField]]


def _decimal(value: Any) -> Decimal | None:
    """The value as a finite number; None for texts and for what is not there."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def thousands(value: Any) -> Any:
    """1234567 -> 1,234,567; texts such as “暂无” pass unchanged, None is a dash."""
    if value is None:
        return "—"
    number = _decimal(value)
    return value if number is None else charts.number(number)


@register.filter
def yuan(value: Any) -> Any:
    """Yuan with two places: 1234.5 -> 1,234.50."""
    if value is None:
        return "—"
    number = _decimal(value)
    return value if number is None else f"{number:,.2f}"


@register.filter
def points(value: Any) -> Any:
    """Marks: 4.0 -> 4, 4.5 -> 4.5; texts pass unchanged, None is a dash."""
    if value is None:
        return "—"
    number = _decimal(value)
    return value if number is None else amounts.points(number)


@register.filter
def together(sentences: Any) -> str:
    """Several sentences as one: 还没有结束；填写发文字号。"""
    return "；".join(str(sentence).rstrip("。") for sentence in sentences)


@register.filter
def capitals(value: Any) -> Any:
    """大写金额 without 人民币 in front; what cannot be written so passes unchanged."""
    if value is None:
        return "—"
    number = _decimal(value)
    try:
        return value if number is None else amounts.capitals(number)
    except ValueError:
        return value


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value if isinstance(value, date) else None


@register.filter
def cn_date(value: Any) -> Any:
    """2016年9月8日, for running text; a moment is shown as its day in China."""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else (value or "")


@register.filter
def iso(value: Any) -> Any:
    """2016-09-08, for tables; a moment is shown as its day in China."""
    day = _day(value)
    return day.isoformat() if day else (value or "")


@register.simple_tag
def form_groups(form: BaseForm) -> list[Group]:
    """The visible fields as (legend, fields), by `form.fieldsets` of (legend, names) if it has any.

    A name the form does not have is passed over, and a field no fieldset names comes last, so that
    a form that drops or gains a field for one role never loses one silently.
    """
    left = {field.name: field for field in form.visible_fields()}
    groups: list[Group] = []
    for legend, names in getattr(form, "fieldsets", None) or ():
        fields = [left.pop(name) for name in names if name in left]
        if fields:
            groups.append((legend, fields))
    if left:
        groups.append(("", list(left.values())))
    return groups


@register.simple_tag
def bar_chart(points: Sequence[charts.Point], title: str, unit: str = "") -> SafeString:
    """One bar per (label, number); see core.charts."""
    return charts.bar_chart(points, title=title, unit=unit)


@register.simple_tag
def line_chart(series: dict[str, Sequence[charts.Point]], title: str, unit: str = "") -> SafeString:
    """One line per name; see core.charts."""
    return charts.line_chart(series, title=title, unit=unit)
