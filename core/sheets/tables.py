"""Find the table in a sheet made by people: titles above, totals and signatures below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.sheets.cells import Cell, Cleaner, compact, printed, text
from core.sheets.reading import Head, Reader, SheetError


@dataclass(frozen=True)
class Column:
    """One column the caller wants. `required` means the column, not each of its cells."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    clean: Cleaner = field(default_factory=text)
    required: bool = False


class Row(NamedTuple):
    """`line` is the line number the user sees in the file; cells by column name."""

    line: int
    cells: dict[str, Cell]

    @property
    def errors(self) -> dict[str, str]:
        return {name: cell.error for name, cell in self.cells.items() if cell.error}

    @property
    def values(self) -> dict[str, Any]:
        return {name: cell.value for name, cell in self.cells.items()}


class Skipped(NamedTuple):
    """A line that is no data, and why (Chinese)."""

    line: int
    reason: str


class _Header(NamedTuple):
    line: int
    positions: dict[str, int]  # column name -> position in the row
    texts: list[str]  # what the user wrote above each position


# -- comparing header texts -----------------------------------------------------------------

_UNIT = re.compile(
    r"\((?:亿元|万元|千元|百元|元|元/月|元/年|人|人数|年|月|日|岁|周岁|个|户|次|家|名|份|项|件|天|%"
    r"|㎡|m2|平方米|亩|必填|选填|可选|单选|下拉选择|是/否|男/女|年月日|年/月/日|年-月-日"
    r"|单位:.*|[0-9]+位.*|格式.*|如.*|例.*|请.*|yyyy.*)\)"
)
_AROUND = re.compile(r"^(?:其中:?|[*★☆#]+|[0-9]+[.、])|[*★☆:]+$")
_MONEY_UNIT = re.compile(r"单位[:为(]*(?:人民币)?(亿元|万元|千元|百元|元)(?=$|[、,;/)])")
_MONEY_UNIT_IN_HEADER = re.compile(r"[(/](亿元|万元|千元|百元|元)(?:[/)]|$)")


_LONGEST_HEADER = 60  # characters; longer cells are titles, notes or data


def _flat(typed: Any) -> str:
    return compact(printed(typed)[:_LONGEST_HEADER]).casefold()


def _key(typed: Any) -> str:
    return _AROUND.sub("", _AROUND.sub("", _flat(typed)))


def _key_without_unit(typed: Any) -> str:
    return _AROUND.sub("", _UNIT.sub("", _key(typed)))


def _accepted(columns: Sequence[Column]) -> dict[str, str]:
    """Header text -> column name; a column's own label beats another's alias."""
    names: dict[str, str] = {}
    for column in columns:
        for alias in column.aliases:
            names.setdefault(_key(alias), column.name)
    names.update({_key(column.label): column.name for column in columns})
    return names


def _matches(cells: Sequence[Any], accepted: dict[str, str]) -> list[tuple[int, str]]:
    """(position, column name), exact texts before those that match without their unit."""
    exact = [(i, accepted[key]) for i, cell in enumerate(cells) if (key := _key(cell)) in accepted]
    taken = {name for _, name in exact}
    places = {i for i, _ in exact}
    loose = [
        (i, accepted[key])
        for i, cell in enumerate(cells)
        if i not in places and (key := _key_without_unit(cell)) in accepted
    ]
    return sorted(exact + [(i, name) for i, name in loose if name not in taken])


# -- choosing sheet and header ----------------------------------------------------------------


def _joined(upper: Sequence[Any], lower: Sequence[Any]) -> list[Any]:
    """A header of two rows: what stands below a merged cell names the column."""
    width = max(len(upper), len(lower))
    padded = [*upper, *[""] * (width - len(upper))]
    return [
        low or up for up, low in zip(padded, [*lower, *[""] * (width - len(lower))], strict=True)
    ]


def _best_header(heads: Sequence[Head], columns: Sequence[Column]) -> tuple[Head, _Header]:
    accepted = _accepted(columns)
    best: tuple[int, Head, int, list[Any]] | None = None
    for head in heads:
        above: list[Any] = []
        for line, cells in head.rows:
            for candidate in (cells, _joined(above, cells)):
                score = len({name for _, name in _matches(candidate, accepted)})
                if score and (best is None or score > best[0]):
                    best = (score, head, line, candidate)
            above = cells
    if best is None:
        raise SheetError(
            "没有找到表头行。请确认表格中有一行列名，例如："
            + "、".join(column.label for column in columns[:8])
            + "。"
        )
    _, head, line, cells = best
    matches = _matches(cells, accepted)
    _refuse_twice(matches, cells, line)
    header = _Header(line, {name: i for i, name in matches}, [printed(cell) for cell in cells])
    _refuse_missing(header, columns)
    return head, header


def _refuse_twice(matches: list[tuple[int, str]], cells: Sequence[Any], line: int) -> None:
    seen: dict[str, int] = {}
    for i, name in matches:
        if name in seen:
            raise SheetError(
                f"第{line}行表头中“{printed(cells[seen[name]])}”与“{printed(cells[i])}”是同一列，"
                "请删去或改名其中一列后重新上传。"
            )
        seen[name] = i


def _refuse_missing(header: _Header, columns: Sequence[Column]) -> None:
    missing = [
        column for column in columns if column.required and column.name not in header.positions
    ]
    if not missing:
        return
    wanted = "；".join(
        f"“{column.label}”"
        + (f"（也可写作{'、'.join(column.aliases[:6])}）" if column.aliases else "")
        for column in missing
    )
    found = "、".join(one_line for cell in header.texts if (one_line := "".join(cell.split())))
    raise SheetError(
        f"缺少必需的列：{wanted}。第{header.line}行表头现有：{found[:300]}。"
        "请补上该列或把列名改成上述名称后重新上传。"
    )


# -- rows that are no data --------------------------------------------------------------------

_TOTAL = re.compile(
    r"(?:本页|本表|本月|本年|全年|年度)?(?:总合计|合计|总计|小计|共计|累计)(?:\(.{0,12}\))?:?"
    r"[0-9.,]*(?:人|元|万元|名|户|家|个|次|件|项|条)?"
)
_TOTAL_LINE = "合计行"
# Words that need no colon: nobody's data begins with them. Atomic groups, because the text
# is a stranger's and the words can be cut in several ways.
_SIGNED = re.compile(
    r"(?>(?>填表|制表|审核|复核|填报|经办|经手|录入|编制)(?:人|领导|单位|日期|时间)"
    r"|\((?:签字|签名|签章|盖章|公章)\)|\(?(?:单位)?(?:盖章|公章)\)?:?)++"
)
_REMARK = re.compile(
    r"(?:.{0,6}(?:人|领导|主席|单位|日期|时间|电话|签字|签名|盖章|公章)|注|备注|说明|填表说明|附注)"
    r"(?:\(.{1,6}\))?:"
)
_SERIAL_NUMBER = ("序号", "编号", "no", "no.")


class Table:
    """An opened table: iterate once over its rows. `skipped` fills while iterating.

    Iteration raises SheetError when a later row breaks a limit. Leaving early is fine: the
    child process ends when the table is closed or forgotten.
    """

    def __init__(self, reader: Reader, head: Head, header: _Header, columns: Sequence[Column]):
        self.sheet = head.sheet
        self.header_line = header.line
        self.columns = [column for column in columns if column.name in header.positions]
        self.headers = {name: header.texts[i] for name, i in header.positions.items()}
        used = set(header.positions.values())
        self.unknown_headers = [
            title
            for i, title in enumerate(header.texts)
            if title and i not in used and _key(title) not in _SERIAL_NUMBER
        ]
        above = [cells for line, cells in head.rows if line < header.line]
        self.titles = [printed(cell) for cells in above for cell in cells if printed(cell)]
        self.skipped: list[Skipped] = []
        self.totals: dict[int, dict[str, Any]] = {}  # line -> cells of a totals line, as typed
        self._reader = reader
        self._plan = [
            (column.name, header.positions[column.name], column.clean) for column in self.columns
        ]
        self._width = max(used) + 1
        self._left = next(i for i, title in enumerate(header.texts) if title)
        self._header_key = [_key(cell) for cell in header.texts]
        self._data_positions = [
            i for i in header.positions.values() if _key(header.texts[i]) not in _SERIAL_NUMBER
        ]

    def unit_of(self, name: str) -> str:
        """ "万元", "元" ... from the column's header, else from "单位：万元" in a title, else "".

        Ask it of columns of money only: a title's unit speaks of nothing else.
        """
        header = _flat(self.headers.get(name, ""))
        if found := _MONEY_UNIT_IN_HEADER.search(header) or _MONEY_UNIT.search(header):
            return found[1]
        for title in self.titles:
            if found := _MONEY_UNIT.search(_flat(title)):
                return found[1]
        return ""

    def close(self) -> None:
        self._reader.close()

    def __iter__(self) -> Iterator[Row]:
        expected = self.header_line + 1
        for line, cells in self._reader.rows():
            if line <= self.header_line:
                continue
            if line > expected:
                self._skip_blank(expected, line - 1)
            expected = line + 1
            if len(cells) < self._width:
                cells.extend([""] * (self._width - len(cells)))
            if reason := self._why_no_data(cells):
                self.skipped.append(Skipped(line, reason))
                if reason == _TOTAL_LINE:
                    self.totals[line] = {name: cells[i] for name, i, _ in self._plan}
            else:
                yield Row(line, {name: clean(cells[i]) for name, i, clean in self._plan})

    def _skip_blank(self, first: int, last: int) -> None:
        reason = "空行" if first == last else f"空行（第{first}至{last}行）"
        self.skipped.append(Skipped(first, reason))

    def _why_no_data(self, cells: list[Any]) -> str:
        for cell in cells[self._left : self._left + 3]:
            if type(cell) is str and "计" in cell and _TOTAL.fullmatch(compact(cell)):
                return _TOTAL_LINE
        first = next((cell for cell in cells if cell != ""), "")
        if type(first) is str:
            words = compact(first)
            if _REMARK.match(words) or _SIGNED.fullmatch(words):
                return "填表、审核等签署或说明"
            if _key(first) in self._header_key and self._repeats_header(cells):
                return "重复的表头"
        if not any(cells[i] != "" and printed(cells[i]) for i in self._data_positions):
            return "除序号外没有内容"
        return ""

    def _repeats_header(self, cells: list[Any]) -> bool:
        return all(_key(cells[i]) == self._header_key[i] for i in self._data_positions)


def open_table(data: bytes, filename: str, columns: Sequence[Column]) -> Table:
    """The table in the file whose header names most of the columns. SheetError.

    `filename` only names the file in the message: what the file is, its bytes decide.
    """
    reader = Reader(data, "table")
    try:
        heads = [head for head in reader.heads() if head.rows]
        if not heads:
            raise SheetError(f"“{filename}”中没有任何内容。请确认选对了文件后重新上传。")
        head, header = _best_header(heads, columns)
        reader.choose(head.number)
    except BaseException:
        reader.close()
        raise
    return Table(reader, head, header, columns)
