"""Official papers in the form of GB/T 9704-2012: margins, lines, fonts, levels, numbers.

A4; top 37 mm, left 28 mm, right 26 mm, bottom 35 mm; title 2号 小标宋 centred, body 3号 仿宋 with an
indent of two characters, lines of 28.9 pt (22 a page); levels 一、 黑体, （一） 楷体, 1. 仿宋; page numbers
4号 宋体 between dashes, odd right and even left. A paper is told once and written two ways: .docx,
which offices go on editing (core/papers_docx.py), and PDF (core/pdf.py). The fonts are those of the
offices' WPS and Word; where they are missing others stand for them.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from docx.image.exceptions import UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from core import papers_docx, pdf
from core.papers_docx import BLACK, BODY, KAI, SONG, TITLE
from core.sheets.writing import clean_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINE = 28.9  # points from line to line
_MM = 25.4 / 72  # of a point
_ENDS = "司厂局社度年月日于的及暨和"  # a title may part behind these
_LEVELS = {1: BLACK, 2: KAI, 3: BODY, 4: BODY}
__all__ = ["BLACK", "BODY", "DOCX", "KAI", "LINE", "SONG", "TITLE", "Paper", "cn_date"]


def cn_date(day: datetime.date) -> str:
    """2016年9月8日: no zero fill."""
    return f"{day.year}年{day.month}月{day.day}日"


def _width(text: str) -> float:
    """In Chinese letters; Latin ones and figures are half as wide, with a gap around them."""
    gaps = sum(one.isascii() != other.isascii() for one, other in pairwise(text))
    return sum(0.5 if letter.isascii() else 1 for letter in text) + gaps / 4


def balanced(title: str, room: int) -> list[str]:
    """A title too long for one line in two of like length, parted behind a word where that can be
    told and never within a number (GB/T 9704-2012, 7.3.1: 词意完整，排列对称). `room` in letters.
    """
    middle = _width(title) / 2
    if not room < 2 * middle <= 2 * room:
        return [title]

    def cost(at: int) -> float:
        before, after = title[at - 1], title[at]
        split = (before.isascii() and after.isascii()) or after in "的、）》”"
        return (
            abs(_width(title[:at]) - middle) + (0 if before in _ENDS else 4) + (100 if split else 0)
        )

    at = min(range(1, len(title)), key=cost)
    return [title[:at], title[at:]] if cost(at) < 100 else [title]


@dataclass(frozen=True)
class Sides:
    """A sheet and its margins in mm; `numbered`: with page numbers."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    numbered: bool = True


PORTRAIT, LANDSCAPE = Sides(210, 297, 37, 35, 28, 26), Sides(297, 210, 28, 26, 35, 37)


class Paper:
    """Filled from top to bottom, then `content()` or `pdf()`; every text is plain text."""

    def __init__(
        self,
        title: str,
        *,
        number: str = "",
        signer: str = "",
        landscape: bool = False,
        paged: bool = True,
    ) -> None:
        """`number`: 文号, as 临总工〔2016〕3号. `signer`: 签发人, on papers that go upward; the number
        stands at the left then, a character in, and the signer's name in 楷体 at the right.
        `paged`: with page numbers.
        """
        self.title = title
        self.sides = replace(LANDSCAPE if landscape else PORTRAIT, numbered=paged)
        self.parts: list[dict[str, Any]] = []
        self.pictures: list[bytes] = []
        if number and signer:
            self._write(
                [(number, BODY, 16), ("签发人：", BODY, 16), (signer, KAI, 16)], left=1, right=1,
                tab=True,
            )  # fmt: skip
            self._write([])
        elif number:
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
        self._part("grid", **pdf.grid(columns, rows), size=size, height=height)

    def signed(self, issuer: str, day: datetime.date | None) -> None:
        """Issuer and date at the right, four characters in; the place of the stamp."""
        self._write([])
        self._write([(issuer, BODY, 16)], align="right", right=4)
        date = cn_date(day) if day else "　　年　　月　　日"
        self._write([(date, BODY, 16)], align="right", right=4)

    def signatures(self, labels: Sequence[str]) -> None:
        """填表人：　　审核人：　　 on one line."""
        self._write([("　　　　　　".join(labels), BODY, 14)])

    def annexed(self, names: Sequence[str]) -> None:
        """附件说明 below the text: numbered where there are several, no stop at the end."""
        self._write([])
        for number, name in enumerate(names, 1):
            lead = "附件：" if number == 1 else "　　　"
            order = f"{number}．" if len(names) > 1 else ""
            self._write([(f"{lead}{order}{name}", BODY, 16)], indent=True)

    def annex(self, label: str, title: str) -> None:
        """An annex on a sheet of its own: 附件1 in 黑体 at the left edge, its title below."""
        self.new_page()
        self._write([(label, BLACK, 16)])
        self._title(title)

    def picture(self, data: bytes, width: float) -> bool:
        """A JPEG or PNG, in mm; False where its bytes are no picture after all."""
        try:
            kind = Image.from_blob(data).ext
        except (UnrecognizedImageError, UnexpectedEndOfFileError, ZeroDivisionError):
            return False
        self._part("picture", file=str(len(self.pictures)), format=kind, width=width)
        self.pictures.append(data)
        return True

    def new_page(self) -> None:
        self._part("break")

    def next_sheet(self, title: str) -> None:
        """Begin anew on the next page, as a second ballot does."""
        self.new_page()
        self._title(title)

    # --- how it leaves the house -------------------------------------------------------------

    def content(self) -> bytes:
        """The paper as .docx."""
        file = io.BytesIO()
        papers_docx.write(file, self.sides, self.parts, self.pictures)
        return file.getvalue()

    def pdf(self) -> bytes:
        """The paper as PDF; core.pdf.NotSet where the server cannot."""
        told = {"title": self.title, "page": vars(self.sides), "parts": self.parts}
        return pdf.render("paper", told, self.pictures)

    # --- how it is told ----------------------------------------------------------------------

    def _title(self, title: str) -> None:
        room = int((self.sides.width - self.sides.left - self.sides.right) / _MM / 22)
        for told in title.split("\n"):
            for line in balanced(told, room):
                self._write([(line, TITLE, 22)], align="center", spacing=35)
        self._write([])

    def _part(self, kind: str, **told: Any) -> None:
        self.parts.append({"kind": kind, **told})

    def _write(
        self,
        runs: Sequence[tuple[str, str, float]],
        *,
        align: str = "left",
        indent: bool = False,
        left: int = 0,
        right: int = 0,
        keep: bool = False,
        spacing: float = LINE,
        tab: bool = False,
    ) -> None:
        """A line of (text, font, size) runs; `left` and `right` in characters, `spacing` in points,
        `keep` with the next line, `tab`: all but the first run stand at the right edge.
        """
        told = [
            {"text": clean_text(text).replace("\t", "　"), "font": font, "size": size}
            for text, font, size in runs
        ]
        self._part(
            "line", runs=told, align=align, indent=indent, left=left, right=right, keep=keep,
            spacing=spacing, tab=tab,
        )  # fmt: skip
