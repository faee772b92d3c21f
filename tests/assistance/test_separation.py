"""Nobody plays two parts in one payout, nor any part in her own or a relative's."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assistance import separation
from assistance.codes import CountersignKind, Duty
from assistance.models import Countersign, Part, Relation
from assistance.services import applications, payments
from assistance.services.payments import Kind, Result
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people
from unions.models import Role, Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(unit):
    return people.member(unit)


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, by=clerk)


def everything(user, federation):
    """Give one person every role there is at the federation."""
    for role in (Role.CLERK, Role.LEADER, Role.ADMINISTRATOR):
        Seat.objects.create(user=user, union=federation, role=role, since=people.FOUNDED)
    user.is_superuser = user.is_staff = True
    user.save()
    return type(user).objects.get(pk=user.pk)


def reviewed_without_notice(unit, by, reviewer, fund, *members):
    programme = aid.programme("condolence_visit")
    return aid.reviewed(unit, by, reviewer, fund, *members, programme=programme)


def test_one_person_with_every_role_cannot_carry_a_payout_through(
    federation, unit, chair, clerk, leader, member, fund
):
    """Nor as Django's superuser: each later step refuses whoever played an earlier one."""
    alone = everything(people.sign_in("alone", "独一人", unit, Role.CHAIR), federation)
    row = aid.submitted(unit, alone, member, programme=aid.programme("condolence_visit"))
    row = APPLICATION.move(
        row, "deliberate", by=alone, day=today(), participants="甲、乙", conclusion="同意"
    )
    with pytest.raises(ValidationError, match="您已承办本笔的“经办申请”，不能再办“审核”"):
        APPLICATION.move(row, "review", by=alone, fund=fund, opinion="")
    row = APPLICATION.move(row, "review", by=clerk, fund=fund, opinion="")
    with pytest.raises(ValidationError, match="不能再办“审批”"):
        APPLICATION.move(row, "approve", by=alone)
    row = APPLICATION.move(row, "approve", by=leader)
    with pytest.raises(ValidationError, match="不能再办“付款”"):
        aid.ordered(row, alone)
    assert row.parts.count() == 3


@pytest.mark.parametrize("duty", [Duty.REVIEWED, Duty.APPROVED, Duty.PAID])
def test_the_database_refuses_a_second_part_of_one_person(unit, chair, member, duty):
    row = aid.submitted(unit, chair, member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Part.objects.bulk_create(
            [Part(application=row, duty=duty, person=chair, at=timezone.now())]
        )


def test_a_part_is_neither_changed_nor_deleted_by_sql(unit, chair, member):
    aid.submitted(unit, chair, member)
    for sql in (
        "UPDATE assistance_part SET duty = 'paid'",
        "DELETE FROM assistance_part",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_parts_outlive_a_return_to_the_unit(unit, chair, clerk, leader, member, fund):
    """Who reviewed the first round does not enter, approve or pay the second."""
    row = reviewed_without_notice(unit, chair, clerk, fund, member)
    row = APPLICATION.move(row, "return", by=leader, reason="材料不清")
    row.behalf_reason = "代办"
    with pytest.raises(ValidationError, match="您已承办本笔的“审核”"):
        applications.change(row, by=clerk)
    buttons = {button.move.name: button.enabled for button in APPLICATION.buttons(row, clerk)}
    assert buttons == {"submit": False, "withdraw": True}


def test_the_beneficiary_herself_may_not_act(federation, unit, chair, clerk, leader, member, fund):
    """Recognised by her number, whatever her part."""
    for user in (clerk, leader):
        user.id_number = member.id_number
        user.save()
        row = aid.submitted(unit, chair, member, title=f"申请{user.pk}")
        assert "您是受助人本人，不能经手这笔救助。" in separation.bars(row, user, Duty.REVIEWED)
        user.id_number = ""
        user.save()


def test_a_chair_does_not_apply_for_herself(unit, chair, member):
    chair.id_number = member.id_number
    chair.save()
    with pytest.raises(ValidationError, match="您是受助人本人"):
        aid.drafted(unit, chair, member)


def test_somebody_of_the_same_household_may_not_act(unit, chair, clerk, member):
    from assistance.models import FamilyPerson
    from assistance.services import file_people

    file = aid.hardship_file(member, chair)
    number = people.id_number(sex="1")
    spouse = FamilyPerson(
        file=file, full_name="王大山", relation="spouse", id_number=number, since=file.opened_on
    )
    file_people.add_person(spouse, by=chair)
    row = aid.submitted(unit, chair, member)
    assert separation.bars(row, clerk, Duty.REVIEWED) == []
    clerk.id_number = number
    clerk.save()
    assert separation.bars(row, clerk, Duty.REVIEWED) == ["受助人与您同户，请由他人办理。"]


def test_a_namesake_without_a_number_on_record_is_stopped(unit, chair, clerk, member):
    clerk.display_name = member.full_name
    clerk.save()
    row = aid.submitted(unit, chair, member)
    assert "同名" in separation.bars(row, clerk, Duty.REVIEWED)[0]
    clerk.id_number = people.id_number()
    clerk.save()
    assert separation.bars(row, clerk, Duty.REVIEWED) == []


def test_a_declared_relative_may_not_act_until_it_is_taken_back_by_another(
    unit, chair, clerk, leader, member, fund
):
    row = reviewed_without_notice(unit, chair, clerk, fund, member)
    relation = applications.declare_relation(
        Relation(application=row, person=leader, relation="姐夫"), by=clerk
    )
    with pytest.raises(ValidationError, match="姐夫"):
        APPLICATION.move(row, "approve", by=leader)
    with pytest.raises(PermissionDenied):
        applications.void_relation(relation, by=leader, reason="不是")
    applications.void_relation(relation, by=clerk, reason="登记有误")
    assert APPLICATION.move(row, "approve", by=leader).status == "approved"


# --- the exception ------------------------------------------------------------------------------


def permit_for(row, person, duty, *, asked, signed=None):
    countersign = applications.ask_countersign(
        Countersign(
            application=row, kind=CountersignKind.SEPARATION, duty=duty, person=person,
            reason="会议记录：仅两名工作人员，同意兼办",
        ),
        by=asked,
    )  # fmt: skip
    return applications.sign_countersign(countersign, by=signed) if signed else countersign


def test_a_shortage_of_people_passes_with_a_minute_and_a_second_name(
    unit, chair, clerk, leader, member, fund
):
    row = reviewed_without_notice(unit, chair, clerk, fund, member)
    row = APPLICATION.move(row, "approve", by=leader)
    with pytest.raises(ValidationError):
        aid.ordered(row, clerk)
    permit_for(row, clerk, Duty.PAID, asked=clerk, signed=leader)
    batch = aid.ordered(row, clerk)
    payments.settle(batch, [Result(batch.payments.get(), Kind.PAID, today())], by=clerk)
    part = row.parts.get(duty=Duty.PAID)
    assert part.countersign.signed_by == leader
    assert part.countersign.reason.startswith("会议记录")


def test_an_unsigned_exception_opens_nothing(unit, chair, clerk, leader, member, fund):
    row = reviewed_without_notice(unit, chair, clerk, fund, member)
    row = APPLICATION.move(row, "approve", by=leader)
    permit_for(row, clerk, Duty.PAID, asked=leader)
    with pytest.raises(ValidationError, match="您已承办本笔的“审核”"):
        aid.ordered(row, clerk)


def test_nobody_signs_her_own_exception(federation, unit, chair, clerk, leader, member, fund):
    row = reviewed_without_notice(unit, chair, clerk, fund, member)
    asked_by_leader = permit_for(row, clerk, Duty.PAID, asked=leader)
    for person in (clerk, leader):
        with pytest.raises(PermissionDenied):
            applications.sign_countersign(asked_by_leader, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Countersign.objects.filter(pk=asked_by_leader.pk).update(signed_by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Countersign.objects.filter(pk=asked_by_leader.pk).update(signed_by=leader)
    signed = applications.sign_countersign(asked_by_leader, by=aid.payer(federation))
    assert signed.signed_by is not None


def test_an_exception_for_one_step_does_not_open_another(
    federation, unit, chair, clerk, leader, member, fund
):
    row = aid.submitted(unit, chair, member, programme=aid.programme("condolence_visit"))
    row = APPLICATION.move(
        row, "deliberate", by=chair, day=today(), participants="甲、乙", conclusion="同意"
    )
    Seat.objects.create(user=clerk, union=federation, role=Role.LEADER, since=people.FOUNDED)
    clerk = type(clerk).objects.get(pk=clerk.pk)
    row = APPLICATION.move(row, "review", by=clerk, fund=fund, opinion="")
    permit_for(row, clerk, Duty.PAID, asked=clerk, signed=leader)
    with pytest.raises(ValidationError, match="不能再办“审批”"):
        APPLICATION.move(row, "approve", by=clerk)
