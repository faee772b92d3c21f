"""Pages of rights cases: what they ask the database, whom they show what, what they keep."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.case_workflow import move_case, move_takeover
from assistance.models import RightsCase
from core.periods import today
from tests.factories import cases, people

D = datetime.date
ONE = datetime.timedelta(days=1)


def url(name, *args):
    return reverse(f"assistance:{name}", args=args)


def text(response):
    return b"".join(response).decode()


def add_open(unit, n, clerk):
    case = cases.accepted(unit, clerk, applicant_name=f"钱{n}", known_on=today())
    cases.step(case, clerk, "letter")
    cases.draw_up(case, clerk)


def add_held(unit, n, clerk):
    """A case held by a union of its own, so that the statistics grow by a row."""
    cases.case(people.unit(unit.parent, f"第{n}工会"), clerk, kind=("wages", "hours")[n % 2])


LISTS = {
    "case_list": (add_open, 5),
    "case_due_list": (add_open, 9),
    "case_statistics": (add_held, 7),
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
        assert browser.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", ["case_detail", "case_sheet"])
def test_a_cases_page_asks_no_more_for_more_steps_letters_and_takeovers(
    name, unit, clerk, chair, client_of, writes_refused
):
    case, counts = cases.accepted(unit, chair), []
    browser = client_of(clerk)
    for _ in range(3):
        cases.step(case, chair, "letter")
        cases.mediation(case, chair)
        case.refresh_from_db()
        deed = cases.taken(case, chair, clerk)
        move_takeover(deed, "hand_back", by=clerk, reason="交还")
        with CaptureQueriesContext(connection) as queries, writes_refused():
            assert browser.get(url(name, case.pk)).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_another_unit_gets_404_everywhere(unit, chair, other_chair, client_of):
    case = cases.accepted(unit, chair)
    letter = cases.step(case, chair, "letter", minutes="记录")
    deed = cases.hand_up(case, chair)
    pages = [
        url(name, case.pk) for name in
        ("case_detail", "case_edit", "case_notes", "case_sheet", "case_step_new", "takeover_new")
    ] + [
        url("case_move", case.pk, "mediate"), url("case_record", case.pk, "extension"),
        *(url(name, letter.pk) for name in ("case_step_reply", "case_step_void", "case_minutes")),
        url("takeover_move", deed.pk, "withdraw"),
    ]  # fmt: skip
    mine, theirs = client_of(chair), client_of(other_chair)
    for page in pages:
        assert mine.get(page).status_code == 200, page
        for answer in (theirs.get(page), theirs.post(page, {"reason": "x"})):
            assert answer.status_code == 404, page
    for name in ("case_list", "case_due_list", "case_statistics"):
        for query in ("", f"?holder={unit.pk}", f"?union={unit.pk}", f"?after={case.pk}"):
            body = text(theirs.get(url(name) + query))
            assert case.number not in body
            assert unit.name not in body


def test_a_case_of_a_unit_shows_its_holder_above_to_the_chair(unit, chair, clerk, client_of):
    case = cases.case(unit, chair)
    cases.taken(case, chair, clerk)
    browser = client_of(chair)
    assert case.number in text(browser.get(url("case_list") + f"?holder={unit.parent.pk}"))
    assert case.number not in text(browser.get(url("case_list") + f"?holder={unit.pk}"))
    assert unit.parent.name in text(browser.get(url("case_statistics")))


# --- filters and figures ---------------------------------------------------------------------


def numbers(browser, query):
    page = browser.get(url("case_list") + query)
    assert page.status_code == 200
    return [row["number"] for row in page.context["rows"]]


def test_the_list_answers_what_was_received_in_a_year(unit, other_unit, clerk, client_of):
    old = cases.old(unit, clerk, D(2012, 5, 4), taken_up_on=D(2012, 5, 10), ended_on=D(2012, 6, 1))
    cases.case(other_unit, clerk, received_on=D(2013, 1, 1))
    cases.case(unit, clerk, received_on=D(2011, 12, 31))
    browser = client_of(clerk)
    assert numbers(browser, "?year=2012") == [old.number]
    assert numbers(browser, "?year=2012&takeover=taken") == [old.number]
    assert text(browser.get(url("case_list") + "?year=2012")).count("共 <b>1</b> 条") == 1


def test_each_filter_finds_its_cases(unit, other_unit, chair, clerk, client_of, time_machine):
    received = cases.case(unit, chair, kind="hours")
    taken = cases.case(unit, chair)
    cases.taken(taken, chair, clerk)
    ended = move_case(cases.case(other_unit, clerk), "withdraw", by=clerk, reason="和解")
    asked = cases.accepted(unit, chair, channel="found")
    cases.hand_up(asked, chair)
    browser = client_of(clerk)
    everything = {"received": received, "taken": taken, "ended": ended, "asked": asked}
    for query, wanted in {
        "?status=received": {"received", "taken"}, "?status=open": {"received", "taken", "asked"},
        "?status=ended": {"ended"}, "?kind=hours": {"received"}, "?takeover=taken": {"taken"},
        "?takeover=asked": {"asked"}, "?takeover=answer": {"asked"}, "?overdue=1": set(),
        f"?union={other_unit.pk}": {"ended"}, f"?holder={unit.parent.pk}": {"taken"},
        f"?number={ended.number[-4:]}": {"ended"}, "?year=1950": set(), "?status=nonsense": set(),
    }.items():  # fmt: skip
        found = {
            name for name, case in everything.items() if case.number in numbers(browser, query)
        }
        assert found == wanted, query
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + 60 * ONE)
    late = client_of(clerk)
    assert set(numbers(late, "?overdue=1")) == {received.number, taken.number, asked.number}
    body = text(late.get(url("case_due_list")))
    assert "逾期" in body
    assert "badge-bad" in body


def test_statistics_count_each_case_once_and_link_to_its_rows(unit, chair, clerk, client_of):
    cases.closed(unit, chair, amount_claimed=9000, amount_recovered=8000, group_size=3,
                 received_on=D(2016, 1, 1))  # fmt: skip
    cases.case(unit, chair, amount_claimed=500, received_on=D(2016, 5, 1))
    taken = cases.case(unit, chair, kind="injury", group_size=2, received_on=D(2016, 6, 1))
    cases.taken(taken, chair, clerk)
    cases.case(unit, chair, received_on=D(2015, 6, 1))
    browser = client_of(clerk)
    page = browser.get(url("case_statistics") + "?year=2016")
    got = [
        (r["name"], r["kind"], r["cases"], r["people"], r["claimed"], r["recovered"], r["ended"],
         r["taken"])
        for r in page.context["rows"]
    ]  # fmt: skip
    assert got == [
        (unit.parent.name, "injury", 1, 2, None, None, 0, 1),
        (unit.name, "wages", 2, 4, 9500, 8000, 1, 0),
        ("合计", "", 3, 6, 9500, 8000, 1, 1),
    ]
    body = text(page)
    for row in page.context["rows"]:
        query = f"?holder={row['id']}&kind={row['kind']}&year=2016" if row["id"] else "?year=2016"
        assert f'{url("case_list")}{query}"'.replace("&", "&amp;") in body
        assert len(numbers(browser, query)) == row["cases"]
    days = (today() - D(2016, 1, 1)).days
    assert f"{days}.0" in body


@pytest.mark.parametrize("name", LISTS)
def test_lists_print_and_export_what_they_show(name, unit, clerk, client_of):
    make, _ = LISTS[name]
    for n in range(2):
        make(unit, n, clerk)
    browser = client_of(clerk)
    shown = len(browser.get(url(name)).context["rows"])
    assert browser.get(url(name) + "?print=1").status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(browser.post(url(name)).getvalue())).active
    assert "13812345678" not in str([[cell.value for cell in row] for row in sheet])
    assert sheet.max_row >= shown + 2


# --- forms -----------------------------------------------------------------------------------


def typed(**fields):
    return {
        "received_on": str(today()), "channel": "phone", "kind": "wages", "grade": "simple",
        "applicant_name": "钱桂花", "applicant_phone": "13812345678", "group_size": "2",
        "respondent_name": "某厂", "request": "支付工资", "amount_claimed": "1234.50", **fields,
    }  # fmt: skip


def test_a_case_is_registered_by_page(unit, chair, client_of):
    answer = client_of(chair).post(url("case_new"), typed(union=unit.pk))
    case = RightsCase.objects.get()
    assert answer.url == url("case_detail", case.pk)
    assert (case.applicant_phone, str(case.amount_claimed)) == ("13812345678", "1234.50")
    assert (case.handler, case.group_size) == (chair, 2)


def test_hidden_fields_and_foreign_unions_change_nothing(unit, other_unit, chair, client_of):
    browser = client_of(chair)
    answer = browser.post(url("case_new"), typed(union=other_unit.pk))
    assert answer.status_code == 200
    assert not RightsCase.objects.exists()
    extra = {"status": "closed", "outcome": "agreement", "ended_on": str(today()), "number": "维1",
             "historical": "1", "notes": "x", "holder": other_unit.pk}  # fmt: skip
    browser.post(url("case_new"), typed(union=unit.pk, **extra))
    case = RightsCase.objects.get()
    assert (case.status, case.outcome, case.notes, case.historical) == ("received", "", "", False)
    assert (case.holder, case.ended_on) == (unit, None)


def test_what_was_typed_stays_when_it_is_refused(unit, chair, client_of):
    answer = client_of(chair).post(
        url("case_new"),
        typed(union=unit.pk, received_on=str(today() + ONE), request="要求支付加班费"),
    )
    body = text(answer)
    assert "不能晚于今天" in body
    assert "要求支付加班费" in body


def test_an_old_case_is_entered_by_page(unit, clerk, client_of):
    data = typed(union=unit.pk, received_on="2012-05-04", ended_on="2012-06-01",
                 outcome="settled", result="追回工资", taken_up_on="2012-05-10")  # fmt: skip
    answer = client_of(clerk).post(url("case_old"), data)
    case = RightsCase.objects.get()
    assert answer.url == url("case_detail", case.pk)
    assert (case.number, case.holder, case.historical) == ("维2012-0001", unit.parent, True)


def test_a_case_is_changed_by_page_and_the_phone_is_not_shown_back(unit, chair, client_of):
    case, browser = cases.case(unit, chair), client_of(chair)
    page = text(browser.get(url("case_edit", case.pk)))
    assert "13812345678" not in page
    assert "138****5678" in page
    data = typed(version=case.version, reason="补充", handler=chair.pk, applicant_phone="",
                 request="支付工资和补偿")  # fmt: skip
    assert browser.post(url("case_edit", case.pk), data).status_code == 302
    case.refresh_from_db()
    assert (case.request, case.applicant_phone) == ("支付工资和补偿", "13812345678")
    again = text(browser.post(url("case_edit", case.pk), {**data, "request": "旧页面"}))
    assert "在您打开之后已有改动" in again
    assert "旧页面" in again


def test_the_whole_process_by_page(unit, chair, client_of):
    browser, day = client_of(chair), str(today())
    case = cases.case(unit, chair)

    def go(name, *args, **data):
        case.refresh_from_db()
        answer = browser.post(url(name, case.pk, *args), {"version": case.version, **data})
        assert answer.status_code == 302, text(answer)

    go("case_move", "accept", day=day)
    go("case_record", "extension", day=str(today() + 30 * ONE))
    go("case_move", "mediate")
    page = text(browser.get(url("case_detail", case.pk)))
    assert "请先登记调解会议和笔录" in page
    assert url("case_move", case.pk, "agree") not in page
    go(
        "case_step_new",
        kind="mediation",
        day=day,
        text="调解",
        minutes="双方同意",
        participants="甲",
    )
    assert url("case_move", case.pk, "agree") in text(browser.get(url("case_detail", case.pk)))
    go("case_move", "agree", day=day, agreement="十日内付清", amount="800")
    go("case_move", "fulfil", day=day)
    go("case_record", "follow-up", day=day, text="已收到")
    go("case_move", "close", reason="结案")
    case.refresh_from_db()
    assert (case.status, case.result, case.amount_recovered) == ("closed", "结案", 800)
    sheet = text(browser.get(url("case_sheet", case.pk)))
    for words in ("十日内付清", case.number, "138****5678"):
        assert words in sheet
    minutes = text(browser.get(url("case_minutes", case.steps.get().pk)))
    assert "调解笔录" in minutes
    assert "双方同意" in minutes


def test_letters_and_takeovers_by_page(unit, chair, clerk, client_of):
    case = cases.accepted(unit, chair)
    browser, upper, day = client_of(chair), client_of(clerk), str(today())
    browser.post(url("case_step_new", case.pk), {"kind": "letter", "day": day, "text": "限期改正"})
    letter = case.steps.get()
    assert letter.reply_due
    answer = browser.post(url("case_step_reply", letter.pk), {"day": day, "reply": "已改正"})
    assert answer.status_code == 302
    asked = {"reason": "企业拒不配合", "consent_on": day, "joint": "on"}
    assert browser.post(url("takeover_new", case.pk), asked).status_code == 302
    deed = case.takeovers.get()
    assert (deed.direction, deed.joint) == ("handed_up", True)
    assert upper.post(url("takeover_move", deed.pk, "accept"), {"reason": ""}).status_code == 302
    back = upper.post(url("takeover_move", deed.pk, "hand_back"), {"reason": "已协调"})
    assert back.status_code == 302
    case.refresh_from_db()
    assert case.holder == unit


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("case_move", ["nonsense"]), ("case_record", ["nonsense"])],
)
def test_words_that_are_no_move_are_404(name, arguments, unit, chair, client_of):
    case = cases.case(unit, chair)
    assert client_of(chair).get(url(name, case.pk, *arguments)).status_code == 404


def test_exports_are_journalled_and_names_stand_in_no_address(unit, chair, client_of):
    cases.case(unit, chair)
    client_of(chair).post(url("case_list"))
    assert JournalEntry.objects.first().summary == "导出《维权案件登记簿》"
    fields = set(client_of(chair).get(url("case_list")).context["form"].fields)
    assert fields == {"holder", "number", "status", "kind", "union", "takeover", "overdue", "year"}
