"""The public page of a notice: open from the first day to the last, and gone afterwards."""

import contextlib
import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assistance import notice_page
from assistance.models import NoticeEntry
from assistance.services import notices
from assistance.workflow import APPLICATION
from tests.factories import aid, people

pytestmark = pytest.mark.django_db
D = datetime.date


def at(year, month, day):
    return time_machine.travel(datetime.datetime(year, month, day, 4, tzinfo=datetime.UTC))


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, by=clerk)


@pytest.fixture
def row(unit, chair, clerk, fund):
    """A reviewed application of two people."""
    members = people.member(unit, "王桂英"), people.member(unit, "沈建国")
    return aid.reviewed(unit, chair, clerk, fund, *members, amount="1200")


@pytest.fixture
def notice(row, clerk):
    return aid.published(clerk, row)


def text(response):
    return response.content.decode()


def public(notice):
    return reverse("notice_public", args=[notice.token])


def test_the_public_page_stands_from_the_first_day_to_the_last(unit, chair, clerk, fund):
    with at(2016, 9, 6):
        row = aid.reviewed(unit, chair, clerk, fund, people.member(unit, "王桂英"))
        notice = aid.published(clerk, row, starts_on=D(2016, 9, 8))
    url, seen = public(notice), {}
    # 16:00 UTC is midnight in China.
    for moment in ("2016-09-07 15:59", "2016-09-07 16:00", "2016-09-14 15:59", "2016-09-14 16:00"):
        with time_machine.travel(datetime.datetime.fromisoformat(f"{moment}+00:00")):
            answer = Client().get(url)
            seen[moment] = answer.status_code, "王桂英" in text(answer)
    assert list(seen.values()) == [(404, False), (200, True), (200, True), (410, False)]


def test_the_public_page_shows_what_it_must_and_no_more(notice, row, client_of, clerk):
    page = Client().get(public(notice))
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert page.headers["Cache-Control"] == "no-store"
    body = text(page)
    for words in ("王桂英", "淳安甲纺织有限公司", "停产补助", "1,200.00", "0571-00000000",
                  "共7天", "临岐镇总工会"):  # fmt: skip
        assert words in body
    assert row.number not in body
    assert text(client_of(clerk).get(public(notice))) == body


def test_an_unknown_address_is_not_found(notice):
    assert Client().get("/notices/nothing/").status_code == 404
    assert Client().get(public(notice)[:-3] + "/").status_code == 404


@pytest.mark.parametrize("how", ["withdrawn", "returned", "over"])
def test_the_page_that_is_gone_names_nobody(how, notice, row, clerk):
    if how == "withdrawn":
        notices.withdraw(notice, by=clerk, reason="金额有误")
    if how == "returned":
        APPLICATION.move(row, "return", by=clerk, reason="更正")
    with aid.after(notice) if how == "over" else contextlib.nullcontext():
        page = Client().get(public(notice))
    assert page.status_code == 410
    assert "公示已结束" in text(page)
    assert not re.search("王桂英|沈建国|停产|1,200", text(page))
    assert NoticeEntry.objects.filter(notice=notice).count() == 2


def test_whose_application_went_back_is_shown_no_more(row, unit, chair, clerk, fund):
    other = aid.reviewed(unit, chair, clerk, fund, people.member(unit, "何秀兰"))
    notice = aid.published(clerk, row, other)
    APPLICATION.move(row, "return", by=clerk, reason="更正")
    page = text(Client().get(public(notice)))
    assert "何秀兰" in page
    assert "王桂英" not in page
    # Its serial number stays what it was.
    assert re.search(r'<td class="num">3</td>\s*<td>何秀兰', page)


def test_the_public_page_is_open_without_a_seat_and_before_the_first_password(
    notice, federation, clerk, client_of
):
    left = people.sign_in("left", "离任", federation, "leader")
    left.seats.all().delete()
    new = people.sign_in("fresh", "新人", federation, "leader")
    new.must_change_password = True
    new.save()
    for user in (left, new):
        assert client_of(user).get("/assistance/notices/").status_code in (302, 403)
        assert client_of(user).get(public(notice)).status_code == 200


def test_a_long_notice_is_read_in_pages(unit, chair, clerk, fund, monkeypatch,
                                        django_assert_num_queries):  # fmt: skip
    monkeypatch.setattr(notice_page, "ROWS", 2)
    members = [people.member(unit, f"王{'甲乙丙丁戊'[n]}") for n in range(5)]
    notice = aid.published(clerk, aid.reviewed(unit, chair, clerk, fund, *members))

    def names(query):
        with django_assert_num_queries(4):
            return re.findall("<td>(王.)<", text(Client().get(public(notice) + query)))

    assert names("") == names("?page=1") == names("?page=x") == names("?page=0") == ["王甲", "王乙"]
    assert names("?page=2") == ["王丙", "王丁"]
    assert names("?page=3") == names("?page=99999999") == ["王戊"]


def test_the_public_page_writes_nothing_and_takes_no_post(notice, writes_refused):
    with writes_refused():
        assert Client().get(public(notice)).status_code == 200
        assert Client().head(public(notice)).status_code == 200
    assert Client().post(public(notice)).status_code == 405
