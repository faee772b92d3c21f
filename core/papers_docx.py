"""The parts of a paper (core/papers.py) as .docx; what a part is made of is told there."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

Part = Mapping[str, Any]
TITLE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
_LATIN = "Times New Roman"
_CHARACTER = 16  # points: 3号
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def write(file: BinaryIO, sides: Any, parts: Iterable[Part], pictures: Sequence[bytes]) -> None:
    document = Document()
    _page(document, sides)
    if sides.numbered:
        _page_numbers(document)
    for part in parts:
        if part["kind"] == "line":
            _line(document, part, sides.width - sides.left - sides.right)
        elif part["kind"] == "grid":
            _grid(document, part)
        elif part["kind"] == "picture":
            data = io.BytesIO(pictures[int(part["file"])])
            document.add_picture(data, width=Mm(part["width"]))
        else:
            document.add_page_break()
    document.save(file)


def _page(document: Any, sides: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(sides.width), Mm(sides.height)
    section.top_margin, section.bottom_margin = Mm(sides.top), Mm(sides.bottom)
    section.left_margin, section.right_margin = Mm(sides.left), Mm(sides.right)
    landscape = sides.width > sides.height
    section.footer_distance = Mm(18 if landscape else 25)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE


def _page_numbers(document: Any) -> None:
    """— 1 —, odd pages right and even ones left, one character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
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


def _line(document: Any, part: Part, width: float) -> None:
    """`width` of the lines in mm: where the runs after a tab end."""
    paragraph = document.add_paragraph()
    paragraph.alignment = _ALIGN[part["align"]]
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(part["spacing"])
    form.keep_with_next = part["keep"]
    if part["indent"]:
        # Both: LibreOffice knows the length only, Word and WPS keep to the characters.
        form.first_line_indent = Pt(2 * _CHARACTER)
        paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
    if part["left"]:
        form.left_indent = Pt(_CHARACTER * part["left"])
    if part["right"]:
        form.right_indent = Pt(_CHARACTER * part["right"])
    if part["tab"]:
        edge = Mm(width) - Pt(_CHARACTER * part["right"])
        form.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
    for number, run in enumerate(part["runs"]):
        tab = "\t" if part["tab"] and number == 1 else ""
        _run(paragraph, tab + run["text"], run["font"], run["size"])


def _grid(document: Any, part: Part) -> None:
    columns, size = part["columns"], part["size"]
    table = document.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    head = table.rows[0]
    _row_property(head, "w:tblHeader")
    for cell, column in zip(head.cells, columns, strict=True):
        _cell(cell, column["label"], BLACK, size, "center")
    for values in part["rows"]:
        row = table.add_row()
        for cell, column, value in zip(row.cells, columns, values, strict=True):
            _cell(cell, value, BODY, size, column["align"])
    # LibreOffice reads the widths of the grid, Word those of the cells.
    for drawn, column in zip(table.columns, columns, strict=True):
        drawn.width = Mm(column["width"])
    for row in table.rows:
        _row_property(row, "w:cantSplit")
        if part["height"]:
            row.height = Mm(part["height"])
        for cell, column in zip(row.cells, columns, strict=True):
            cell.width = Mm(column["width"])


def _cell(cell: Any, text: str, font: str, size: float, align: str) -> None:
    paragraph = cell.paragraphs[0]
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, font, size)


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    """Chinese in `font`, Latin letters and figures in Times; Word asks for both by name."""
    run = paragraph.add_run(text)
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
