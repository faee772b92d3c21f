"""Activities: entered with exact sums, totalled, changed by one person at a time, struck out."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from core.history import version_of
from core.periods import today
from governance.models import Activity
from governance.services import records
from tests.factories import records as make
from tests.factories import rows

pytestmark = pytest.mark.django_db
D = datetime.date


def url(name, *args):
    return reverse(f"governance:activity_{name}", args=args)


def text(response):
    return response.content.decode()


def shown(browser, **params):
    page = browser.get(url("list"), params)
    return [(row["title"], row["participants"], row["cost"]) for row in page.context["rows"]]


def typed(**changes):
    return {
        "kind": "culture", "title": "运动会", "day": "2015年5月1日", "participants": "30",
        "cost": "1200.50", **changes,
    }  # fmt: skip


def test_an_activity_is_entered_over_the_page(unit, chair, client_of):
    answer = client_of(chair).post(url("new"), typed(union=unit.pk, last_day="2015-05-02"))
    row = Activity.objects.get()
    assert answer["Location"] == url("detail", row.pk)
    assert (row.union, row.cost, row.day) == (unit, Decimal("1200.50"), D(2015, 5, 1))
    body = text(client_of(chair).get(url("detail", row.pk)))
    assert "1,200.50 元" in body
    assert "2015-05-01 至 2015-05-02" in body


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cost": "-1"}, "cost"),
        ({"cost": "1.005"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"cost": "一百"}, "cost"),
        ({"participants": "-1"}, "participants"),
        ({"day": "2999-01-01"}, "day"),
        ({"day": "2015-02-30"}, "day"),
        ({"last_day": "2015-04-30"}, None),
        ({"kind": "x"}, "kind"),
        ({"title": " "}, "title"),
    ],
)
def test_what_does_not_fit_is_said_beside_what_was_typed(changes, field, unit, chair, client_of):
    before = rows.fingerprint()
    page = client_of(chair).post(url("new"), typed(union=unit.pk, place="操场", **changes))
    assert page.status_code == 200
    errors = page.context["form"].errors
    assert (field or "__all__") in errors
    assert 'value="操场"' in text(page)
    assert rows.fingerprint() == before


def test_a_future_day_is_refused_by_the_service_too(unit, chair):
    with pytest.raises(ValidationError, match="不能晚于今天"):
        make.activity(unit, chair, day=today() + datetime.timedelta(1))
    assert make.activity(unit, chair, day=today()).pk


def test_a_chair_enters_for_her_own_union_only(federation, other_unit, chair, client_of):
    for union in (federation, other_unit):
        page = client_of(chair).post(url("new"), typed(union=union.pk))
        assert page.context["form"].errors["union"]
        with pytest.raises(PermissionDenied):
            make.activity(union, chair)
    assert not Activity.objects.exists()


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "other_chair"])
def test_only_those_who_govern_the_unit_change_it(who, request, unit, chair):
    user, row = request.getfixturevalue(who), make.activity(unit, chair)
    before = rows.fingerprint()
    for deed in (
        lambda: records.enter(
            Activity(union=unit, kind="culture", title="x", day=today()), by=user
        ),
        lambda: records.change(row, by=user, seen=version_of(row), reason="x"),
        lambda: records.void(row, by=user, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert rows.fingerprint() == before


def test_of_two_people_editing_the_second_is_told(unit, chair, clerk, client_of):
    row = make.activity(unit, chair)
    version = version_of(row)
    first = typed(title="改一", version=version, reason="补正")
    assert client_of(chair).post(url("edit", row.pk), first).status_code == 302
    second = client_of(clerk).post(url("edit", row.pk), {**first, "title": "改二"})
    assert second.status_code == 409
    assert "改二" in text(second)
    for odd in ("", "x", "99999999999999999999"):
        answer = client_of(clerk).post(url("edit", row.pk), {**first, "version": odd})
        assert answer.status_code == 409
    row.refresh_from_db()
    assert row.title == "改一"
    assert row.history.first().history_change_reason == "补正"


def test_a_change_takes_a_reason_and_moves_nothing_to_another_union(
    unit, other_unit, chair, client_of
):
    row = make.activity(unit, chair)
    told = typed(version=version_of(row), union=other_unit.pk)
    assert "reason" in client_of(chair).post(url("edit", row.pk), told).context["form"].errors
    client_of(chair).post(url("edit", row.pk), {**told, "reason": "补正"})
    row.refresh_from_db()
    assert row.union == unit


def test_a_struck_out_activity_is_read_but_counts_nowhere(unit, chair, client_of):
    row, browser = make.activity(unit, chair), client_of(chair)
    assert browser.post(url("void", row.pk), {"reason": " "}).status_code == 200
    assert browser.post(url("void", row.pk), {"reason": "重复登记"}).status_code == 302
    assert "已作废：重复登记" in text(browser.get(url("detail", row.pk)))
    assert shown(browser) == []
    row.refresh_from_db()
    for deed in (
        lambda: records.void(row, by=chair, reason="x"),
        lambda: records.change(row, by=chair, seen=version_of(row), reason="x"),
    ):
        with pytest.raises(ValidationError, match="已经作废"):
            deed()
    entry = JournalEntry.objects.latest("seq")
    assert (entry.summary, entry.target_id) == ("作废活动", str(row.pk))


def test_the_list_by_kind_year_and_union_ends_with_its_sum(
    unit, other_unit, chair, other_chair, clerk, client_of
):
    make.activity(unit, chair, "甲", cost="0.10", day=D(2014, 5, 1), participants=1)
    make.activity(unit, chair, "乙", cost="0.20", kind="training", participants=2)
    make.activity(other_unit, other_chair, "丙", cost="1000000.00", participants=4)
    one, two = ("甲", 1, Decimal("0.10")), ("乙", 2, Decimal("0.20"))
    three = ("丙", 4, Decimal("1000000.00"))
    assert shown(client_of(chair)) == [two, one, ("合计", 3, Decimal("0.30"))]
    browser = client_of(clerk)
    assert shown(browser)[-1] == ("合计", 7, Decimal("1000000.30"))
    assert shown(browser, year=2014) == [one, ("合计", 1, Decimal("0.10"))]
    assert shown(browser, kind="training") == [two, ("合计", 2, Decimal("0.20"))]
    assert shown(browser, union=other_unit.pk) == [three, ("合计", 4, Decimal("1000000.00"))]
    assert shown(browser, on="2014-12-31") == [one, ("合计", 1, Decimal("0.10"))]
    assert shown(browser, sort="oldest")[0] == one
    assert shown(client_of(chair), union=other_unit.pk) == shown(client_of(chair))
    assert "共 <b>3</b> 条" in text(browser.get(url("list")))


def test_the_sheet_has_the_rows_and_their_sum(unit, other_unit, chair, other_chair, client_of):
    make.activity(unit, chair, "甲")
    make.activity(other_unit, other_chair, "丙")
    body = client_of(chair).post(url("list")).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    cells = [[cell.value for cell in row] for row in sheet]
    assert next(row for row in cells if row[1] == "合计")[-2:] == [30, 1200.5]
    assert "丙" not in str(cells)
    paper = text(client_of(chair).get(url("list"), {"print": 1}))
    assert "合计" in paper


def test_pages_of_fifty_each_end_with_the_same_sum(unit, chair, client_of):
    for number in range(52):
        make.activity(unit, chair, f"第{number}次", cost="1.00", participants=1)
    browser = client_of(chair)
    page = browser.get(url("list"))
    assert len(page.context["rows"]) == 51
    rest = browser.get(page.context["next_url"])
    found = [row["title"] for row in rest.context["rows"]]
    assert found == ["第1次", "第0次", "合计"]
    assert rest.context["rows"][-1]["cost"] == Decimal("52.00")
    back = browser.get(rest.context["previous_url"])
    assert [r["title"] for r in back.context["rows"]] == [r["title"] for r in page.context["rows"]]


def test_a_foreign_activity_is_not_there(unit, chair, other_chair, client_of):
    row = make.activity(unit, chair)
    for name in ("detail", "edit", "void"):
        assert client_of(other_chair).get(url(name, row.pk)).status_code == 404


def test_list_and_page_cost_the_same_with_more_rows(
    unit, other_unit, chair, other_chair, client_of, settings, tmp_path
):
    settings.DOCUMENTS_DIR = tmp_path
    make.activity(other_unit, other_chair)
    browser, row = client_of(chair), make.activity(unit, chair)
    for number in (1, 3):
        while Activity.objects.filter(union=unit).count() < number:
            make.activity(unit, chair)
            make.attached(row, chair, bytes(f"%PDF-1.4 {Activity.objects.count()}", "ascii"))
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(url("list"))
        assert (len(page.context["rows"]), len(asked)) == (number + 1, 6)
        with CaptureQueriesContext(connection) as asked:
            browser.get(url("detail", row.pk))
        assert len(asked) == 5
