"""Programmes and ceilings in the data-entry site."""

import datetime
from decimal import Decimal

import pytest

from assistance.models import Ceiling, Programme
from core.periods import today
from tests.factories import aid

pytestmark = pytest.mark.django_db

PROGRAMME = "/admin/assistance/programme/"
CEILING = "/admin/assistance/ceiling/"


def programme_data(**changes):
    return {
        "code": "legal_aid", "name": "法律援助补助", "aliases": "", "materials": "申请书",
        "notice_days": "7", "sources": ["own", "upper"], "head": "legal", "stopped_on": "",
        **changes,
    }  # fmt: skip


def ceiling_data(**changes):
    return {
        "programme": aid.programme("medical_relief").pk, "source": "", "scope": "household",
        "span": "year", "amount": "8000", "basis": "县总工会通知", "since": today().isoformat(),
        **changes,
    }  # fmt: skip


def test_a_clerk_adds_a_programme_and_the_administrator_does_not(
    client_of, clerk, administrator, leader
):
    for user in (administrator, leader):
        assert client_of(user).post(f"{PROGRAMME}add/", programme_data()).status_code == 403
    answer = client_of(clerk).post(f"{PROGRAMME}add/", programme_data())
    assert answer.status_code == 302
    row = Programme.objects.get(code="legal_aid")
    assert row.sources == ["own", "upper"]
    assert row.history.get().history_user == clerk


def test_a_programme_without_any_source_is_refused(client_of, clerk):
    answer = client_of(clerk).post(f"{PROGRAMME}add/", programme_data(sources=[]))
    assert answer.status_code == 200
    assert not Programme.objects.filter(code="legal_aid").exists()


def test_a_clerk_cannot_raise_the_ceiling_she_would_pass(client_of, clerk, leader):
    for user in (clerk, leader):
        assert client_of(user).get(CEILING).status_code == 200
        assert client_of(user).post(f"{CEILING}add/", ceiling_data()).status_code == 403
    assert not Ceiling.objects.filter(amount=8000).exists()


def test_a_new_ceiling_ends_the_one_before_it(client_of, administrator):
    client = client_of(administrator)
    began = today() - datetime.timedelta(200)
    for since, amount in ((began, "5000"), (today(), "8000")):
        data = ceiling_data(since=since.isoformat(), amount=amount)
        assert client.post(f"{CEILING}add/", data).status_code == 302
    rows = Ceiling.objects.filter(programme__code="medical_relief").order_by("since")
    assert [(row.amount, row.since, row.until) for row in rows] == [
        (Decimal(5000), began, today()), (Decimal(8000), today(), None),
    ]  # fmt: skip


def test_a_ceiling_ends_and_is_not_rewritten(client_of, administrator):
    client = client_of(administrator)
    data = ceiling_data(since=(today() - datetime.timedelta(9)).isoformat())
    client.post(f"{CEILING}add/", data)
    row = Ceiling.objects.get(amount=8000)
    path = f"{CEILING}{row.pk}/change/"
    version = client.get(path).context["row_version"]
    changed = {"until": today().isoformat(), "amount": "99999", "row_version": version}
    assert client.post(path, changed).status_code == 302
    row.refresh_from_db()
    assert (row.amount, row.until) == (Decimal(8000), today())
    again = client.post(path, {**changed, "row_version": client.get(path).context["row_version"]})
    assert "已经终止" in again.content.decode()


@pytest.mark.parametrize(("path", "queries"), [(PROGRAMME, 5), (CEILING, 5)])
def test_a_list_costs_the_same_for_few_and_for_more(
    path, queries, client_of, clerk, django_assert_num_queries
):
    client = client_of(clerk)
    client.get(path)
    for n in range(3):
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200
        row = Programme.objects.create(code=f"p{n}", name=f"项目{n}")
        Ceiling.objects.create(
            programme=row, scope="person", span="year", amount=1, basis="无", since=today()
        )
