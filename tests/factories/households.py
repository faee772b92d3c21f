"""Hardship files and the people in them, made through the services as people would."""

import datetime
from typing import Any

from assistance.models import FamilyPerson, HardshipFile
from assistance.services import file_people, files
from core.periods import today
from members.models import Member
from tests.factories import people

OPENED = datetime.date(2016, 3, 1)
ACCOUNT = "6222000000000004321"


def file(head: Member, by: Any, **fields: Any) -> HardshipFile:
    category = fields.pop("category", "deep")
    row = HardshipFile(head=head, **{"opened_on": OPENED, **fields})
    return files.open_file(row, by=by, category=category, basis="申报")


def person(file: HardshipFile, by: Any, full_name: str = "方小宝", **fields: Any) -> FamilyPerson:
    """A grown son, unless said otherwise; a fresh ID number of the birth date given."""
    born = fields.pop("born", datetime.date(1990, 5, 6))
    fields.setdefault("id_number", people.id_number(born))
    fields.setdefault("birth_date", born)
    row = FamilyPerson(
        file=file, full_name=full_name, **{"relation": "son", "since": file.opened_on, **fields}
    )
    return file_people.add_person(row, by=by)


def child(file: HardshipFile, by: Any, age: int = 8, **fields: Any) -> FamilyPerson:
    """A child with her guardian's consent."""
    born = today() - datetime.timedelta(days=366 * age)
    fields = {"guardian_consent_on": today(), "relation": "daughter", **fields}
    return person(file, by, "方小贝", born=born, since=max(born, file.opened_on), **fields)
