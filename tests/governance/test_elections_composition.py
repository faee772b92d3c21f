"""The composition check: seats, women, audit, exclusions, contest; levels and sources."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from core.periods import months_before, today
from governance import composition
from governance.composition import BLOCK, OK, WARNING
from governance.models import Candidate, SeatBand
from governance.services import elections
from members.services import memberships
from tests.factories import elections as made
from tests.factories import people

pytestmark = pytest.mark.django_db


def found(election, words):
    """Levels of the findings that contain the words; each has a source."""
    rows = composition.findings(election)
    assert all(row.source for row in rows)
    return [row.level for row in rows if words in row.text]


def crowd(unit, number, sex="1"):
    people.crowd(
        unit,
        [
            {"full_name": f"众人{n}", "sex": sex, "id_number": people.id_number(sex=sex),
             "first_joined_on": datetime.date(2012, 1, 1)}
            for n in range(number)
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("members", "seats", "level"),
    [(8, 1, OK), (8, 5, OK), (8, 7, BLOCK), (24, 5, OK), (25, 1, BLOCK), (25, 3, OK), (200, 7, OK),
     (200, 9, BLOCK), (201, 5, BLOCK), (201, 7, OK), (8, 4, WARNING)],
)  # fmt: skip
def test_committee_seats_by_member_count(members, seats, level, unit, other_unit, chair):
    crowd(unit, members)
    crowd(other_unit, 30)
    election = made.prepared(unit, chair, committee_seats=seats, audit_seats=3)
    assert found(election, "工会委员会名额") == [level]


def test_bands_are_dated_rows_that_staff_change(unit, chair):
    crowd(unit, 8)
    band = SeatBand.objects.get(body="committee", members_from=1)
    band.until = today()
    band.save()
    SeatBand.objects.create(
        body="committee", members_from=1, members_until=24, seats_min=7, seats_max=9, odd=True,
        source="县总规定", since=today(),
    )  # fmt: skip
    election = made.prepared(unit, chair, committee_seats=3)
    assert found(election, "应为 7 至 9 名") == [BLOCK]


def test_a_federations_seats_are_only_reminded_of(federation, unit, clerk):
    crowd(unit, 30)
    election = made.prepared(federation, clerk, committee_seats=9, audit_seats=3, form="congress")
    assert found(election, "工会委员会名额") == [WARNING]


@pytest.mark.parametrize(("women", "seats", "level"), [(9, 0, []), (10, 0, [BLOCK]), (10, 3, [OK])])
def test_ten_women_members_elect_a_womens_committee(women, seats, level, unit, chair):
    crowd(unit, women, sex="2")
    crowd(unit, 5)
    election = made.prepared(unit, chair, women_seats=seats)
    assert found(election, "应同时选举女职工委员会") == level


def test_fewer_women_have_one_on_the_committee(unit, chair):
    members = [*made.voters(unit, 4), people.member(unit, "女会员")]
    election = made.with_candidates(made.prepared(unit, chair), members, chair)
    assert found(election, "应有一名女职工委员") == [WARNING]
    made.stand(election, members[4], "committee_member", chair)
    assert found(election, "应有一名女职工委员") == [OK]


@pytest.mark.parametrize(
    ("members", "seats", "level"), [(8, 0, WARNING), (8, 1, OK), (30, 0, BLOCK), (30, 1, BLOCK),
                                    (30, 3, OK), (30, 4, WARNING), (30, 12, BLOCK)],
)  # fmt: skip
def test_audit_committee_of_three_to_eleven(members, seats, level, unit, chair):
    crowd(unit, members)
    election = made.prepared(unit, chair, audit_seats=seats)
    assert found(election, "经费审查委员") == [level]


@pytest.fixture
def standing(unit, other_unit, chair):
    made.voters(other_unit, 2)
    return made.with_candidates(made.prepared(unit, chair), made.voters(unit), chair)


def test_a_sound_election_has_no_block(standing):
    assert composition.blocks(composition.findings(standing)) == []
    assert found(standing, "候选人均为有选举权的会员") == [OK]


def set_on(standing, post, **fields):
    row = Candidate.objects.filter(election=standing, post=post).first()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def test_close_relatives_of_the_head_do_not_sit_on_the_committee(standing):
    row = set_on(standing, "committee_member", relative_of_head=True)
    assert found(standing, "近亲属不得作为") == [BLOCK]
    finding = next(f for f in composition.findings(standing) if "近亲属" in f.text)
    assert finding.who == row.full_name
    assert "第十条" in finding.source
    assert row.full_name not in "".join(composition.blocks([finding])), "refusals name nobody"


def test_a_relative_may_sit_on_the_audit_committee(standing):
    set_on(standing, "audit_member", relative_of_head=True)
    assert found(standing, "近亲属不得作为") == []


def test_finance_staff_and_the_chair_do_not_audit(standing, chair):
    set_on(standing, "audit_member", finance_staff=True)
    assert found(standing, "不得担任经费审查委员会委员") == [BLOCK]
    set_on(standing, "audit_member", finance_staff=False)
    leader_of_it = standing.candidates.get(post="chair").member
    made.stand(standing, leader_of_it, "audit_member", chair)
    assert found(standing, "不得担任经费审查委员会委员") == [BLOCK]


def test_retained_members_are_not_eligible(standing, clerk, unit, chair):
    member = standing.candidates.filter(post="audit_member").get().member
    memberships.retain(member, today(), by=clerk, reason="退休")
    assert found(standing, "不是本会有选举权的会员") == [BLOCK]
    with pytest.raises(ValidationError, match="有选举权"):
        made.stand(standing, member, "women_member", chair)


def test_members_of_another_unit_are_not_eligible(standing, other_unit, chair):
    foreign = people.member(other_unit, "外单位人")
    with pytest.raises(ValidationError, match="有选举权"):
        made.stand(standing, foreign, "committee_member", chair)


@pytest.mark.parametrize(("seats", "number", "level"), [(3, 3, BLOCK), (3, 4, OK)])
def test_the_committee_is_contested(seats, number, level, unit, chair):
    members = made.voters(unit)
    election = made.prepared(unit, chair, committee_seats=seats)
    for member in members[:number]:
        made.stand(election, member, "committee_member", chair)
    assert found(election, "委员应差额选举") == [level]


def test_five_per_cent_of_twenty_one_seats_are_two(unit, chair):
    crowd(unit, 30)
    election = made.prepared(unit, chair, committee_seats=21)
    members = list(unit.memberships.select_related("member"))[:23]
    for row in members[:22]:
        made.stand(election, row.member, "committee_member", chair)
    assert found(election, "委员应差额选举") == [BLOCK]
    made.stand(election, members[22].member, "committee_member", chair)
    assert found(election, "委员应差额选举") == [OK]


def test_a_post_without_candidates_and_a_chair_from_outside(unit, chair):
    members = made.voters(unit)
    election = made.prepared(unit, chair)
    assert found(election, "请先登记候选人") == [BLOCK]
    made.stand(election, members[0], "chair", chair)
    assert found(election, "应选 3 名，候选人只有 0 名") == [BLOCK]
    assert found(election, "应同时是委员候选人") == [BLOCK]


def test_a_small_unit_may_meet_only_in_full(unit, chair):
    crowd(unit, 99)
    election = made.prepared(unit, chair, form="congress")
    assert found(election, "应召开会员大会") == [BLOCK]
    crowd(unit, 1)
    assert found(election, "应召开会员大会") == []


def test_a_short_notice_warns_and_does_not_block(standing, chair):
    assert found(standing, "还没有登记公示起始日") == [WARNING]
    elections.announce(standing, today(), by=chair)
    standing.refresh_from_db()
    assert found(standing, "不足 7 天") == [WARNING]
    elections.announce(standing, today() - datetime.timedelta(7), by=chair)
    standing.refresh_from_db()
    assert found(standing, "起公示 7 天") == [OK]


def test_a_late_renewal_without_approval_is_warned_of(unit, chair):
    unit.term_started_on, unit.term_years = months_before(today(), 37), 3
    unit.save()
    election = made.prepared(unit, chair)
    assert found(election, "逾期换届应报上级工会批准延期") == [WARNING]
