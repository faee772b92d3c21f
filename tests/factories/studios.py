"""Studios for tests, made through the services as people would."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

from core.periods import today
from innovation.models import Studio, StudioMember, StudioProject
from innovation.services import studio_team, studios
from members.models import Member

_serial = itertools.count(1)
FOUNDED = datetime.date(2012, 6, 1)


def named(who: Member | str) -> tuple[str, Member | None]:
    return (who, None) if isinstance(who, str) else (who.full_name, who)


def studio(union: Any, by: Any, leader: Member | str = "王领衔", **fields: Any) -> Studio:
    name, member = named(leader)
    row = Studio(
        **{"union": union, "name": f"第{next(_serial)}创新工作室", "leader_name": name,
           "leader": member, "leader_title": "高级工", "founded_on": FOUNDED, "site": "二楼",
           "sign": True, "facilities": "工具柜", "rules": "例会制度",
           "yearly_funds": Decimal(20000), **fields}
    )  # fmt: skip
    return studios.found(row, by=by)


def certified(row: Studio, by: Any, level: str = "county", day: Any = None) -> Studio:
    day = day or datetime.date(2014, 12, 26)
    row.refresh_from_db()
    return studios.certify(
        row, by=by, version=row.version, level=level, certificate_no="淳总工〔2014〕1号", day=day
    )


def joined(row: Studio, who: Member | str, by: Any, since: Any = FOUNDED) -> StudioMember:
    name, member = named(who)
    return studio_team.join(
        StudioMember(studio=row, full_name=name, member=member, since=since), by=by
    )


def project(row: Studio, by: Any, **fields: Any) -> StudioProject:
    project = StudioProject(
        **{"studio": row, "name": f"攻关{next(_serial)}", "began_on": today(), **fields}
    )
    return studio_team.begin(project, by=by)
