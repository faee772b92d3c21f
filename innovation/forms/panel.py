"""Forms of a call's panel: inviting, scoring on a telephone, evaluating and deciding."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import User
from core.forms import DayField, Versioned
from core.periods import today
from innovation.models import AwardGrade, Criterion, Panelist
from innovation.services.ranking import Standing
from innovation.services.scoring import band_of, limits
from unions.models import Role, Seat, Union

OFFERED = 500  # accounts in the chooser


class InviteForm(forms.ModelForm):
    """`instance.call` is set before. An account, or a name: the constraint says either."""

    user = forms.ChoiceField(label="评委账号", required=False, help_text="本人登录评分")

    class Meta:
        model = Panelist
        fields = ("user", "name", "post", "union")
        help_texts = {
            "name": "没有账号的县里或外单位专家，按其纸质评分表由经办人员录入；与账号只填一样",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call = self.instance.call
        seats = Seat.objects.on(today()).filter(
            user__is_active=True, union__path__startswith=call.union.path
        )
        standing = call.panelists.standing().filter(user__isnull=False)
        seats = seats.exclude(user__in=standing.values("user"))
        rows = seats.select_related("user", "union").order_by("union__path", "pk")[:OFFERED]
        found: dict[str, str] = {}
        for seat in rows:
            about = f"{seat.user.display_name}（{seat.union.name}{Role(seat.role).label}）"
            found.setdefault(str(seat.user_id), about)
        self.fields["user"].choices = [("", "请选择"), *found.items()]
        unions = Union.objects.on(today()).filter(path__startswith=call.union.path)
        self.fields["union"].queryset = unions.exclude(pk=call.union_id).order_by("path")
        self.fields["union"].empty_label = "不在本镇单位"

    def clean_user(self) -> User | None:
        chosen = self.cleaned_data["user"]
        return User.objects.get(pk=chosen) if chosen else None


class ScoreForm(forms.Form):
    """One entry, all criteria: each field tells its limits, so that nobody has to look them up."""

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Criterion],
        benefit: Decimal | None,
        given: dict[int, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for row in criteria:
            low, high = limits(row, benefit)
            held = given.get(row.pk)
            self.fields[f"points_{row.pk}"] = forms.DecimalField(
                label=f"{row.name}（{low}—{high} 分）",
                max_digits=5, decimal_places=1,
                initial=f"{held.points.normalize():f}" if held else None,
                help_text="；".join(filter(None, [row.hint, _band_words(row, benefit)])),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={"required": f"请给“{row.name}”评分。"},
            )  # fmt: skip
        remark = next((row.remark for row in given.values() if row.remark), "")
        self.fields["remark"] = forms.CharField(
            label="评语", required=False, max_length=200, initial=remark,
            widget=forms.Textarea(attrs={"rows": 2, "maxlength": 200}),
        )  # fmt: skip

    def points(self) -> dict[int, Decimal]:
        return {
            int(name.removeprefix("points_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("points_")
        }


def _band_words(criterion: Criterion, benefit: Decimal | None) -> str:
    if not list(criterion.bands.all()):
        return f"满分 {criterion.points} 分"
    if band := band_of(criterion, benefit):
        return f"年效益 {benefit:,.2f} 元，达到 {band.floor:,.0f} 元一档"
    return "没有登记年效益，不超过最低一档"


class EvaluateForm(forms.Form):
    entries = forms.MultipleChoiceField(
        label="评审通过的成果", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选评审通过的成果。"},
    )  # fmt: skip

    def __init__(self, *args: Any, standings: Iterable[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.entry.pk), _told(row)) for row in standings]
        self.fields["entries"].choices = choices


def _told(row: Standing) -> str:
    entry = row.entry
    place = f"第 {row.rank} 名，平均 {row.average} 分" if row.rank else "还没有评分"
    lacks = entry.annual_benefit is not None and entry.finance_confirmed_on is None
    return f"{entry.title}（{entry.union}；{place}{'；年效益未经财务确认' if lacks else ''}）"


class DecideForm(Versioned):
    """The meeting and its day; a grade for each entry that is awarded. The version is that of the
    points its reader saw.
    """

    meeting = forms.CharField(label="决定会议", max_length=100, help_text="如：镇总工会主席办公会")
    day = DayField(label="决定日期", initial=today)

    def __init__(self, *args: Any, standings: Iterable[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grades = {str(g.pk): g for g in AwardGrade.objects.filter(in_use=True)}
        choices = [("", "不表彰"), *((key, grade.name) for key, grade in self.grades.items())]
        self.rows = list(standings)
        for row in self.rows:
            self.fields[f"grade_{row.entry.pk}"] = forms.ChoiceField(
                label=f"{row.entry.title}的奖次", required=False, choices=choices
            )

    def pairs(self) -> list[tuple[Standing, Any]]:
        return [(row, self[f"grade_{row.entry.pk}"]) for row in self.rows]

    def chosen(self) -> dict[int, AwardGrade]:
        return {
            row.entry.pk: self.grades[value]
            for row in self.rows
            if (value := self.cleaned_data.get(f"grade_{row.entry.pk}"))
        }
