"""Papers on the pages: up, down, struck out, refused with words, and the part every owner shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from assistance import document_panel
from assistance.models import Document
from assistance.services import documents
from tests.factories import aid, cases, households, papers, people, rows, world
from tests.factories.papers import attached, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def file(unit, chair):
    return households.file(people.member(unit, "方桂英"), chair)


@pytest.fixture
def case(unit, chair):
    return cases.case(unit, chair)


@pytest.fixture
def draft(unit, chair):
    return aid.drafted(unit, chair, people.member(unit), people.member(unit))


def attach_url(owner):
    return reverse(f"assistance:{documents.FIELDS[type(owner)]}_attach", args=[owner.pk])


def deed_url(row, deed):
    return reverse(f"assistance:document_{deed}", args=[row.pk])


@pytest.mark.parametrize("name", ["file", "case", "draft"])
def test_a_paper_goes_up_and_comes_down_over_the_page(name, request, chair, client_of):
    owner, browser = request.getfixturevalue(name), client_of(chair)
    data = {"kind": "疾病诊断证明", "file": papers.upload(papers.jpeg(), "拍照.heic")}
    answer = browser.post(attach_url(owner), data)
    assert answer.status_code == 302, answer.context["form"].errors
    page = reverse(f"assistance:{documents.FIELDS[type(owner)]}_detail", args=[owner.pk])
    assert answer["Location"] == f"{page}#documents"
    assert 'id="documents"' in browser.get(page).content.decode()
    row = Document.objects.get()
    answer = browser.post(deed_url(row, "download"))
    assert answer.content == papers.jpeg()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%8B%8D%E7%85%A7.jpg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_foreign_units_papers_are_not_there(file, other_chair, chair, client_of):
    row = attached(file, chair)
    browser, before = client_of(other_chair), rows.fingerprint()
    for url in (attach_url(file), deed_url(row, "download"), deed_url(row, "void")):
        foreign = browser.post(url, {"kind": "x", "file": papers.upload(), "reason": "x"})
        absent = browser.post(url.replace(f"/{row.pk}/", "/987654321/"), {"reason": "x"})
        assert (foreign.status_code, absent.status_code) == (404, 404), url
        assert world.plain(foreign) == world.plain(absent)
    assert rows.fingerprint() == before


def test_readers_take_papers_and_change_none(file, chair, leader, auditor, client_of):
    row = attached(file, chair)
    for user in (leader, auditor):
        browser = client_of(user)
        assert browser.post(deed_url(row, "download")).status_code == 200
        for url in (attach_url(file), deed_url(row, "void")):
            assert browser.get(url).status_code == 403
            assert browser.post(url, {"reason": "x"}).status_code == 403


def test_a_refused_file_is_explained_on_a_page_and_the_name_is_kept(file, chair, client_of):
    data = {"kind": "疾病诊断证明", "file": papers.upload(papers.HTML, "诊断.png")}
    page = client_of(chair).post(attach_url(file), data)
    assert page.status_code == 200
    text = page.content.decode()
    assert "改扩展名也不行" in text
    assert 'value="疾病诊断证明"' in text
    assert "alert(" not in text


def test_a_lost_file_is_told_without_an_error(file, chair, client_of, folder):
    row = attached(file, chair)
    stored(folder)[0].unlink()
    before = JournalEntry.objects.count()
    page = client_of(chair).post(deed_url(row, "download"), follow=True)
    assert "附件的文件缺失或已损坏" in page.content.decode()
    assert JournalEntry.objects.count() == before


def test_taking_a_paper_is_a_post(file, chair, client_of):
    row = attached(file, chair)
    assert client_of(chair).get(deed_url(row, "download")).status_code == 405


def test_striking_out_over_the_page(file, chair, client_of):
    row, browser = attached(file, chair), client_of(chair)
    assert browser.post(deed_url(row, "void"), {"reason": ""}).status_code == 200
    assert browser.post(deed_url(row, "void"), {"reason": "传错了"}).status_code == 302
    page = browser.get(reverse("assistance:file_detail", args=[file.pk])).content.decode()
    assert "已作废" in page
    assert "作废：传错了" in page
    assert deed_url(row, "void") not in page


def test_a_missing_material_leads_to_the_form_with_its_name(file, chair, client_of):
    browser = client_of(chair)
    page = browser.get(attach_url(file), {"kind": "收入证明" + "x" * 60})
    assert page.context["form"]["kind"].value() == "收入证明" + "x" * 36
    assert 'accept="image/*,application/pdf"' in page.content.decode()
    assert 'enctype="multipart/form-data"' in page.content.decode()


def test_the_application_knows_which_materials_are_there(draft, chair):
    draft.paper_materials = draft.programme.material_list[:1]
    attached(draft, chair, kind=draft.programme.material_list[1])
    rows_now = list(documents.of(draft))
    states = [m["state"] for m in document_panel.materials(draft, rows_now, "/x/")]
    assert states == ["paper", "attached"]
    documents.void(rows_now[0], by=chair, reason="传错了")
    states = [m["state"] for m in document_panel.materials(draft, documents.of(draft), "/x/")]
    assert states == ["paper", "missing"]


def test_the_panel_costs_the_same_for_one_paper_and_for_three(file, chair, client_of):
    browser, url = client_of(chair), reverse("assistance:file_detail", args=[file.pk])
    costs = []
    for batch in ((papers.PDF,), (papers.jpeg(), papers.png())):
        for data in batch:
            attached(file, chair, data)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        costs.append(sum("assistance_document" in query["sql"] for query in captured))
    assert costs == [1, 1]


def test_the_chair_sees_no_sensitive_paper_on_the_cases_page(case, unit, clerk, client_of):
    attached(case, clerk, sensitive=True, kind="敏感诊断")
    second = people.sign_in("second", "副主席", unit, "chair")
    assert document_panel.panel(case, second)["documents"] == []
    assert "sensitive" not in document_panel.panel(case, second)["form"].fields
    assert "sensitive" in document_panel.panel(case, clerk)["form"].fields
