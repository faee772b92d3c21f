"""五小 in the sample township: five years of old lists, and this year's call.

The lists come in as an office sends them, through the import of the house; the names in them are
members of the invented roster.
"""

import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from core import history
from core.periods import today
from innovation.models import (
    Adoption,
    Award,
    AwardGrade,
    Call,
    CriterionSet,
    Entry,
    Kind,
)
from innovation.services import calls, entries
from innovation.services.authors import Line
from innovation.workflow import move_entry
from linqi_union.sample import panel, studios
from linqi_union.sample.aid import user
from members.models import Membership
from unions.models import Union

Days = datetime.timedelta
# What this township pays, invented: the grades come without a sum.
PRIZES = {"一等奖": 1000, "二等奖": 600, "三等奖": 300, "鼓励奖": 100}


def load(federation: Union, by: User) -> None:
    """After the import of the old lists (township.py)."""
    _prizes(by)
    call = _call(federation, by)
    _this_year(call)
    panel.load(call)
    studios.load()


def _prizes(by: User) -> None:
    """Set for the grades, and written on the awards that the lists brought."""
    grades = list(AwardGrade.objects.all())
    for grade in grades:
        grade.amount = Decimal(PRIZES[grade.name])
    history.bulk_save(grades, by=by, reason="示例", update_fields=["amount"])
    awards = list(Award.objects.select_related("grade"))
    for award in awards:
        award.amount = Decimal(PRIZES[award.grade.name])
    history.bulk_save(awards, by=by, reason="示例", update_fields=["amount"])


def _call(federation: Union, by: User) -> Call:
    day = today()
    return calls.save_call(
        Call(
            union=federation, year=day.year, title=f"{day.year}年度五小成果征集",
            opens_on=day - Days(60), closes_on=day + Days(30),
            criteria=CriterionSet.objects.earliest("pk"),
        ),
        by=by,
    )  # fmt: skip


def _this_year(call: Call) -> None:
    """An entry at each stage, from a draft to one that another unit took over."""
    chair, other, clerk, leader = (user(n) for n in ("chair1", "chair2", "clerk", "leader"))
    _draft(call, chair, "模压脱模装置改进（新线）", 0, measure="")
    _sent(call, chair, "除尘管道改造（二车间）", 2)
    back = _sent(call, other, "包装流程简化（集镇）", 0)
    move_entry(back, "return", by=clerk, reason="请补写改进前后的用工对比。")
    accepted = move_entry(_sent(call, chair, "边角料回收利用（裁切）", 4), "accept", by=clerk)
    move_entry(accepted, "trial", by=chair, day=today() - Days(3))
    declined = _sent(call, other, "添置新叉车", 1)
    move_entry(declined, "decline", by=clerk, reason="属设备购置，已列入单位年度计划。")
    _evaluated(call, chair, "树脂配比优化（低温）", 6)
    row = _evaluated(call, chair, "夹具快换小窍门（全线）", 8)
    row = move_entry(
        row, "award", by=leader, grade=AwardGrade.objects.get(name="一等奖"),
        meeting="镇总工会主席办公会（示例）", day=today(),
    )  # fmt: skip
    row = move_entry(row, "promote", by=clerk)
    adoption = Adoption(
        entry=row,
        union=other.seats.get().union,
        adopted_on=today(),
        effect="换模由一小时减到十分钟",
    )
    entries.adopt(adoption, by=other)


def _draft(call: Call, by: User, title: str, skip: int, **fields: Any) -> Entry:
    union = by.seats.get().union
    held = Membership.objects.open().filter(union=union).select_related("member")
    people = [row.member for row in held.order_by("pk")[skip : skip + 2]]
    employer = entries.employers(union).first()
    row = Entry(
        **{"union": union, "enterprise": employer, "call": call, "title": title,
           "kind": Kind.objects.get(name="小革新"), "proposed_on": today() - Days(20),
           "problem": "用时长、用料多（示例）。", "measure": "改装工装，重排次序（示例）。",
           "effect": "省时省料（示例）。", "bar": "none", **fields}
    )  # fmt: skip
    return entries.enter(row, [Line(p.full_name, p) for p in people], by=by)


def _sent(call: Call, by: User, title: str, skip: int, **fields: Any) -> Entry:
    return move_entry(_draft(call, by, title, skip, **fields), "submit", by=by)


def _evaluated(call: Call, by: User, title: str, skip: int) -> Entry:
    row = _sent(
        call, by, title, skip, old_cost=Decimal("12.50"), new_cost=Decimal("11.80"),
        quantity=Decimal(20000), investment=Decimal(3000),
    )  # fmt: skip
    row = move_entry(row, "accept", by=user("clerk"))
    row = move_entry(row, "implement", by=by, day=today() - Days(5))
    row = entries.confirm_finance(row, by=by, version=row.version, name="财务科", day=today())
    return move_entry(row, "evaluate", by=user("clerk"))
