"""One payout from the chair's draft to the archive, through the services."""

import datetime
from decimal import Decimal

import pytest

from assistance.services import funds, payments
from assistance.services.payments import Kind, Result
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people


@pytest.mark.django_db
def test_a_payout_goes_from_draft_to_archive(federation, unit, chair, clerk, leader):
    member = people.member(unit)
    aid.hardship_file(member, chair)
    fund = aid.fund(federation, "5000", by=clerk)
    programme = aid.programme("living_relief")
    row = aid.reviewed(unit, chair, clerk, fund, member, programme=programme, amount="3000.50")
    notice = aid.published(clerk, row)
    assert notice.ends_on == today() + datetime.timedelta(6)
    row.refresh_from_db()
    payer = aid.payer(federation)
    with aid.after(notice):
        row = APPLICATION.move(row, "approve", by=leader)
        assert funds.balance(fund).available == Decimal("1999.50")
        batch = aid.ordered(row, payer)
        payment = batch.payments.get()
        assert payments.settle(batch, [Result(payment, Kind.PAID, today())], by=payer) == 1
        row.refresh_from_db()
        assert row.status == "paid"
        assert funds.balance(fund) == funds.Balance(
            Decimal("5000.00"), Decimal("0.00"), Decimal("3000.50")
        )
        row = APPLICATION.move(row, "receipt", by=payer)
        row = APPLICATION.move(row, "archive", by=clerk)
    assert row.status == "archived"
    assert funds.faults(fund) == []
