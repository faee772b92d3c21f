"""Ceilings at the boundary, over the life of other payouts, and passed with a second name."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assistance import ceilings, checks
from assistance.codes import CeilingScope, CeilingSpan, CountersignKind
from assistance.models import Ceiling, Countersign, FamilyPerson, HardshipFile
from assistance.services import applications, file_people, payments
from assistance.services.payments import Kind, Result
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people
from unions.models import Role

pytestmark = pytest.mark.django_db

CODE = "condolence_visit"


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, by=clerk)


@pytest.fixture
def member(unit):
    return people.member(unit)


@pytest.fixture
def payer(federation):
    return aid.payer(federation)


def ceiling(amount, scope=CeilingScope.PERSON, span=CeilingSpan.YEAR, code=CODE, **fields):
    return Ceiling.objects.create(
        **{
            "programme": aid.programme(code) if code else None, "scope": scope, "span": span,
            "amount": Decimal(amount), "basis": "试验", "since": datetime.date(2010, 1, 1),
            **fields,
        }
    )  # fmt: skip


def ready(unit, chair, clerk, fund, member, amount, **fields):
    """Reviewed and waiting for the leader, on a programme without notice."""
    fields.setdefault("programme", aid.programme(CODE))
    return aid.reviewed(unit, chair, clerk, fund, member, amount=amount, **fields)


def only(row):
    (check,) = ceilings.examine(row).checks
    return check


def test_the_ceiling_itself_is_kept_and_a_fen_more_is_not(unit, chair, clerk, leader, fund, member):
    ceiling("1000")
    row = ready(unit, chair, clerk, fund, member, "1000.00")
    assert only(row).remaining == 0
    assert not only(row).exceeded
    APPLICATION.move(row, "approve", by=leader)
    more = ready(unit, chair, clerk, fund, member, "0.01", title="又一次")
    assert only(more).remaining == Decimal("-0.01")
    with pytest.raises(ValidationError, match="超出 0.01 元"):
        APPLICATION.move(more, "approve", by=leader)


def test_each_state_of_another_payout_counts_as_what_it_is(
    unit, chair, clerk, leader, fund, member, payer
):
    """In progress, then reserved, then paid; nothing is counted twice or lost on the way."""
    ceiling("1000")
    asked = aid.drafted(unit, chair, member, amount="1", programme=aid.programme(CODE))
    other = aid.drafted(unit, chair, member, amount="400", programme=aid.programme(CODE))

    def sums():
        found = only(asked).sums
        return found.paid, found.reserved, found.in_progress

    assert sums() == (0, 0, 0), "a draft is nobody's money yet"
    other = APPLICATION.move(other, "submit", by=chair)
    assert sums() == (0, 0, 400)
    other = APPLICATION.move(
        other, "deliberate", by=chair, day=today(), participants="甲、乙", conclusion="同意"
    )
    other = APPLICATION.move(other, "review", by=clerk, fund=fund, opinion="")
    other = APPLICATION.move(other, "approve", by=leader)
    assert sums() == (0, 400, 0)
    batch = aid.ordered(other, payer)
    assert sums() == (0, 400, 0)
    payment = batch.payments.get()
    payments.settle(batch, [Result(payment, Kind.PAID, today())], by=payer)
    assert sums() == (400, 0, 0)
    payments.undo(payment, Kind.RETURNED, by=payer, day=today(), reason="户名不符")
    assert sums() == (0, 400, 0)
    again = aid.ordered(other, payer).payments.get()
    payments.settle(again.batch, [Result(again, Kind.PAID, today())], by=payer)
    payments.undo(again, Kind.REVERSED, by=payer, day=today(), reason="重复申领，已追回")
    assert sums() == (0, 0, 0)


@pytest.mark.parametrize("move", ["return", "reject", "withdraw"])
def test_what_went_back_does_not_count(unit, chair, clerk, fund, member, move):
    ceiling("1000")
    other = ready(unit, chair, clerk, fund, member, "900")
    asked = aid.drafted(unit, chair, member, amount="1000", programme=aid.programme(CODE))
    assert only(asked).exceeded
    APPLICATION.move(other, move, by=chair if move == "withdraw" else clerk, reason="试验")
    assert only(asked).remaining == 0


def test_a_dropped_line_does_not_count(unit, chair, clerk, leader, fund, member):
    ceiling("1000")
    other = APPLICATION.move(ready(unit, chair, clerk, fund, member, "900"), "approve", by=leader)
    asked = aid.drafted(unit, chair, member, amount="1000", programme=aid.programme(CODE))
    assert only(asked).exceeded
    payments.drop(other.lines.get(), by=clerk, reason="本人放弃")
    assert only(asked).remaining == 0


def test_last_years_payout_does_not_count(unit, chair, member):
    ceiling("1000")
    other = aid.drafted(unit, chair, member, amount="900", programme=aid.programme(CODE))
    day = datetime.date(today().year - 1, 12, 31)
    other.lines.update(status="paid", paid_on=day)
    asked = aid.drafted(unit, chair, member, amount="1000", programme=aid.programme(CODE))
    assert only(asked).remaining == 0
    other.lines.update(paid_on=datetime.date(today().year, 1, 1))
    assert only(asked).remaining == -900


def test_a_ceiling_changed_in_mid_year_holds_from_its_day(unit, chair, member):
    changed = datetime.date(2016, 7, 1)
    ceiling("500", until=changed)
    ceiling("800", since=changed)
    row = aid.drafted(unit, chair, member, amount="600", programme=aid.programme(CODE))
    before = ceilings.examine(row, changed - datetime.timedelta(1))
    after = ceilings.examine(row, changed)
    assert [check.remaining for check in before.checks] == [-100]
    assert [check.remaining for check in after.checks] == [200]


def test_a_voided_ceiling_binds_nobody(unit, chair, member):
    from django.utils import timezone

    ceiling("1", voided_at=timezone.now(), voided_reason="误设")
    row = aid.drafted(unit, chair, member, amount="600", programme=aid.programme(CODE))
    assert ceilings.examine(row).checks == []


def test_once_counts_this_payout_alone_and_year_all_of_them(unit, chair, clerk, fund, member):
    ceiling("1000", span=CeilingSpan.ONCE)
    ready(unit, chair, clerk, fund, member, "1000")
    row = aid.drafted(unit, chair, member, amount="1000", programme=aid.programme(CODE))
    assert not only(row).exceeded


def test_a_ceiling_of_one_programme_leaves_another_alone(unit, chair, clerk, fund, member):
    ceiling("1000")
    ceiling("1500", code=None)
    ready(unit, chair, clerk, fund, member, "900")
    row = aid.drafted(unit, chair, member, amount="700")
    (check,) = ceilings.examine(row).checks
    assert check.ceiling.programme is None
    assert check.remaining == -100


def test_a_household_is_all_its_people(unit, chair, clerk, fund, member):
    """The spouse works elsewhere and has no file of her own: still one household."""
    ceiling("1000", scope=CeilingScope.HOUSEHOLD)
    spouse = people.member(unit, "李建国", sex="1")
    file = aid.hardship_file(member, chair)
    ready(unit, chair, clerk, fund, spouse, "900")
    row = aid.drafted(unit, chair, member, amount="200", programme=aid.programme(CODE))
    assert only(row).remaining == 800
    file_people.add_person(
        FamilyPerson(
            file=HardshipFile.objects.get(pk=file.pk), full_name=spouse.full_name,
            relation="spouse", id_number=spouse.id_number, since=file.opened_on,
        ),
        by=chair,
    )  # fmt: skip
    assert only(row).remaining == -100


def test_two_of_one_household_in_one_application_are_added_up(unit, chair, member):
    ceiling("1000", scope=CeilingScope.HOUSEHOLD)
    spouse = people.member(unit, "李建国", sex="1")
    file = aid.hardship_file(member, chair)
    file_people.add_person(
        FamilyPerson(
            file=HardshipFile.objects.get(pk=file.pk), full_name=spouse.full_name,
            relation="spouse", id_number=spouse.id_number, since=file.opened_on,
        ),
        by=chair,
    )  # fmt: skip
    row = aid.drafted(unit, chair, member, spouse, amount="600", programme=aid.programme(CODE))
    assert only(row).asked == 1200
    assert only(row).exceeded


def test_the_clashing_payout_is_named_by_number(unit, chair, clerk, fund, member):
    other = ready(unit, chair, clerk, fund, member, "900")
    row = aid.drafted(unit, chair, member, amount="200", programme=aid.programme(CODE))
    (clash,) = ceilings.examine(row).clashes
    assert clash.number == other.number
    apart = aid.drafted(
        unit, chair, member, amount="200", programme=aid.programme(CODE),
        event_from=today() - datetime.timedelta(90), event_until=today() - datetime.timedelta(80),
    )  # fmt: skip
    assert ceilings.examine(apart).clashes == []


# --- passing one -------------------------------------------------------------------------------


def ask(row, by):
    return applications.ask_countersign(
        Countersign(application=row, kind=CountersignKind.CEILING, reason="大病，确有困难"), by=by
    )


def test_passing_a_ceiling_takes_a_reason_and_a_second_name(
    federation, unit, chair, clerk, leader, fund, member
):
    ceiling("1000")
    row = ready(unit, chair, clerk, fund, member, "1500")
    countersign = ask(row, clerk)
    assert "超出 500.00 元" in countersign.summed
    with pytest.raises(ValidationError):
        APPLICATION.move(row, "approve", by=leader)
    for person in (clerk, chair):  # asked, entered
        with pytest.raises(PermissionDenied):
            applications.sign_countersign(countersign, by=person)
    second = people.sign_in("leader2", "副主席", federation, Role.LEADER)
    applications.sign_countersign(countersign, by=second)
    with pytest.raises(ValidationError, match="另一人会签"):
        APPLICATION.move(row, "approve", by=second)
    assert APPLICATION.move(row, "approve", by=leader).status == "approved"


def test_the_second_name_covers_the_sum_it_was_given_for(
    federation, unit, chair, clerk, leader, fund, member
):
    ceiling("1000")
    row = ready(unit, chair, clerk, fund, member, "1500")
    second = people.sign_in("leader2", "副主席", federation, Role.LEADER)
    applications.sign_countersign(ask(row, clerk), by=second)
    row.lines.update(amount=Decimal("1500.01"))
    assert "另一人会签" in checks.within_ceilings(row, leader)[-1]


def test_without_an_excess_there_is_nothing_to_sign(unit, chair, clerk, fund, member):
    ceiling("1000")
    row = ready(unit, chair, clerk, fund, member, "1000")
    with pytest.raises(ValidationError, match="没有超过限额"):
        ask(row, clerk)


def test_the_sums_cost_the_same_for_one_and_for_many(
    unit, chair, member, django_assert_num_queries
):
    ceiling("1000")
    ceiling("1000", scope=CeilingScope.HOUSEHOLD)
    aid.hardship_file(member, chair)
    one = aid.drafted(unit, chair, member, programme=aid.programme(CODE))
    others = [people.member(unit, name) for name in ("甲一", "乙二")]
    many = aid.drafted(unit, chair, member, *others, programme=aid.programme(CODE))
    for row in (one, many):
        with django_assert_num_queries(6):
            ceilings.examine(row)
