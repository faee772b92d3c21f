"""The first kinds, scoring models and grades of award (domain.md 7), seeded by migration 0002.

Staff change and add in the admin. Prize money is each federation's own to set, so it begins at 0:
the state's scale of 1986 is history.
"""

from decimal import Decimal
from typing import Any

# Name, meaning, one of 五小, used here. The last two replace two of the five in other places.
KINDS = (
    ("小革新", "工艺、方法有改进", True, True),
    ("小发明", "在一定范围内首创", True, True),
    ("小创造", "新的产品、器具或做法", True, True),
    ("小设计", "完整可行的设计", True, True),
    ("小窍门", "省工省料的操作诀窍", True, True),
    ("合理化建议", "改进生产经营管理的建议", False, True),
    ("小改造", "设备改造、废物利用", True, False),
    ("小建议", "一线职工提出的建议", True, False),
)
GRADES = ("一等奖", "二等奖", "三等奖", "鼓励奖")
# Name, source, (criterion, points, hint, bands as (benefit from, lowest, highest)).
SETS: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    (
        "甲式（技术、效益、应用、实用）", "domain.md 7，V41",
        (
            ("技术水平", 30, "先进性、难度和创新程度", ()),
            ("经济效益", 30, "按年效益分档",
             ((500_000, 26, 30), (100_000, 15, 25), (0, 10, 14))),
            ("应用范围", 20, "已应用和可推广的范围", ()),
            ("实用性", 20, "方便、可靠、成本低", ()),
        ),
    ),
    (
        "乙式（效益为主）", "domain.md 7，V43",
        (
            ("效益", 50, "经济效益和社会效益", ()),
            ("完整性", 10, "方案完整、可以照做", ()),
            ("创造性", 10, "", ()),
            ("应用范围", 10, "", ()),
            ("努力程度", 10, "", ()),
            ("投入成本", 10, "投入越少得分越高", ()),
        ),
    ),
)  # fmt: skip


def seed(apps: Any, schema_editor: Any = None) -> None:
    """Write the rows that are not there yet; what staff have set stays."""
    model = {
        name: apps.get_model("innovation", name)
        for name in ("Kind", "AwardGrade", "CriterionSet", "Criterion", "Band")
    }
    for position, (name, meaning, five_small, in_use) in enumerate(KINDS, 1):
        model["Kind"].objects.get_or_create(
            name=name,
            defaults={
                "meaning": meaning, "five_small": five_small, "in_use": in_use,
                "position": position,
            },
        )  # fmt: skip
    for position, name in enumerate(GRADES, 1):
        model["AwardGrade"].objects.get_or_create(name=name, defaults={"position": position})
    for name, source, criteria in SETS:
        scoring, new = model["CriterionSet"].objects.get_or_create(
            name=name, defaults={"source": source}
        )
        if new:
            _criteria(model, scoring, criteria)


def _criteria(model: dict[str, Any], scoring: Any, criteria: tuple[Any, ...]) -> None:
    for position, (name, points, hint, bands) in enumerate(criteria, 1):
        row, _ = model["Criterion"].objects.get_or_create(
            set=scoring, name=name,
            defaults={"position": position, "points": points, "hint": hint},
        )  # fmt: skip
        for floor, low, high in bands:
            model["Band"].objects.get_or_create(
                criterion=row, floor=Decimal(floor), defaults={"low": low, "high": high}
            )
