"""PDF by typst: Chinese comes back as text, pages have their size, nothing is markup."""

import datetime
import io
import subprocess
from decimal import Decimal

import pytest
from pypdf import PdfReader

from core import pdf
from core.papers import Paper
from tests.factories.papers import png

MM = 72 / 25.4
COLUMNS = [("姓名", 10, "left"), ("金额", 14, "right")]


def read(content):
    return PdfReader(io.BytesIO(content))


def text(content):
    return "".join("".join(page.extract_text().split()) for page in read(content).pages)


def sheet(rows, **told):
    words = {"title": "发放表", "subtitle": "2016年", "footer": ("填表人：", "审核人：")}
    return pdf.table(**{**words, **told}, columns=COLUMNS, rows=rows)


def test_a_table_comes_back_as_text_on_landscape_a4():
    made = sheet([("王某某", Decimal("1200.5")), ("喆", None), ("Zoë", 3)])
    page = read(made).pages[0]
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [297, 210]
    assert text(made) == (
        "发放表2016年姓名金额王某某1,200.50喆Zoë3填表人：审核人：第1页，共1页"
    )  # fmt: skip


def test_the_head_stands_on_every_page_and_each_says_which_it_is():
    made = sheet((f"第{n}人", n) for n in range(100))
    pages = read(made).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        words = "".join(page.extract_text().split())
        assert "姓名金额" in words
        assert f"第{number}页，共{len(pages)}页" in words


def test_what_looks_like_markup_or_code_stays_text():
    nasty = '#read("/etc/passwd") $x$ *b* _i_ <a> [c] \\ @d // e'
    assert "".join(nasty.split()) in text(sheet([(nasty, "")]))
    paper = Paper("题")
    paper.text(nasty)
    assert "".join(nasty.split()) in text(paper.pdf())


def test_controls_break_no_file():
    assert "甲乙" in text(sheet([("甲\x00\x0b乙", "")], title="\x01题"))


def paper(**told):
    made = Paper("关于换届的请示", **told)
    made.recipient("临岐镇总工会")
    made.heading("一、名额")
    made.text("第一段\n第二段")
    made.table([("姓名", 40, "left"), ("票数", 30, "right")], [("王某", 1234)])
    made.annexed(["名单"])
    made.signed("淳安甲工会", datetime.date(2016, 9, 8))
    made.annex("附件", "名单")
    assert made.picture(png(), 40)
    assert made.picture(png(text=b"2"), 40)
    assert not made.picture(b"no picture", 40)
    return made


def test_a_paper_is_the_same_paper_as_in_word():
    made = paper(number="临工〔2016〕3号", signer="王某某").pdf()
    pages = read(made).pages
    assert len(pages) == 2
    assert [round(float(side) / MM) for side in pages[0].mediabox[2:]] == [210, 297]
    assert text(made) == (
        "临工〔2016〕3号签发人：王某某关于换届的请示临岐镇总工会：一、名额第一段第二段"
        "姓名票数王某1,234附件：名单淳安甲工会2016年9月8日—1—附件名单—2—"
    )
    assert len(pages[1].images) == 2
    assert read(made).metadata.title == "关于换届的请示"


def test_a_landscape_paper_without_page_numbers():
    made = paper(landscape=True, paged=False).pdf()
    assert [round(float(side) / MM) for side in read(made).pages[0].mediabox[2:]] == [297, 210]
    assert "—1—" not in text(made)


def test_a_picture_that_does_not_open_keeps_no_paper_back():
    made = Paper("题")
    assert made.picture(png(5, 4), 40)  # claims more than it holds
    assert made.picture(png(), 40)
    pages = read(made.pdf()).pages
    assert "此处图片无法打开" in pages[0].extract_text()
    assert len(pages[0].images) == 1


def left_edges(page):
    found = []
    page.extract_text(visitor_text=lambda words, moved, *_: found.append((words, moved[4])))
    return {words.strip(): edge for words, edge in found if words.strip()}


def test_body_text_begins_two_characters_in():
    made = Paper("题")
    made.recipient("机关")
    made.text("正文")
    edges = left_edges(read(made.pdf()).pages[0])
    assert round(edges["机关："] / MM) == 28
    assert round(edges["正文"] - edges["机关："]) == 32


@pytest.mark.parametrize(
    ("code", "words"),
    [(pdf._NO_FONT, "没有安装中文字体"), (1, "请改用“打印”"), (-9, "请改用“打印”")],
)
def test_a_child_that_fails_is_told_in_words(code, words, monkeypatch):
    died = subprocess.CompletedProcess([], code, b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: died)
    with pytest.raises(pdf.NotSet, match=words):
        sheet([])


def test_a_child_that_takes_too_long_is_told_in_words(monkeypatch):
    def wait(*_, timeout, **__):
        raise subprocess.TimeoutExpired("typst", timeout)

    monkeypatch.setattr(subprocess, "run", wait)
    with pytest.raises(pdf.NotSet, match="缩小范围"):
        sheet([])


def test_a_machine_without_a_chinese_font_is_noticed(monkeypatch, capsys):
    from core import pdf_process

    class Nothing:
        def families(self):
            return ["DejaVu Sans"]

    monkeypatch.setattr(pdf_process.typst, "Fonts", Nothing)
    assert pdf_process.main("/nowhere") == pdf_process.NO_FONT == pdf._NO_FONT
