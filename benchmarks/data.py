"""A federation of any size, written in bulk: same shapes as the sample, synthetic people."""

import datetime
import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

from benchmarks.bulk import copies, settle
from core import identifiers
from members.codes import Education, Household, Political, Start
from members.models import Member, Membership
from members.services import records, tallies
from unions.codes import FigureKind, UnionKind
from unions.models import Coverage, Enterprise, EnterpriseFigure, Role, Union
from unions.services.seats import create_sign_in
from unions.services.tree import found_union

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑罗梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
_GIVEN = "建国桂芳秀英志强海燕玉兰永平红梅春花文斌小光明凤卫东丽华敏静伟军磊洋勇艳杰娟涛超霞平刚辉鹏飞玲芬"
DAY = datetime.date(2005, 1, 1)
BY_MODELS = 100_000  # beyond these the rest are copies


def build(members: int, unions: int = 30) -> dict[str, Any]:
    """Return {"clerk": user, "chair": user, "union": the chair's union, "member": one member,
    "unions": all, the chair's first}.
    """
    federation = found_union(
        Union(name="基准镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION, founded_on=DAY), by=None
    )
    clerk, _ = create_sign_in(
        "clerk", "经办", federation, Role.CLERK, by=None, must_change_password=False, since=DAY
    )
    units = [_unit(federation, number, members // unions) for number in range(unions)]
    chair, _ = create_sign_in(
        "chair", "主席", units[0][0], Role.CHAIR, by=None, must_change_password=False, since=DAY
    )
    people = _people(min(members, BY_MODELS))
    number = 0
    while block := list(islice(people, 5000)):
        Member.objects.bulk_create(block, batch_size=500)
        rows = []
        for member in block:
            # The chair's unit stays the size of a real one.
            union, employer = units[0] if number < 34 else units[1 + number % (unions - 1)]
            number += 1
            rows.append(
                Membership(
                    member=member, union=union, employer=employer, start_kind=Start.JOIN,
                    since=member.first_joined_on,
                )
            )  # fmt: skip
        Membership.objects.bulk_create(rows, batch_size=1000)
    _copied(members // BY_MODELS - 1, units[0][0])
    tallies.rebuild()
    settle()
    return {"clerk": clerk, "chair": chair, "union": units[0][0], "member": block_member(),
            "unions": [union for union, _ in units]}  # fmt: skip


def _copied(times: int, chairs: Union) -> None:
    """The same people again, each with a number of her own; the chair's unit stays as it is."""
    if times < 1:
        return
    last = Membership.objects.filter(union=chairs).order_by("-member_id").values_list("member_id")
    step = copies(
        Member,
        times,
        f"t.id > {last[0][0]}",
        changed={"id_index": "substr(t.id_index, 1, 26) || '-' || g"},
    )
    copies(Membership, times, f"t.union_id <> {chairs.pk}", shifted={"member_id": step})


def block_member() -> Member:
    return Member.objects.order_by("pk")[10]


def _unit(federation: Union, number: int, workers: int) -> tuple[Union, Enterprise]:
    union = found_union(
        Union(
            name=f"第{number}工会委员会", parent=federation, kind=UnionKind.SINGLE_GRASSROOTS,
            founded_on=DAY, term_started_on=DAY, term_years=5,
        ),
        by=None,
    )  # fmt: skip
    employer = Enterprise.objects.create(federation=federation, name=f"第{number}有限公司")
    Coverage.objects.create(union=union, enterprise=employer, since=DAY)
    EnterpriseFigure.objects.create(
        enterprise=employer, kind=FigureKind.WORKERS, value=workers, as_of=DAY, source="基准"
    )
    return union, employer


def _people(number: int) -> Iterator[Member]:
    draw = random.Random(1)
    for index in range(number):
        birth = datetime.date(1955, 1, 1) + datetime.timedelta(days=draw.randrange(16000))
        # Index, not chance, makes the number unique: ten thousand regions times the order.
        order = index // 10000 % 1000
        name = draw.choice(_SURNAMES) + "".join(draw.choices(_GIVEN, k=draw.choice((1, 2, 2))))
        member = Member(
            full_name=name,
            id_number=identifiers.synthetic_id(f"{990000 + index % 10000}", birth, f"{order:03d}"),
            sex="1" if order % 2 else "2",
            birth_date=birth,
            mobile=f"13{draw.randrange(10**9):09d}",
            political_status=Political.MASSES,
            education_level=draw.choice(Education.values),
            household_type=Household.RURAL,
            is_migrant_worker=draw.random() < 0.4,
            first_joined_on=birth + datetime.timedelta(days=366 * 24 + draw.randrange(2000))
            if birth.year > 1982
            else datetime.date(2006, 1, 1) + datetime.timedelta(days=draw.randrange(3500)),
        )
        records.derive(member)
        if draw.random() < 0.01:
            member.education_level = ""
        member.defects = records.defects_of(member, None)
        yield member
