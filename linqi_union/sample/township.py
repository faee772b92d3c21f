"""The sample township: 临岐 as published on 8 September 2016, with synthetic people.

Enterprises, unions, members and the ledger of aid come from four sheets in the shape an office
keeps them, through the same import as anybody's; what sheets do not hold (rectifications, those
who left, the township's own estimate of its workers) is added here, the aid of this year and the
rights cases beside it (aid.py, cases.py). Deterministic but for the passwords.
"""

import datetime
import json
import os
import random
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import history, identifiers
from core.periods import today
from linqi_union.sample import aid, cases, checks, elections, innovation, quarterly, records
from linqi_union.sample import life as union_life
from members.codes import Education, End, Household, Political
from members.models import Member, Membership
from members.services import memberships
from members.workflow import request_transfer
from unions.codes import UnionKind
from unions.imports import engine
from unions.models import Headcount, ImportBatch, Role, Union
from unions.services import life
from unions.services.seats import create_sign_in
from unions.services.tree import found_union

HERE = Path(__file__).parent
FACTS = json.loads((HERE / "linqi_2016.json").read_text("utf-8"))
SIGN_INS = "sample_signins.json"
PUBLISHED_ON = datetime.date(2016, 9, 8)
FEDERATION_FOUNDED = datetime.date(2013, 5, 8)
SEATED_SINCE = datetime.date(2013, 5, 8)
# Sheet, kind of import, name under which an office would send it.
SHEETS = (
    ("enterprises.xlsx", "enterprises", "临岐镇企业名录（2015年度）.xlsx"),
    ("unions.xls", "unions", "基层工会组建情况.xls"),
    ("members.xlsx", "roster", "临岐镇工会会员花名册（2016年8月）.xlsx"),
)
INNOVATION = ("innovation.csv", "innovation", "五小成果登记表.csv")
LEDGER = ("aid_ledger.xlsx", "aid_ledger", "帮扶补助发放台账（2014-2016）.xlsx")
# 7 unions rectified in three months of 2011, each with its own day.
RECTIFIED = 7
FORMER_MEMBERS = 40
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑"
_GIVEN = [
    "建国",
    "桂芳",
    "秀英",
    "志强",
    "海燕",
    "玉兰",
    "永平",
    "红梅",
    "春花",
    "文斌",
    "小红",
    "光明",
    "凤英",
    "卫东",
    "丽华",
]


class NotEmpty(Exception):
    """The database holds other data."""


def is_empty() -> bool:
    return not Union.objects.exists() and not User.objects.exists()


def is_loaded() -> bool:
    """Does the database hold this township? Its federation stands at the root."""
    name = FACTS["names"]["federation"]
    root = Union.objects.filter(parent=None, name=name, founded_on=FEDERATION_FOUNDED)
    return root.exists()


@transaction.atomic
def load() -> list[dict[str, str]]:
    """Build the township and return its sign-ins. Raises NotEmpty."""
    if not is_empty():
        raise NotEmpty
    federation = found_union(
        Union(
            name=FACTS["names"]["federation"],
            kind=UnionKind.TOWNSHIP_FEDERATION,
            founded_on=FEDERATION_FOUNDED,
            approved_by="淳安县总工会",
            approval_no="淳总工〔2013〕21号",
            term_started_on=FEDERATION_FOUNDED,
            term_years=5,
        ),
        by=None,
        reason="成立镇总工会",
    )
    sign_ins = _federation_staff(federation)
    clerk = User.objects.get(username="clerk")
    for sheet, kind, name in SHEETS:
        _import(HERE / sheet, kind, name, federation, clerk)
    chairs = _chairs(federation)
    records.load(federation, clerk)
    union_life.load(federation, clerk, User.objects.get(username="leader"))
    _rectify(clerk)
    _former_members(clerk)
    _estimate_of_workers(federation, clerk)
    _pending_transfer()
    _aid(federation, clerk)
    sheet, kind, name = INNOVATION
    _import(HERE / sheet, kind, name, federation, clerk)
    innovation.load(federation, clerk)
    checks.load(federation)
    elections.load(clerk)
    quarterly.load(federation, clerk, User.objects.get(username="leader"))
    return [*sign_ins, *chairs]


def _aid(federation: Union, clerk: User) -> None:
    """Households first, so that the ledger's payouts find theirs."""
    aid.ceiling(SEATED_SINCE)
    aid.open_files()
    sheet, kind, name = LEDGER
    _import(HERE / sheet, kind, name, federation, clerk)
    aid.live()
    cases.load()


def write_sign_ins(sign_ins: list[dict[str, str]]) -> Path:
    """Keep the sign-ins in a file readable by its owner only."""
    path = settings.DATA_DIR / SIGN_INS
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(sign_ins, handle, ensure_ascii=False, indent=1)
    return path


def _sign_in(username: str, name: str, union: Union, role: Role) -> dict[str, str]:
    _, password = create_sign_in(
        username, name, union, role, by=None, must_change_password=False, since=SEATED_SINCE
    )
    return {"role": role.value, "username": username, "password": password, "union": union.name}


def _federation_staff(federation: Union) -> list[dict[str, str]]:
    staff = (
        ("admin", "系统管理员", Role.ADMINISTRATOR),
        ("clerk", "方经办", Role.CLERK),
        ("clerk2", "徐出纳", Role.CLERK),
        ("leader", "章主席", Role.LEADER),
        ("auditor", "余经审", Role.AUDITOR),
    )
    return [_sign_in(username, name, federation, role) for username, name, role in staff]


def _chairs(federation: Union) -> list[dict[str, str]]:
    """Chairs of two units: the innovation enterprise's union and a joint union."""
    unions = list(Union.objects.filter(parent=federation).order_by("pk"))
    joint = next(u for u in unions if u.kind == UnionKind.JOINT_GRASSROOTS)
    return [
        _sign_in(username, union.chair_name or "基层主席", union, Role.CHAIR)
        for username, union in (("chair1", unions[0]), ("chair2", joint))
    ]


def _import(path: Path, kind: str, name: str, federation: Union, by: User) -> None:
    batch = engine.upload(path.read_bytes(), name, kind, federation, by=by, options={})
    engine.run(batch, by=by)
    ending = engine.confirm(ImportBatch.objects.get(pk=batch.pk), by=by)
    if ending is not engine.Ending.DONE:
        raise RuntimeError(f"{path.name}: {ending}")


def _rectify(by: User) -> None:
    """整顿: the oldest of the unions that stood before 2011, in spring 2011."""
    old = Union.objects.filter(
        kind=UnionKind.SINGLE_GRASSROOTS, founded_on__lt=datetime.date(2011, 1, 1)
    ).order_by("founded_on", "pk")
    for number, union in enumerate(old[:RECTIFIED]):
        life.rectify(
            union, datetime.date(2011, 3, 10) + datetime.timedelta(days=9 * number),
            by=by, reason="健全组织、规范台账", paper=f"淳总工〔2011〕{number + 11}号",
        )  # fmt: skip


def _former_members(by: User) -> None:
    """People who were members and left, so that the roster differs from day to day."""
    draw = random.Random(2016)  # noqa: S311 - a sample, not a secret
    unions = list(
        Union.objects.filter(
            kind=UnionKind.SINGLE_GRASSROOTS, founded_on__lt=datetime.date(2006, 1, 1)
        ).order_by("pk")
    )
    for number in range(FORMER_MEMBERS):
        union = draw.choice(unions)
        member = _former_member(draw, number)
        employer = union.coverages.first().enterprise
        memberships.join(member, union, employer, by=by)
        day = datetime.date(2012 + number % 4, draw.randint(1, 12), draw.randint(1, 28))
        kind = (End.TRANSFER_OUT, End.WITHDRAW, End.TRANSFER_OUT, End.DECEASED)[number % 4]
        memberships.leave(member, kind, day, by=by, reason="离职或其他变动（示例）")


def _former_member(draw: random.Random, number: int) -> Member:
    birth = datetime.date(draw.randint(1955, 1985), draw.randint(1, 12), draw.randint(1, 28))
    region = f"{998000 + number:06d}"
    return Member(
        full_name=draw.choice(_SURNAMES) + draw.choice(_GIVEN),
        id_number=identifiers.synthetic_id(region, birth, f"{draw.randint(100, 899)}"),
        birth_date=birth,
        mobile=f"139{draw.randint(0, 99999999):08d}",
        political_status=Political.MASSES,
        education_level=Education.JUNIOR,
        household_type=Household.RURAL,
        household_region="浙江淳安",
        first_joined_on=datetime.date(draw.randint(2006, 2010), draw.randint(1, 12), 1),
    )


def _estimate_of_workers(federation: Union, by: User) -> None:
    """The printed "several thousand workers" beside the 1,017 of unionised units: both dated."""
    history.save(
        Headcount(
            union=federation, workers=3200, as_of=datetime.date(2016, 8, 31), approximate=True,
            source="全镇职工估计数（报道称“几千名职工”），含未建会单位和个体从业人员",
        ),
        by=by,
    )  # fmt: skip


def _pending_transfer() -> None:
    """One request that waits for the second chair."""
    first, second = User.objects.get(username="chair1"), User.objects.get(username="chair2")
    sending, receiving = first.seats.get().union, second.seats.get().union
    member = (
        Membership.objects.open().filter(union=sending).select_related("member").latest("pk").member
    )
    request_transfer(
        member, receiving, None, today(), by=first, reason="调往集镇企业工作（示例）"
    )  # fmt: skip
