"""The coverage ledger: who is covered by whom on a day, and how many of the workers joined."""

import datetime
import re

import pytest
from django.urls import reverse

from core import history
from core.periods import today
from members.services import memberships
from tests.factories import people
from unions.models import EnterpriseFigure

D = datetime.date
RECENT = today()
URL = "members:coverage_list"


@pytest.fixture
def ledger(client_of, clerk):
    def ask(user=clerk, **query):
        response = client_of(user).get(reverse(URL), query)
        return {
            re.sub("<[^>]+>", "", cells[0]): [re.sub("<[^>]+>", "", cell) for cell in cells[1:]]
            for row in re.findall(r"<tr>(<td.*?)</tr>", response.content.decode())
            if (cells := re.findall(r"<td[^>]*>(.*?)</td>", row))
        }

    return ask


def workers(unit, value, as_of=RECENT):
    EnterpriseFigure.objects.create(
        enterprise=unit.coverages.get().enterprise, kind="workers", value=value, as_of=as_of,
        source="统计年报",
    )  # fmt: skip


def test_a_line_has_numerator_denominator_day_and_source(unit, ledger):
    workers(unit, 40)
    for _ in range(10):
        people.member(unit)
    name = unit.coverages.get().enterprise.name
    assert ledger()[name] == [
        "否", unit.name, "2000-01-01", "40", str(RECENT), "统计年报", "10", "25.0%"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "as_of", "words"),
    [
        (None, None, "没有职工人数"),
        (0, RECENT, "没有职工人数"),
        (1, RECENT, "超过100%"),
        (40, D(2020, 1, 1), "已过期"),
    ],
)
def test_a_doubtful_rate_says_so(value, as_of, words, unit, ledger):
    people.member(unit)
    people.member(unit)
    if value is not None:
        workers(unit, value, as_of)
    assert words in ledger()[unit.coverages.get().enterprise.name][-1]


def test_covered_and_uncovered_on_the_day(unit, federation, ledger):
    bond = unit.coverages.get()
    free = people.enterprise(federation, "未覆盖厂")
    bond.until = D(2020, 1, 1)
    history.save(bond, by=None)
    covered = bond.enterprise.name
    assert list(ledger(on="2019-12-31", covered="1")) == [covered]
    assert list(ledger(on="2019-12-31", covered="0")) == [free.name]
    assert set(ledger(on="2020-01-01", covered="0")) == {covered, free.name}
    assert ledger(on="2020-01-01")[covered][1] == "未覆盖"


def test_the_members_of_the_day_count(unit, clerk, ledger):
    person = people.member(unit, since=D(2015, 1, 1))
    memberships.leave(person, "withdraw", D(2019, 1, 1), by=clerk, reason="x")
    name = unit.coverages.get().enterprise.name
    counts = [ledger(on=day)[name][6] for day in ("2014-12-31", "2018-12-31", "2019-01-01")]
    assert counts == ["0", "1", "0"]


def test_the_ledger_of_one_union(unit, other_unit, ledger):
    assert list(ledger(union=unit.pk)) == [unit.coverages.get().enterprise.name]


def test_a_chair_sees_the_lines_of_her_union(unit, other_unit, chair, ledger):
    assert list(ledger(chair)) == [unit.coverages.get().enterprise.name]
    assert ledger(chair, union=other_unit.pk) == {}


def test_the_sum_over_the_ledger_is_the_rate_on_the_unions_page(unit, clerk, ledger, client_of):
    workers(unit, 40)
    for _ in range(3):
        people.member(unit)
    line = ledger()[unit.coverages.get().enterprise.name]
    body = client_of(clerk).get(reverse("unions:union_detail", args=[unit.pk])).content.decode()
    assert line[-1] == "7.5%"
    assert "7.5%" in body
    assert "3 / 40 人" in body
