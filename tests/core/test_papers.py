"""Official papers: GB/T 9704 measures stand in the file, texts come back whole."""

import datetime
import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from core.papers import BLACK, BODY, TITLE, Paper, balanced


def opened(paper):
    return Document(io.BytesIO(paper.content()))


def fonts(document, text):
    """East Asian font and size of the first run that holds the text."""
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if text in run.text:
                return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt
    raise AssertionError(text)


def test_page_and_letters_are_those_of_the_standard():
    paper = Paper("关于换届的请示", number="临工〔2016〕3号")
    paper.recipient("临岐镇总工会")
    paper.heading("一、名额")
    paper.text("第一段\n第二段")
    paper.signed("淳安甲工会", datetime.date(2016, 9, 8))
    document = opened(paper)
    section = document.sections[0]
    measures = (section.top_margin, section.left_margin, section.right_margin)
    assert [round(m / Mm(1)) for m in measures] == [37, 28, 26]
    assert fonts(document, "关于换届") == (TITLE, 22)
    assert fonts(document, "第一段") == (BODY, 16)
    assert fonts(document, "一、名额") == (BLACK, 16)
    texts = [p.text for p in document.paragraphs if p.text]
    assert texts == [
        "临工〔2016〕3号", "关于换届的请示", "临岐镇总工会：", "一、名额", "第一段", "第二段",
        "淳安甲工会", "2016年9月8日",
    ]  # fmt: skip


def test_body_lines_begin_two_characters_in_and_are_equally_high():
    paper = Paper("题")
    paper.text("正文")
    body = next(p for p in opened(paper).paragraphs if p.text == "正文")
    assert body._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert body.paragraph_format.first_line_indent.pt == 32
    assert body.paragraph_format.line_spacing.pt == 28.9


def test_page_numbers_stand_outside_on_odd_and_even_pages():
    parts = zipfile.ZipFile(io.BytesIO(Paper("题").content()))
    footers = [
        parts.read(n).decode() for n in parts.namelist() if "footer" in n and "rels" not in n
    ]
    numbered = [text for text in footers if "PAGE" in text]
    assert len(numbered) == 2
    assert sorted("right" in text for text in numbered) == [False, True]


def test_a_table_repeats_its_head_and_writes_figures_as_the_house_does():
    paper = Paper("题", landscape=True)
    paper.table([("姓名", 40, "left"), ("票数", 30, "right")], [("王某", 1234), ("=1+1", None)])
    document = opened(paper)
    table = document.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["姓名", "票数"], ["王某", "1,234"], ["=1+1", ""],
    ]  # fmt: skip
    assert document.sections[0].page_width > document.sections[0].page_height


def test_markup_in_a_name_stays_text_and_controls_break_no_file():
    paper = Paper("题")
    paper.text("<w:p>&甲\x0b\x00乙")
    assert "".join(p.text for p in opened(paper).paragraphs).endswith("<w:p>&甲乙")


def test_without_a_day_the_place_for_one_is_left():
    paper = Paper("题")
    paper.signed("工会", None)
    assert opened(paper).paragraphs[-1].text == "　　年　　月　　日"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于换届的请示", ["关于换届的请示"]),
        ("关于召开2026年第2季度工会工作汇报的通知", ["关于召开2026年第2季度", "工会工作汇报的通知"]),
        ("关于同意淳安甲纺织有限公司工会委员会换届的批复",
         ["关于同意淳安甲纺织有限公司", "工会委员会换届的批复"]),
        ("字" * 60, ["字" * 60]),  # three lines and more: as the machine breaks them
    ],
)  # fmt: skip
def test_a_long_title_stands_in_two_lines_of_like_length(title, lines):
    assert balanced(title, 20) == lines
    assert [p.text for p in opened(Paper(title)).paragraphs][: len(lines)] == lines


def test_a_title_is_never_parted_within_a_number():
    for length in range(21, 41):
        for at in range(length - 8):
            title = "题" * at + "20260708" + "题" * (length - at - 8)
            assert any("20260708" in line for line in balanced(title, 20)), title
