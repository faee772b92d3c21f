"""Regulations, activities, honours and deeds for tests, made by the services that people use."""

import datetime
from typing import Any

from governance.models import Activity, Attachment, Deed, Honour, Regulation, RegulationVersion
from governance.services import attachments, records, regulations
from tests.factories import papers

D = datetime.date
TEXT = "第一章　总则\n第一条　为了规范工作，制定本制度。"


def version(**fields: Any) -> RegulationVersion:
    return RegulationVersion(**{"text": TEXT, "since": D(2014, 1, 1), **fields})


def regulation(union: Any, by: Any, title: str = "会议制度", **fields: Any) -> Regulation:
    return regulations.lay_down(Regulation(union=union, title=title), version(**fields), by=by)


def activity(union: Any, by: Any, title: str = "职工运动会", **fields: Any) -> Activity:
    told = {"kind": "culture", "day": D(2015, 5, 1), "participants": 30, "cost": "1200.50"}
    return records.enter(Activity(union=union, title=title, **{**told, **fields}), by=by)


def honour(union: Any, by: Any, title: str = "先进集体", **fields: Any) -> Honour:
    told = {"kind": "advanced_unit", "level": "county", "body": "淳安县总工会", "year": 2015}
    return records.enter(Honour(union=union, title=title, **{**told, **fields}), by=by)


def deed(member: Any, by: Any, text: str = "下河救人", **fields: Any) -> Deed:
    union = fields.pop("union", None) or member.memberships.get().union
    row = Deed(union=union, member=member, text=text, **{"day": D(2009, 5, 19), **fields})
    return records.enter(row, by=by)


def attached(owner: Any, by: Any, data: bytes | None = None, kind: str = "活动照片") -> Attachment:
    return attachments.attach(owner, papers.upload(data, "照片.png"), kind, by=by)
