"""Filters of the reports that this room adds."""

import datetime
from typing import Any

from django import forms

from assistance.forms.money import PayoutFilter
from core.forms import within_reason
from core.periods import today
from core.reports import ReportForm
from members import dimensions
from unions.codes import UnionKind

_ANY = ("", "不限")
QUARTER, MONTH = "quarter", "month"


class ComparedFilter(ReportForm):
    """As of a day, against an earlier one where that is given."""

    since = forms.DateField(
        label="与此日比较", required=False, validators=[within_reason],
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        since, day = data.get("since"), data.get("on") or today()
        if since and since >= day:
            self.add_error("since", "比较日期应早于截至日期。")
        return data


class StatisticsFilter(ComparedFilter):
    by = forms.ChoiceField(
        label="按什么分列", required=False,
        choices=[(dimension.name, dimension.label) for dimension in dimensions.ALL],
    )  # fmt: skip
    kind = forms.ChoiceField(label="组织类型", required=False, choices=[_ANY, *UnionKind.choices])

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or dimensions.ALL[0].name


class OrganisationFilter(ComparedFilter):
    kind = forms.ChoiceField(label="组织类型", required=False, choices=[_ANY, *UnionKind.choices])


class TermFilter(ReportForm):
    term = forms.ChoiceField(
        label="任期", required=False,
        choices=[("", "全部"), ("overdue", "已到期"), ("soon", "即将到期"), ("unknown", "未登记")],
    )  # fmt: skip


class PeriodFilter(PayoutFilter):
    """A year in quarters or months, each beside the one before."""

    step = forms.ChoiceField(
        label="分期", required=False, choices=[(QUARTER, "按季度"), (MONTH, "按月")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("find", "household", "person", "quarter", "month"):
            del self.fields[name]

    def clean_step(self) -> str:
        return self.cleaned_data["step"] or QUARTER

    def clean_year(self) -> int:
        """Of the day asked about, where none is named."""
        day: datetime.date = self.cleaned_data.get("on") or today()
        return self.cleaned_data["year"] or day.year
