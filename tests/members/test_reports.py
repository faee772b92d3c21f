"""Member lists: the same queries for one row and three, paging by key, exports equal the page."""

import datetime
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from core.periods import today
from members.models import Member
from members.services import chain, memberships
from tests.factories import people

D = datetime.date
DAY = D(2020, 1, 1)
ROSTER = "members:member_list"


def add_member(unit, n, clerk):
    people.member(unit, f"王{n}", mobile="")


def add_transfer(unit, n, clerk):
    third = people.unit(unit.parent, f"第{n}工会")
    people.transfer(people.member(unit, f"王{n}"), third, clerk, day=DAY)


def add_pair(unit, n, clerk):
    for _ in range(2):
        people.member(unit, f"王{n}")


def add_unit(unit, n, clerk):
    other = people.unit(unit.parent, f"第{n}工会", f"第{n}厂")
    people.member(other, f"王{n}", mobile="")


# list -> (what makes a row, its queries whatever the number of rows)
LISTS = {
    ROSTER: (add_member, 6),
    "members:quality_list": (add_unit, 6),
    "members:coverage_list": (add_unit, 9),
    "members:transfer_list": (add_transfer, 4),
    "members:duplicate_list": (add_pair, 5),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_asks_the_same_queries_for_one_row_and_three(
    name, number, unit, clerk, client_of, django_assert_num_queries
):
    make, queries = LISTS[name]
    for n in range(number):
        make(unit, n, clerk)
    browser = client_of(clerk)
    with django_assert_num_queries(queries):
        assert browser.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("variant", ["?print=1", "?sort=joined", "?on=2015-01-01"])
def test_variants_of_the_roster_do_not_ask_more_per_row(variant, unit, clerk, client_of):
    browser, counts = client_of(clerk), []
    for n in range(3):
        add_member(unit, n, clerk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(reverse(ROSTER) + variant)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


# --- paging by key ---------------------------------------------------------------------------


def ids_on(response):
    """Members on the page, in its order."""
    return [int(pk) for pk in re.findall(r'<td[^>]*><a href="/members/([0-9]+)/"', text(response))]


def text(response):
    return response.content.decode()


def walk(browser, url, direction="next_url"):
    """The pages one comes to by the pager's links."""
    pages = []
    while url:
        response = browser.get(url)
        pages.append(ids_on(response))
        url = response.context.get(direction)
        assert len(pages) < 9
    return pages, response


@pytest.fixture
def many(unit, clerk):
    """120 members, of whom 60 share one name and 40 one joining day."""
    people.crowd(
        unit,
        [
            {
                "full_name": "王桂英" if n % 2 else f"李{'甲乙丙丁戊己庚辛壬癸'[n % 10]}",
                "first_joined_on": D(2011, 1, 1) + datetime.timedelta(days=n if n % 3 else 0),
                "education_level": "30" if n % 4 else "",
            }
            for n in range(120)
        ],
    )
    return unit


@pytest.mark.parametrize("sort", ["", "joined", "newest"])
def test_paging_visits_each_member_once_in_order_both_ways(sort, many, clerk, client_of):
    browser = client_of(clerk)
    order = {
        "": ("name_py", "id"), "joined": ("first_joined_on", "id"), "newest": ("-id",)
    }[sort]  # fmt: skip
    wanted = list(Member.objects.order_by(*order).values_list("pk", flat=True))
    pages, last = walk(browser, f"{reverse(ROSTER)}?sort={sort}")
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [pk for page in pages for pk in page] == wanted
    back, first = walk(browser, last.context["previous_url"], "previous_url")
    assert [pk for page in reversed(back) for pk in page] == wanted[:100]
    assert ids_on(first) == wanted[:50]


def test_filters_survive_paging(many, clerk, client_of):
    browser = client_of(clerk)
    url = f"{reverse(ROSTER)}?sex=2&union={many.pk}&sort=joined&on={today()}"
    response = browser.get(url)
    for name in ("next_url", "print_url"):
        for part in ("sex=2", f"union={many.pk}", "sort=joined", f"on={today()}"):
            assert part in response.context[name]
    second = browser.get(response.context["next_url"])
    assert "after=" not in second.context["print_url"]
    assert second.context["previous_url"].count("before=") == 1
    assert second.context["previous_url"].count("after=") == 0


@pytest.mark.parametrize("after", ["987654321", "x", "", "٣", "-1", "9" * 30, "1.5", "1 OR 1=1"])
def test_an_anchor_that_is_no_row_starts_anew(after, many, clerk, client_of):
    browser = client_of(clerk)
    first = ids_on(browser.get(reverse(ROSTER)))
    for name in ("after", "before"):
        response = browser.get(reverse(ROSTER), {name: after})
        assert ids_on(response) == first
        assert not response.context.get("previous_url")


def test_an_anchor_outside_the_scope_or_the_filter_starts_anew(many, other_unit, clerk, client_of,
                                                               chair):  # fmt: skip
    foreign = people.member(other_unit, "李甲")
    for user, query in ((chair, {}), (clerk, {"union": many.pk})):
        browser = client_of(user)
        first = ids_on(browser.get(reverse(ROSTER), query))
        assert ids_on(browser.get(reverse(ROSTER), {**query, "after": foreign.pk})) == first


def test_the_count_is_exact_below_the_limit(many, clerk, chair, client_of):
    for user in (clerk, chair):
        assert "共 <b>120</b> 条" in text(client_of(user).get(reverse(ROSTER)))
        assert "共 <b>60</b> 条" in text(
            client_of(user).get(reverse(ROSTER), {"sort": "joined", "find": sealed("王")})
        )


def sealed(typed):
    from members import search

    return search.seal(typed)


# --- export and paper ------------------------------------------------------------------------


def sheet_of(response):
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    return [[cell.value for cell in row] for row in book.active]


def cells_of(response):
    """The table of a page as text, row by row."""
    body = text(response).split("<tbody>")[1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row)]
        for row in body.split("</tr>")
        if "<td" in row
    ]


def as_shown(value):
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def test_the_export_equals_what_is_shown(unit, clerk, client_of):
    for n in range(3):
        people.member(unit, f"王{n}", post="=1+1")
    browser = client_of(clerk)
    shown = cells_of(browser.get(reverse(ROSTER)))
    rows = sheet_of(browser.post(reverse(ROSTER)))
    at = next(i for i, row in enumerate(rows) if row[:2] == ["序号", "姓名"])
    exported = [[as_shown(v) for v in row] for row in rows[at + 1 : at + 1 + len(shown)]]
    assert len(shown) == 3
    assert exported == [[str(n), *row] for n, row in enumerate(shown, 1)]
    assert "会员花名册" in rows[0][0]


@pytest.mark.parametrize("name", [n for n in LISTS if n != ROSTER])
def test_every_list_exports_as_many_rows_as_it_shows(name, unit, clerk, client_of):
    for n in range(3):
        LISTS[name][0](unit, n, clerk)
    browser = client_of(clerk)
    shown = cells_of(browser.get(reverse(name)))
    rows = sheet_of(browser.post(reverse(name)))
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)', text(browser.get(reverse(name))))
    at = next(i for i, row in enumerate(rows) if row[: len(heads)] == heads)
    exported = [as_shown(row[0]) for row in rows[at + 1 : at + 1 + len(shown)]]
    assert exported == [row[0] for row in shown]


def test_an_export_takes_the_filters_and_all_pages(many, other_unit, clerk, client_of):
    people.member(other_unit, "别会人")
    response = client_of(clerk).post(f"{reverse(ROSTER)}?union={many.pk}&after=1")
    rows = sheet_of(response)
    names = [row[1] for row in rows]
    assert sum(name in ("王桂英",) or str(name).startswith("李") for name in names) == 120
    assert "别会人" not in names


def test_an_export_masks_numbers_and_is_journaled_without_names(unit, clerk, client_of):
    person = people.member(unit, "沈秀英", mobile="13812345678")
    response = client_of(clerk).post(reverse(ROSTER))
    everything = str(sheet_of(response))
    assert person.id_number not in everything
    assert "13812345678" not in everything
    assert person.masked_id in everything
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.actor, entry.details()["rows"]) == ("export", clerk, 1)
    assert "沈秀英" not in str(entry.__dict__)


def test_a_download_is_an_attachment_with_a_chinese_name_and_not_kept(unit, clerk, client_of):
    response = client_of(clerk).post(reverse(ROSTER))
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_a_name_that_looks_like_a_formula_is_text_in_the_export(unit, clerk, client_of):
    people.member(unit, "=HYPERLINK(1)")
    book = openpyxl.load_workbook(io.BytesIO(client_of(clerk).post(reverse(ROSTER)).getvalue()))
    kinds = {cell.data_type for row in book.active for cell in row}
    assert "f" not in kinds


def test_the_print_page_has_all_rows_and_signatures(many, clerk, client_of):
    response = client_of(clerk).get(f"{reverse(ROSTER)}?print=1")
    assert len(ids_on(response)) == 120
    assert [row[0] for row in cells_of(response)] == [str(n) for n in range(1, 121)]
    assert "审核人" in text(response)
    assert "core/report_print.html" in [t.name for t in response.templates]


# --- as of a day -----------------------------------------------------------------------------


def names_on(browser, day):
    response = browser.get(reverse(ROSTER), {"on": day.isoformat()})
    return [row[0] for row in cells_of(response)] if "<tbody>" in text(response) else []


def test_the_roster_of_a_past_day_is_that_days(unit, other_unit, clerk, client_of):
    gone, came, moved = (
        people.member(unit, n, since=D(2015, 1, 1)) for n in ("甲走", "乙来", "丙转")
    )
    memberships.leave(gone, "withdraw", D(2018, 1, 1), by=clerk, reason="x")
    memberships.void(came.memberships.get(), by=clerk, reason="登错日期")
    memberships.join(came, unit, None, by=clerk, since=D(2020, 1, 1))
    chain.move(moved, other_unit, None, D(2019, 1, 1), by=clerk, reason="x")
    browser = client_of(clerk)
    one = datetime.timedelta(days=1)
    found = {
        day: sorted(names_on(browser, day))
        for day in (D(2014, 12, 31), D(2015, 1, 1), D(2018, 1, 1) - one, D(2018, 1, 1),
                    D(2020, 1, 1) - one, D(2020, 1, 1))
    }  # fmt: skip
    assert list(found.values()) == [
        [], ["丙转", "甲走"], ["丙转", "甲走"], ["丙转"], ["丙转"], ["丙转", "乙来"]
    ]  # fmt: skip
    of_unit = browser.get(reverse(ROSTER), {"on": "2019-01-01", "union": unit.pk})
    assert "丙转" not in text(of_unit)


@pytest.mark.parametrize("day", ["1899-12-31", "0001-01-01", "abc", "2020-13-01", "2019-02-29"])
def test_a_day_that_is_none_is_said_on_the_page(day, unit, clerk, client_of):
    people.member(unit)
    response = client_of(clerk).get(reverse(ROSTER), {"on": day})
    assert response.status_code == 200
    assert "field-error" in text(response)
    assert ids_on(response) == []


def test_a_chair_may_not_search_former_members_by_what_they_are_today(
    unit, other_unit, chair, clerk, client_of
):
    """The page of a former member hides her particulars; so does the roster of a past day."""
    person = people.member(unit, "沈秀英", mobile="13812345678", since=D(2015, 1, 1))
    chain.move(person, other_unit, None, D(2019, 1, 1), by=clerk, reason="x")
    response = client_of(chair).get(reverse(ROSTER), {"on": "2018-01-01"})
    assert "沈秀英" in text(response)
    for hidden in (person.masked_id, "138****5678", "1980-05-06"):
        assert hidden not in text(response)
    for query in (
        {"political": person.political_status},
        {"education": person.education_level},
        {"migrant": "0"},
        {"quality": "ok"},
        {"find": sealed("13812345678")},
        {"find": sealed(person.id_number)},
    ):
        response = client_of(chair).get(reverse(ROSTER), {"on": "2018-01-01", **query})
        assert "沈秀英" not in text(response), query
    seen = client_of(clerk).get(reverse(ROSTER), {"on": "2018-01-01", "migrant": "0"})
    assert person.masked_id in text(seen)


# --- filters ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"sex": "1"}, ["男某"]),
        ({"sex": "2"}, ["女某"]),
        ({"standing": "retained"}, ["男某"]),
        ({"quality": "no_mobile"}, ["女某"]),
        ({"quality": "any"}, ["女某"]),
        ({"quality": "ok"}, ["男某"]),
        ({"migrant": "1"}, ["男某"]),
        ({"migrant": "0"}, ["女某"]),
        ({"political": "01"}, ["女某"]),
        ({"education": "10"}, ["男某"]),
        ({"sex": "1", "migrant": "0"}, []),
    ],
)
def test_each_filter_narrows(query, names, unit, clerk, client_of):
    man = people.member(unit, "男某", sex="1", is_migrant_worker=True, education_level="10")
    memberships.retain(man, D(2020, 1, 1), by=clerk, reason="退休")
    people.member(unit, "女某", mobile="", political_status="01")
    response = client_of(clerk).get(reverse(ROSTER), query)
    body = text(response)
    assert [row[0] for row in cells_of(response)] == names if "<tbody>" in body else not names


def test_the_filter_of_quality_lists_what_the_quality_page_counts(unit, clerk, client_of):
    people.member(unit, "缺手机", mobile="")
    people.member(unit, "齐全")
    browser = client_of(clerk)
    page = text(browser.get(reverse("members:quality_list")))
    link = re.search(rf'href="(/members/\?union={unit.pk}&amp;quality=no_mobile[^"]*)"', page)[1]
    assert [row[0] for row in cells_of(browser.get(link.replace("&amp;", "&")))] == ["缺手机"]


@pytest.mark.parametrize("field", ["kind", "term"])
def test_the_quality_list_obeys_every_filter_it_shows(field, unit, clerk, client_of):
    response = client_of(clerk).get(
        reverse("members:quality_list"), {field: {"kind": "village", "term": "overdue"}[field]}
    )
    shown = f'name="{field}"' in text(response)
    assert not shown or unit.name not in text(response)
