"""Official papers as .docx in the form of GB/T 9704-2012: margins, lines, fonts, levels, numbers.

A4; top 37 mm, left 28 mm, right 26 mm, bottom 35 mm; title 2号 小标宋 centred, body 3号 仿宋 with an
indent of two characters, lines of 28.9 pt (22 a page); levels 一、 黑体, （一） 楷体, 1. 仿宋; page numbers
4号 宋体 between dashes, odd right and even left. The fonts are those of the offices' WPS and Word;
where they are missing the reader's machine substitutes.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.report_html import plain
from core.sheets.writing import clean_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LINE = Pt(28.9)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LEVELS = {1: BLACK, 2: KAI, 3: BODY, 4: BODY}
_LATIN = "Times New Roman"


def cn_date(day: datetime.date) -> str:
    """2016年9月8日: no zero fill."""
    return f"{day.year}年{day.month}月{day.day}日"


class Paper:
    """Filled from top to bottom, then `content()`; every text is plain text."""

    def __init__(self, title: str, *, number: str = "", landscape: bool = False) -> None:
        """`number`: 文号, as 临总工〔2016〕3号."""
        self._document = Document()
        self._page(landscape)
        self._page_numbers()
        if number:
            self._write([(number, BODY, 16)], align="center")
            self._write([])
        self._title(title)

    # --- what a paper is made of -------------------------------------------------------------

    def recipient(self, name: str) -> None:
        """主送机关, on the left edge, with its colon."""
        self._write([(f"{name}：", BODY, 16)])

    def heading(self, text: str, level: int = 1) -> None:
        """A heading with its number written out: 一、…… / （一）…… / 1. ……"""
        self._write([(text, _LEVELS[level], 16)], indent=True, keep=True)

    def text(self, text: str) -> None:
        """Body text; each line of it is a paragraph."""
        for line in text.splitlines() or [""]:
            self._write([(line.strip(), BODY, 16)], indent=True)

    def labelled(self, label: str, text: str) -> None:
        """出席：…… with the label in 黑体, as minutes have it."""
        self._write([(f"{label}：", BLACK, 16), (text, BODY, 16)], indent=True)

    def lead(self, text: str) -> None:
        """A line below the title: unit, as-of day."""
        self._write([(text, KAI, 16)], align="center")

    def table(
        self,
        columns: Sequence[tuple[str, float, str]],
        rows: Iterable[Sequence[Any]],
        *,
        size: float = 12,
        height: float = 0,
    ) -> None:
        """(label, width in mm, left/center/right) for each column; the head row repeats.
        `height` of a row in mm at least, where hands are to write.
        """
        table = self._document.add_table(rows=1, cols=len(columns))
        table.style = "Table Grid"
        table.autofit = False
        head = table.rows[0]
        _row_property(head, "w:tblHeader")
        for cell, (label, _, _) in zip(head.cells, columns, strict=True):
            self._cell(cell, label, BLACK, size, "center")
        for values in rows:
            row = table.add_row()
            for cell, (_, _, align), value in zip(row.cells, columns, values, strict=True):
                self._cell(cell, plain(value), BODY, size, align)
        # LibreOffice reads the widths of the grid, Word those of the cells.
        for column, (_, width, _) in zip(table.columns, columns, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            _row_property(row, "w:cantSplit")
            if height:
                row.height = Mm(height)
            for cell, (_, width, _) in zip(row.cells, columns, strict=True):
                cell.width = Mm(width)

    def signed(self, issuer: str, day: datetime.date | None) -> None:
        """Issuer and date at the right, four characters in; the place of the stamp."""
        self._write([])
        self._write([(issuer, BODY, 16)], align="right", right=4)
        date = cn_date(day) if day else "　　年　　月　　日"
        self._write([(date, BODY, 16)], align="right", right=4)

    def signatures(self, labels: Sequence[str]) -> None:
        """填表人：　　审核人：　　 on one line."""
        self._write([("　　　　　　".join(labels), BODY, 14)])

    def next_sheet(self, title: str) -> None:
        """Begin anew on the next page, as a second ballot does."""
        self._document.add_page_break()
        self._title(title)

    def content(self) -> bytes:
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    # --- how it is written -------------------------------------------------------------------

    def _title(self, title: str) -> None:
        for line in title.split("\n"):
            self._write([(line, TITLE, 22)], align="center", spacing=Pt(35))
        self._write([])

    def _page(self, landscape: bool) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            section.top_margin, section.bottom_margin = Mm(28), Mm(26)
            section.left_margin, section.right_margin = Mm(35), Mm(37)
            section.footer_distance = Mm(18)

    def _page_numbers(self) -> None:
        """— 1 —, odd pages right and even ones left, one character from the edge."""
        self._document.settings.odd_and_even_pages_header_footer = True
        section = self._document.sections[0]
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = _ALIGN[align]
            edge = Pt(14)
            if align == "right":
                paragraph.paragraph_format.right_indent = edge
            else:
                paragraph.paragraph_format.left_indent = edge
            _run(paragraph, "— ", SONG, 14)
            _page_field(_run(paragraph, "", SONG, 14))
            _run(paragraph, " —", SONG, 14)

    def _write(
        self,
        runs: Sequence[tuple[str, str, float]],
        *,
        align: str = "left",
        indent: bool = False,
        right: int = 0,
        keep: bool = False,
        spacing: Any = LINE,
    ) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = _ALIGN[align]
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
        form.keep_with_next = keep
        if indent:
            # Both: LibreOffice knows the length only, Word and WPS keep to the characters.
            form.first_line_indent = Pt(32)
            paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
        if right:
            form.right_indent = Pt(16 * right)
        for text, font, size in runs:
            _run(paragraph, text, font, size)

    def _cell(self, cell: Any, text: str, font: str, size: float, align: str) -> None:
        paragraph = cell.paragraphs[0]
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph.alignment = _ALIGN[align]
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, text, font, size)


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    """Chinese in `font`, Latin letters and figures in Times; Word asks for both by name."""
    run = paragraph.add_run(clean_text(text))
    run.font.name, run.font.size = _LATIN if font != SONG else SONG, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _page_field(run: Any) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
