"""A list as PDF: the rows that are shown, masked, journaled; or the reason why there is none."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import JournalEntry
from core import pdf
from members.reports import MemberList
from tests.factories import people
from unions import report_views

ROSTER = reverse("members:member_list")
PDF = {"format": "pdf"}


def words(response):
    pages = PdfReader(io.BytesIO(b"".join(response.streaming_content))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_a_list_as_pdf_has_its_rows_masked_and_is_journaled_without_names(unit, clerk, client_of):
    person = people.member(unit, "沈秀英", mobile="13812345678")
    people.member(unit, "周梅")
    response = client_of(clerk).post(f"{ROSTER}?q=", PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].endswith(".pdf")
    assert response["Cache-Control"] == "no-store"
    shown = words(response)
    assert shown.startswith("临岐镇总工会会员花名册统计时点：")
    assert "沈秀英" in shown
    assert "周梅" in shown
    assert person.id_number not in shown
    assert "13812345678" not in shown
    assert "填表人：审核人：第1页，共1页" in shown
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.details()["rows"], entry.details()["form"]) == ("export", 2, "pdf")
    assert "沈秀英" not in str(entry.__dict__)


def test_the_filters_hold(unit, other_unit, clerk, client_of):
    people.member(unit, "沈秀英")
    people.member(other_unit, "别会人")
    shown = words(client_of(clerk).post(f"{ROSTER}?union={unit.pk}", PDF))
    assert "沈秀英" in shown
    assert "别会人" not in shown


def test_paper_and_excel_say_what_was_asked_for(unit, clerk, client_of):
    people.member(unit, "沈秀英")
    browser, asked = client_of(clerk), f"{ROSTER}?union={unit.pk}&sex=2&on=2026-01-02"
    told = f"工会：{unit.name}；性别：女"
    assert told in words(browser.post(asked, PDF))
    assert told in browser.get(asked + "&print=1").content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(browser.post(asked).getvalue())).active
    assert told in sheet["A2"].value
    assert (
        "；"
        not in openpyxl.load_workbook(io.BytesIO(browser.post(ROSTER).getvalue()))
        .active["A2"]
        .value
    )


def test_a_filter_that_is_not_understood_is_not_called_empty(unit, clerk, client_of):
    page = client_of(clerk).get(f"{ROSTER}?on=abc").content.decode()
    assert "筛选条件有误，没有查询" in page
    assert "日期无法识别" in page


def test_a_long_list_is_cut_where_paper_is(unit, clerk, client_of, monkeypatch):
    for name in ("甲一", "乙二", "丙三"):
        people.member(unit, name)
    monkeypatch.setattr(report_views, "PRINT_LIMIT", 2)
    shown = words(client_of(clerk).post(ROSTER, PDF))
    assert sum(name in shown for name in ("甲一", "乙二", "丙三")) == 2
    assert "只排前2行" in shown


def test_what_may_not_be_exported_is_no_pdf(clerk, rf, monkeypatch):
    monkeypatch.setattr(MemberList, "exports", False)
    request = rf.post("/", PDF)
    request.user = clerk
    with pytest.raises(PermissionDenied):
        report_views.respond(request, MemberList())


def test_without_a_font_the_list_says_so_and_nothing_is_journaled(
    unit, clerk, client_of, monkeypatch
):
    def refuse(*_, **__):
        raise pdf.NotSet("服务器没有安装中文字体")

    monkeypatch.setattr(pdf, "render", refuse)
    browser, before = client_of(clerk), JournalEntry.objects.count()
    page = f"http://testserver{ROSTER}?sex=f"
    response = browser.post(ROSTER, PDF, headers={"referer": page}, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert "服务器没有安装中文字体" in response.content.decode()
    assert JournalEntry.objects.count() == before


def test_the_way_back_leads_to_no_other_house(unit, clerk, client_of, monkeypatch):
    def refuse(*_, **__):
        raise pdf.NotSet("没有")

    monkeypatch.setattr(pdf, "render", refuse)
    browser = client_of(clerk)
    response = browser.post(ROSTER, PDF, headers={"referer": "https://evil.example/"})
    assert response["Location"] == "/"
