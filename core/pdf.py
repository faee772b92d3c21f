"""PDF of papers and tables, set by typst in a child process: fonts take much memory, for a moment.

What is written reaches the child as JSON on its standard input, never as markup, so that no text
can be taken for a command and nothing personal lies on the disk. The server's own fonts are used:
those of official papers (方正小标宋, 仿宋_GB2312) where an office has installed them, else Noto CJK.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.report_html import plain
from core.sheets.writing import clean_text

PDF = "application/pdf"
SECONDS = 90
_PROGRAM = Path(__file__).with_name("pdf_process.py")
_TEMPLATES = Path(__file__).with_name("typst")
_NO_FONT = 3  # what the child returns where no Chinese font is installed


class NotSet(Exception):
    """No PDF can be made; the message says in Chinese why, and what to do instead."""


def render(template: str, told: Mapping[str, Any], pictures: Sequence[bytes] = ()) -> bytes:
    """The PDF of a template in core/typst/; picture n lies beside it as file n. NotSet."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((_TEMPLATES / f"{template}.typ").read_bytes())
        for number, picture in enumerate(pictures):
            (root / str(number)).write_bytes(picture)
        try:
            done = subprocess.run(  # noqa: S603 - our own file, no input in the command
                [sys.executable, "-I", "-X", "utf8", str(_PROGRAM), folder],
                input=json.dumps(told).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NotSet("内容太多，PDF 未能生成。请缩小范围后再试，或改用导出 Excel。") from None
    if done.returncode == _NO_FONT:
        raise NotSet(
            "服务器没有安装中文字体，不能生成 PDF。请点“打印”并选“另存为 PDF”，"
            "或请系统管理员安装 fonts-noto-cjk。"
        )
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise NotSet("PDF 未能生成，请改用“打印”并选“另存为 PDF”。")
    return done.stdout


def grid(
    columns: Sequence[tuple[str, float, str]], rows: Iterable[Sequence[Any]]
) -> dict[str, Any]:
    """A table as both templates read it: (label, width, align) for each column, cells as text."""
    cells = [[clean_text(plain(value)) for value in row] for row in rows]
    assert all(len(row) == len(columns) for row in cells), "as many cells as heads"  # noqa: S101
    heads = [
        {"label": clean_text(label), "width": width, "align": align}
        for label, width, align in columns
    ]
    return {"columns": heads, "rows": cells}


def table(
    *,
    title: str,
    subtitle: str,
    columns: Sequence[tuple[str, float, str]],
    rows: Iterable[Sequence[Any]],
    footer: Iterable[str] = (),
) -> bytes:
    """A list on landscape A4, the head row repeated; told as to core.sheets.write_table. NotSet."""
    told = {
        "title": clean_text(title),
        "subtitle": clean_text(subtitle),
        **grid(columns, rows),
        "footer": [clean_text(line) for line in footer],
    }
    return render("table", told)
