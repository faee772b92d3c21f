"""The list of hardship files as of a day: states, category, re-check, scope, search, cost."""

import datetime
import re

from django.urls import reverse

from assistance.services import file_checks, file_people, files
from tests.factories import households, people

D = datetime.date


def url(name, *args):
    return reverse(f"assistance:{name}", args=args)


def text(response):
    return response.content.decode()


def listed(browser, **params):
    return re.findall("困档[0-9]{4}-[0-9]{4}", text(browser.get(url("file_list"), params)))


def test_the_list_by_state_category_and_due_as_of_a_day(unit, other_unit, clerk, chair, client_of):
    one = households.file(people.member(unit), clerk, opened_on=D(2015, 3, 1))
    two = households.file(people.member(other_unit), clerk, opened_on=D(2016, 2, 29))
    three = households.file(people.member(unit), clerk, opened_on=D(2016, 6, 1))
    file_checks.set_category(two, "relative", D(2016, 9, 1), by=clerk, basis="x")
    file_checks.check_file(one, D(2016, 12, 1), "keep", by=clerk)
    files.exit_file(three, D(2016, 12, 31), "left", by=clerk)
    void = households.file(people.member(unit), clerk, opened_on=D(2016, 1, 1))
    files.void_file(void, by=clerk, reason="登错")
    browser, day = client_of(clerk), "2017-02-28"
    first, second, third = one.number, two.number, three.number
    assert listed(browser, on=day) == [second, first]
    assert listed(browser, on="2016-12-30") == [third, second, first]
    assert listed(browser, on=day, state="exited") == [third]
    assert listed(browser, state="voided") == [void.number]
    assert listed(browser, state="kept", on="2026-12-30") == []
    assert listed(browser, state="kept", on="2026-12-31") == [third]
    assert listed(browser, on=day, state="all") == [void.number, third, second, first]
    assert listed(browser, on=day, category="relative") == [second]
    assert listed(browser, on="2016-08-31", category="relative") == []
    assert listed(browser, on=day, due="overdue") == [second]
    assert listed(browser, on="2017-02-27", due="overdue") == []
    assert listed(browser, on="2017-02-27", due="soon") == [second]
    assert listed(browser, on="2016-11-30", due="overdue") == [first]
    assert listed(browser, on=day, union=unit.pk) == [first]
    assert listed(browser, on=day, state="unreviewed") == [second, first]
    assert listed(browser, on=day, sort="opened") == [first, second]
    assert listed(client_of(chair), on=day) == [first]


def test_the_row_says_category_people_and_due_as_of_the_day(unit, chair, client_of):
    file = households.file(people.member(unit), chair, annual_income="12345.60")
    son = households.person(file, chair, since=D(2016, 5, 1))
    file_people.end_person(son, D(2016, 7, 1), by=chair, reason="分户")
    browser = client_of(chair)

    def cells(day):
        body = text(browser.get(url("file_list"), {"on": day}))
        return dict(re.findall('data-label="(.*?)"[^>]*>(.*?)</td>', body))

    assert [cells(day)["家庭人口"] for day in ("2016-04-30", "2016-05-01", "2016-07-01")] == [
        "1", "2", "1"
    ]  # fmt: skip
    row = cells("2017-03-01")
    assert (row["困难类别"], row["家庭年度总收入"]) == ("深度困难", "12,345.60")
    assert "复核到期" in row["下次复核"]
    assert "临近复核" in cells("2017-02-28")["下次复核"]
    assert cells("2017-01-31")["下次复核"] == "2017-03-01"
