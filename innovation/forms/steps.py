"""One small form for each move and each record beside the process."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator

from core.forms import DayField, Proposing, Versioned
from core.periods import today
from innovation.codes import Level
from innovation.models import Adoption, AwardGrade, Call, CriterionSet
from unions.models import Union
from unions.scope import scope_of


class MoveForm(Versioned):
    """A move that needs nothing but, here and there, a reason; posted from the entry's page."""

    reason = forms.CharField(
        label="原因", required=False, max_length=200,
        help_text="退回、不予受理、撤回须填写；完成人看得到。",
    )  # fmt: skip


class DayForm(Versioned):
    day = DayField(label="日期", initial=today)


class AwardForm(Versioned):
    grade = forms.ModelChoiceField(
        AwardGrade.objects.filter(in_use=True), label="奖次", empty_label="请选择"
    )
    amount = forms.DecimalField(
        label="奖金（元）", required=False, max_digits=10, decimal_places=2,
        validators=[MinValueValidator(Decimal(0), "奖金不能是负数。")],
        help_text="留空按奖次的奖金",
    )  # fmt: skip
    meeting = forms.CharField(label="决定会议", max_length=100)
    day = DayField(label="决定日期", initial=today)


def _sum(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, max_digits=14, decimal_places=2, help_text=help_text,
        validators=[MinValueValidator(Decimal(0), "金额和数量不能是负数。")],
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip


class BenefitForm(Versioned):
    """The five numbers as found in use; the page counts along (static/js/innovation.js)."""

    old_cost = _sum("原单位成本（元）")
    new_cost = _sum("现单位成本（元）")
    quantity = _sum("年数量", "一年的产量、用量或次数")
    added_profit = _sum("年新增利润（元）")
    investment = _sum("年分摊投入（元）", "投入按可用年数分摊到一年的部分")
    effect = forms.CharField(
        label="改进效果", required=False, max_length=2000, widget=forms.Textarea
    )

    def sums(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in ("version", "effect")]


class FinanceForm(Versioned):
    name = forms.CharField(label="财务确认人", max_length=40, help_text="单位财务人员姓名")
    day = DayField(label="确认日期", initial=today)


class LevelForm(Versioned):
    level = forms.ChoiceField(label="级别", choices=Level.choices)
    reason = forms.CharField(label="依据", max_length=200, help_text="推荐或命名的文件、会议")


class AdoptForm(Proposing):
    """Which unit took it over: those at which this person enters."""

    adopted_on = DayField(label="应用日期", initial=today)

    class Meta:
        model = Adoption
        fields = ("union", "adopted_on", "effect")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = Union.objects.on(today()).filter(scope_of(user).condition("", "innovate"))
        unions = unions.exclude(pk=self.instance.entry.union_id).order_by("path")
        self.fields["union"].queryset = unions
        self.fields["union"].empty_label = "请选择"
        if unions.count() == 1:
            self.initial["union"] = unions.get()


class MergeForm(Versioned):
    reason = forms.CharField(label="合并原因", max_length=200, initial="同一项改进")


class CallForm(Proposing):
    opens_on = DayField(label="开始日期", initial=today)
    closes_on = DayField(label="截止日期", help_text="当日仍可申报")
    scoring_ends_on = DayField(
        label="评分截止日期", required=False,
        help_text="当日评委仍可评分；过后评委不能再评，并可看汇总",
    )  # fmt: skip

    class Meta:
        model = Call
        fields = ("union", "year", "title", "opens_on", "closes_on", "criteria", "blind",
                  "scoring_ends_on")  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].queryset = CriterionSet.objects.filter(in_use=True)
        self.fields["criteria"].empty_label = "请选择"
        unions = Union.objects.filter(scope_of(user).condition("", "innovation_review"))
        federations = unions.filter(pk__in=[seat.union_id for seat in scope_of(user).seats])
        self.fields["union"].queryset = federations.order_by("path")
        self.fields["union"].empty_label = None
        if self.instance.pk:
            del self.fields["union"]
        else:
            self.initial.setdefault("year", today().year)


MOVE_FORMS: dict[str, Any] = {"trial": DayForm, "implement": DayForm, "award": AwardForm}
