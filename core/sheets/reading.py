"""The parent's side of reader_process: start it, feed it, read its answer, bury it."""

import json
import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from core.sheets.reader_process import MAX_FILE_BYTES, SAVE_AS_XLSX, TIME_SECONDS

_PROGRAM = Path(__file__).with_name("reader_process.py")
_CHUNK_BYTES = 64 * 1024
# The longest honest line: 200 columns of 2,000 characters, six bytes each when escaped.
_MAX_LINE_BYTES = 8 * 1024 * 1024
_NO_MEMORY_LEFT = (-6, -9, -11, 1)  # SIGABRT, SIGKILL, SIGSEGV; Python's MemoryError
_SIGXCPU = -24

TOO_LARGE = (
    "内容超出系统可处理的范围。常见原因是离数据很远的单元格里有内容，"
    "请删去数据下方和右侧多余的行、列，或拆分文件后重新上传。"
)
TOO_SLOW = "读取用时过长，已停止。请删去多余的工作表和格式，或拆分文件后重新上传。"


class SheetError(Exception):
    """The whole file cannot be used. The message (Chinese) says why and how to mend it."""


class Head(NamedTuple):
    """The first rows of one visible sheet."""

    number: int
    sheet: str
    rows: list[tuple[int, list[Any]]]


class Reader:
    """One child process reading one file. Close it, or let it go out of scope."""

    def __init__(self, data: bytes, mode: str) -> None:
        if len(data) > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1024 // 1024
            raise SheetError(f"文件超过{limit}MB，请拆分成几个文件或删去图片后重新上传。")
        # -I: no path, no environment; the empty environment keeps the server's secrets out.
        self._process = subprocess.Popen(  # noqa: S603 - our own file, no input in the command
            [sys.executable, "-I", "-X", "utf8", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={},
        )
        self._loading = ""
        self._lines = _lines(self._process)
        self.close = weakref.finalize(self, _bury, self._process)
        request = json.dumps({"mode": mode, "size": len(data)}).encode()
        self._tell(request + b"\n", data)

    def heads(self) -> list[Head]:
        """Mode "table": the beginnings of all visible sheets; then choose() and rows()."""
        return [
            Head(number, sheet, [(line, _decode(cells)) for line, cells in rows])
            for _, number, sheet, rows in self._until_end()
        ]

    def choose(self, number: int) -> None:
        self._tell(b"%d\n" % number)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """(line, cells) of every row that is not empty; SheetError as soon as one is met."""
        try:
            for _, line, cells in self._until_end():
                yield line, _decode(cells)
        finally:
            self.close()

    def _tell(self, *parts: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        try:
            for part in parts:
                view = memoryview(part)
                while view:
                    view = view[self._process.stdin.write(view) :]
        except BrokenPipeError:
            pass  # it died; reading its answer tells how

    def _until_end(self) -> Iterator[list[Any]]:
        for text in self._lines:
            message = json.loads(text)
            if message[0] == "end":
                return
            if message[0] == "error":
                raise SheetError(message[1])
            if message[0] == "loading":
                self._loading = message[1]
            else:
                yield message
        raise SheetError(self._cause_of_death())

    def _cause_of_death(self) -> str:
        where = f"工作表“{self._loading}”" if self._loading else "文件"
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return where + TOO_SLOW
        if code == _SIGXCPU:
            return where + TOO_SLOW
        if code in _NO_MEMORY_LEFT:
            return where + TOO_LARGE
        return f"{where}无法读取。{SAVE_AS_XLSX}"


def read_meta(data: bytes) -> dict[str, str]:
    """What write_form hid in the workbook; {} when it is not one of ours. SheetError."""
    rows = Reader(data, "meta").rows()  # closes the reader at its end
    return {str(cells[0]): str(cells[1]) if len(cells) > 1 else "" for _, cells in rows}


def _lines(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Complete lines. Waiting is limited as a whole; what we do between lines is not counted."""
    assert process.stdout is not None  # noqa: S101 - for the type checker
    descriptor = process.stdout.fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    patience = float(TIME_SECONDS)
    rest = b""
    while True:
        started = time.monotonic()
        ready = poll.poll(max(patience, 0) * 1000)
        patience -= time.monotonic() - started
        if not ready:
            raise SheetError(TOO_SLOW)
        chunk = os.read(descriptor, _CHUNK_BYTES)
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
        if len(rest) > _MAX_LINE_BYTES:
            raise SheetError(TOO_LARGE)


def _bury(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()


def _decode(cells: list[Any]) -> list[Any]:
    """Tagged lists back to dates; everything else came through JSON as it was."""
    for i, cell in enumerate(cells):
        if type(cell) is list:
            kind, text = cell
            if kind == "date":
                cells[i] = date.fromisoformat(text)
            elif kind == "datetime":
                cells[i] = datetime.fromisoformat(text)
            else:
                cells[i] = text
    return cells
