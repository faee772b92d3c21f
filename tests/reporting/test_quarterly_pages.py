"""The pages of the quarterly report, its Word paper, who sees them, what they cost."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from accounts.models import JournalEntry
from reporting.models import QuarterlyReport
from tests.factories import people, records
from tests.reporting import quarterly as made
from unions.models import Role

D = datetime.date
LIST = "/reports/quarterly/"


def page(report, name="detail", *args):
    return reverse(f"reporting:quarterly_{name}", args=[report.pk, *args])


def typed(report, **changes):
    """What the compose page sends back."""
    fields = {f"text_{code}": text for code, text in made.texts(report).items()}
    return {"version": report.version, "number": made.NUMBER, "recipient": report.recipient,
            **fields, **changes}  # fmt: skip


# --- going through it ------------------------------------------------------------------------


def test_from_the_list_to_a_submitted_report(unit, clerk, leader, client_of):
    desk, chief = client_of(clerk), client_of(leader)
    assert "还没有季度汇报" in desk.get(LIST).content.decode()
    answer = desk.post(LIST + "new/", {"union": unit.parent.pk, "year": 2016, "quarter": 2})
    report = QuarterlyReport.objects.get()
    assert answer.url == page(report, "edit")
    body = desk.get(answer.url).content.decode()
    assert "一、组建与会员" in body
    assert "十、需党委研究事项" in body
    answer = desk.post(page(report, "edit"), typed(report, text_plans="抓好组建。"))
    assert answer.url == page(report)
    report.refresh_from_db()
    assert "抓好组建。" in desk.get(page(report)).content.decode()
    answer = desk.post(page(report, "move", "present"), {"version": report.version})
    assert answer.url == page(report)
    report.refresh_from_db()
    assert "2016年第二季度汇报" in chief.get("/").content.decode()  # waits on the leader's desk
    data = {"version": report.version, "dated_on": "2016年7月8日"}
    chief.post(page(report, "move", "submit"), data)
    report.refresh_from_db()
    assert report.status == "submitted"
    body = chief.get(page(report)).content.decode()
    assert "2016年7月8日" in body
    assert "数字已在报送时固定" in body
    answer = desk.get(page(report, "edit"), follow=True)
    assert "不能再改" in answer.content.decode()


def test_a_refusal_keeps_what_was_typed(federation, clerk, client_of):
    report = made.draft(federation, clerk)
    data = typed(report, number="第6号", text_plans="很长的打算", text_culture="她的话")
    body = client_of(clerk).post(page(report, "edit"), data).content.decode()
    assert "六角括号" in body
    assert "很长的打算" in body
    made.write(report, clerk, culture="同事的话")
    answer = client_of(clerk).post(page(report, "edit"), data | {"number": made.NUMBER})
    assert answer.status_code == 409
    assert "她的话" in answer.content.decode()
    report.refresh_from_db()
    data = typed(report, renew="culture", text_plans="很长的打算")
    body = client_of(clerk).post(page(report, "edit"), data).content.decode()
    assert "这一段您改过" in body
    assert "很长的打算" in body
    assert made.texts(report)["culture"] == "同事的话"
    answer = client_of(clerk).post(page(report, "edit"), data | {"replace_culture": "on"})
    assert answer.url.endswith("#part-culture")
    assert made.texts(report)["culture"] == "本季度没有开展文体、培训和志愿服务等活动。"


def test_moved_figures_offer_new_words_and_touch_nothing(unit, clerk, client_of, writes_refused):
    report = made.draft(unit.parent, clerk)
    browser = client_of(clerk)
    assert "数字有变化" not in browser.get(page(report, "edit")).content.decode()
    records.activity(unit, clerk, day=made.IN)
    with writes_refused():
        body = browser.get(page(report, "edit")).content.decode()
    assert "数字有变化，按当前数字生成的文字" in body
    assert "活动1次，参加30人次" in body
    assert made.texts(report)["culture"] == "本季度没有开展文体、培训和志愿服务等活动。"


def test_corrections_show_on_both_reports_and_on_the_rows(unit, clerk, leader, client_of):
    second = made.submitted(unit.parent, clerk, leader)
    records.activity(unit, clerk, day=made.IN)
    browser = client_of(leader)
    assert "报送后的更正" in browser.get(page(second)).content.decode()
    third = made.draft(unit.parent, clerk, 3)
    body = browser.get(page(third)).content.decode()
    assert "以前各期已报数字的更正" in body
    rows = f"/reports/quarterly/figures/{unit.parent.pk}/2016-2-activities/"
    assert rows in body
    body = browser.get(rows).content.decode()
    assert "报送数为 0次；报送后记录有更正，现为 1次，差额列入下一期汇报" in body
    assert "职工运动会" in body
    answer = browser.post(rows)
    assert answer["Content-Type"].endswith("sheet")


# --- papers ----------------------------------------------------------------------------------


def word(browser, report):
    answer = browser.post(page(report, "word"))
    return Document(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_word_paper_is_an_official_report(unit, clerk, leader, chair, client_of):
    made.full_quarter(unit, clerk, chair)
    first = made.submitted(unit.parent, clerk, leader, quarter=1)
    records.activity(unit, chair, day=D(2016, 2, 2))
    matters = "（一）关于经费\n请党委研究阵地建设经费。"
    report = made.submitted(unit.parent, clerk, leader, matters=matters)
    document = word(client_of(leader), report)
    lines = [p.text for p in document.paragraphs if p.text.strip()]
    assert lines[:5] == [
        "临总工〔2016〕2号\t签发人：分管主席", "临岐镇总工会", "关于2016年第二季度工会工作情况的报告",
        "中共临岐镇委员会：", "现将2016年第二季度工会工作情况报告如下。",
    ]  # fmt: skip
    heads = [line for line in lines if line[1:2] == "、"]
    assert heads[0] == "一、组建与会员"
    assert heads[-1] == "十、需党委研究事项"
    assert len(heads) == 10
    tail = lines[lines.index("特此报告。") :]
    assert tail == [
        "特此报告。", "附件：1．主要指标对照表", "　　　2．已报数字更正表", "临岐镇总工会",
        "2016年7月8日", "附件1", "2016年第二季度主要指标对照表", "附件2", "已报数字更正表",
        "以下为以前各期汇报报送后，补登或更正记录引起的数字变化，原报数以本表为准更正。",
    ]  # fmt: skip
    second = next(p for p in document.paragraphs if p.text == "（一）关于经费")
    assert second.runs[0].font.name == "Times New Roman"
    assert "楷体" in second.runs[0]._r.xml
    figures, corrected = document.tables
    rows = [[cell.text for cell in row.cells] for row in figures.rows]
    assert rows[0] == ["指标", "单位", "本季度", "上季度", "增减", "上年同期"]
    assert ["发放金额", "元", "300.00", "0.00", "+300.00", "0.00"] in rows
    assert not any("金秋助学" in row[0] for row in rows)  # paid nothing in any of the three
    rows = [[cell.text for cell in row.cells] for row in corrected.rows]
    assert [first.span.label, "开展活动", "次", "0", "1"] == rows[1][:5]
    deed = JournalEntry.objects.order_by("seq").last()
    assert deed.summary == "导出公文《临岐镇总工会关于2016年第二季度工会工作情况的报告》"


def test_the_paper_keeps_its_figures_when_the_records_move(unit, clerk, leader, client_of):
    report = made.submitted(unit.parent, clerk, leader)
    before = [[c.text for c in row.cells] for row in word(client_of(leader), report).tables[0].rows]
    records.activity(unit, clerk, day=made.IN)
    after = [[c.text for c in row.cells] for row in word(client_of(leader), report).tables[0].rows]
    assert before == after


def test_the_pdf_has_the_words_of_the_paper(unit, clerk, leader, client_of):
    report = made.submitted(unit.parent, clerk, leader)
    browser = client_of(leader)
    answer = browser.post(page(report, "word"), {"format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    shown = "".join("".join(sheet.extract_text().split()) for sheet in pages)
    lines = [p.text for p in word(browser, report).paragraphs if p.text.strip()]
    at = 0
    for line in lines:
        at = shown.index("".join(line.split()), at)
    assert "指标单位本季度上季度增减上年同期" in shown


def test_the_print_page_says_how_to_make_a_pdf(unit, clerk, client_of):
    report = made.draft(unit.parent, clerk)
    body = client_of(clerk).get(page(report, "print")).content.decode()
    assert "另存为 PDF" in body
    assert "编写中，非正式文本" in body
    assert "中共临岐镇委员会：" in body


# --- who and what ----------------------------------------------------------------------------


def test_chairs_and_other_townships_see_nothing(unit, clerk, leader, chair, client_of):
    report = made.submitted(unit.parent, clerk, leader)
    other = people.unit(unit.parent, "威坪镇总工会", kind="township_federation")
    stranger = people.sign_in("elsewhere", "外镇经办", other, Role.CLERK)
    rows = f"/reports/quarterly/figures/{unit.parent.pk}/2016-2-members_end/"
    for name in ("detail", "print"):
        assert client_of(chair).get(page(report, name)).status_code == 404
        assert client_of(stranger).get(page(report, name)).status_code == 404
    for name in ("edit", "word"):
        assert client_of(chair).post(page(report, name)).status_code in (403, 404)
        assert client_of(stranger).post(page(report, name)).status_code == 404
    assert client_of(chair).get(LIST).status_code == 403
    assert client_of(chair).get(LIST + "new/").status_code == 403
    assert client_of(chair).get(rows).status_code == 403
    assert client_of(stranger).get(rows).status_code == 404
    assert report.number not in client_of(stranger).get(LIST).content.decode()
    answer = client_of(stranger).post(
        LIST + "new/", {"union": unit.parent.pk, "year": 2016, "quarter": 3}
    )
    assert answer.status_code == 200  # not a choice of hers
    assert QuarterlyReport.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"version": "9" * 40}, {"version": ""}, {"renew": "nothing"}, {"renew": "<script>"},
        {"text_plans": "甲" * 4001}, {"text_plans": "\x00"}, {"number": "<b>"},
        {"recipient": ""}, {"recipient": "委" * 61},
    ],
)  # fmt: skip
def test_hostile_input_is_answered_in_words(federation, clerk, client_of, data):
    report = made.draft(federation, clerk)
    answer = client_of(clerk).post(page(report, "edit"), typed(report, **data))
    assert answer.status_code in (200, 302, 400, 409)
    assert "<script>" not in answer.content.decode().split("<main")[-1]


def test_script_in_her_words_is_text(federation, clerk, client_of):
    report = made.write(made.draft(federation, clerk), clerk, plans="<script>alert(1)</script>")
    for name in ("detail", "edit", "print"):
        body = client_of(clerk).get(page(report, name)).content.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;alert" in body


@pytest.mark.parametrize(
    "word", ["0-0-x", "2016-5-members_end", "2016-2-x", "9999-4-members_end", "members_end"]
)
def test_figures_that_are_none_are_not_found(federation, clerk, client_of, word):
    url = f"/reports/quarterly/figures/{federation.pk}/{word}/"
    assert client_of(clerk).get(url).status_code == 404


@pytest.mark.parametrize(
    ("year", "quarter"), [("", ""), ("0", "1"), ("99999999999999", "1"), ("2016", "9"), ("x", "x")]
)
def test_a_quarter_that_is_none_is_refused(federation, clerk, client_of, year, quarter):
    data = {"union": federation.pk, "year": year, "quarter": quarter}
    answer = client_of(clerk).post(LIST + "new/", data)
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode() or "error" in answer.content.decode()
    assert not QuarterlyReport.objects.exists()


def cost(browser, url):
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)


def test_what_the_pages_cost(unit, clerk, leader, client_of):
    browser = client_of(clerk)
    report = made.submitted(unit.parent, clerk, leader)
    costs = [{name: cost(browser, page(report, name)) for name in ("detail", "print")}
             | {"list": cost(browser, LIST)}]  # fmt: skip
    for n in range(3):
        records.activity(unit, clerk, day=made.IN, title=f"活动{n}")
    third = made.submitted(unit.parent, clerk, leader, quarter=3)
    costs.append({name: cost(browser, page(third, name)) for name in ("detail", "print")}
                 | {"list": cost(browser, LIST)})  # fmt: skip
    # The second tells corrections, however many: their figures are looked up once.
    assert costs == [
        {"detail": 25, "print": 7, "list": 5},
        {"detail": 26, "print": 8, "list": 5},
    ]
    fourth = made.draft(unit.parent, clerk, 4)
    rows = f"/reports/quarterly/figures/{unit.parent.pk}/2016-2-activities/"
    assert [cost(browser, page(fourth, "edit")), cost(browser, rows)] == [36, 10]
