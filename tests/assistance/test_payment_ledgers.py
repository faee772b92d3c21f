"""B7: what was paid, what became of it, the fund's entries and the parts stand for ever."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from assistance.models import FundEntry, Part, Payment, PaymentOutcome
from core import ledger
from tests.factories import aid, paying

pytestmark = pytest.mark.django_db
# A column of each that somebody might like to change.
LEDGERS = {
    Payment: "amount",
    PaymentOutcome: "reason",
    FundEntry: "spent",
    Part: "duty",
}


@pytest.fixture
def paid(counter):
    batch = aid.ordered(paying.approved_for(counter, 2), counter.payer)
    return paying.paid(batch, counter.payer)


def refused(deed):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        deed()
    assert isinstance(caught.value, IntegrityError)
    # What others point at is protected before the trigger is asked.
    assert "append-only" in str(caught.value) or isinstance(caught.value, ProtectedError)


@pytest.mark.parametrize("model", LEDGERS)
def test_no_row_is_changed_or_deleted_by_the_orm(paid, model):
    row, column = model.objects.first(), LEDGERS[model]
    rows = list(model.objects.values())
    refused(lambda: model.objects.filter(pk=row.pk).update(**{column: getattr(row, column)}))
    refused(row.save)
    refused(row.delete)
    refused(lambda: model.objects.all().delete())
    refused(lambda: model.objects.bulk_update([row], [column]))
    assert list(model.objects.values()) == rows


@pytest.mark.parametrize("model", LEDGERS)
def test_no_row_is_changed_or_deleted_by_sql(paid, model):
    table, column = model._meta.db_table, LEDGERS[model]
    for sql in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
    ):
        with connection.cursor() as cursor:
            refused(lambda cursor=cursor, sql=sql: cursor.execute(sql))


@pytest.mark.parametrize("kind", ["paid", "failed", "returned", "reversed"])
def test_a_second_outcome_of_one_sort_is_one_too_many(counter, paid, kind):
    outcome = PaymentOutcome.objects.first()
    if kind in ("returned", "reversed"):
        outcome.pk, outcome.kind = None, "returned"
        ledger.append([outcome])
    outcome.pk, outcome.kind = None, kind
    with pytest.raises(ValidationError, match="已有结果|已经退回或冲销"):
        ledger.append([outcome])


def test_the_database_keeps_a_payment_above_nothing(paid):
    payment = Payment.objects.first()
    payment.pk, payment.attempt, payment.amount = None, 9, 0
    with pytest.raises(ValidationError, match="金额须大于 0"):
        ledger.append([payment])
