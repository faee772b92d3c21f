"""Pages of public notices: publishing, objections, the public page and its end."""

import datetime
import io
import re
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.models import Notice, Objection
from assistance.services import notices, payments
from assistance.workflow import APPLICATION, OBJECTION
from core.periods import today
from tests.factories import aid, people
from unions.models import CalendarDay

pytestmark = pytest.mark.django_db
D = datetime.date
NEW = "/assistance/notices/new/"


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


def sheet(row, **fields):
    """What the form of a new notice posts."""
    return {
        "applications": [row.pk], "title": "关于停产补助拟补助对象的公示", "basis": "经审核，现予公示。",
        "starts_on": today().isoformat(), "days": "7", "phone": "0571-64000000",
        "address": "临岐镇政府", **fields,
    }  # fmt: skip


def of_programme(row):
    return f"{NEW}?programme={row.programme_id}"


# --- publishing -------------------------------------------------------------------------------


def test_the_form_is_filled_in_and_the_application_asked_for_comes_first(
    row, unit, chair, clerk, fund, client_of
):
    first = aid.reviewed(unit, chair, clerk, fund, people.member(unit))
    shown = client_of(clerk).get(f"{NEW}?application={row.pk}").context["form"]
    assert [(r["id"], r["checked"]) for r in shown.rows] == [(row.pk, True), (first.pk, False)]
    assert shown.rows[0]["people"] == 2
    assert shown.rows[0]["total"] == Decimal(2400)
    assert shown["title"].value() == f"关于{today().year}年停产补助拟补助对象的公示"
    assert "现予公示" in shown["basis"].value()
    assert shown["days"].value() == 7


def test_without_a_programme_one_is_chosen(row, clerk, client_of):
    page = text(client_of(clerk).get(NEW))
    assert f'<a href="?programme={row.programme_id}">停产补助</a>　待公示申请 1 份' in page


def test_publishing_puts_the_applications_on_notice(row, clerk, client_of):
    answer = client_of(clerk).post(of_programme(row), sheet(row))
    notice = Notice.objects.get()
    assert answer.headers["Location"] == reverse("assistance:notice_detail", args=[notice.pk])
    row.refresh_from_db()
    assert (row.status, row.notice) == ("on_notice", notice)
    assert notice.ends_on == today() + datetime.timedelta(6)
    assert list(notice.entries.values_list("position", "shown_name", "amount")) == [
        (1, "王桂英", Decimal("1200.00")), (2, "沈建国", Decimal("1200.00")),
    ]  # fmt: skip
    assert client_of(clerk).get(answer.headers["Location"]).status_code == 200


def test_the_next_notice_remembers_where_to_turn_to(row, unit, chair, clerk, fund, client_of):
    client_of(clerk).post(of_programme(row), sheet(row, mailbox="gh@linqi.example"))
    again = aid.reviewed(unit, chair, clerk, fund, people.member(unit))
    form = client_of(clerk).get(of_programme(again)).context["form"]
    assert [form[name].value() for name in ("phone", "mailbox", "address")] == [
        "0571-64000000", "gh@linqi.example", "临岐镇政府",
    ]  # fmt: skip


def test_a_trial_tells_the_last_day_and_publishes_nothing(row, clerk, client_of):
    data = sheet(row, title="", days="5", working="on", **{"try": "1"})
    with at(2016, 9, 29):
        data["starts_on"] = "2016-9-30"
        page = client_of(clerk).post(of_programme(row), data)
    assert page.context["said"] == [
        "公示期自2016年9月30日至2016年10月11日，共5天（工作日）；2016年10月12日起，"
        "没有待核实的异议即可批准。",
        "放假不计：10月3日、10月4日、10月5日、10月6日、10月7日。",
        "调休上班计入：10月8日、10月9日。",
    ]
    assert not page.context["form"].errors
    assert 'value="2016-9-30"' in text(page)
    assert not Notice.objects.exists()


def test_a_year_without_its_calendar_is_an_error_in_words(row, clerk, client_of):
    CalendarDay.objects.filter(day__year=2016).delete()
    with at(2016, 9, 29):
        for extra in ({"try": "1"}, {}):
            data = sheet(row, days="5", working="on", **extra)
            page = client_of(clerk).post(of_programme(row), data)
            assert "2016年的放假和调休安排尚未登记" in text(page)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"days": "3"}, "短于规定的 7 天"),
        ({"days": "0"}, "不能小于 1"),
        ({"days": "999999999999999999999"}, "不能大于 60"),
        ({"starts_on": "2000-01-01"}, "不能早于今天"),
        ({"starts_on": "2099-12-31"}, "不能晚于一年之后"),
        ({"starts_on": "九月"}, "不是日期"),
        ({"applications": []}, "请至少选择一份"),
        ({"applications": ["987654321"]}, "已不在“已审核”状态"),
        ({"applications": ["x' OR 1=1"]}, "已不在“已审核”状态"),
        ({"phone": ""}, "请填写此项"),
        ({"basis": "联系人身份证 99010119800506 1233"}, "公示不得含个人号码"),
        ({"title": "关于１３８００００００００的公示"}, "公示不得含个人号码"),
    ],
)
def test_an_error_keeps_what_was_typed(change, words, row, clerk, client_of):
    page = client_of(clerk).post(
        of_programme(row), sheet(row, **{"address": "王家路１号", **change})
    )
    assert page.status_code == 200
    assert words in text(page)
    assert "王家路１号" in text(page)
    assert not Notice.objects.exists()
    row.refresh_from_db()
    assert row.status == "reviewed"


def test_published_twice_it_stands_once(row, clerk, client_of):
    browser = client_of(clerk)
    browser.post(of_programme(row), sheet(row))
    assert "没有“已审核”、待公示的申请" in text(browser.post(of_programme(row), sheet(row)))
    assert Notice.objects.count() == 1


def test_another_units_application_is_no_candidate(federation, chair, row, client_of):
    """Nor is one whose review is not hers: a chair has no such page at all."""
    assert client_of(chair).get(of_programme(row)).status_code == 403
    town = people.unit(federation, "左口乡总工会", kind="township_federation")
    stranger = people.sign_in("stranger", "他会经办", town, "clerk")
    assert client_of(stranger).get(f"{NEW}?application={row.pk}").status_code == 404
    page = client_of(stranger).post(of_programme(row), sheet(row))
    assert "没有“已审核”" in text(page)
    assert not Notice.objects.exists()


def test_a_programme_that_asks_for_no_notice_may_have_one(unit, chair, clerk, fund, client_of):
    programme = aid.programme("condolence_visit")
    row = aid.reviewed(unit, chair, clerk, fund, people.member(unit), programme=programme)
    browser = client_of(clerk)
    assert browser.get(of_programme(row)).context["form"]["days"].value() == 7
    assert browser.post(of_programme(row), sheet(row, days="2")).status_code == 302


def test_a_notice_with_nobody_on_it_is_refused(row, clerk, client_of):
    for line in row.lines.all():
        payments.drop(line, by=clerk, reason="不再申请")
    assert "没有可公示的受助人" in text(client_of(clerk).post(of_programme(row), sheet(row)))


# --- list and detail ----------------------------------------------------------------------------


def add_notice(unit, n, chair, clerk, fund):
    row = aid.reviewed(unit, chair, clerk, fund, people.member(unit, f"王{n}"))
    return aid.published(clerk, row)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_queries_for_one_row_and_three(
    number, unit, chair, clerk, fund, client_of, django_assert_num_queries
):
    for n in range(number):
        add_notice(unit, n, chair, clerk, fund)
    browser = client_of(clerk)
    with django_assert_num_queries(6):
        assert browser.get("/assistance/notices/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_detail_asks_the_same_queries_for_one_row_and_three(
    number, unit, chair, clerk, fund, client_of, django_assert_num_queries
):
    members = [people.member(unit, f"王{'甲乙丙'[n]}") for n in range(number)]
    notice = aid.published(clerk, aid.reviewed(unit, chair, clerk, fund, *members))
    for entry in notice.entries.all():
        raise_objection(notice, clerk, entry=entry)
    browser = client_of(clerk)
    with django_assert_num_queries(12):
        assert browser.get(f"/assistance/notices/{notice.pk}/").status_code == 200


def raise_objection(notice, by, **fields):
    fields = {"received_on": today(), "content": "家中有车", **fields}
    return notices.object_to(Objection(notice=notice, **fields), by=by)


def test_each_state_is_found_by_its_filter(unit, chair, clerk, leader, fund, client_of):
    made = {name: add_notice(unit, n, chair, clerk, fund) for n, name in enumerate(
        ["running", "objection", "withdrawn", "back"])}  # fmt: skip
    coming = aid.reviewed(unit, chair, clerk, fund, people.member(unit))
    made["coming"] = aid.published(clerk, coming, starts_on=today() + datetime.timedelta(20))
    raise_objection(made["objection"], clerk)
    notices.withdraw(made["withdrawn"], by=clerk, reason="金额有误")
    APPLICATION.move(made["back"].applications.get(), "return", by=clerk, reason="更正")

    def found(state):
        page = text(client_of(clerk).get(f"/assistance/notices/?state={state}"))
        return {int(pk) for pk in re.findall(r'href="/assistance/notices/([0-9]+)/"', page)}

    assert found("running") == {made["running"].pk}
    assert found("objection") == {made["objection"].pk}
    assert found("coming") == {made["coming"].pk}
    assert found("withdrawn") == {made["withdrawn"].pk, made["back"].pk}
    assert found("over") == set()
    with aid.after(made["running"]):
        assert found("over") == {made["running"].pk}
    page = text(client_of(clerk).get("/assistance/notices/"))
    assert all(word in page for word in ("公示中", "有异议", "未开始", "已撤下", "申请已退回"))


def test_the_detail_says_what_approval_waits_for(notice, clerk, client_of):
    browser, url = client_of(clerk), f"/assistance/notices/{notice.pk}/"
    page = text(browser.get(url))
    assert f"公示至 {notice.ends_on} 止，次日起可以批准。" in page
    assert f"http://testserver{public(notice)}" in page
    entry = notice.entries.get(position=2)
    raised = raise_objection(notice, clerk, entry=entry)
    assert "有 1 件异议待核实" in text(browser.get(url))
    OBJECTION.move(raised, "uphold", by=clerk, reason="属实")
    assert "对第 2 号受助人的异议成立，请退回申请" in text(browser.get(url))
    payments.drop(entry.line, by=clerk, reason="异议成立")
    with aid.after(notice):
        page = text(client_of(clerk).get(url))
    assert "公示已满期，没有妨碍批准的异议。" in page
    assert "不再公示" in page


def test_an_objection_is_registered_examined_and_answered(notice, clerk, leader, client_of):
    browser = client_of(clerk)
    url = f"/assistance/notices/{notice.pk}/object/"
    assert 'value="2"' in text(browser.get(f"{url}?position=2"))
    data = {
        "position": "9",
        "received_on": today().isoformat(),
        "source": "来信",
        "content": "有房",
    }
    page = browser.post(url, data)
    assert "公示名单中没有这个序号" in text(page)
    assert "有房" in text(page)
    assert browser.post(url, {**data, "position": "2"}).status_code == 302
    raised = Objection.objects.get()
    assert raised.entry.shown_name == "沈建国"
    page = f"/assistance/notices/objections/{raised.pk}/"
    assert "有房" in text(browser.get(page))
    assert "请填写此项" in text(browser.post(page, {"move": "dismiss", "reason": " "}))
    assert browser.post(page, {"move": "dismiss", "reason": "房屋系租住"}).status_code == 302
    raised.refresh_from_db()
    assert (raised.status, raised.finding, raised.answered_on) == (
        "dismissed",
        "房屋系租住",
        today(),
    )
    again = text(browser.post(page, {"move": "uphold", "reason": "改变"}))
    assert "当前状态下不能“异议成立”" in again
    assert "房屋系租住" in again


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_readers_see_an_objection_and_decide_nothing(who, notice, clerk, request, client_of):
    raised = raise_objection(notice, clerk)
    browser = client_of(request.getfixturevalue(who))
    page = f"/assistance/notices/objections/{raised.pk}/"
    assert 'name="move"' not in text(browser.get(page))
    assert "没有“异议不成立”的权限" in text(browser.post(page, {"move": "dismiss", "reason": "x"}))
    raised.refresh_from_db()
    assert raised.status == "open"


def test_what_was_said_and_found_is_sealed_everywhere(notice, clerk):
    raised = raise_objection(notice, clerk, content="邻居张某称其患重病")
    OBJECTION.move(raised, "dismiss", by=clerk, reason="张某所述不实")
    told = [e.summary + e.detail for e in JournalEntry.objects.all()]
    told += [h.history_change_reason or "" for h in Objection.history.all()]
    assert "张某" not in "".join(told)


def test_withdrawing_needs_a_reason_and_happens_once(notice, clerk, client_of):
    browser, url = client_of(clerk), f"/assistance/notices/{notice.pk}/withdraw/"
    assert "请填写此项" in text(browser.post(url, {"reason": ""}))
    assert browser.post(url, {"reason": "金额有误"}).status_code == 302
    assert "公示已经撤下" in text(browser.post(url, {"reason": "再撤"}))
    notice.refresh_from_db()
    assert notice.withdrawn_reason == "金额有误"


def test_a_notice_that_has_served_is_not_withdrawn(notice, row, clerk, leader, client_of):
    with aid.after(notice):
        APPLICATION.move(row, "approve", by=leader)
        page = client_of(clerk).post(
            f"/assistance/notices/{notice.pk}/withdraw/", {"reason": "改主意"}
        )
    assert "都已批准或退回" in text(page)


# --- paper and sheet ------------------------------------------------------------------------------


def test_the_printed_sheet_has_the_customary_parts(notice, clerk, client_of):
    page = text(client_of(clerk).get(f"/assistance/notices/{notice.pk}/print/"))
    first, last = notices.cn_day(notice.starts_on), notices.cn_day(notice.ends_on)
    for words in (
        "关于拟补助对象的公示", "经申请、评议、审核，现予公示。", "序号", "姓名", "单位", "类别", "拟补助金额",
        f"公示期自{first}至{last}，共7天。", "监督电话：0571-00000000", "地址：临岐镇政府",
        "临岐镇总工会（盖章）", "王桂英",
    ):  # fmt: skip
        assert words in page
    assert "打印人" not in page


def test_the_export_is_the_list_of_the_page(notice, clerk, client_of):
    answer = client_of(clerk).post(f"/assistance/notices/{notice.pk}/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows[2] == ["序号", "姓名", "单位", "类别", "拟补助金额（元）", "申请", "状态"]
    assert rows[3][:5] == [1, "王桂英", "淳安甲纺织有限公司", "停产补助", 1200]
    assert JournalEntry.objects.order_by("-seq").first().kind == "export"
