"""Regulations, activities, honours and good deeds of the sample township.

Titles, years and days are the published ones; every text, sum and person is invented (示例).
"""

import datetime
from decimal import Decimal

from accounts.models import User
from governance.codes import ActivityKind, HonourKind, Level
from governance.models import Activity, Deed, Honour, Regulation, RegulationVersion
from governance.services import records, regulations
from linqi_union.sample.regulation_texts import TEXTS
from members.models import Member, Membership
from unions.codes import UnionKind
from unions.models import Enterprise, Union

D = datetime.date
ADOPTED, IN_FORCE = D(2013, 5, 8), D(2013, 6, 1)
STUDIO = "浙江贝欧复合材料制造有限公司"
# Title, kind, first day, last day, participants, cost, place: of the federation, then of a unit.
OF_FEDERATION = (
    ("首届职工运动会", ActivityKind.CULTURE, D(2014, 5, 4), D(2014, 5, 5), 186, "12600.00",
     "临岐镇中心小学"),
    ("安全生产知识培训", ActivityKind.TRAINING, D(2014, 6, 18), None, 94, "3200.00", "镇政府会议室"),
    ("“安康杯”劳动竞赛", ActivityKind.CONTEST, D(2015, 4, 10), D(2015, 10, 20), 240, "15800.00", ""),
    ("女职工健康讲座", ActivityKind.WOMEN, D(2015, 3, 8), None, 72, "1850.00", "镇文化站"),
    ("职工登山活动", ActivityKind.CULTURE, D(2015, 10, 21), None, 118, "4360.50", "昱岭"),
    ("工会干部业务培训", ActivityKind.TRAINING, D(2016, 4, 15), None, 56, "5240.00", "镇政府会议室"),
    ("五水共治志愿服务", ActivityKind.VOLUNTEER, D(2016, 6, 5), None, 83, "960.00", "临岐溪沿线"),
)  # fmt: skip
OF_UNIT = (
    ("青工技能比武", ActivityKind.CONTEST, D(2014, 9, 12), None, 35, "4100.00", "一车间"),
    ("迎新春文艺晚会", ActivityKind.CULTURE, D(2016, 1, 28), None, 120, "8650.00", "公司食堂"),
    ("消防演练", ActivityKind.TRAINING, D(2016, 5, 12), None, 88, "0.00", "厂区"),
)
# Thinner years before and after the published ones.
OTHER_YEARS = (
    ("五一职工座谈会", ActivityKind.OTHER, D(2013, 5, 1), None, 40, "800.00", "镇政府会议室"),
    ("职工读书会", ActivityKind.CULTURE, D(2017, 4, 23), None, 46, "1500.00", "镇文化站"),
    ("职工健步走", ActivityKind.CULTURE, D(2019, 5, 4), None, 130, "3900.00", "临岐绿道"),
)
ACTIVISTS = {2014: 2, 2015: 3, 2016: 2}


def load(federation: Union, by: User) -> None:
    _regulations(federation, by)
    unit = _studio_union()
    for union, rows in ((federation, OF_FEDERATION + OTHER_YEARS), (unit, OF_UNIT)):
        for row in rows:
            _activity(union, by, *row)
    _of_unions(federation, unit, by)
    _of_people(unit, by)


def _regulations(federation: Union, by: User) -> None:
    for number, (title, text) in enumerate(TEXTS.items(), 1):
        version = RegulationVersion(
            text=text, adopted_on=ADOPTED, since=IN_FORCE, paper=f"临总工〔2013〕{number + 2}号"
        )
        regulations.lay_down(Regulation(union=federation, title=title), version, by=by)


def _studio_union() -> Union:
    return Union.objects.get(coverages__enterprise__name=STUDIO, coverages__until=None)


def _activity(
    union: Union, by: User, title: str, kind: str, day: datetime.date,
    last_day: datetime.date | None, participants: int, cost: str, place: str,
) -> None:  # fmt: skip
    row = Activity(
        union=union, kind=kind, title=title, day=day, last_day=last_day, place=place,
        participants=participants, cost=Decimal(cost), summary="活动按计划举行，职工踊跃参加（示例）。",
    )  # fmt: skip
    records.enter(row, by=by)


def _of_unions(federation: Union, unit: Union, by: User) -> None:
    """The township federation's of 2013, the enterprise's of 2014."""
    records.enter(
        Honour(
            union=federation, kind=HonourKind.ADVANCED_UNIT, title="杭州市规范化建设先进单位",
            level=Level.CITY, body="杭州市总工会", year=2013,
        ),
        by=by,
    )  # fmt: skip
    records.enter(
        Honour(
            union=unit, kind=HonourKind.STUDIO, title="淳安县先进职工创新工作室",
            enterprise=Enterprise.objects.get(name=STUDIO), level=Level.COUNTY,
            body="淳安县总工会", year=2014,
        ),
        by=by,
    )  # fmt: skip


def _of_people(unit: Union, by: User) -> None:
    """The brave member of the published article, invented by name; activists of three years."""
    stay = _long_since()
    union, brave = stay.union, stay.member
    award = records.enter(
        Honour(
            union=union, member=brave, kind=HonourKind.BRAVERY, title="杭州市见义勇为",
            grade="二等功", level=Level.CITY, body="杭州市见义勇为基金会", year=2016,
            awarded_on=D(2016, 4, 20), note="两次在他人遇险时挺身而出（示例）。",
        ),
        by=by,
    )  # fmt: skip
    for day, month_only, text in (
        (D(2009, 5, 19), False, "途经溪边，跳入水中救起落水者（示例）。"),
        (D(2013, 10, 1), True, "邻近房屋起火，率先进入火场疏散群众并参加扑救（示例）。"),
    ):
        deed = Deed(
            union=union, member=brave, day=day, month_only=month_only, text=text, honour=award
        )
        records.enter(deed, by=by)
    joint = Union.objects.filter(kind=UnionKind.JOINT_GRASSROOTS).earliest("pk")
    for year, number in ACTIVISTS.items():
        for union in (unit, joint):
            chosen = _members(union)[year - 2013 :][:number]
            like = Honour(
                union=union,
                title="工会积极分子",
                level=Level.UNIT,
                body=union.name,
                year=year,
                awarded_on=D(year, 5, 1),
            )
            records.enter_activists(like, chosen, by=by)


def _long_since() -> Membership:
    """Somebody grown up and a member by the year of the rescue."""
    stays = Membership.objects.open().filter(
        since__lt=D(2009, 1, 1), member__birth_date__lt=D(1985, 1, 1)
    )
    return stays.select_related("member", "union").earliest("pk")


def _members(union: Union) -> list[Member]:
    """Those who are members since before the first year of activists."""
    stays = Membership.objects.open().filter(union=union, since__lt=D(2014, 1, 1))
    return [stay.member for stay in stays.select_related("member").order_by("pk")[:12]]
