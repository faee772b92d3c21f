"""Regulations: laid down, revised, repealed, in force on any day, read below, changed at home."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Docx

from accounts.models import JournalEntry
from core.periods import today
from governance import regulation_paper
from governance.models import Regulation, RegulationVersion
from governance.services import regulations
from tests.factories import people, rows
from tests.factories import records as make

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def regulation(unit, chair):
    return make.regulation(unit, chair, "考勤制度")


def url(name, *args):
    return reverse(f"governance:{name}", args=args)


def text(response):
    return response.content.decode()


def listed(browser, **params):
    page = browser.get(url("regulation_list"), params)
    return [row["title"] for row in page.context["rows"]]


def texts_on(regulation, day):
    return list(regulation.versions.on(day).values_list("text", flat=True))


# --- versions ---------------------------------------------------------------------------------
def test_a_new_text_ends_the_one_before_where_it_begins(regulation, chair):
    second = make.version(text="新文本", since=D(2016, 3, 1))
    regulations.revise(regulation, second, by=chair)
    first = regulation.versions.get(number=1)
    assert (first.until, second.number, second.until) == (D(2016, 3, 1), 2, None)
    assert texts_on(regulation, D(2013, 12, 31)) == []
    assert texts_on(regulation, D(2016, 2, 29)) == [make.TEXT]
    assert texts_on(regulation, D(2016, 3, 1)) == ["新文本"]
    entry = JournalEntry.objects.latest("seq")
    assert (entry.summary, entry.target_type) == ("修订制度", "governance.regulation")


def test_a_text_of_the_same_day_takes_the_place_of_one_entered_wrong(regulation, chair):
    regulations.revise(regulation, make.version(text="改正"), by=chair)
    wrong = regulation.versions.get(number=1)
    assert wrong.voided_at
    assert texts_on(regulation, D(2014, 1, 1)) == ["改正"]


def test_a_repealed_text_ends_and_stays_to_be_read(regulation, chair):
    regulations.repeal(regulation, D(2017, 1, 1), by=chair, reason="已有新规定")
    assert texts_on(regulation, D(2016, 12, 31)) == [make.TEXT]
    assert texts_on(regulation, D(2017, 1, 1)) == []
    with pytest.raises(ValidationError, match="没有现行版本"):
        regulations.repeal(regulation, D(2017, 1, 1), by=chair, reason="再废止")
    regulations.revise(regulation, make.version(text="恢复", since=D(2018, 1, 1)), by=chair)
    assert texts_on(regulation, D(2017, 6, 1)) == []
    assert texts_on(regulation, D(2018, 1, 1)) == ["恢复"]


def test_striking_out_the_newest_text_lets_the_one_before_go_on(regulation, chair):
    second = make.version(text="误登", since=D(2016, 3, 1))
    regulations.revise(regulation, second, by=chair)
    first = regulation.versions.get(number=1)
    with pytest.raises(ValidationError, match="只能作废最新的版本"):
        regulations.void_version(first, by=chair, reason="误登")
    regulations.void_version(second, by=chair, reason="误登")
    assert texts_on(regulation, D(2026, 1, 1)) == [make.TEXT]
    regulations.revise(regulation, make.version(text="再修订", since=D(2017, 1, 1)), by=chair)
    assert regulation.versions.get(text="再修订").number == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"since": D(2013, 12, 31)}, "since"),
        ({"since": D(2015, 1, 1), "adopted_on": D(2015, 1, 2)}, "adopted_on"),
        ({"since": D(2015, 1, 1), "text": "  "}, "text"),
        ({"since": D(2015, 1, 1), "text": "字" * 20_001}, "text"),
    ],
)
def test_a_version_that_does_not_fit_is_refused_and_nothing_changes(
    fields, field, regulation, chair
):
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refused:
        regulations.revise(regulation, make.version(**fields), by=chair)
    assert list(refused.value.message_dict) == [field]
    assert rows.fingerprint() == before


@pytest.mark.parametrize(("day", "reason"), [(D(2014, 1, 1), "x"), (D(2015, 1, 1), " ")])
def test_a_repeal_takes_a_later_day_and_a_reason(day, reason, regulation, chair):
    before = rows.fingerprint()
    with pytest.raises(ValidationError):
        regulations.repeal(regulation, day, by=chair, reason=reason)
    assert rows.fingerprint() == before


def test_a_title_stands_once_in_a_union(regulation, unit, other_unit, chair, other_chair):
    with pytest.raises(ValidationError, match="已有同名制度"):
        make.regulation(unit, chair, "考勤制度")
    other = make.regulation(other_unit, other_chair, "考勤制度")
    regulations.rename(other, "出勤制度", by=other_chair, reason="写错了")
    assert Regulation.objects.get(pk=other.pk).title == "出勤制度"


# --- rights -----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "other_chair"])
def test_only_those_who_govern_the_unit_change_it(who, request, regulation, unit):
    user = request.getfixturevalue(who)
    version = regulation.versions.get()
    before = rows.fingerprint()
    for deed in (
        lambda: make.regulation(unit, user, "另一制度"),
        lambda: regulations.revise(regulation, make.version(since=D(2016, 1, 1)), by=user),
        lambda: regulations.repeal(regulation, D(2016, 1, 1), by=user, reason="x"),
        lambda: regulations.rename(regulation, "改名", by=user, reason="x"),
        lambda: regulations.void_version(version, by=user, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert rows.fingerprint() == before


def test_a_federations_regulation_is_read_below_and_changed_above_only(
    federation, regulation, clerk, chair, other_chair, client_of
):
    above = make.regulation(federation, clerk, "帮扶制度")
    assert listed(client_of(chair)) == ["帮扶制度", "考勤制度"]
    assert listed(client_of(other_chair)) == ["帮扶制度"]
    assert listed(client_of(clerk)) == ["帮扶制度", "考勤制度"]
    browser = client_of(other_chair)
    page = browser.get(url("regulation_detail", above.pk))
    assert page.status_code == 200
    assert "登记新版本" not in text(page)
    for name in ("regulation_edit", "regulation_revise", "regulation_repeal"):
        assert browser.get(url(name, above.pk)).status_code == 403, name
        assert browser.get(url(name, regulation.pk)).status_code == 404, name
    version = above.versions.get()
    assert browser.get(url("version_print", version.pk)).status_code == 200
    assert browser.post(url("version_word", version.pk)).status_code == 200
    assert browser.get(url("version_void", version.pk)).status_code == 403
    assert browser.get(url("regulation_detail", regulation.pk)).status_code == 404
    assert browser.get(url("version_print", regulation.versions.get().pk)).status_code == 404


def test_the_administrator_reads_none(federation, regulation, clerk, administrator):
    make.regulation(federation, clerk, "帮扶制度")
    assert not Regulation.objects.visible_to(administrator).exists()
    assert not RegulationVersion.objects.visible_to(administrator).exists()


def test_a_seat_in_two_unions_sees_both_and_what_stands_above(federation, unit, other_unit, chair):
    both = people.sign_in("both", "两会主席", unit, "chair")
    people.Seat.objects.create(user=both, union=other_unit, role="chair", since=people.FOUNDED)
    assert both.seats.count() == 2
    registrar = people._registrar(unit)
    for union in (federation, unit, other_unit):
        make.regulation(union, registrar)
    assert Regulation.objects.visible_to(both).count() == 3
    assert Regulation.objects.visible_to(chair).count() == 2


# --- pages ------------------------------------------------------------------------------------
def test_the_list_by_state_as_of_any_day(unit, chair, client_of):
    kept = make.regulation(unit, chair, "甲", since=D(2014, 1, 1))
    ended = make.regulation(unit, chair, "乙", since=D(2014, 1, 1))
    regulations.repeal(ended, D(2016, 1, 1), by=chair, reason="过时")
    make.regulation(unit, chair, "丙", since=D(2018, 1, 1))
    regulations.revise(kept, make.version(since=D(2017, 1, 1)), by=chair)
    browser = client_of(chair)
    assert listed(browser, on="2013-12-31") == []
    assert listed(browser, on="2015-12-31") == ["乙", "甲"]
    assert listed(browser, on="2016-01-01") == ["甲"]
    assert listed(browser, on="2016-01-01", state="repealed") == ["乙"]
    assert listed(browser, on="2015-12-31", state="repealed") == []
    assert listed(browser, on="2016-01-01", state="future") == ["丙"]
    assert listed(browser, on="2016-01-01", state="all") == ["丙", "乙", "甲"]
    assert listed(browser, on="2019-01-01") == ["丙", "甲"]
    assert listed(browser, on="2019-01-01", title="丙") == ["丙"]
    body = text(browser.get(url("regulation_list"), {"on": "2016-12-31"}))
    assert "第1版" in body
    assert "现行，至 2017-01-01 止" in body


def test_the_page_shows_todays_text_and_any_other_on_demand(regulation, chair, client_of):
    regulations.revise(
        regulation, make.version(text="一、新的规定\n按时到岗。", since=D(2016, 3, 1)), by=chair
    )
    browser, page = client_of(chair), url("regulation_detail", regulation.pk)
    body = text(browser.get(page))
    assert "<h3>一、新的规定</h3>" in body
    assert "第一条" not in body
    first = regulation.versions.get(number=1)
    body = text(browser.get(page, {"version": first.pk}))
    assert "第一条" in body
    assert "自2016年3月1日起停止施行" in body
    for odd in ("x", "0", "9" * 30, str(first.pk + 1000)):
        assert "<h3>一、新的规定</h3>" in text(browser.get(page, {"version": odd}))


def test_a_version_of_another_regulation_is_not_shown_under_this_one(
    regulation, other_unit, other_chair, chair, client_of
):
    foreign = make.regulation(other_unit, other_chair, "乙会制度", text="乙会的秘密")
    page = client_of(chair).get(
        url("regulation_detail", regulation.pk), {"version": foreign.versions.get().pk}
    )
    assert "乙会的秘密" not in text(page)


def test_the_forms_lay_down_revise_and_repeal(unit, chair, client_of):
    browser = client_of(chair)
    told = {"union": unit.pk, "title": "会议制度", "text": "一、每月开会。", "since": "2014.1.1"}
    page = browser.post(url("regulation_new"), {**told, "adopted_on": "2014年2月30日"})
    assert "不存在" in text(page)
    assert "每月开会" in text(page)  # what was typed is kept
    assert browser.post(url("regulation_new"), told).status_code == 302
    row = Regulation.objects.get()
    assert "每月开会" in text(browser.get(url("regulation_revise", row.pk)))
    told = {"text": "一、每季度开会。", "since": "2016-01-01"}
    assert browser.post(url("regulation_revise", row.pk), told).status_code == 302
    told = {"day": "2017-01-01", "reason": "合并到新制度"}
    assert browser.post(url("regulation_repeal", row.pk), told).status_code == 302
    assert "合并到新制度" in text(browser.get(url("regulation_detail", row.pk)))
    assert row.versions.get(number=2).until == D(2017, 1, 1)


def test_a_chair_does_not_lay_down_for_another_union(federation, other_unit, chair, client_of):
    for union in (federation, other_unit):
        told = {"union": union.pk, "title": "x", "text": "x", "since": "2014-01-01"}
        page = client_of(chair).post(url("regulation_new"), told)
        assert page.status_code == 200
        assert page.context["form"].errors["union"]
    assert not Regulation.objects.exists()


def test_scripts_in_a_text_are_letters(unit, chair, client_of):
    row = make.regulation(unit, chair, "<b>制度</b>", text="一、<script>alert(1)</script>")
    for page in (url("regulation_detail", row.pk), url("regulation_list"),
                 url("version_print", row.versions.get().pk)):  # fmt: skip
        body = text(client_of(chair).get(page))
        assert "<script>alert" not in body
        assert "<b>制度" not in body


def test_the_word_paper_holds_title_days_text_and_issuer(unit, chair, client_of):
    row = make.regulation(
        unit, chair, adopted_on=D(2013, 12, 20), paper="甲工〔2013〕5号",
        text="第一章　总则\n第一条　按时到岗。\n（一）人员\n（二）迟到的，扣发当日奖金。",
    )  # fmt: skip
    version = row.versions.get()
    answer = client_of(chair).post(url("version_word", version.pk))
    paragraphs = [p.text for p in Docx(io.BytesIO(answer.getvalue())).paragraphs if p.text]
    assert paragraphs == [
        "甲工〔2013〕5号", "会议制度", "（2013年12月20日通过，自2014年1月1日起施行）",
        "第一章　总则", "第一条　按时到岗。", "（一）人员", "（二）迟到的，扣发当日奖金。",
        unit.name, "2013年12月20日",
    ]  # fmt: skip
    assert [level for level, _ in regulation_paper.lines(version)] == [1, 0, 2, 0]
    entry = JournalEntry.objects.latest("seq")
    assert (entry.kind, entry.union_id) == ("export", unit.pk)


def test_a_version_to_come_says_so(unit, chair, client_of):
    row = make.regulation(unit, chair, since=today() + datetime.timedelta(30))
    assert "起施行" in text(client_of(chair).get(url("regulation_detail", row.pk)))


def test_the_list_and_the_page_cost_the_same_with_more_rows(
    unit, other_unit, chair, other_chair, client_of
):
    make.regulation(other_unit, other_chair, "乙会制度")
    browser = client_of(chair)
    row = make.regulation(unit, chair, "制度0")
    for number in (1, 3):
        while Regulation.objects.filter(union=unit).count() < number:
            make.regulation(unit, chair, f"制度{Regulation.objects.count()}")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(url("regulation_list"))
        assert (len(page.context["rows"]), len(asked)) == (number, 6)
    for number in (1, 3):
        while row.versions.count() < number:
            since = D(2015 + row.versions.count(), 1, 1)
            regulations.revise(row, make.version(since=since), by=chair)
        with CaptureQueriesContext(connection) as asked:
            browser.get(url("regulation_detail", row.pk))
        assert len(asked) == 6
