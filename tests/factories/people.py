"""Synthetic units and people. ID numbers use the unassigned region prefix 99 (domain.md 11)."""

import datetime
import itertools
from typing import Any

from django.apps import apps

from accounts.models import User
from core import identifiers
from members.codes import Education, Household, Political
from members.models import Member
from members.services import memberships
from unions.codes import UnionKind
from unions.models import Coverage, Enterprise, Role, Seat, Union
from unions.services.seats import create_sign_in
from unions.services.tree import found_union

FOUNDED = datetime.date(2000, 1, 1)
_serial = itertools.count(1)


def seed_rules() -> None:
    """Dated rules and the calendar come by migration; a flushed database has lost them."""
    from importlib import import_module

    for migration in ("0002_rules", "0003_calendar"):
        import_module(f"unions.migrations.{migration}").seed(apps, None)
    for first_rows in (
        "assistance.rules",
        "assistance.programmes",
        "governance.rules",
        "governance.seat_bands",
        "governance.check_lists",
        "innovation.first_rows",
        "innovation.rules",
        "reporting.yearly_rules",
    ):
        import_module(first_rows).seed(apps)
    # A migration's models keep no history; the real ones do, and tests must not tell them apart.
    innovation = (
        f"innovation.{name}" for name in ("Kind", "AwardGrade", "CriterionSet", "Criterion", "Band")
    )
    life = ("governance.SeatBand", "governance.CheckList", "governance.CheckItem")
    aid = ("assistance.Programme", "assistance.Ceiling")
    for name in ("unions.Rule", *life, *aid, *innovation, "reporting.LogicCheck"):
        apps.get_model(name).history.all().delete()


def federation(name: str = "临岐镇总工会") -> Union:
    return found_union(
        Union(name=name, kind=UnionKind.TOWNSHIP_FEDERATION, founded_on=FOUNDED), by=None
    )


def enterprise(federation: Union, name: str, **fields: Any) -> Enterprise:
    return Enterprise.objects.create(federation=federation, name=name, **fields)


def unit(parent: Union, name: str, employer_name: str = "", **fields: Any) -> Union:
    """A grassroots union, covering one enterprise if a name is given."""
    fields = {"kind": UnionKind.SINGLE_GRASSROOTS, "founded_on": FOUNDED, **fields}
    union = found_union(Union(name=name, parent=parent, **fields), by=None)
    if employer_name:
        employer = enterprise(parent, employer_name)
        Coverage.objects.create(union=union, enterprise=employer, since=union.founded_on)
    return union


def sign_in(username: str, display_name: str, union: Union, role: str) -> User:
    """An account with a seat since long ago, past the forced password change."""
    user, password = create_sign_in(
        username, display_name, union, role, by=None, must_change_password=False, since=FOUNDED
    )
    user.test_password = password
    return user


def id_number(birth: datetime.date = datetime.date(1980, 5, 6), sex: str = "1") -> str:
    """A fresh synthetic number; the 17th digit is odd for men."""
    serial = next(_serial)
    order = serial % 450 * 2 + (1 if sex == "1" else 0)
    region = 990000 + serial // 450 % 10000
    number = identifiers.synthetic_id(f"{region:06d}", birth, f"{order:03d}")
    # Three zeros at the end are what Excel leaves of a number it cut: imports ask about them.
    return id_number(birth, sex) if number.endswith("000") else number


def member(union: Union, full_name: str = "王桂英", **fields: Any) -> Member:
    """A member of the union with a complete record, employed by the first covered enterprise."""
    since = fields.pop("since", None)
    sex = fields.pop("sex", "2")
    birth = fields.pop("birth_date", datetime.date(1980, 5, 6))
    coverage = union.coverages.first()
    person = Member(
        full_name=full_name,
        sex=sex,
        birth_date=birth,
        **{
            "id_number": id_number(birth, sex),
            "mobile": "13800000000",
            "education_level": Education.JUNIOR,
            "household_type": Household.RURAL,
            "political_status": Political.MASSES,
            "first_joined_on": datetime.date(2010, 3, 1),
            **fields,
        },
    )
    clerk = _registrar(union)
    memberships.join(
        person, union, coverage.enterprise if coverage else None, by=clerk, since=since
    )
    return person


def _registrar(union: Union) -> User:
    """Whoever registers members in tests: one clerk at the tree's root."""
    root = union
    while root.parent is not None:
        root = root.parent
    seat = Seat.objects.filter(union=root, role=Role.CLERK).select_related("user").first()
    return seat.user if seat else sign_in(f"registrar{root.pk}", "登记员", root, Role.CLERK)


def transfer(person: Member, to_union: Union, by: Any, **fields: Any) -> Any:
    """A transfer request waiting for its answer."""
    from core.periods import today
    from members import workflow

    asked = {"day": today(), "reason": "调动工作", **fields}
    return workflow.request_transfer(person, to_union, None, by=by, **asked)


def crowd(union: Union, particulars: list[dict[str, Any]]) -> None:
    """Many members at once, past history and journal: for tests of long lists."""
    from members.models import Membership
    from members.services import records, tallies

    persons = []
    for fields in particulars:
        person = Member(**{"id_number": id_number(sex="2"), "mobile": "13800000000", **fields})
        records.prepare(person, None)
        persons.append(person)
    Member.objects.bulk_create(persons)
    Membership.objects.bulk_create(
        Membership(member=p, union=union, since=p.first_joined_on, start_kind="join")
        for p in persons
    )
    tallies.rebuild()
