"""By what members are counted: each way of telling them apart, once for the roster's filter and
for the statistics, so that a figure and the rows behind it tie.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, Value, When

from core.periods import months_before
from members import codes

UNSTATED = ("none", "未登记")
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Dimension:
    """`name` is the filter's name, `field` the member's column; `unstated` are the stored values
    that say nothing.
    """

    name: str
    label: str
    field: str
    told: Choices
    unstated: tuple[str, ...] = ("",)

    @property
    def choices(self) -> Choices:
        return (*self.told, UNSTATED)

    def expression(self, day: datetime.date, prefix: str) -> Any:
        """What to group by; `fold` makes the code of it."""
        return F(f"{prefix}{self.field}")

    def fold(self, value: Any) -> str:
        return UNSTATED[0] if value in self.unstated else str(value)

    def condition(self, code: str, day: datetime.date, prefix: str) -> Q:
        wanted = self.unstated if code == UNSTATED[0] else (code,)
        return Q(**{f"{prefix}{self.field}__in": wanted})


class Flag(Dimension):
    """Yes or no, always told."""

    @property
    def choices(self) -> Choices:
        return self.told

    def fold(self, value: Any) -> str:
        return "1" if value else "0"

    def condition(self, code: str, day: datetime.date, prefix: str) -> Q:
        return Q(**{f"{prefix}{self.field}": code == "1"})


class Age(Dimension):
    """Full years on the day asked about: who was born on or before it, so many years earlier."""

    def _bounds(self, day: datetime.date, code: str) -> tuple[Any, Any]:
        """First and last birthday of the band, the first exclusive."""
        low, _, high = code.partition("-")
        after = months_before(day, 12 * int(high)) if high else None
        return after, months_before(day, 12 * int(low))

    def condition(self, code: str, day: datetime.date, prefix: str) -> Q:
        column = f"{prefix}{self.field}"
        if code == UNSTATED[0]:
            return Q(**{f"{column}__isnull": True})
        after, until = self._bounds(day, code)
        wanted = Q(**{f"{column}__lte": until})
        return wanted & Q(**{f"{column}__gt": after}) if after else wanted

    def expression(self, day: datetime.date, prefix: str) -> Any:
        bands = [When(self.condition(code, day, prefix), then=Value(code)) for code, _ in self.told]
        return Case(*bands, default=Value(UNSTATED[0]))


SEX = Dimension(
    "sex", "性别", "sex", ((codes.Sex.MALE.value, "男"), (codes.Sex.FEMALE.value, "女")),
    (codes.Sex.UNKNOWN.value, codes.Sex.UNSTATED.value),
)  # fmt: skip
# From low years, inclusive, to high years, exclusive.
AGE = Age(
    "age", "年龄段", "birth_date",
    (("0-25", "不满25岁"), ("25-35", "25—34岁"), ("35-45", "35—44岁"), ("45-55", "45—54岁"),
     ("55-", "55岁及以上")),
)  # fmt: skip
EDUCATION = Dimension("education", "学历", "education_level", tuple(codes.Education.choices))
POLITICAL = Dimension("political", "政治面貌", "political_status", tuple(codes.Political.choices))
MIGRANT = Flag("migrant", "农民工", "is_migrant_worker", (("1", "农民工"), ("0", "非农民工")))
SKILL = Dimension("skill", "技术等级", "skill_grade", tuple(codes.Skill.choices))
ALL = (SEX, AGE, EDUCATION, POLITICAL, MIGRANT, SKILL)
BY_NAME = {dimension.name: dimension for dimension in ALL}
