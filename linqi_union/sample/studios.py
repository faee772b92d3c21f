"""创新工作室 in the sample: that of 浙江贝欧, named by the county in 2014 (as published), and a thin
one; pictures before and after for the gallery, drawn here.
"""

import datetime
import struct
import zlib
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.periods import months_before, today
from innovation.codes import EntryStatus, Level
from innovation.models import Entry, Studio, StudioMember, StudioProject
from innovation.models.pictures import AFTER, BEFORE
from innovation.services import entries, pictures, studio_team, studios
from linqi_union.sample.aid import user
from members.models import Membership
from unions.models import Union

FOUNDED, CERTIFIED = datetime.date(2012, 6, 1), datetime.date(2014, 12, 26)
NUMBER = "淳安县先进职工创新工作室"
SHOWN = 6  # entries that have pictures
Days = datetime.timedelta


def load() -> None:
    """After the entries (innovation.py): projects lead to them."""
    chair, other, clerk = user("chair1"), user("chair2"), user("clerk")
    studio = _of_2014(chair)
    _team(studio, chair)
    _projects(studio, chair)
    _named_and_rechecked(studio, clerk)
    pictures.attach(studio, _photo("site.png", (214, 228, 240)), "场所照片", by=chair)
    _thin(other)
    _gallery(chair)


def _people(union: Union, number: int) -> list[Any]:
    held = Membership.objects.open().filter(union=union).select_related("member")
    return list(held.order_by("pk")[:number])


def _of_2014(by: User) -> Studio:
    union = by.seats.get().union
    leader = _people(union, 1)[0].member
    studio = Studio(
        union=union, enterprise=entries.employers(union).first(), name="贝欧职工创新工作室",
        leader=leader, leader_name=leader.full_name, leader_title="高级工", founded_on=FOUNDED,
        site="厂区二楼 201 室", sign=True, facilities="电脑、投影、工具柜、资料柜",
        rules="例会制度、项目管理制度、经费使用制度、奖励制度（示例）。",
        yearly_funds=Decimal(20000), achievements="每年提出五小成果三十项以上（示例）。",
    )  # fmt: skip
    return studios.found(studio, by=by)


def _team(studio: Studio, by: User) -> None:
    titles = ("技师", "高级工", "助理工程师", "")
    for held, title in zip(_people(studio.union, 5)[1:], titles, strict=True):
        row = StudioMember(
            studio=studio, member=held.member, title=title, since=max(FOUNDED, held.since)
        )
        studio_team.join(row, by=by)
    former = StudioMember(studio=studio, full_name="金退休（示例）", title="技师", since=FOUNDED)
    studio_team.join(former, by=by)
    studio_team.leave(former, by=by, day=datetime.date(2015, 3, 1))


def _projects(studio: Studio, by: User) -> None:
    """The first led to an entry that was awarded, one was finished this year, one is under way."""
    done = Entry.objects.filter(union=studio.union, status=EntryStatus.AWARDED).order_by("pk")
    lately = today() - Days(45)
    for row in (
        StudioProject(name="模压脱模攻关", began_on=datetime.date(2014, 2, 10),
                      ended_on=datetime.date(2014, 9, 30), result="脱模用时减半（示例）",
                      entry=done.filter(year=2014).first()),
        StudioProject(name="夹具快换攻关", began_on=lately - Days(150), ended_on=lately,
                      result="换模由一小时减到十分钟（示例）"),
        StudioProject(name="低温树脂配比", began_on=today() - Days(120)),
    ):  # fmt: skip
        row.studio = studio
        studio_team.begin(row, by=by)


def _named_and_rechecked(studio: Studio, by: User) -> None:
    """Named in 2014; checked last so that the next re-check falls due in forty days."""
    row = studios.certify(
        studio, by=by, version=studio.version, level=Level.COUNTY, certificate_no=NUMBER,
        day=CERTIFIED,
    )  # fmt: skip
    due = today() + Days(40)
    day = months_before(due, 36)
    studios.recheck(row, by=by, version=row.version, day=day, passed=True, reason="县总工会复核")


def _thin(by: User) -> None:
    """Of the joint union: begun, not named yet, with marks still missing."""
    union = by.seats.get().union
    leader = _people(union, 1)[0].member
    studio = Studio(
        union=union, name="集镇小微企业联合创新工作室", leader=leader,
        leader_name=leader.full_name, founded_on=today() - Days(200), site="社区服务中心一楼",
        rules="每月碰头一次（示例）。",
    )  # fmt: skip
    studios.found(studio, by=by)
    studio_team.begin(
        StudioProject(studio=studio, name="包装流程简化", began_on=today() - Days(90)), by=by
    )


# --- pictures ----------------------------------------------------------------------------------


def _gallery(by: User) -> None:
    """How it was, grey, and how it is, green: of the newest entries of the unit."""
    union = by.seats.get().union
    standing = Entry.objects.filter(
        union=union, status__in=(EntryStatus.TRIAL, EntryStatus.EVALUATED, EntryStatus.PROMOTED)
    )
    awarded = Entry.objects.filter(union=union, status=EntryStatus.AWARDED)
    shown = [*standing.order_by("-pk"), *awarded.order_by("-year", "-pk")][:SHOWN]
    for number, entry in enumerate(shown):
        shade = 8 * number
        before, after = (150 + shade,) * 3, (96 + shade, 160, 110 + shade)
        pictures.attach(entry, _photo("before.png", before), BEFORE, by=by)
        pictures.attach(entry, _photo("after.png", after), AFTER, by=by)


def _photo(name: str, colour: tuple[int, ...]) -> SimpleUploadedFile:
    """A plain 4:3 picture with a lighter field in it."""
    width, height = 320, 240
    light = bytes(min(255, part + 60) for part in colour)
    plain = b"\0" + bytes(colour) * width
    inner = b"\0" + bytes(colour) * 80 + light * 160 + bytes(colour) * 80
    lines = b"".join(inner if 60 <= y < 180 else plain for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    data = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + data)
