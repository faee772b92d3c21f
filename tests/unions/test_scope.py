"""Who sees which rows: seats of today give subtrees, nothing else does."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from core import history
from core.periods import today
from members.models import Member, Membership, MemberTally, TransferRequest
from tests.factories import people
from unions import scope
from unions.codes import UnionKind
from unions.models import (
    Coverage,
    Enterprise,
    EnterpriseFigure,
    Headcount,
    ImportBatch,
    Role,
    Seat,
    Union,
    UnionEvent,
)
from unions.services.seats import grant_seat

SCOPED = (
    Union, UnionEvent, Coverage, Headcount, Enterprise, EnterpriseFigure, Seat, ImportBatch,
    Member, Membership, MemberTally, TransferRequest,
)  # fmt: skip
DAY = datetime.timedelta(days=1)


@pytest.fixture
def two_units(unit, other_unit, chair):
    """Each unit with one row of every kind."""
    third = people.unit(unit.parent, "淳安丙工会委员会")
    for union in (unit, other_unit):
        enterprise = union.coverages.get().enterprise
        Headcount.objects.create(union=union, workers=9, as_of=today(), source="年报")
        EnterpriseFigure.objects.create(
            enterprise=enterprise, kind="workers", value=9, as_of=today(), source="年报"
        )
        member = people.member(union)
        ImportBatch.objects.create(union=union, user=chair, kind="members", filename="a.xlsx")
        TransferRequest.objects.create(
            member=member, from_union=union, to_union=third, day=today(), reason="调动",
            requested_by=chair,
        )  # fmt: skip
    Seat.objects.create(user=chair, union=third, role=Role.CHAIR, since=today() + DAY)
    return unit, other_unit


def test_without_a_seat_nothing_is_visible(two_units):
    nobody = people.User.objects.create(username="nobody", display_name="无席位")
    for model in SCOPED:
        assert model.objects.exists(), f"the test holds no {model.__name__} that could leak"
        assert not model.objects.visible_to(nobody).exists(), model
        assert not model.objects.visible_to(AnonymousUser()).exists(), model


def test_chair_sees_only_rows_of_her_unit(two_units, chair):
    unit, _ = two_units
    mine = {
        Union: [unit.pk],
        UnionEvent: list(unit.events.values_list("pk", flat=True)),
        Coverage: list(unit.coverages.values_list("pk", flat=True)),
        Headcount: list(unit.headcounts.values_list("pk", flat=True)),
        Enterprise: list(unit.coverages.values_list("enterprise", flat=True)),
        Seat: list(unit.seats.values_list("pk", flat=True)),
        Member: list(unit.memberships.values_list("member", flat=True)),
        Membership: list(unit.memberships.values_list("pk", flat=True)),
        MemberTally: list(unit.tallies.values_list("pk", flat=True)),
        TransferRequest: list(unit.transfers_out.values_list("pk", flat=True)),
        ImportBatch: list(ImportBatch.objects.filter(union=unit).values_list("pk", flat=True)),
    }
    for model, expected in mine.items():
        seen = sorted(model.objects.visible_to(chair).values_list("pk", flat=True))
        assert seen == sorted(expected), model
        assert seen, f"the chair should see her own {model.__name__}"


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.AUDITOR])
def test_federation_staff_see_the_whole_tree(two_units, federation, role):
    user = people.sign_in("staff", "总工会", federation, role)
    for model in SCOPED:
        assert model.objects.visible_to(user).count() == model.objects.count(), model


def test_administrator_sees_no_business_data(two_units, administrator):
    for model in SCOPED:
        assert not model.objects.visible_to(administrator).exists(), model


def test_a_sibling_whose_number_begins_alike_is_not_in_the_subtree(federation):
    """Path "1/7001/" is no prefix of "1/70010/"."""
    first, sibling = (people.unit(federation, f"第{n}工会", pk=n) for n in (7001, 70010))
    assert str(sibling.pk).startswith(str(first.pk))
    chair = people.sign_in("first", "主席", first, Role.CHAIR)
    assert list(Union.objects.visible_to(chair)) == [first]


def test_a_seat_holds_from_its_first_day_until_the_day_before_its_end(unit):
    user = people.User.objects.create(username="seated", display_name="任期")
    first, last = datetime.date(2020, 1, 1), datetime.date(2023, 1, 1)
    Seat.objects.create(user=user, union=unit, role=Role.CHAIR, since=first, until=last)
    holds = [bool(scope.load(user, day).seats) for day in (first - DAY, first, last - DAY, last)]
    assert holds == [False, True, True, False]


def test_a_voided_seat_gives_nothing(unit, chair):
    seat = chair.seats.get()
    seat.voided_at = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    history.save(seat, by=None)
    assert scope.load(chair) == scope.NO_SCOPE


def test_a_disabled_user_has_no_scope(chair):
    chair.is_active = False
    assert scope.load(chair) == scope.NO_SCOPE


def test_superuser_flag_grants_nothing(two_units):
    root = people.User.objects.create(
        username="root", display_name="超级用户", is_superuser=True, is_staff=True
    )
    assert not Member.objects.visible_to(root).exists()
    assert not scope.load(root).may("view")


def test_capability_is_asked_at_the_seat_that_has_it(unit, other_unit, chair):
    """Chair at one unit and auditor at another may edit at the first only."""
    grant_seat(chair, other_unit.parent, Role.AUDITOR, by=None)
    both = scope.load(chair)
    assert both.may("edit_member", unit)
    assert not both.may("edit_member", other_unit)
    assert both.may("audit", other_unit)
    assert both.sees_all


def test_capabilities_of_each_role():
    """The whole table, literally: a change of rights is a change of this test."""
    assert {role: sorted(caps) for role, caps in scope.CAPABILITIES.items()} == {
        "administrator": ["accounts", "admin_site", "settings"],
        "clerk": ["admin_site", "aid_enter", "aid_pay", "aid_review", "aid_settings", "case",
                  "case_notes", "countersign", "edit_member", "edit_union", "export", "fund",
                  "govern", "govern_reply", "govern_settings", "import_union", "innovate",
                  "innovation_review", "merge", "unmask", "view"],
        "leader": ["admin_site", "aid_approve", "case_notes", "countersign", "export",
                   "govern_reply", "innovation_award", "unmask", "view"],
        "auditor": ["admin_site", "audit", "export", "unmask", "view"],
        "chair": ["aid_enter", "case", "edit_member", "export", "govern", "innovate", "unmask",
                  "view"],
    }  # fmt: skip


def test_county_seat_sees_every_township_and_a_township_only_its_own(db):
    county = people.federation("淳安县总工会")
    towns = [
        people.unit(county, f"{name}镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
        for name in ("临岐", "威坪")
    ]
    units = [people.unit(town, f"{town.name}第一工会", "某厂" + town.name) for town in towns]
    at_county = people.sign_in("county", "县", county, Role.CLERK)
    at_town = people.sign_in("town", "镇", towns[0], Role.CLERK)
    assert Union.objects.visible_to(at_county).count() == 5
    assert set(Union.objects.visible_to(at_town)) == {towns[0], units[0]}
    assert [e.federation for e in Enterprise.objects.visible_to(at_town)] == [towns[0]]


def test_former_members_stay_visible_but_voided_ones_do_not(unit, chair, clerk):
    from members.services import memberships

    left, mistaken = people.member(unit, "张离会"), people.member(unit, "李误登")
    memberships.leave(left, "withdraw", today(), by=clerk, reason="本人申请")
    memberships.void(mistaken.memberships.get(), by=clerk, reason="登错工会")
    assert list(Member.objects.visible_to(chair)) == [left]
