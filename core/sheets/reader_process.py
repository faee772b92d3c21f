"""The child process that opens a file nobody trusts.

Run by its path with `python -I` (reading.py does), so it imports nothing of this project
and no Django: whatever a hostile or broken file does to the parser (a bomb, a range of
17 thousand million cells, an abort in Rust, an endless loop), it does it here, under a
memory and a time limit, and the web worker only sees the child end.

Request on stdin: one JSON line {"mode", "size"}, then `size` bytes of the file; in mode
"table" also, after the heads, one line with the number of the chosen sheet.
Answer on stdout, one JSON list per line:

    ["loading", name]            before a sheet is parsed, so a death can be blamed on it
    ["sheet", number, name, rows]   mode "table": the first rows of every visible sheet
    ["row", line, cells]         every row that is not empty; line counts from 1
    ["end"]
    ["error", sentence]          the file cannot be used, and how to mend it (Chinese)
"""

import csv
import io
import itertools
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024  # sum over the parts of an .xlsx
MAX_PARTS = 2_000  # files inside an .xlsx
MAX_SHEETS = 20  # visible sheets looked at
MAX_ROWS = 200_000  # last line that may hold something
MAX_COLUMNS = 200
EXCEL_ROWS = 1_048_576  # no workbook has more
MAX_CELL_CHARS = 2_000
HEAD_ROWS = 30  # non-empty rows in which the header is looked for
MEMORY_BYTES = 700 * 1024 * 1024  # address space of this process
TIME_SECONDS = 60  # processor time of this process; reading.py waits no longer either

META_SHEET = "_meta"  # very hidden sheet of key and value, written by writing.write_form

Send = Callable[[list[Any]], None]
Rows = Iterator[tuple[int, list[Any]]]

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开后另存为 .xlsx 格式，再重新上传。"
DAMAGED = "文件不完整或已损坏，无法读取。" + SAVE_AS_XLSX
ENCRYPTED = "文件设有打开密码，系统无法读取。请在 Excel 或 WPS 中取消密码、保存后重新上传。"
NOT_A_TABLE = "这不是电子表格文件。请上传 .xlsx、.xls 或 .csv 格式的表格。"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"这是 PDF 文件，不是电子表格。{SAVE_AS_XLSX}"),
    (b"\x89PNG", "这是图片，不是电子表格。请上传 .xlsx、.xls 或 .csv 格式的表格原件。"),
    (b"\xff\xd8\xff", "这是图片，不是电子表格。请上传 .xlsx、.xls 或 .csv 格式的表格原件。"),
    (b"GIF8", "这是图片，不是电子表格。请上传 .xlsx、.xls 或 .csv 格式的表格原件。"),
    (b"BM", "这是图片，不是电子表格。请上传 .xlsx、.xls 或 .csv 格式的表格原件。"),
    (b"RIFF", NOT_A_TABLE),
    (b"Rar!", "这是压缩包，不是电子表格。请解压后上传里面的表格文件。"),
    (b"7z\xbc\xaf", "这是压缩包，不是电子表格。请解压后上传里面的表格文件。"),
    (b"\x1f\x8b", "这是压缩包，不是电子表格。请解压后上传里面的表格文件。"),
    (b"{\\rtf", f"这是文字文档，不是电子表格。{SAVE_AS_XLSX}"),
)


class Refused(Exception):
    """The file cannot be used; the message is for the person who sent it."""


# -- what kind of file --------------------------------------------------------------------


def recognise(data: bytes) -> str:
    """ "xlsx", "xls" or "csv", by the bytes: the name proves nothing. Refused otherwise."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refused("文件是空的，没有任何内容。请确认选对了文件后重新上传。")
    if len(data) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        raise Refused(f"文件超过{limit}MB，请拆分成几个文件或删去图片后重新上传。")
    if data.startswith(b"PK"):
        return _recognise_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _recognise_ole(data)
    if data[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00") and b"\x00" in data[:16]:
        raise Refused(f"这是很旧的 Excel 格式，系统无法读取。{SAVE_AS_XLSX}")
    for signature, sentence in _SIGNATURES:
        # "BM" also begins ordinary words; a picture has zero bytes in its header.
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:20]):
            raise Refused(sentence)
    _refuse_markup(data[:2048])
    return "csv"


def _recognise_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError):
        raise Refused(DAMAGED) from None
    if len(parts) > MAX_PARTS:
        raise Refused(f"文件内部的部件超过{MAX_PARTS:,}个，不像正常的表格。{SAVE_AS_XLSX}")
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 1024 // 1024
        raise Refused(f"表格展开后超过{limit}MB，内容过多。请删去多余的工作表或拆分后重新上传。")
    names = {part.filename.lower().replace("\\", "/") for part in parts}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise Refused("这是 Word 文档，不是电子表格。请把其中的表格复制到 Excel 中另存后上传。")
    if any(name.startswith("ppt/") for name in names):
        raise Refused("这是演示文稿，不是电子表格。请上传 .xlsx、.xls 或 .csv 格式的表格。")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Refused(f"系统不读取这种表格格式（.xlsb、.ods）。{SAVE_AS_XLSX}")
    if "[content_types].xml" in names:
        raise Refused(DAMAGED)
    raise Refused("这是压缩包，不是电子表格。请解压后上传里面的表格文件。")


def _recognise_ole(data: bytes) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise Refused(ENCRYPTED)
    if has("Workbook"):
        return "xls"
    if has("WordDocument"):
        raise Refused("这是 Word 文档，不是电子表格。请把其中的表格复制到 Excel 中另存后上传。")
    if has("PowerPoint Document"):
        raise Refused("这是演示文稿，不是电子表格。请上传 .xlsx、.xls 或 .csv 格式的表格。")
    if has("Book"):  # Excel 5 and 95; last, because it is an ordinary word too
        return "xls"
    raise Refused(DAMAGED)


def _refuse_markup(beginning: bytes) -> None:
    """Many systems export a web page and call it .xls; Excel opens it after a warning."""
    text = beginning.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(b"<") and re.search(rb"<(!doctype html|html|head|meta|table|body)", text):
        raise Refused(f"这是网页文件，只是文件名像电子表格。{SAVE_AS_XLSX}")
    if text.startswith((b"<?xml", b"<workbook")):
        raise Refused(f"这是 XML 文件，系统不读取这种格式。{SAVE_AS_XLSX}")
    if text.startswith(b"mime-version:"):
        raise Refused(f"这是单个文件网页，只是文件名像电子表格。{SAVE_AS_XLSX}")


# -- text files ---------------------------------------------------------------------------


def decode(data: bytes) -> str:
    """UTF-16 with its mark, UTF-8 with or without, or GB 18030 (a superset of GBK)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        raise Refused(NOT_A_TABLE)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # More than a stray control character: the bytes of some program, not of a text.
        if len(re.findall("[\x00-\x08\x0e-\x1f]", text[:4096])) > 8:
            break
        return text
    raise Refused(
        "无法识别文件的文字编码，或者这不是电子表格文件。"
        "CSV 文件请用 UTF-8 或 GBK 编码保存，或在 Excel、WPS 中另存为 .xlsx 后重新上传。"
    )


def csv_rows(text: str) -> Rows:
    sample = text[:4096]
    delimiter = max(",\t;", key=sample.count)  # the comma wins a draw
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 0
    try:
        for line, cells in enumerate(reader, 1):
            yield from checked(line, cells)
    except csv.Error:
        raise Refused(
            f"第{line + 1}行起的文字无法分列，可能是引号没有成对。{SAVE_AS_XLSX}"
        ) from None


# -- limits -------------------------------------------------------------------------------


def checked(line: int, cells: list[Any]) -> Rows:
    """The row as it is sent: nothing when it is empty; Refused beyond a limit."""
    while cells and (cells[-1] == "" or cells[-1] is None):
        cells.pop()
    if not cells:
        return
    if line > MAX_ROWS:
        raise Refused(
            f"表格超过{MAX_ROWS:,}行（第{line:,}行仍有内容）。"
            "请拆分成几个文件，或删去下方多余的内容后重新上传。"
        )
    if len(cells) > MAX_COLUMNS:
        raise Refused(
            f"第{line}行超过{MAX_COLUMNS}列（{column_letters(len(cells))}列仍有内容）。"
            "请删去右侧多余的列后重新上传。"
        )
    for number, cell in enumerate(cells, 1):
        if type(cell) is str and len(cell) > MAX_CELL_CHARS:
            raise Refused(
                f"第{line}行{column_letters(number)}列的文字超过{MAX_CELL_CHARS:,}个字。"
                "请删减后重新上传。"
            )
    yield line, cells


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA, as the head of the sheet shows it."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# -- workbooks ----------------------------------------------------------------------------


def sheet_rows(sheet: Any) -> Rows:
    """Rows with the empty columns on the left back in place: calamine drops those."""
    if sheet.start is None:
        return
    if sheet.start[0] >= MAX_ROWS or sheet.end[0] >= EXCEL_ROWS:
        # Counting through thousands of millions of empty rows would take the whole minute.
        raise Refused(f"表格超过{MAX_ROWS:,}行，请删去下方多余的内容后重新上传。")
    indent = [""] * min(sheet.start[1], MAX_COLUMNS + 1)
    for line, cells in enumerate(sheet.iter_rows(), 1):
        yield from checked(line, indent + cells)


class Book:
    """One opened file as numbered sheets of rows; a text file is a book of one sheet."""

    def __init__(self, data: bytes, send: Send) -> None:
        self._send = send
        self._loaded: tuple[str, Any] = ("", None)
        self._text: str | None = None
        if recognise(data) == "csv":
            self._text = decode(data)
            self.names = [""]
            self.visible = [""]
            return
        import python_calamine as calamine

        try:
            self._workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        except calamine.PasswordError:
            raise Refused(ENCRYPTED) from None
        tables = [
            sheet
            for sheet in self._workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        self.names = [sheet.name for sheet in tables]
        shown = calamine.SheetVisibleEnum.Visible
        self.visible = [sheet.name for sheet in tables if sheet.visible == shown][:MAX_SHEETS]

    def rows(self, name: str) -> Rows:
        if self._text is not None:
            return csv_rows(self._text)
        # One sheet at a time stays in memory; the chosen one is mostly the last looked at.
        if self._loaded[0] != name or self._loaded[1] is None:
            self._loaded = ("", None)
            self._send(["loading", name])
            self._loaded = (name, self._workbook.get_sheet_by_name(name))
        return sheet_rows(self._loaded[1])


# -- the conversation ---------------------------------------------------------------------


def serve(mode: str, data: bytes, send: Send, choose: Callable[[], int]) -> None:
    """Answer one request; every failure becomes an ["error", sentence]."""
    try:
        book = Book(data, send)
        if mode == "meta":
            wanted = META_SHEET if META_SHEET in book.names else None
        else:
            for number, name in enumerate(book.visible):
                head = [list(row) for row in itertools.islice(book.rows(name), HEAD_ROWS)]
                send(["sheet", number, name, head])
            send(["end"])
            wanted = book.visible[choose()] if book.visible else None
        if wanted is not None:
            for line, cells in book.rows(wanted):
                send(["row", line, cells])
        send(["end"])
    except Refused as refusal:
        send(["error", str(refusal)])
    except (BrokenPipeError, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        raise
    except BaseException:  # calamine's own errors, and a Rust panic, which is no Exception
        send(["error", DAMAGED])


def encode(message: list[Any]) -> bytes:
    return json.dumps(message, default=_encode_other).encode() + b"\n"


def _encode_other(value: Any) -> list[str]:
    """Dates as a tagged list (no cell is a list otherwise); durations as their text."""
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return ["text", str(value)]


def _limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # The hard limit is SIGKILL, the soft one SIGXCPU: only that one tells what happened.
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_SECONDS, TIME_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold personal data


def main(stdin: BinaryIO, stdout: BinaryIO) -> None:
    _limit_resources()
    request = json.loads(stdin.readline())
    data = stdin.read(request["size"])

    def send(message: list[Any]) -> None:
        stdout.write(encode(message))
        if message[0] == "loading":
            stdout.flush()  # it has to be out before the parser may die

    def choose() -> int:
        stdout.flush()
        return int(stdin.readline())

    serve(request["mode"], data, send, choose)
    stdout.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
