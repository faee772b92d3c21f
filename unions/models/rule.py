"""Rules with dates: thresholds, terms and limits that staff may change (domain.md 13)."""

from django.db import models

from core.history import keep_history
from core.periods import NoOverlap, Period, PeriodQuerySet, ordered


class Rule(Period):
    """One value of one rule, in force from `since` until `until`. Read by unions/rules.py."""

    code = models.CharField("代码", max_length=40)
    label = models.CharField("规则", max_length=100)
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=12)
    source = models.CharField("依据", max_length=200)

    objects = PeriodQuerySet.as_manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "规则参数"
        ordering = ["code", "since"]
        constraints = [
            ordered("rule_ends_after_start"),
            NoOverlap(
                fields=["code"],
                name="rule_one_value_a_day",
                violation_error_message="同一规则在同一天只能有一个数值。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.value.normalize():f} {self.unit}"
