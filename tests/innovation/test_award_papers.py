"""Certificates, 表彰名单 and the booklet: every author of a merged entry is on them."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from core.periods import today
from innovation import award_papers
from innovation.models import Award, AwardGrade, Entry, Picture
from innovation.services import deciding, merging, pictures
from innovation.workflow import move_entry
from tests.factories import innovation, papers

pytestmark = pytest.mark.django_db
YEAR = today().year


def url(name, *args):
    return reverse(f"innovation:{name}", args=args)


def word(answer):
    assert answer.status_code == 200
    return Document(io.BytesIO(b"".join(answer.streaming_content)))


def text_of(document):
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.fixture
def call(federation, clerk):
    return innovation.call(federation, clerk, title="年度五小征集")


@pytest.fixture
def honoured(call, unit, other_unit, chair, other_chair, clerk, leader):
    """Two ideas merged into one and awarded first; another awarded second."""
    kept = innovation.accepted(unit, chair, clerk, "王小窍", call=call, title="模具保温罩")
    twin = innovation.accepted(other_unit, other_chair, clerk, "钱外人", call=call)
    merging.merge(kept, twin, by=clerk, version=kept.version, reason="同一项")
    other = innovation.accepted(
        unit, chair, clerk, "孙节电", call=call, title="节电照明改造", effect="省电\n省灯管",
        kind=innovation.kind("合理化建议"),
    )  # fmt: skip
    rows = [Entry.objects.get(pk=row.pk) for row in (kept, other)]
    rows = [move_entry(row, "implement", by=chair, day=today()) for row in rows]
    deciding.evaluate(call, [row.pk for row in rows], by=clerk)
    grades = [AwardGrade.objects.get(name=name) for name in ("一等奖", "二等奖")]
    deciding.decide(
        call, {row.pk: grade for row, grade in zip(rows, grades, strict=True)}, by=leader,
        meeting="主席办公会", day=today(),
    )  # fmt: skip
    return [Entry.objects.get(pk=row.pk) for row in rows]


def test_a_merged_entry_keeps_both_names_on_list_certificate_and_booklet(
    honoured, call, clerk, client_of
):
    browser = client_of(clerk)
    award = honoured[0].awards.get()
    shown = [
        browser.get(url("award_list")).content.decode(),
        browser.get(url("certificate", award.pk)).content.decode(),
        text_of(word(browser.post(url("certificate", award.pk)))),
        text_of(word(browser.post(url("award_paper", YEAR)))),
        text_of(word(browser.post(url("booklet", YEAR)))),
    ]
    for text in shown:
        assert "王小窍、钱外人" in text


def test_the_certificate_in_its_words(honoured, call, federation, chair, client_of):
    award = honoured[0].awards.get()
    text = text_of(word(client_of(chair).post(url("certificate", award.pk))))
    assert "荣 誉 证 书" in text and "王小窍、钱外人：" in text
    assert "你们完成的“模具保温罩”（小革新），在年度五小征集中荣获一等奖。" in text
    assert federation.name in text and f"证书编号：{honoured[0].number}" in text
    single = honoured[1].awards.get()
    assert "你完成的“节电照明改造”" in text_of(
        word(client_of(chair).post(url("certificate", single.pk)))
    )


def test_all_certificates_of_a_call_in_one_file(honoured, call, clerk, chair, client_of):
    browser = client_of(clerk)
    text = text_of(word(browser.post(url("call_certificates", call.pk))))
    assert text.count("荣 誉 证 书") == 2 and text.index("一等奖") < text.index("二等奖")
    page = browser.get(url("call_certificates", call.pk)).content.decode()
    assert page.count('<section class="certificate">') == 2
    assert client_of(chair).get(url("call_certificates", call.pk)).status_code == 403


def test_another_units_certificate_is_not_there(honoured, other_chair, client_of):
    award = honoured[1].awards.get()
    browser = client_of(other_chair)
    assert browser.get(url("certificate", award.pk)).status_code == 404
    assert browser.post(url("certificate", award.pk)).status_code == 404
    assert "节电照明" not in browser.get(url("award_list")).content.decode()
    assert "节电照明" not in text_of(word(browser.post(url("booklet", YEAR))))


def test_a_list_by_grade(honoured, clerk, client_of):
    text = text_of(word(client_of(clerk).post(url("award_paper", YEAR))))
    assert "一、一等奖（1 项）" in text and "二、二等奖（1 项）" in text
    empty = text_of(word(client_of(clerk).post(url("award_paper", YEAR - 1))))
    assert "共 0 项" in empty


def test_the_booklet_by_kind_with_pictures(honoured, chair, clerk, client_of):
    picture = pictures.attach(honoured[0], papers.upload(), "改进前照片", by=chair)
    broken = pictures.attach(honoured[1], papers.upload(papers.png(4)), "改进后照片", by=chair)
    document = word(client_of(clerk).post(url("booklet", YEAR)))
    text = text_of(document)
    for words in ("职工创新成果汇编", "目　录", "一、小革新（1 项）", "二、合理化建议（1 项）",
                  "1. 节电照明改造", "改进效果：省电", "省灯管", "镇级二等奖"):  # fmt: skip
        assert words in text
    assert len(document.inline_shapes) == 2
    assert Picture.objects.filter(pk__in=[picture.pk, broken.pk]).count() == 2


def test_pictures_stop_where_the_file_would_grow_too_large(honoured, chair, clerk, client_of,
                                                           monkeypatch):  # fmt: skip
    pictures.attach(honoured[0], papers.upload(), "改进前照片", by=chair)
    monkeypatch.setattr(award_papers, "PICTURES", 10)
    assert not word(client_of(clerk).post(url("booklet", YEAR))).inline_shapes


def test_an_empty_year_says_so(clerk, client_of):
    assert "没有受到表彰的成果" in text_of(word(client_of(clerk).post(url("booklet", 2010))))


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"),
                                               (21, "二十一"), (99, "九十九")])  # fmt: skip
def test_headings_count_in_chinese(number, words):
    assert award_papers.numeral(number) == words


def test_an_award_of_an_old_list_has_no_meeting_and_still_a_certificate(unit, chair, clerk, leader,
                                                                        client_of):  # fmt: skip
    entry = innovation.awarded(unit, chair, clerk, leader, "老模范")
    award = entry.awards.get()
    Award.objects.filter(pk=award.pk).update(meeting="", decided_on=None)
    text = text_of(word(client_of(clerk).post(url("certificate", award.pk))))
    assert "　　年　　月　　日" in text and f"在{entry.year}年度职工创新成果评选中" in text


def test_the_list_and_papers_ask_as_much_for_many_as_for_one(honoured, unit, chair, clerk, leader,
                                                             call, client_of):  # fmt: skip
    browser = client_of(clerk)
    pages = {url("award_list"): 6, url("call_certificates", call.pk): 6}
    posts = {url("booklet", YEAR): 14, url("award_paper", YEAR): 12}

    def counted():
        found = {}
        for page in (*pages, *posts):
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(page) if page in pages else browser.post(page)
                b"".join(answer.streaming_content) if page in posts else answer.content
            found[page] = len(asked)
        return found

    assert counted() == pages | posts
    for _ in range(4):
        innovation.awarded(unit, chair, clerk, leader, old_cost=Decimal(2), quantity=Decimal(3))
    Entry.objects.filter(call=None).update(call=call)
    assert counted() == pages | posts
