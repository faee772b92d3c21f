"""Pages of checks: scope, queries, the forms, papers, honour, panel, board and data entry."""

import io

import openpyxl
import pytest
from django.urls import reverse
from docx import Document

from core.periods import today
from governance import check_marks
from governance.models import Assessment, CheckItem, CheckList, Honour, SeatBand
from tests.factories import people, world
from tests.governance import checking


def address(name, row=None, *more):
    return reverse(f"governance:check_{name}", args=[row.pk, *more] if row else [])


def text(response):
    return response.content.decode()


def typed(row, points, **more):
    marks = row.marks.order_by("item__position")
    data = {f"points_{mark.pk}": points for mark in marks} | {"version": row.version}
    return data | {name.replace("first", f"{marks[0].pk}"): value for name, value in more.items()}


def test_a_chair_and_the_federation_play_a_check_by_page(unit, chair, clerk, client_of):
    mine, theirs = client_of(chair), client_of(clerk)
    start = mine.get(address("new"), {"union": unit.pk})
    assert start.context["form"]["union"].value() == unit.pk
    data = {
        "union": unit.pk, "checklist": checking.listed("six-have").pk, "year": today().year,
        "status": "checked", "submitted_on": "2020-01-01", "due_on": "2030-01-01",
    }  # fmt: skip
    made = mine.post(address("new"), data)
    row = Assessment.objects.get()
    assert (row.union, row.status, row.submitted_on, made.url) == (
        unit, "self", None, address("fill", row),
    )  # fmt: skip
    page = text(mine.get(address("fill", row)))
    assert "没有登记本会的现行制度" in page
    wrong = mine.post(address("fill", row), typed(row, "2", note_first="说明一"))
    assert "不能超过标准分 1。" in text(wrong)
    assert 'value="说明一"' in text(wrong)
    assert mine.post(address("fill", row), typed(row, "1", note_first="说明一")).status_code == 302
    row.refresh_from_db()
    assert row.marks.get(item__position=1).note == "说明一"
    stale = mine.post(address("fill", row), typed(row, "0") | {"version": "1"})
    assert stale.status_code == 409
    sent = {"version": row.version, "day": today().isoformat()}
    assert mine.post(address("move", row, "submit"), sent).status_code == 302
    assert "等待临岐镇总工会考核" in text(mine.get(address("detail", row)))
    assert mine.get(address("fill", row)).status_code == 302
    row.refresh_from_db()
    assert "与系统判定不一致" in text(theirs.get(address("mark", row)))
    assert theirs.post(address("mark", row), typed(row, "0.5")).status_code == 302
    row.refresh_from_db()
    assert row.marks.get(item__position=1).note == "说明一"
    sent = {"version": row.version, "day": today().isoformat(), "opinion": "同意<b>"}
    assert theirs.post(address("move", row, "confirm"), sent).status_code == 302
    page = text(mine.get(address("detail", row)))
    for words in ("同意&lt;b&gt;", "6 / 6", "3 / 6", "已考核"):
        assert words in page


def test_a_submission_by_page_that_lacks_a_line_is_refused_in_words(unit, chair, client_of):
    row = checking.begun(unit, chair)
    browser = client_of(chair)
    page = text(browser.get(address("detail", row)))
    assert "第 1、2、3、4、5 等 6 项还没有填写自检分" in page
    sent = {"version": row.version, "day": today().isoformat()}
    assert "还没有填写自检分" in text(browser.post(address("move", row, "submit"), sent))
    row.refresh_from_db()
    assert row.status == "self"


def test_her_own_check_has_no_button_for_her_who_submitted_it(unit, clerk, leader, client_of):
    row = checking.submitted(unit, clerk)
    page = text(client_of(clerk).get(address("detail", row)))
    assert "提交自查的人不能自己考核" in page
    assert "/mark/" not in page
    assert client_of(clerk).get(address("mark", row)).status_code == 403
    assert client_of(clerk).get(address("move", row, "confirm")).status_code == 403
    assert "/mark/" in text(client_of(leader).get(address("detail", row)))


def test_another_units_check_is_not_there(unit, chair, other_unit, other_chair, client_of):
    row = checking.begun(unit, chair)
    browser = client_of(other_chair)
    for name in ("detail", "fill", "print", "discard"):
        assert browser.get(address(name, row)).status_code == 404
    assert browser.post(address("word", row)).status_code == 404
    assert browser.get(address("new"), {"union": unit.pk}).status_code == 404
    data = {"union": unit.pk, "checklist": row.checklist_id, "year": today().year - 1}
    assert browser.post(address("new"), data).status_code == 200
    assert "甲纺织" not in text(browser.get(address("list")))
    assert Assessment.objects.count() == 1


# --- the register ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_asks_the_same_queries(
    number, federation, clerk, client_of, django_assert_num_queries, writes_refused
):
    for n in range(number):
        checking.filled(people.unit(federation, f"第{n}工会"), clerk)
    browser = client_of(clerk)
    with django_assert_num_queries(7), writes_refused():
        page = browser.get(address("list"))
    assert len(page.context["rows"]) == number


def test_filters_and_export(unit, other_unit, chair, other_chair, clerk, client_of):
    checking.submitted(unit, chair)
    back = checking.begun(other_unit, other_chair, "model-home", year=2016)
    back.opinion = "请补充"
    back.save()
    browser = client_of(clerk)

    def names(**asked):
        rows = browser.get(address("list"), asked).context["rows"]
        return [row["union__name"] for row in rows]

    assert names(state="submitted") == [unit.name]
    assert names(state="returned") == names(year=2016) == [other_unit.name]
    assert names(union=unit.pk) == names(checklist=checking.listed("six-have").pk) == [unit.name]
    answer = browser.post(address("list"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {"六有工会", "待考核", "退回修改", 6} <= set(cells)
    assert "规范化考核台账" in text(browser.get(address("list"), {"print": 1}))


@pytest.mark.parametrize(("code", "queries"), [("six-have", 11), ("model-home", 11)])
def test_a_checks_page_asks_no_query_for_a_line(
    code, queries, unit, clerk, client_of, django_assert_num_queries
):
    row = checking.begun(unit, clerk, code)
    browser = client_of(clerk)
    with django_assert_num_queries(queries):
        browser.get(address("detail", row))


def test_a_settled_checks_page_reads_no_facts(
    unit, chair, leader, clerk, client_of, django_assert_num_queries
):
    row = checking.confirmed(unit, chair, leader)
    browser = client_of(clerk)
    with django_assert_num_queries(5):
        browser.get(address("detail", row))


# --- papers and the honour -------------------------------------------------------------------


def test_the_paper_has_every_line_and_the_totals(unit, chair, leader, client_of):
    row = checking.confirmed(unit, chair, leader, "qualified-home")
    answer = client_of(chair).post(address("word", row))
    paper = Document(io.BytesIO(answer.getvalue()))
    cells = [[c.text for c in line.cells] for line in paper.tables[0].rows]
    assert len(cells) == 1 + 11 + 1
    assert cells[-1][1:3] == ["合计", "54"]
    words = "".join(p.text for p in paper.paragraphs)
    assert f"{today().year}年度合格职工之家（衢州）考核表" in words
    page = text(client_of(chair).get(address("print", row)))
    assert "组织健全：会员入会率 90% 以上" in page


def test_a_confirmed_home_becomes_an_honour_with_the_form_filled_in(
    unit, chair, leader, other_chair, client_of
):
    six = checking.confirmed(unit, chair, leader)
    row = checking.confirmed(unit, chair, leader, "model-home")
    browser = client_of(chair)
    assert "登记为荣誉" not in text(browser.get(address("detail", six)))
    assert "登记为荣誉" not in text(client_of(leader).get(address("detail", row)))
    assert "登记为荣誉" in text(browser.get(address("detail", row)))
    url = reverse("governance:honour_new") + f"?check={row.pk}"
    form = browser.get(url).context["form"]
    assert [form[name].value() for name in ("kind", "title", "year", "body")] == [
        "model_home", "模范职工之家", row.year, "临岐镇总工会",
    ]  # fmt: skip
    for other in (f"?check={six.pk}", "?check=987654321"):
        assert browser.get(reverse("governance:honour_new") + other).status_code == 404
    assert client_of(other_chair).get(url).status_code == 404
    data = {name: form[name].value() or "" for name in form.fields} | {"level": "township"}
    assert browser.post(url, data).status_code == 302
    assert Honour.objects.get().union == unit
    assert "查看荣誉" in text(browser.get(address("detail", row)))


# --- panel and data entry --------------------------------------------------------------------


def test_the_unions_page_shows_the_latest_of_each_list(unit, chair, leader, client_of):
    page = reverse("unions:union_detail", args=[unit.pk])
    assert f"{address('new')}?union={unit.pk}" in text(client_of(chair).get(page))
    checking.confirmed(unit, chair, leader, year=2016)
    checking.begun(unit, chair, year=2017)
    checking.begun(unit, chair, "model-home", year=2015)
    shown = text(client_of(leader).get(page))
    assert "2017 年六有工会" in shown
    assert "2015 年模范职工之家" in shown
    assert "2016 年六有工会" not in shown
    assert "开始自查" not in shown


def test_the_clerk_keeps_lists_and_bands_in_data_entry(
    federation, clerk, leader, client_of, monkeypatch
):
    browser = client_of(clerk)
    new = {"code": "county", "kind": "other", "name": "县级考核", "source": "县总工会通知"}
    assert browser.post(reverse("admin:governance_checklist_add"), new).status_code == 302
    checklist = CheckList.objects.get(code="county")
    line = {
        "checklist": checklist.pk, "position": 1, "text": "制度上墙", "points": "2.5",
        "computed": "regulations",
    }  # fmt: skip
    add = reverse("admin:governance_checkitem_add")
    assert "有现行制度" in text(browser.get(add))
    assert browser.post(add, {**line, "points": "0"}).status_code == 200
    assert browser.post(add, {**line, "computed": "nonsense"}).status_code == 200
    assert browser.post(add, line).status_code == 302
    assert CheckItem.objects.get(checklist=checklist).computed == "regulations"
    kept = CheckItem.objects.get(computed="aid")
    monkeypatch.delitem(check_marks._FUNCTIONS, "aid")
    change = reverse("admin:governance_checkitem_change", args=[kept.pk])
    assert "aid（尚不能自动判定）" in text(browser.get(change))
    assert client_of(leader).get(add).status_code == 403


def test_a_new_band_ends_the_one_before(federation, clerk, client_of):
    old = SeatBand.objects.get(body="committee", members_from=25)
    data = {
        "body": "committee", "members_from": 25, "members_until": 200, "seats_min": 5,
        "seats_max": 9, "odd": "on", "source": "县总工会文件", "since": today().isoformat(),
    }  # fmt: skip
    browser = client_of(clerk)
    assert browser.post(reverse("admin:governance_seatband_add"), data).status_code == 302
    old.refresh_from_db()
    assert old.until == today()
    change = reverse("admin:governance_seatband_change", args=[old.pk])
    assert world.plain(browser.get(change))
    assert SeatBand.objects.on(today()).get(body="committee", members_from=25).seats_min == 5
