"""Dated denominators: newest figure of a day, workers of a union, rates with their doubts."""

import datetime
from decimal import Decimal

import pytest

from core import history
from tests.factories import people
from unions.figures import Rate, Workers, latest, stale_before, workers_of
from unions.models import Coverage, EnterpriseFigure

D = datetime.date


def figure(enterprise, value, as_of, kind="workers"):
    return EnterpriseFigure.objects.create(
        enterprise=enterprise, kind=kind, value=Decimal(value), as_of=as_of, source="统计年报"
    )


def test_the_newest_figure_as_of_the_day(unit):
    enterprise = unit.coverages.get().enterprise
    figure(enterprise, 30, D(2015, 12, 31))
    figure(enterprise, 20, D(2016, 12, 31))
    figure(enterprise, "1234567.89", D(2016, 12, 31), "sales")

    def on(day):
        found = latest([enterprise.pk], day)
        return {kind: f.value for (_, kind), f in found.items()}

    assert on(D(2015, 12, 30)) == {}
    assert on(D(2015, 12, 31)) == {"workers": 30}
    assert on(D(2017, 1, 1)) == {"workers": 20, "sales": Decimal("1234567.89")}


def test_workers_are_those_of_the_enterprises_covered_on_the_day(federation, unit, other_unit):
    first = unit.coverages.get().enterprise
    second = people.enterprise(federation, "第二厂")
    third = people.enterprise(federation, "没有数的厂")
    Coverage.objects.create(union=unit, enterprise=second, since=D(2020, 1, 1))
    Coverage.objects.create(union=unit, enterprise=third, since=D(2020, 1, 1))
    figure(first, 10, D(2018, 12, 31))
    figure(second, 7, D(2019, 12, 31))
    figure(other_unit.coverages.get().enterprise, 500, D(2019, 12, 31))
    assert workers_of([unit.pk], D(2019, 12, 31)) == {unit.pk: Workers(10, D(2018, 12, 31), 0)}
    assert workers_of([unit.pk], D(2020, 1, 1)) == {unit.pk: Workers(17, D(2018, 12, 31), 1)}


def test_workers_of_an_enterprise_no_longer_covered_do_not_count(unit):
    bond = unit.coverages.get()
    figure(bond.enterprise, 10, D(2018, 12, 31))
    bond.until = D(2020, 1, 1)
    history.save(bond, by=None)
    assert workers_of([unit.pk], D(2020, 1, 1)) == {}


@pytest.mark.django_db
def test_figures_are_stale_after_the_months_of_the_rule():
    assert stale_before(D(2024, 6, 30)) == D(2023, 6, 30)


@pytest.mark.parametrize(
    ("members", "workers", "text", "warnings"),
    [
        (50, Workers(100, D(2024, 1, 1)), "50.0%", []),
        (999, Workers(1000, D(2024, 1, 1)), "99.9%", []),
        (9999, Workers(10000, D(2024, 1, 1)), "99.9%", []),
        (100, Workers(100, D(2024, 1, 1)), "100.0%", []),
        (101, Workers(100, D(2024, 1, 1)), "101.0%", ["超过100%，请核对职工人数"]),
        (5, Workers(), "—", ["没有职工人数"]),
        (5, Workers(10, D(2020, 1, 1)), "50.0%", ["职工人数已过期"]),
        (5, Workers(10, D(2024, 1, 1), 2), "50.0%", ["2家企业无职工人数"]),
        (5, Workers(0, None, 2), "—", ["没有职工人数"]),
    ],
)
def test_a_rate_says_what_it_stands_on(members, workers, text, warnings):
    rate = Rate(members, workers, stale=D(2023, 6, 30))
    assert (rate.text, rate.warnings) == (text, warnings)


def test_a_figure_is_not_negative_and_once_a_day(unit):
    from django.db import IntegrityError, transaction

    enterprise = unit.coverages.get().enterprise
    figure(enterprise, 10, D(2018, 12, 31))
    for value in (10, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            figure(enterprise, value, D(2018, 12, 31) if value > 0 else D(2019, 12, 31))
