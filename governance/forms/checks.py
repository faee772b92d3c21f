"""Forms of standardisation checks: which, the points of every line, the steps."""

from decimal import Decimal
from typing import Any

from django import forms

from core import amounts
from core.forms import DayField, Versioned
from core.periods import today
from core.reports import ReportForm
from governance import codes
from governance.check_page import Line
from governance.forms.records import governed
from governance.models import Assessment, CheckList
from governance.services import checks
from unions.codes import FEDERATIONS
from unions.forms.filters import UnionChoice, union_choices

_ANY = ("", "不限")


class CheckFilter(ReportForm):
    union = UnionChoice()
    checklist = forms.ModelChoiceField(
        CheckList.objects.all(), label="考核办法", required=False, empty_label="不限"
    )
    year = forms.IntegerField(label="年度", required=False, min_value=1900, max_value=2200)
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[_ANY, *codes.AssessmentStatus.choices, ("returned", "退回修改")],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        unions = union_choices(self.user)
        self.fields["union"].choices = [_ANY, *unions]
        if len(unions) < 2:
            del self.fields["union"]


class BeginForm(forms.ModelForm):
    class Meta:
        model = Assessment
        fields = ("union", "checklist", "year")
        help_texts = {
            "checklist": "每个工会每年每种办法考核一次",
            "year": "当年的，或补做以前年度的",
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = governed(user).exclude(kind__in=FEDERATIONS)
        self.fields["union"].queryset = unions
        self.fields["checklist"].queryset = checks.in_use()
        for name in ("union", "checklist"):
            self.fields[name].empty_label = "请选择"
        self.fields["year"] = forms.IntegerField(
            label="年度", min_value=1990, max_value=today().year + 1,
            help_text=self.fields["year"].help_text,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.initial.setdefault("year", today().year)
        if self.instance.year is None:
            self.initial["year"] = today().year


class PointsForm(Versioned):
    """One column of points for all lines; the union's with a note to each."""

    word = "自检分"
    column = "self_points"

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[self._points(line)] = self._points_field(line)
            if self.column == "self_points":
                self.fields[self._note(line)] = forms.CharField(
                    label=f"第 {line.item.position} 项说明", required=False, max_length=200,
                    initial=line.mark.note, strip=True,
                )  # fmt: skip

    def _points_field(self, line: Line) -> forms.DecimalField:
        most = amounts.points(line.item.points)
        return forms.DecimalField(
            label=f"第 {line.item.position} 项{self.word}", required=False, max_digits=5,
            decimal_places=1, min_value=Decimal(0), max_value=line.item.points,
            initial=self.first(line), widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={
                "max_value": f"不能超过标准分 {most}。",
                "min_value": "不能小于 0。",
                "invalid": f"请填 0 至 {most} 的分数。",
                "max_decimal_places": "最多保留一位小数。",
            },
        )  # fmt: skip

    def first(self, line: Line) -> str:
        """What stands there; of a line never filled, the full points the records bear out."""
        points = line.mark.self_points
        if points is None and line.told.met:
            points = line.item.points
        return "" if points is None else amounts.points(points)

    def _points(self, line: Line) -> str:
        return f"points_{line.mark.pk}"

    def _note(self, line: Line) -> str:
        return f"note_{line.mark.pk}"

    def filled(self) -> dict[int, tuple[Decimal | None, str]]:
        data = self.cleaned_data
        return {
            line.mark.pk: (data[self._points(line)], data.get(self._note(line), line.mark.note))
            for line in self.lines
        }

    def rows(self) -> list[tuple[Line, Any, Any]]:
        """(line, its points, its note or None) for the page."""
        noted = self.column == "self_points"
        return [
            (line, self[self._points(line)], self[self._note(line)] if noted else None)
            for line in self.lines
        ]


class CheckedForm(PointsForm):
    word = "考核分"
    column = "checked_points"

    def first(self, line: Line) -> str:
        """Her own points; before there are any, the union's, to be gone through one by one."""
        points = line.mark.checked_points
        if points is None:
            points = line.mark.self_points
        return "" if points is None else amounts.points(points)


class SubmitForm(Versioned):
    day = DayField(label="自查日期", initial=today)


class ConfirmForm(Versioned):
    day = DayField(label="考核日期", initial=today)
    opinion = forms.CharField(
        label="考核意见", required=False, max_length=500, widget=forms.Textarea
    )


class BackForm(Versioned):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


MOVE_FORMS: dict[str, type[Versioned]] = {
    "submit": SubmitForm, "confirm": ConfirmForm, "return": BackForm, "reopen": BackForm,
}  # fmt: skip
