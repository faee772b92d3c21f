"""Payouts by period: each sum ties with its lines, the period before and last year's with it."""

import datetime
import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from reporting.payout_periods import PayoutPeriods
from tests.factories import people
from tests.factories.ledger import row, take

D = datetime.date
PERIODS = "reporting:payout_statistics"
pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(unit, other_unit, clerk):
    """Payouts of 2014 to 2016 in both units."""
    lines = []
    for n, (union, day, amount, programme) in enumerate(
        [
            (unit, "2014年11月20日", 100, "停产补助"),
            (unit, "2015年1月5日", 300, "停产补助"),
            (unit, "2015年4月1日", 200, "停产补助"),
            (unit, "2015年4月30日", 50, "返乡补助"),
            (unit, "2015年12月31日", 70, "返乡补助"),
            (other_unit, "2015年4月2日", 1000, "停产补助"),
            (unit, "2016年2月29日", 400, "停产补助"),
        ]
    ):
        member = people.member(union, "王" + chr(0x5B89 + n))
        lines.append(row(member, day=day, amount=amount, programme=programme))
    take(unit.parent, clerk, *lines)
    return unit


def asked(user, **params):
    report = PayoutPeriods()
    return list(report.all_rows(report.ask(user, {k: str(v) for k, v in params.items()})))


def amounts(row, *names):
    return [row[name] and Decimal(row[name]).quantize(Decimal("0.01")) for name in names]


QUARTERS = ("p1", "p2", "p3", "p4")


def test_quarters_the_one_before_and_the_change(paid, clerk):
    *rows, whole, before, change = asked(clerk, year=2015)
    assert [r["programme_name"] for r in rows] == ["停产补助", "外来职工回乡补助", "停产补助"]
    assert amounts(whole, *QUARTERS, "total", "before") == [300, 1250, 0, 70, 1620, 100]
    assert amounts(before, *QUARTERS) == [100, 300, 1250, 0]
    assert amounts(change, *QUARTERS) == [200, 950, -1250, 70]
    for name in (*QUARTERS, "total", "before"):
        assert sum(Decimal(r[name] or 0) for r in rows) == whole[name]


def test_last_years_same_time_ends_on_the_same_day(paid, clerk):
    *_, whole, _, _ = asked(clerk, year=2016, on="2016-02-29")
    assert amounts(whole, "total", "before") == [400, 300]
    *_, whole, _, _ = asked(clerk, year=2016, on="2016-04-01")
    assert amounts(whole, "total", "before") == [400, 500]


def test_months(paid, clerk):
    *_, whole, before, _ = asked(clerk, year=2015, step="month")
    assert amounts(whole, "p1", "p4", "p12") == [300, 1250, 70]
    assert amounts(before, "p1", "p2", "p5") == [0, 300, 1250]


@pytest.mark.parametrize("step", ["quarter", "month"])
@pytest.mark.parametrize("who", ["clerk", "chair"])
def test_every_sum_is_that_of_its_lines(who, step, paid, request, client_of):
    browser = client_of(request.getfixturevalue(who))
    page = browser.get(reverse(PERIODS), {"year": 2015, "step": step}).content.decode()
    found = re.findall(r'<a href="(/assistance/payouts/\?[^"]*)">([0-9,.]+)</a>', page)
    assert len(found) > 8
    for url, figure in found:
        lines = browser.get(unescape(url)).context["rows"]
        assert sum(line["amount"] for line in lines) == Decimal(figure.replace(",", "")), url


def test_a_chair_adds_up_her_own_unit(paid, chair, client_of):
    *_, whole, _, _ = asked(chair, year=2015)
    assert amounts(whole, "total") == [620]
    assert "乙电子" not in client_of(chair).get(reverse(PERIODS)).content.decode()


def test_periods_to_come_have_no_change(paid, clerk):
    *_, before, change = asked(clerk, year=2016, on="2016-02-29")
    assert before["p1"] == 70
    assert before["p2"] is None
    assert change["p2"] is None
