"""Lists of unions, enterprises and life events: queries, filters, days, paging."""

import datetime
import io
import re

import openpyxl
import pytest
from django.urls import reverse

from tests.factories import people
from unions.codes import UnionKind
from unions.models import EnterpriseFigure
from unions.services import life

D = datetime.date
LISTS = {
    "unions:union_list": 7,
    "unions:enterprise_list": 5,
    "unions:event_list": 4,
}


def add(federation, n):
    union = people.unit(federation, f"第{n}工会", f"第{n}厂", founded_on=D(2010 + n, 1, 1))
    EnterpriseFigure.objects.create(
        enterprise=union.coverages.get().enterprise, kind="workers", value=n, as_of=D(2020, 1, 1),
        source="年报",
    )  # fmt: skip
    return union


def text(response):
    return response.content.decode()


def names_on(response):
    body = text(response)
    body = body[body.find("<tbody>") : body.find("</tbody>")]
    return re.findall(r'<td[^>]*><a href="/unions/[^"]*">([^<]+)</a>', body)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_asks_the_same_queries_for_one_row_and_three(
    name, number, federation, clerk, client_of, django_assert_num_queries
):
    for n in range(number):
        add(federation, n)
    browser = client_of(clerk)
    with django_assert_num_queries(LISTS[name]):
        assert browser.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("sort", ["", "name", "founded", "newest", "nothing"])
def test_paging_visits_each_row_once_both_ways(name, sort, federation, clerk, client_of):
    for n in range(60):
        union = people.unit(federation, f"工会{n}", founded_on=D(2010 + n % 3, 1, 1))
        people.enterprise(federation, f"企业{n}")
        assert union.pk
    browser, url, seen = client_of(clerk), f"{reverse(name)}?sort={sort}", []
    while url:
        last = browser.get(url)
        seen.append(names_on(last))
        url = last.context.get("next_url")
    back = names_on(browser.get(last.context["previous_url"]))
    assert len(seen[0]) == 50
    flat = [row for page in seen for row in page]
    assert len(flat) == len(set(flat)) == {"unions:enterprise_list": 60}.get(name, 61)
    assert back == seen[0]


@pytest.mark.parametrize("name", LISTS)
def test_the_export_has_the_rows_of_the_page(name, federation, clerk, client_of):
    for n in range(3):
        add(federation, n)
    browser = client_of(clerk)
    shown = names_on(browser.get(reverse(name)))
    book = openpyxl.load_workbook(io.BytesIO(browser.post(reverse(name)).getvalue()))
    cells = [str(cell.value) for row in book.active for cell in row if cell.value is not None]
    assert shown
    assert [cell for cell in cells if cell in shown] == shown


def test_unions_of_a_past_day(federation, clerk, client_of):
    old, young = (
        people.unit(federation, "老工会"),
        people.unit(federation, "新工会", founded_on=D(2018, 5, 1)),
    )
    life.end(old, "dissolved", D(2016, 1, 1), by=clerk, reason="企业终止")
    assert young.pk
    browser = client_of(clerk)
    found = {
        day: [n for n in names_on(browser.get(reverse("unions:union_list"), {"on": day}))
              if n != federation.name]
        for day in ("2015-12-31", "2016-01-01", "2018-04-30", "2018-05-01")
    }  # fmt: skip
    assert list(found.values()) == [["老工会"], [], [], ["新工会"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"name": "甲"}, ["甲工会"]),
        ({"name": "%"}, []),
        ({"kind": "joint_grassroots"}, ["乙联合工会"]),
        ({"term": "overdue"}, ["甲工会"]),
        ({"term": "unknown"}, ["乙联合工会"]),
        ({"term": "soon"}, []),
        ({"term": "soon", "on": "2018-01-01"}, []),
        ({"term": "soon", "on": "2017-12-01"}, ["甲工会"]),
    ],
)
def test_filters_of_unions(query, names, federation, clerk, client_of):
    people.unit(federation, "甲工会", term_started_on=D(2015, 1, 1), term_years=3)
    people.unit(federation, "乙联合工会", kind=UnionKind.JOINT_GRASSROOTS)
    response = client_of(clerk).get(reverse("unions:union_list"), query)
    assert [n for n in names_on(response) if n != federation.name] == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"above_scale": "1"}, ["规上厂"]),
        ({"above_scale": "0"}, ["小厂"]),
        ({"size_class": "micro"}, ["小厂"]),
        ({"industry_section": "C"}, ["规上厂"]),
        ({"name": "厂"}, ["规上厂", "小厂"]),
        ({"on": "2011-12-31"}, ["规上厂"]),
        ({"on": "2012-01-01"}, ["规上厂", "小厂"]),
        ({"on": "2020-01-01"}, ["小厂"]),
    ],
)
def test_filters_of_enterprises(query, names, federation, clerk, client_of):
    people.enterprise(federation, "规上厂", above_scale=True, industry_section="C",
                      closed_on=D(2020, 1, 1))  # fmt: skip
    people.enterprise(federation, "小厂", size_class="micro", opened_on=D(2012, 1, 1))
    response = client_of(clerk).get(reverse("unions:enterprise_list"), {"on": "2015-01-01"} | query)
    assert names_on(response) == names


@pytest.mark.parametrize(
    ("query", "number"),
    [({"kind": "founded"}, 3), ({"kind": "rectified"}, 1), ({"year": "2019"}, 1),
     ({"year": "2018"}, 0), ({"on": "2018-12-31"}, 3), ({"union_kind": "village"}, 0)],
)  # fmt: skip
def test_filters_of_life_events(query, number, unit, other_unit, clerk, client_of):
    life.rectify(unit, D(2019, 6, 1), by=clerk, reason="整顿")
    response = client_of(clerk).get(reverse("unions:event_list"), query)
    assert f"共 <b>{number}</b> 条" in text(response)


@pytest.mark.parametrize("day", ["1900-01-01", "1950-06-15", "2005-01-01", "2099-12-31"])
@pytest.mark.parametrize("name", [*LISTS, "members:member_list", "members:quality_list",
                                  "members:coverage_list"])  # fmt: skip
def test_any_day_may_be_asked(name, day, unit, clerk, client_of):
    people.member(unit)
    for term in ("", "soon", "overdue", "unknown"):
        response = client_of(clerk).get(reverse(name), {"on": day, "term": term})
        assert response.status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "9999-01-01", "2201-01-01"])
@pytest.mark.parametrize("term", ["", "soon"])
def test_a_day_beyond_all_terms_is_refused_in_words(day, term, federation, clerk, client_of):
    people.unit(federation, "甲工会", term_started_on=D(2015, 1, 1), term_years=3)
    response = client_of(clerk).get(reverse("unions:union_list"), {"on": day, "term": term})
    assert response.status_code == 200
    assert "field-error" in text(response)
